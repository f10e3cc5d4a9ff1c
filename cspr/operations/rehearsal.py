"""A correction is tried as the first recording would be now, so that it is refused for the same things. Nothing of a trial is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from pydantic.fields import FieldInfo

from cspr import protocol
from cspr.operations.doing import Doing
from cspr.operations.errors import Fault, GateClosed, InputFault, Refusal
from cspr.operations.inputs import read_as
from cspr.operations.registry import Operation, recording
from cspr.operations.reported import as_reported
from cspr.partnership.roles import Role
from cspr.record.models import Fact


def recorder(kind: str, role: Role) -> Operation | None:
    """The operation on a case that records a kind: the first of the role's, else the first of all; None where the service alone does."""
    ways = [o for o in recording(kind) if o.stage != "record" and o.on == "case"]
    return next((o for o in ways if role in o.by), next(iter(ways), None))


def asked_for(op: Operation) -> Iterator[tuple[str, str, FieldInfo]]:
    """Each input of an operation with the detail of the fact that it becomes: (input, detail, field)."""
    for name, info in op.data.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        yield name, str(extra.get("detail", name)), info


def _first(fact: Fact) -> Fact:
    while fact.supersedes_id:
        fact = Fact.objects.select_related("actor__agency", "actor__partnership").get(pk=fact.supersedes_id)
    return fact


def _before(facts: tuple[protocol.Fact, ...], first: str) -> tuple[protocol.Fact, ...]:
    """The facts recorded before a first recording, with what was later corrected or taken back of them."""
    place: dict[str, int] = {}
    for number, fact in enumerate(facts):
        place[fact.id] = place.get(fact.supersedes or "", number)
    return tuple(f for f in facts if place[f.id] < place[first])


def _trial(do: Doing, first: Fact, at: date | datetime, details: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What the step says against recording this, by whoever recorded it first, after the entries before it."""
    actor = first.actor or do.member
    op = recorder(first.kind, Role(actor.role))
    if op is None:
        return ()
    trial = Doing(op=op, member=actor, now=do.now, case=do.case)
    trial.knows(_before(do.facts, str(first.pk)))
    said = {**details, "at": at}
    given = {name: said[detail] for name, detail, _ in asked_for(op) if detail in said}
    with transaction.atomic():
        try:
            op.body(trial, read_as(as_reported(op.data, first.kind), given))
        except InputFault as fault:
            places = {_place(op, f.field, said): f.message for f in reversed(fault.faults)}  # Two inputs may become one detail.
            return tuple(Fault(place, says) for place, says in places.items())
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
    first = _first(Fact.objects.select_related("actor__agency", "actor__partnership").get(pk=old.id))
    faults = _trial(do, first, at, details)
    if faults:
        known = _trial(do, first, old.at, old.details)
        faults = tuple(f for f in faults if f not in known)
    if faults:
        raise InputFault(*faults)
