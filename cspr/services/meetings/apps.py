"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings about a case."""

    name = "cspr.services.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
