"""The app, for its tables, templates and jobs; and what delivers for the door."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages."""

    name = "cspr.services.messages"
    label = "mail"  # Django's own messages are called "messages".
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From now on each run at the door is handed over here at its end."""
        from cspr.operations.outbox import takes_messages, tells
        from cspr.services.messages.queue import send, take

        takes_messages(take)
        tells(send)
