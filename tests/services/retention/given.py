"""A finished case of the demo, a schedule in force, and the two people who dispose of it long afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cspr import protocol
from cspr.operations import Done, run
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case
from cspr.services.retention.schedule import records
from cspr.web.demo import cases, people
from cspr.web.demo.walk import Walk
from tests.factories import NOON

LATER = datetime(2101, 3, 3, 12, tzinfo=LONDON)
CHILD, BORN = "Rowan Thistle", "2025-02-11"
CHECKS = [c.id for c in records().check]


def finished() -> Walk:
    """The demo's finished case."""
    made = people.make(NOON.date() - timedelta(days=500))
    walk = Walk(made, protocol.Calendar.named().add_working_days(NOON.date(), -260), "infant, seriously harmed", [{"name": CHILD, "born": BORN}])
    cases._finished(walk)  # noqa: SLF001
    return walk


def closed(born: str | None = "2016-09-09") -> Case:
    """A case that ended early and was closed: little is in it. Of the walk's partnership, if there is one."""
    made = Partnership.objects.first() or people.make(NOON.date() - timedelta(days=500))
    begun = protocol.Calendar.named().add_working_days(NOON.date(), -40)
    walk = Walk(made, begun, "child, seriously harmed", [{"name": "Vale Istead", "born": born}])
    cases._withdrawn(walk)  # noqa: SLF001
    walk.do("learning.close_case", walk.who(Role.BUSINESS_UNIT), 10, reasons="Nothing more is to be done.")
    return walk.case


def unit(case: Case, n: int = 0) -> Member:
    """A member of the case's Business Unit: the manager (0) or the officer (1)."""
    return Member.objects.filter(partnership=case.partnership, role=Role.BUSINESS_UNIT).select_related("user", "partnership").order_by("pk")[n]


def do(name: str, who: Member, case: Case | None = None, now: datetime = LATER, **data: Any) -> Done:
    """An operation of retention, long afterwards."""
    return run(f"retention.{name}", who, data, case=case.reference if case else None, now=now)


def set_period(who: Member, record: str = "case_file", now: datetime = LATER, **given: Any) -> Done:
    """A period, 75 years from the birth of the youngest child unless said otherwise."""
    data = {"number": 75, "unit": "years", "starts": "youngest_born", "source": "Schedule 7, line 12", "reasons": "Agreed by the partners.", **given}
    return do("set_period", who, now=now, record=record, **data)


def disposed(case: Case) -> Case:
    """The case, disposed of by both."""
    set_period(unit(case))
    do("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through; nobody needs it.")
    do("confirm_disposal", unit(case, 1), case, reference=case.reference)
    return Case.objects.get(pk=case.pk)
