"""The sentence a person reads about a clock: from when, how counted, and each day not counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from cspr.protocol.calendar import Calendar, Skipped


@lru_cache(maxsize=4096)
def in_words(day: date) -> str:
    """Friday 18 December 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short(day: date) -> str:
    """18 December."""
    return f"{day.day} {day:%B}"


def plural(count: int, what: str) -> str:
    """1 working day, 5 working days."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def one_line(words: str) -> str:
    """A message on one line, with what was quoted cut to a length that a person would read."""
    return re.sub(r"“([^”]{60})[^”]+”", r"“\1…”", " ".join(words.split()))[:600]


def not_counted(skipped: Sequence[Skipped]) -> str:
    """Every day not counted, each named: "Saturday 26 December (Boxing Day)"; "" when there is none."""
    if not skipped:
        return ""
    def one(day: Skipped) -> str:
        name = f"{day.on:%A} {short(day.on)}"
        return name if day.reason == f"{day.on:%A}" else f"{name} ({day.reason})"
    return "; not counted: " + ", ".join(one(d) for d in skipped)


def working_days(calendar: Calendar, start: date, count: int, due: date) -> str:
    """Why a working-day clock ends when it does."""
    if count == 0:
        return f"the same working day, {in_words(due)}" + not_counted(calendar.skipped(start, due))
    first = "" if count == 1 else f"day 1 was {in_words(calendar.add_working_days(start, 1))}; "
    return (f"{plural(count, 'working day')} from {in_words(start)} (day 0); {first}day {count} is {in_words(due)}"
            + not_counted(calendar.skipped(start, due)))


def back(calendar: Calendar, planned: date, count: int, due: date) -> str:
    """Why something is due so many working days before a planned date."""
    return f"{plural(count, 'working day')} before {in_words(planned)} is {in_words(due)}" + not_counted(
        [d for d in calendar.skipped(due, planned) if d.on != planned])
