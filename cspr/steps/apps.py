"""The steps app (templates only)."""

from django.apps import AppConfig


class StepsConfig(AppConfig):
    """See the package's docstring."""

    name = "cspr.steps"
    label = "steps"
