"""The app, for its table and templates."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Personal tokens."""

    name = "cspr.services.tokens"
    label = "tokens"
    default_auto_field = "django.db.models.BigAutoField"
