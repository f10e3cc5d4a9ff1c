"""The people of a case, for rooms that may not reach the one that keeps them. That one says how they are read, when it starts (docs/adr/0080)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cspr.record.models import Case

PeopleFile = Mapping[str, Any]  # The contract's people file; a person's "id" is the number on the roll.
_READ: list[Callable[[Case], PeopleFile]] = []


def kept_by(read: Callable[[Case], PeopleFile]) -> None:
    """Says how the people of a case are read. Called once, by the room that keeps them."""
    _READ[:] = [read]


def people_file(case: Case) -> PeopleFile:
    """The people of a case the caller has already been let into."""
    return _READ[0](case)
