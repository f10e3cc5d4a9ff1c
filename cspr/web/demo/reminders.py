"""How the made-up agencies were told and reminded: one reads a digest, one address is wrong, and what is late was chased day by day."""

from __future__ import annotations

from datetime import date, datetime, time

from cspr import protocol
from cspr.operations import run
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.messages.bounced import note_bounce
from cspr.services.messages.chasing import chase
from cspr.services.messages.models import Message

WORKING_DAYS = 15


def make(home: Partnership, today: date) -> None:
    """Every working day's reminders of the last three weeks, as the worker would have written them."""
    calendar, nine = protocol.Calendar.named(protocol.load(home.protocol).protocol.calendar), time(9)
    reader = Member.objects.filter(partnership=home, role=Role.AGENCY_LEAD, agency__slug="police").select_related("partnership", "user").first()
    if reader is not None:
        run("messages.choose", reader, {"digest": "08:30"}, now=datetime.combine(home.since, nine, LONDON))
    for days in range(WORKING_DAYS, 0, -1):
        chase(home, datetime.combine(calendar.add_working_days(today, -days), nine, LONDON))
    last = Message.objects.filter(partnership=home, kind="request", agency="school").select_related("letter").order_by("-at").first()
    if last is not None and last.letter is not None:
        note_bounce(last.letter.message_id, "There is no such mailbox.")
