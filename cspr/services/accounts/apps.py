"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and settings."""

    name = "cspr.services.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how what is past its time is removed."""
        from cspr.record.keeping import goes_when_past_its_time
        from cspr.services.accounts.removing import leavers

        goes_when_past_its_time("leavers", leavers)
