"""What comes round whatever the cases are: the partnership's quarters, half-years and years, each recorded in its time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from cspr import protocol
from cspr.operations import run
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.protocol.calendar import periods
from cspr.record.facts import LONDON

_EVENTS = ("Missed appointments: whose are they?", "Seeing the child behind the behaviour", "What fathers told us")


def begun(today: date) -> date:
    """The first day of the made-up partnership: the October before last year's end."""
    return date(today.year - 1, 10, 1)


def make(home: Partnership, today: date) -> None:
    """Record all that came round from the partnership's first day until now. What ends after today is still owed."""
    proto = protocol.load(home.protocol)
    calendar, unit = protocol.Calendar.named(proto.protocol.calendar), Member.objects.filter(partnership=home, role=Role.BUSINESS_UNIT).first()
    assert unit is not None

    def record(name: str, last: date, days_before: int, **data: Any) -> None:
        at = datetime.combine(calendar.add_working_days(last, -days_before), time(10))
        run(f"learning.{name}", unit, {**data, "at": at}, now=(at + timedelta(minutes=20)).replace(tzinfo=LONDON))

    def ended(every: str) -> list[tuple[str, date]]:
        return [(name, last) for name, _, last in periods(home.since, today, every) if last < today]

    for quarter, last in ended("quarter"):
        record("report_exceptions", last, 5, quarter=quarter, note="Nothing for the group to decide.")
    for (_, last), title in zip(ended("half_year"), _EVENTS, strict=False):
        record("hold_event", last, 12, title=title, attended=64, taught="What the reviews of the half-year had in common.")
    for year, last in ended("year"):
        record("publish_annual_report", last, 9, year=int(year), url=f"https://{home.slug}.example.org/annual-report-{year}")
        record("review_protocol", last, 8, changes="Nothing needed to change.", who="Business Manager and the Sub-group chair")
        record("distribute_protocol", last, 7, to=[i.id for one in proto.list if "K2" in one.clauses for i in one.items])
