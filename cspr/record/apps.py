"""The record app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """See the package's docstring."""

    name = "cspr.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
