"""The verbs of learning: bring it to people, report on it, hold events, review the protocol, close a case (J3, J5–J8, K1, K2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import OptionalLongText, OptionalText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.protocol.calendar import period
from cspr.record.facts import LONDON
from cspr.services.insight.figures import Exceptions, exceptions

OURS = [Role.BUSINESS_UNIT]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^(https?://[^\s/]+\S*)?$")]
Quarter = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(\d{4}-Q[1-4])?$")]


class Disseminate(Input):
    """Whom the learning reached, and how."""

    agencies: list[Text] = ask("Which agencies was it shared with?", "Each is recorded on its own, so that gaps can be seen.", default=[])
    to: OptionalText = ask("Who else?", "For example: foster carers' forum, school nurses.", default="")
    how: OptionalText = ask("How?", "For example: briefing, team meeting, supervision.", default="")
    use: OptionalLongText = ask("What did they do with it?", "If they have told you.", default="", lines=3)
    at: When = ask("When was it shared?")


class CloseCase(Input):
    """That nothing more is to be done in the case."""

    reasons: OptionalLongText = ask("What ends with it?", "For example: all actions complete and looked at again.", default="", lines=3)
    at: When = ask("When was the case closed?")


class ReportExceptions(Input):
    """The quarter's exceptions, put before the group."""

    quarter: Quarter = ask("Which quarter is it for?", "For example: 2026-Q4. Left empty, the quarter in which it is reported.", default="")
    note: OptionalLongText = ask("What should the group know or decide?", "No names and nothing of a case.", default="", lines=4)
    at: When = ask("When was it reported?")


class HoldEvent(Input):
    """An event that shared what reviews taught."""

    title: OptionalText = ask("What was it about?", default="")
    attended: Annotated[int, Field(ge=0, le=100_000)] | None = ask("How many came?", default=None)
    taught: OptionalLongText = ask("What was shared?", "The learning, not the cases.", default="", lines=3)
    at: When = ask("When was it held?")


class PublishAnnualReport(Input):
    """The annual report, which says which Rapid Reviews were held."""

    year: Annotated[int, Field(ge=1990, le=2200)] | None = ask("Which year is it about?", default=None)
    url: Address = ask("Where can it be read?", "Its full web address, beginning with https://", default="")
    at: When = ask("When was it published?")


class ReviewProtocol(Input):
    """The yearly review of the protocol."""

    changes: OptionalLongText = ask("What was changed?", "Or that nothing needed to change, and why.", default="", lines=4)
    version: OptionalText = ask("Which version came of it?", "Leave empty if it stays as it is.", default="")
    who: OptionalText = ask("Who reviewed it?", default="")
    at: When = ask("When was it reviewed?")


class DistributeProtocol(Input):
    """That the protocol went to those on its distribution list."""

    to: list[Text] = ask("To whom did it go?", default=[])
    version: OptionalText = ask("Which version?", default="")
    at: When = ask("When did it go out?")


@operation("learning.disseminate", title="Record whom the learning reached", clauses=["J5"],
           by=[Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER], records=["learning_disseminated"])
def disseminate(do: Doing, data: Disseminate) -> None:
    """Record each agency or group the learning reached. Raises InputFault where nobody is named, or an agency is unknown."""
    names = [agency.slug for agency in do.agencies(data.agencies)] + ([data.to] if data.to else [])
    if not names:
        raise InputFault.at("agencies", "Choose at least one agency, or say who else the learning reached.")
    for name in names:
        do.record("learning_disseminated", data.at, to=name, how=data.how or None, use=data.use or None)


@operation("learning.close_case", title="Close the case", clauses=["J2", "J5"], by=OURS, records=["case_closed"])
def close_case(do: Doing, data: CloseCase) -> None:
    """Record that the case is closed. Raises InputFault where it is closed already, GateClosed where the protocol holds it open."""
    closed = do.happened("case_closed")
    if closed:
        raise InputFault.at("at", f"The case was closed on {closed[-1].at:%-d %B %Y}. Take that entry back to open it again.")
    do.record("case_closed", data.at, reasons=data.reasons or None)


def _quarter(at: date | datetime) -> str:
    return period(at.date() if isinstance(at, datetime) else at, "quarter")[0]


def _paper(found: Exceptions, quarter: str, note: str) -> dict[str, object]:
    return {
        "quarter": quarter, "on": found.on.isoformat(), "note": note, "total": found.total, "totals": [list(t) for t in found.totals],
        "rows": [{"owner": r.owner, "due": r.due.isoformat(), "days_late": r.days_late, "standing": r.standing, "colour": r.colour,
                  "type": r.type, "theme": r.theme, "escalated": r.escalated} for r in found.rows],
    }


@operation("learning.report_exceptions", title="Report the exceptions of the quarter", clauses=["J3"], by=OURS,
           records=["exceptions_reported"], on="partnership")
def report_exceptions(do: Doing, data: ReportExceptions) -> None:
    """Make the exceptions paper from every action plan as it stands today, and record that the group has it."""
    quarter = data.quarter or _quarter(data.at)
    found = exceptions(do.home, do.now.astimezone(LONDON).date())
    fact = do.record("exceptions_reported", data.at, quarter=quarter, exceptions=len(found.rows), actions=found.total)
    # Each report keeps its own paper: a second one in a quarter does not replace the first.
    do.document("exceptions_paper", _paper(found, quarter, data.note), str(fact.pk))


@operation("learning.hold_event", title="Record a learning event", clauses=["J7"], by=OURS, records=["learning_event_held"], on="partnership")
def hold_event(do: Doing, data: HoldEvent) -> None:
    """Record an event that shared what reviews taught."""
    do.record("learning_event_held", data.at, title=data.title or None, attended=data.attended, taught=data.taught or None)


@operation("learning.publish_annual_report", title="Record the annual report", clauses=["J8"], by=OURS, records=["annual_report_published"],
           on="partnership")
def publish_annual_report(do: Doing, data: PublishAnnualReport) -> None:
    """Record where the annual report can be read. Raises InputFault for a year that has not begun."""
    if data.year and data.year > data.at.year:
        raise InputFault.at("year", f"{data.year} is later than the day of publication. Check the year.")
    do.record("annual_report_published", data.at, year=data.year, url=data.url or None)


@operation("learning.review_protocol", title="Record the review of the protocol", clauses=["K1"], by=OURS, records=["protocol_reviewed"],
           on="partnership")
def review_protocol(do: Doing, data: ReviewProtocol) -> None:
    """Record that the protocol was reviewed, by whom, and what changed."""
    do.record("protocol_reviewed", data.at, changes=data.changes or None, version=data.version or None, who=data.who or None)


@operation("learning.distribute_protocol", title="Record that the protocol was distributed", clauses=["K2"], by=OURS,
           records=["protocol_distributed"], on="partnership")
def distribute_protocol(do: Doing, data: DistributeProtocol) -> None:
    """Record to whom the protocol went. Raises InputFault for a name that is not on its distribution list."""
    listed = do.protocol.items_of("K2")
    unknown = [name for name in data.to if listed and name not in listed]
    if unknown:
        raise InputFault.at("to", f"{', '.join(unknown)}: not on the distribution list. Choose from the list.")
    do.record("protocol_distributed", data.at, to=data.to or None, version=data.version or None)
