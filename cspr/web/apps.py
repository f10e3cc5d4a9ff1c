"""The web app (templates and commands)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the package's docstring."""

    name = "cspr.web"
    label = "web"
