"""The app, for its table, templates and jobs; and what is noted when somebody signs in."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """Who has looked."""

    name = "cspr.services.reading"
    label = "reading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From now on who signs in and out is written down."""
        from cspr.services.reading.signing import connect

        connect()
