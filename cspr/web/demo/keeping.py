"""How long the demo's partnership keeps things, and what it must not let go of."""

from __future__ import annotations

from datetime import date, datetime, time

from cspr.operations import run
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case

# (type of record, number, unit, counted from, its source)
PERIODS = (
    ("case_file", 75, "years", "youngest_born", "Wessmoor Council retention schedule, made up, line 12"),
    ("messages", 1, "years", "sent", "Wessmoor Council retention schedule, made up, line 30"),
    ("learning_events", 5, "years", "held_on", "Wessmoor Council retention schedule, made up, line 31"),
)


def make(home: Partnership, today: date) -> None:
    """Three periods set, the others not yet; and a hold on the case whose inquest is open."""
    unit, morning = Member.objects.filter(partnership=home, role=Role.BUSINESS_UNIT).order_by("pk")[0], datetime.combine(today, time(9), LONDON)
    for record, number, unit_of_time, starts, source in PERIODS:
        run("retention.set_period", unit, {"record": record, "number": number, "unit": unit_of_time, "starts": starts, "source": source,
                                           "reasons": "Agreed by the three partners."}, now=morning)
    held = Case.objects.filter(partnership=home, about="teenager, died").order_by("pk")[0]
    run("retention.place_hold", unit, {"asked_by": "HM Coroner", "reasons": "The inquest is open; nothing is to be destroyed before it has ended."},
        case=held.reference, now=morning)
