"""The people of a case, for rooms that may not reach the one that keeps them. That one says how they are read, when it starts (docs/adr/0080)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from cspr.record.models import Case

PERSON = "person"  # The word by which somebody of a case is restricted to named people.

PeopleFile = Mapping[str, Any]  # The contract's people file; a person's "id" is the number on the roll.
BirthsByCase = Mapping[int, Sequence[str]]  # Of each child a case is about: a date as far as it is known ("2017", "2024-10"), "" where it is not.
_Read = Callable[[Case], PeopleFile]
_READ: list[tuple[_Read, _Read, Callable[[Collection[int]], BirthsByCase]]] = []


def kept_by(read: _Read, shown: _Read, births: Callable[[Collection[int]], BirthsByCase]) -> None:
    """Says how the people of a case are read. Called once, by the room that keeps them."""
    _READ[:] = [(read, shown, births)]


def people_file(case: Case) -> PeopleFile:
    """The people of a case the caller has already been let into, for hiding names: those withheld from who reads it are in it."""
    return _READ[0][0](case)


def shown_file(case: Case) -> PeopleFile:
    """The same for somebody to read: without those, and with how many they are where there are any."""
    return _READ[0][1](case)


def births(cases: Collection[int]) -> BirthsByCase:
    """When the children that these cases are about were born, by the case's number: of cases the caller has already been let into."""
    return _READ[0][2](cases)
