"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The directory of addressees."""

    name = "cspr.services.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
