"""The app, for its table and templates."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Personal tokens."""

    name = "cspr.services.tokens"
    label = "tokens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how what is past its time is removed."""
        from cspr.record.keeping import goes_when_past_its_time
        from cspr.services.tokens.removing import past_their_time

        goes_when_past_its_time("tokens", past_their_time)
