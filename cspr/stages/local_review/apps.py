"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class LocalReviewConfig(AppConfig):
    """Local reviews."""

    name = "cspr.stages.local_review"
    label = "local_review"
