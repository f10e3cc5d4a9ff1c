"""When people are reminded: on working days, in working hours (the setting WORKING_HOURS, Europe/London)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cspr import protocol
from cspr.partnership.models import Partnership
from cspr.record.facts import LONDON, local_holidays


def calendar_of(home: Partnership) -> protocol.Calendar:
    """The working days of the partnership: its protocol's calendar and the days it added."""
    return protocol.Calendar.named(protocol.load(home.protocol).protocol.calendar, local_holidays(home))


def next_opening(home: Partnership, now: datetime) -> datetime | None:
    """When working hours begin next; None: they have begun, and have not ended. now: aware."""
    first, last = settings.WORKING_HOURS
    here, calendar = now.astimezone(LONDON), calendar_of(home)
    if calendar.is_working_day(here.date()) and here.time() < last:
        return None if here.time() >= first else datetime.combine(here.date(), first, LONDON)
    return datetime.combine(calendar.add_working_days(here.date(), 1), first, LONDON)
