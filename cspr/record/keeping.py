"""What a disposal takes with it, said by the rooms whose it is, for the service that keeps the schedule (docs/adr/0135, 0137).

A room with rows of its own says once, when it starts, how those past their time are removed, and what of a case the database does not
reach by itself: rows that name no case, files outside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from cspr.partnership.models import Partnership
from cspr.record.models import Case


@dataclass(frozen=True)
class PastTime:
    """What is to go: of a partnership, from before a day (London), but nothing of the cases that are held (their numbers)."""

    home: Partnership
    before: date
    held: Collection[int]


_ROUTINE: dict[str, list[Callable[[PastTime], int]]] = {}
_WITH_CASE: list[Callable[[Case], None]] = []


def goes_when_past_its_time(record: str, remove: Callable[[PastTime], int]) -> None:
    """Say how records of a type (a word of the schedule) are removed. remove: gives how many went."""
    removers = _ROUTINE.setdefault(record, [])
    if remove not in removers:
        removers.append(remove)


def goes_with_its_case(remove: Callable[[Case], None]) -> None:
    """Say what goes with a case beside the rows that name it. remove: called before those go, in the same transaction."""
    if remove not in _WITH_CASE:
        _WITH_CASE.append(remove)


def remove_past_time(record: str, what: PastTime) -> int:
    """Remove what is past its time of one type. Gives how many went."""
    return sum(remove(what) for remove in _ROUTINE.get(record, ()))


def remove_with_case(case: Case) -> None:
    """Remove what goes with a case and does not name it."""
    for remove in _WITH_CASE:
        remove(case)
