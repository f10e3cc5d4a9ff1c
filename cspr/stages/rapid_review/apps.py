"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class RapidReviewConfig(AppConfig):
    """Rapid Reviews."""

    name = "cspr.stages.rapid_review"
    label = "rapid_review"
