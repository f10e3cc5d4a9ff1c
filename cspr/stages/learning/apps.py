"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Learning from reviews."""

    name = "cspr.stages.learning"
    label = "learning"
