"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class ActionPlanConfig(AppConfig):
    """Action plans of reviews."""

    name = "cspr.stages.action_plan"
    label = "action_plan"
