"""The app, for its tables and templates."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents out."""

    name = "cspr.services.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
