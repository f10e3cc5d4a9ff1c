"""The access app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See the package's docstring."""

    name = "cspr.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
