"""The app, for its tables and templates."""

from __future__ import annotations

from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    """The chronology of a case."""

    name = "cspr.services.chronology"
    label = "chronology"
    default_auto_field = "django.db.models.BigAutoField"
