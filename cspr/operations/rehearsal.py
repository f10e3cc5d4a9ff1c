"""A correction is tried as the first recording would be now, so that it is refused for the same things. Nothing of a trial is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from pydantic.fields import FieldInfo

from cspr import protocol
from cspr.operations.doing import IDENTIFIES, Doing
from cspr.operations.errors import Fault, GateClosed, InputFault, Refusal
from cspr.operations.inputs import read_as
from cspr.operations.registry import Operation, recording
from cspr.operations.reported import as_reported
from cspr.partnership.roles import Role
from cspr.record.models import Fact


def recorder(kind: str, role: Role) -> Operation | None:
    """The operation that records a kind, on a case that is open: the first of the role's, else the first of all; None where the service does."""
    ways = [o for o in recording(kind) if o.stage != "record" and o.on != "new_case"]
    return next((o for o in ways if role in o.by), next(iter(ways), None))


def asked_for(op: Operation) -> Iterator[tuple[str, str, FieldInfo]]:
    """Each input of an operation with the detail of the fact that it becomes: (input, detail, field)."""
    for name, info in op.data.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        yield name, str(extra.get("detail", name)), info


def _first(fact_id: str) -> Fact:
    """The first recording of what a fact, or the facts it corrects, says."""
    fact = Fact.objects.select_related("actor__agency", "actor__partnership").get(pk=fact_id)
    return _first(str(fact.supersedes_id)) if fact.supersedes_id else fact


def _places(facts: tuple[protocol.Fact, ...]) -> dict[str, int]:
    """In which order each was recorded; what corrects or takes back a fact stands in its place."""
    found: dict[str, int] = {}
    for number, fact in enumerate(facts):
        found[fact.id] = found.get(fact.supersedes or "", number)
    return found


def _trial(do: Doing, facts: tuple[protocol.Fact, ...], first: Fact, at: date | datetime, details: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What the step says against recording this, by whoever recorded it first, after those of the facts that stand before it."""
    actor = first.actor or do.member
    op = recorder(first.kind, Role(actor.role))
    if op is None:
        return ()
    trial, places = Doing(op=op, member=actor, now=do.now, case=do.case), _places(facts)
    trial.knows(tuple(f for f in facts if places[f.id] < places[str(first.pk)]))
    said = {**details, "at": at}
    given = {name: said[detail] for name, detail, _ in asked_for(op) if detail in said}
    with transaction.atomic():
        try:
            op.body(trial, read_as(as_reported(op.data, first.kind), given))
        except InputFault as fault:
            found = {_place(op, f.field, said): f.message for f in reversed(fault.faults)}  # Two inputs may become one detail.
            return tuple(Fault(place, says) for place, says in found.items())
        except GateClosed:  # Asked of the correction itself when it is recorded, with all that is known now.
            return ()
        except Refusal as refusal:
            return (Fault("details", refusal.message),)
        finally:
            transaction.set_rollback(True)
    return ()


def _place(op: Operation, field: str, said: Mapping[str, Any]) -> str:
    """Where in a correction an input of the operation stands."""
    detail = next((d for name, d, _ in asked_for(op) if name == field.split(".")[0]), "")
    return "at" if detail == "at" else f"details.{detail}" if detail in said else "details"


def check(do: Doing, old: protocol.Fact, at: date | datetime, details: Mapping[str, Any]) -> None:
    """Raises InputFault with what the first recording would be refused for, if it said this now.

    What is said against the entry as it stands, too, is left out: one thing that is wrong must not keep another from being put right.
    """
    first = _first(old.id)
    faults = _trial(do, do.facts, first, at, details)
    if faults:
        known = _trial(do, do.facts, first, old.at, old.details)
        faults = tuple(f for f in faults if f not in known)
    if faults:
        raise InputFault(*faults)


def unsettled(do: Doing, old: protocol.Fact, new: protocol.Fact) -> Iterator[tuple[protocol.Fact, Fault]]:
    """The later entries that no longer fit, each with what is now said against it: those about the same agency, action or other thing
    that the old one named and the new one does not, and, of a correction, those dated between the old day and the new.

    new: what was recorded in place of the old one: a correction, or that it is taken back.
    """
    before, places = tuple(f for f in do.facts if f.id != new.id), _places(do.facts)
    until = new.day if new.kind == old.kind else old.day
    named = {n: v for n in IDENTIFIES if (v := old.details.get(n)) is not None and v != new.details.get(n)}
    for later in protocol.effective(do.facts):
        about = any(later.details.get(n) == v for n, v in named.items())
        kind = protocol.KINDS[later.kind]  # Accounts and the directory are changed where they are kept.
        if (kind.scope == "partnership" and not kind.clauses) or places[later.id] <= places[old.id] or not (about or old.day <= later.day < until):
            continue
        first = _first(later.id)
        faults = _trial(do, do.facts, first, later.at, later.details)
        known = _trial(do, before, first, later.at, later.details) if faults else ()
        yield from ((later, fault) for fault in faults if fault not in known)
