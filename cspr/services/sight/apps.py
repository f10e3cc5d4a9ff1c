"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class SightConfig(AppConfig):
    """Who may see a case."""

    name = "cspr.services.sight"
    label = "sight"
    default_auto_field = "django.db.models.BigAutoField"
