"""The app, for its templates and its jobs."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention and disposal."""

    name = "cspr.services.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how drafts past their time are removed, and what is left of a case in somebody's session."""
        from cspr.record.keeping import goes_when_past_its_time, goes_with_its_case
        from cspr.services.retention.removing import drafts, learning_events, typed_in_sessions

        goes_when_past_its_time("drafts", drafts)
        goes_when_past_its_time("learning_events", learning_events)
        goes_with_its_case(typed_in_sessions)
