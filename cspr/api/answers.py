"""What the API answers with: what came of an operation, and why something was refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja.responses import Response
from pydantic import BaseModel

from cspr.access.errors import Refusal
from cspr.operations import Done, GateClosed, InputFault
from cspr.operations.errors import Conflict
from cspr.record.facts import pure
from cspr.record.models import Duty


class Moved(BaseModel):
    """A duty that changed."""

    what: str
    duty: str
    for_: str
    due: str | None


class Recorded(BaseModel):
    """What came of an operation."""

    case: str | None
    facts: list[dict[str, Any]]
    moved: list[Moved]
    notes: list[str]
    repeated: bool

    @classmethod
    def of(cls, done: Done) -> Recorded:
        """The facts it recorded and the duties it moved."""
        return cls(
            case=done.case.reference if done.case else None, facts=[pure(f).to_json() for f in done.facts],
            repeated=done.repeated, notes=list(done.notes),
            moved=[Moved(what=m.what, duty=m.duty, for_=m.for_value, due=m.due.isoformat() if m.due else None) for m in done.moved],
        )


class FaultOut(BaseModel):
    """One thing wrong with what was sent: where ("rows.2.text", "" for the whole) and what to do about it."""

    field: str
    message: str


class MissingOut(BaseModel):
    """One thing that must be there first, and the clauses that ask for it."""

    says: str
    clauses: list[str]


class Refused(BaseModel):
    """Why something was not done. Each fault has its place; each missing thing its clauses. Nothing was kept."""

    message: str
    faults: list[FaultOut] = []
    missing: list[MissingOut] = []
    changes: list[str] = []


def refused(message: str, status: int, **more: Any) -> Response:
    """A refusal as JSON."""
    return Response(Refused(message=message, **more).model_dump(), status=status)


def refused_by(refusal: Refusal) -> Response:
    """What access or the door refused, in the words of the page."""
    more: dict[str, Any] = {}
    if isinstance(refusal, InputFault):
        more["faults"] = [FaultOut(field=f.field, message=f.message) for f in refusal.faults]
    elif isinstance(refusal, GateClosed):
        more["missing"] = [MissingOut(says=m.says, clauses=list(m.clauses)) for m in refusal.missing]
    elif isinstance(refusal, Conflict):
        more["changes"] = list(refusal.changes)
    return refused(refusal.message, refusal.status, **more)


class CaseLine(BaseModel):
    """A case in a list."""

    reference: str
    about: str
    stage: str


class CaseOut(CaseLine):
    """A case, and the parts of it that are open to who asks."""

    protocol: str
    opened_at: datetime
    rooms: list[str]


class DutyOwed(BaseModel):
    """A duty of the caller's that is not met. case: None for one of the partnership itself. for_: the agency, partner or action it is about."""

    case: str | None
    duty: str
    for_: str
    title: str
    clauses: list[str]
    opened: date
    from_: date | None
    due: date | None
    why: str

    @classmethod
    def of(cls, duty: Duty) -> DutyOwed:
        """The row as the protocol worked it out."""
        return cls(case=duty.case.reference if duty.case else None, duty=duty.duty, for_=duty.for_value, title=duty.title, clauses=duty.clauses,
                   opened=duty.opened, from_=duty.window_from, due=duty.due, why=duty.why)
