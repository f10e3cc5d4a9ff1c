"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationConfig(AppConfig):
    """Notifications."""

    name = "cspr.stages.notification"
    label = "notification"
