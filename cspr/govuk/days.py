"""Dates as people read and type them. Times are wall time in Europe/London."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = [calendar.month_name[n].lower() for n in range(1, 13)]
_TIME = re.compile(r"^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm|hrs?|hours)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """The parts of a date as typed, kept word for word so that they can be shown again. time: "" when none was asked."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""

    def __bool__(self) -> bool:
        return any((self.day, self.month, self.year, self.time))


class BadDay(ValueError):
    """What was typed is no date or time; str() says why. parts: which of day, month, year, time are at fault."""

    def __init__(self, message: str, *parts: str) -> None:
        super().__init__(message)
        self.parts = parts


def local(value: Any) -> date | datetime | None:
    """A date, or a naive London datetime, from a date, a datetime or ISO text; None for anything else."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(LONDON).replace(tzinfo=None)
    return value if isinstance(value, date) else None


def typed(value: Any) -> Typed:
    """The parts to show in the boxes for a date, a datetime, ISO text, or what was typed before."""
    if isinstance(value, Typed):
        return value
    found = local(value)
    if found is None:
        return Typed()
    clock = f"{found:%H:%M}" if isinstance(found, datetime) else ""
    return Typed(str(found.day), str(found.month), f"{found.year:04d}", clock)


def read_day(given: Typed) -> date:
    """The date that was typed. Months may be names ("Feb", "February"). Raises BadDay, which says which part is wrong."""
    missing = [part for part in ("day", "month", "year") if not getattr(given, part)]
    if missing:
        raise BadDay("must include a " + " and a ".join(missing), *missing)
    if not re.fullmatch(r"[0-9]{1,2}", given.day) or not 1 <= int(given.day) <= 31:
        raise BadDay("has a day that is not a number from 1 to 31", "day")
    month = _month(given.month)
    if not re.fullmatch(r"[0-9]{4}", given.year) or int(given.year) == 0:
        raise BadDay("must have a year of four digits, such as 2026", "year")
    year, day = int(given.year), int(given.day)
    last = calendar.monthrange(year, month)[1]
    if day > last:
        name = calendar.month_name[month]
        raise BadDay(f"cannot be {day} {name} {year}: that day does not exist, {name} {year} has {last} days", "day")
    return date(year, month, day)


def _month(word: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", word) and 1 <= int(word) <= 12:
        return int(word)
    found = [n for n, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word.lower().rstrip("."))]
    if len(found) != 1:
        raise BadDay("has a month that is not a number from 1 to 12, nor the name of a month", "month")
    return found[0]


def read_time(word: str) -> time:
    """The time of day that was typed: 14:30, 1430, 2.30pm, 9am. Raises BadDay."""
    found = _TIME.match(word.strip())
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half in ("am", "pm") and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half in ("am", "pm") or (not found[2] and not half):
            hour = 99  # "13pm" and a bare "14" are not times.
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise BadDay("has a time that is not a time of day, such as 14:30 or 2.30pm", "time")


def read_when(given: Typed) -> date | datetime:
    """The date that was typed, or with a time the naive Europe/London wall time. Raises BadDay."""
    day = read_day(given)
    if not given.time:
        return day
    moment = datetime.combine(day, read_time(given.time))
    there = moment.replace(tzinfo=LONDON).astimezone(ZoneInfo("UTC")).astimezone(LONDON).replace(tzinfo=None)
    if there != moment:
        raise BadDay(f"cannot be {moment:%H:%M} on that day: the clocks went forward over it", "time")
    return moment


def in_words(value: Any) -> str:
    """An answer as people read it: "Thursday 14 May 2026", with ", 14:30" when there is a time; Yes, No; lists joined."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(v) for v in value)
    if isinstance(value, datetime):
        there = local(value)
        return f"{there:%A} {there.day} {there:%B %Y}, {there:%H:%M}" if there else ""
    if isinstance(value, date):
        return f"{value:%A} {value.day} {value:%B %Y}"
    return "" if value is None else str(value)


def short(value: Any, *, weekday: bool = True, year: bool = True, clock: bool = False) -> str:
    """A date (or ISO text) in brief: "Thu 14 May 2026", parts left out as asked; "" for nothing."""
    found = local(value)
    if found is None:
        return "" if value is None else str(value)
    words = [f"{found:%a}"] if weekday else []
    words += [str(found.day), f"{found:%b}"]
    if year:
        words.append(f"{found.year}")
    text = " ".join(words)
    return f"{text}, {found:%H:%M}" if clock and isinstance(found, datetime) else text
