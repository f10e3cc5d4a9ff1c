"""A fact as the contract words it, recorded through the operation it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cspr.access.reads import case_for
from cspr.api.asked import FactIn
from cspr.operations import Done, Input, InputFault, Operation, clock, get, recording, run
from cspr.operations.errors import Fault
from cspr.operations.inputs import read_as
from cspr.operations.reported import as_reported
from cspr.partnership.models import Member
from cspr.partnership.roles import Role

# Where the operation's inputs stand in a fact; every other one is a detail.
_PLACES = {"at": "at", "kind": "kind", "fact": "supersedes", "reason": "details.reasons"}


def record(member: Member, reference: str, fact: FactIn, key: str | None, may: Callable[[Operation], None]) -> Done:
    """Run the operation that records this kind: the first that fits the member's role.

    A fact that supersedes another is a correction, or, of kind `withdrawn`, takes it back; its reason is the detail “reasons”.
    may: asked of the operation before the case is looked for. Raises what that and the operation raise; the places of faults are those of the fact.
    """
    try:
        op = _correcting(fact) if fact.supersedes is not None else _way(fact.kind, member)
        may(op)
        case_for(member, reference, clock.today())
        given = _correction(fact) if fact.supersedes is not None else _reported(op, fact)
        return run(op.name, member, given, case=reference, key=key)
    except InputFault as fault:
        raise InputFault(*(Fault(_place(f.field), f.message) for f in fault.faults)) from fault


def _place(field: str) -> str:
    first = field.split(".")[0]
    return _PLACES.get(first) or (field if first in ("", "details") else f"details.{field}")


def _reported(op: Operation, fact: FactIn) -> Input:
    return read_as(as_reported(op.data, fact.kind), {**fact.details, "at": fact.at})


def _way(kind: str, member: Member) -> Operation:
    ways = [o for o in recording(kind) if o.stage != "record" and o.on == "case" and kind != "withdrawn"]
    if not ways:
        raise InputFault.at("kind", f"“{kind}” is recorded by the service itself, or names in “supersedes” the entry it takes back.")
    return next((o for o in ways if Role(member.role) in o.by), ways[0])


def _correcting(fact: FactIn) -> Operation:
    return get("record.take_back" if fact.kind == "withdrawn" else "record.correct")


def _correction(fact: FactIn) -> dict[str, Any]:
    reason = str(fact.details.get("reasons", ""))
    if fact.kind == "withdrawn":
        return {"fact": fact.supersedes, "reason": reason}
    return {"fact": fact.supersedes, "kind": fact.kind, "reason": reason or "Corrected through the API.", "at": fact.at, "details": fact.details}
