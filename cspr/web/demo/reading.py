"""What was looked at lately, from where and how; one reading that somebody should ask about, and one that was explained."""

from __future__ import annotations

from datetime import date, datetime, time

from cspr import protocol
from cspr.access.asking import asked_from
from cspr.access.reads import case_for, note_look
from cspr.operations import run
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case
from cspr.services.reading.models import Flag
from cspr.services.reading.watch import watch

OFFICE, HOME = "198.51.100.14", "203.0.113.77"  # Addresses that are kept for examples.


def make(home: Partnership, today: date) -> None:
    """The Business Unit at work on the case that is being decided; and a member of the Sub-group, twice, late in the evening, in a closed one."""
    back = protocol.Calendar.named(protocol.load(home.protocol).protocol.calendar).add_working_days
    unit, reader = (Member.objects.filter(partnership=home, role=role).select_related("partnership", "user", "agency").order_by("pk")[0]
                    for role in (Role.BUSINESS_UNIT, Role.SUB_GROUP_MEMBER))
    auditor = Member.objects.filter(partnership=home, role=Role.AUDITOR).select_related("partnership", "user").order_by("pk")[0]
    cases = Case.objects.filter(partnership=home)
    closed, deciding = cases.filter(facts__kind="case_closed")[0], cases.filter(facts__kind="recommendation_made").order_by("-opened_at")[0]
    _look(unit, deciding, back(today, -1), time(9, 12), OFFICE, "page: Decision", "printed: Decision",
          "downloaded: Rapid Review report, version 1 as pdf", "step: Send the Rapid Review report")
    _look(reader, closed, back(today, -9), time(21, 40), HOME, "page: case", "page: Chronology")
    watch(home, datetime.combine(back(today, -8), time(8), LONDON))
    for flag in Flag.objects.filter(partnership=home, member=reader):
        run("reading.look_into", auditor, {"flag": flag.pk, "outcome": "explained", "note": "Preparing the learning event, as the chair had asked."},
            now=datetime.combine(back(today, -7), time(10), LONDON))
    _look(reader, closed, back(today, -1), time(22, 55), HOME, "page: case", "page: People", "taken away: chronology, named, Word")
    watch(home, datetime.combine(today, time(6), LONDON))


def _look(who: Member, case: Case, day: date, at: time, address: str, *what: str) -> None:
    seen = case_for(who, case.reference, day)
    with asked_from(address, f"{who.pk} {day}"):
        for minute, one in enumerate(what):
            note_look(seen, one, datetime.combine(day, at.replace(minute=(at.minute + minute) % 60), LONDON))
