"""Takes a mail system's report that a message did not arrive, and says so where the message stands.

Put it behind the mailbox of EMAIL_FROM as a pipe: each mail that comes there is given to it on standard input. Mail that is no
such report is left alone. It always ends well, so that the mail system does not answer a bounce with a bounce.
"""

from __future__ import annotations

import email
import sys
from email import policy
from email.message import Message
from typing import Any

from django.core.management.base import BaseCommand

from cspr.services.messages.bounced import note_bounce

MOST = 2_000_000  # Characters of a report that are read: the mail itself may hang on at its end.
WORDS = {
    "5.1.1": "There is no such mailbox.", "5.1.2": "There is no such mail domain.", "5.1.3": "The address is not written as one.",
    "5.1.10": "There is no such mailbox.", "5.2.1": "The mailbox is closed.", "5.2.2": "The mailbox is full.",
    "5.4.4": "There is no such mail domain.", "5.7.1": "The reader's mail system refused it.",
}


def failed(report: Message) -> str:
    """Why it did not arrive, in plain words; "" where the report does not say that it failed for good."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                    status = str(block.get("Status", "")).split(" ")[0].strip()
                    return WORDS.get(status, f"The reader's mail system did not take it ({status or 'it gives no reason'}).")
    return ""


def original(report: Message) -> str:
    """The Message-ID of what did not arrive; "" where the report does not hold it."""
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            return str(part.get_payload(0).get("Message-ID", "")).strip()
        if kind == "text/rfc822-headers":
            found = email.message_from_string(str(part.get_payload()), policy=policy.compat32)
            return str(found.get("Message-ID", "")).strip()
    return ""


class Command(BaseCommand):
    """`bounces < report`."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """One mail from standard input."""
        text = sys.stdin.buffer.read(MOST) if hasattr(sys.stdin, "buffer") else sys.stdin.read(MOST).encode()
        report = email.message_from_bytes(text, policy=policy.compat32)
        why, message_id = failed(report), original(report)
        if not why or not message_id:
            self.stdout.write("Not a report of a message that did not arrive: left alone.")
        elif note_bounce(message_id, why):
            self.stdout.write("Noted: the message did not arrive.")
        else:
            self.stdout.write("A report of a message that this service did not send, or that was noted before: left alone.")
