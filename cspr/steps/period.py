"""The two boxes of a filter that ask from which day and until which, as people type them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cspr.chronology.dates import read_when
from cspr.chronology.matching.seen import day_of


def period(since: str, until: str, example: str) -> tuple[date | None, date | None, Mapping[str, str]]:
    """The first and the last day (None: no limit, or not understood), and what is wrong, by box: "since", "until".

    A month or a year begins with its first day and ends with its last. example: of a date that is understood, in words.
    """
    days: dict[str, date | None] = {}
    faults: dict[str, str] = {}
    for name, typed in (("since", since), ("until", until)):
        when = read_when(typed) if typed else None
        end = (when.end if name == "until" else when.start) if when else None
        days[name] = day_of(end) if end else None
        if typed and end is None:
            faults[name] = f"“{typed}” cannot be read as a date. Give it as {example}."
    first, last = days["since"], days["until"]
    if first and last and first > last:
        faults["until"] = "The period ends before it begins. Check both dates."
    return first, last, faults
