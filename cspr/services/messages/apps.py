"""The app, for its tables, templates and jobs; and what delivers for the door."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages."""

    name = "cspr.services.messages"
    label = "mail"  # Django's own messages are called "messages".
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From now on each run at the door is handed over here at its end; and what is past its time goes as said here."""
        from cspr.operations.outbox import takes_messages, tells
        from cspr.record.keeping import goes_when_past_its_time, goes_with_its_case
        from cspr.services.messages.queue import send, take
        from cspr.services.messages.removing import feeds_past_their_time, past_their_time, with_case

        takes_messages(take)
        tells(send)
        goes_when_past_its_time("messages", past_their_time)
        goes_when_past_its_time("tokens", feeds_past_their_time)
        goes_with_its_case(with_case)
