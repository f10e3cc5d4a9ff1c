"""The app, for its page and jobs."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files."""

    name = "cspr.services.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
