"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class ConflictsConfig(AppConfig):
    """Conflicts of interest."""

    name = "cspr.services.conflicts"
    label = "conflicts"
    default_auto_field = "django.db.models.BigAutoField"
