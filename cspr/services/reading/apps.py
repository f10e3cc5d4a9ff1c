"""The app, for its table, templates and jobs."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """Who has looked."""

    name = "cspr.services.reading"
    label = "reading"
    default_auto_field = "django.db.models.BigAutoField"
