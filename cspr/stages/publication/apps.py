"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """Publication of reviews."""

    name = "cspr.stages.publication"
    label = "publication"
