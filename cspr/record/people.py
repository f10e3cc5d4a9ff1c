"""The people of a case, for rooms that may not reach the one that keeps them. That one says how they are read, when it starts (docs/adr/0080)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from cspr.record.models import Case

PERSON = "person"  # The word by which somebody of a case is restricted to named people.

PeopleFile = Mapping[str, Any]  # The contract's people file; a person's "id" is the number on the roll.
BirthsByCase = Mapping[int, Sequence[str]]  # Of each child a case is about: a date as far as it is known ("2017", "2024-10"), "" where it is not.
_READ: list[tuple[Callable[[Case], PeopleFile], Callable[[Collection[int]], BirthsByCase]]] = []


def kept_by(read: Callable[[Case], PeopleFile], births: Callable[[Collection[int]], BirthsByCase]) -> None:
    """Says how the people of a case are read. Called once, by the room that keeps them."""
    _READ[:] = [(read, births)]


def people_file(case: Case) -> PeopleFile:
    """The people of a case the caller has already been let into."""
    return _READ[0][0](case)


def births(cases: Collection[int]) -> BirthsByCase:
    """When the children that these cases are about were born, by the case's number: of cases the caller has already been let into."""
    return _READ[0][1](cases)
