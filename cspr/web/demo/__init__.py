"""The demo partnership: made-up from end to end, its cases made through the door as users would."""

from __future__ import annotations

from datetime import date

from cspr.partnership.models import Partnership
from cspr.web.demo import cases, keeping, people, reading, reminders, years


def make(today: date) -> Partnership:
    """The whole of it, as it stands today: its people, its years, its twelve cases, how long they are kept, who was reminded and who looked."""
    home = people.make(years.begun(today))
    years.make(home, today)
    cases.make(home, today)
    people.invite_more(home, today)
    keeping.make(home, today)
    reminders.make(home, today)
    reading.make(home, today)
    return home
