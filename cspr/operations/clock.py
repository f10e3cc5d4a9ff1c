"""The clock, read once at the door (or once a page) and handed in. Nothing below reads it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from cspr.record.facts import LONDON


def now() -> datetime:
    """This moment, aware, in Europe/London."""
    return timezone.now().astimezone(LONDON)


def today() -> date:
    """Today's date in Europe/London."""
    return now().date()
