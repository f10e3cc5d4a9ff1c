"""The partnership app."""

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    """Partnerships, agencies, people and roles."""

    name = "cspr.partnership"
    label = "partnership"
    default_auto_field = "django.db.models.BigAutoField"
