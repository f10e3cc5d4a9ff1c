"""Django's entry for the page kit: its templates, tags and static files."""

from django.apps import AppConfig


class GovukConfig(AppConfig):
    """The page kit."""

    name = "cspr.govuk"
    label = "govuk"
