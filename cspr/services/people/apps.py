"""The app, for its table and templates."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of a case."""

    name = "cspr.services.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
