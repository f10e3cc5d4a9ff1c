"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and settings."""

    name = "cspr.services.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
