"""Working days in England: Monday to Friday, no bank holiday. Day 0 is the day of the event, day 1 the next working day.

A date beyond the last year of the table is still worked out, from weekends and what was added, and a caveat says so.
"""

from __future__ import annotations

import calendar as _months
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

_LIBRARY = Path(__file__).parent / "library"
_DAY = timedelta(days=1)
_FIRST, _LAST = date(1890, 1, 1), date(2210, 12, 31)


@dataclass(frozen=True)
class Skipped:
    """A day that was not counted, and why: "Christmas Day", "Saturday"."""

    on: date
    reason: str


@dataclass(frozen=True)
class Day:
    """A day of a clock. number: its working day, None where it is not counted; reason: why not."""

    date: date
    number: int | None
    reason: str | None


@lru_cache
def _table(name: str) -> Mapping[str, Any]:
    with (_LIBRARY / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def calendars() -> tuple[str, ...]:
    """The calendars there are."""
    return ("england",)


class Calendar:
    """Working-day arithmetic over one table of holidays. Dates in, dates out; all in England."""

    def __init__(self, holidays: Mapping[date, str], first_year: int, last_year: int, source: str = "") -> None:
        """holidays: name by day. first_year, last_year: what the table covers. source: where it is from."""
        self.holidays = dict(holidays)
        self.first_year, self.last_year, self.source = first_year, last_year, source
        # What was worked out before: by how many days, then by start. A service asks the same few again and again.
        self._known: dict[int, dict[date, date]] = defaultdict(dict)

    @classmethod
    def named(cls, name: str = "england", more: Mapping[date, str] | None = None) -> Calendar:
        """A calendar of the library, with holidays that were added. Cached."""
        return _named(name, tuple(sorted((more or {}).items())))

    @cached_property
    def _working(self) -> list[int]:
        """The ordinals of all working days, in order."""
        off = {d.toordinal() for d in self.holidays}
        # Ordinal 1 was a Monday, so (ordinal - 1) % 7 is the weekday.
        return [n for n in range(_FIRST.toordinal(), _LAST.toordinal() + 1) if (n - 1) % 7 < 5 and n not in off]

    @cached_property
    def _rank(self) -> list[int]:
        """For each day from _FIRST: how many working days there were up to and including it."""
        ranks, count, working = [], 0, set(self._working)
        for n in range(_FIRST.toordinal(), _LAST.toordinal() + 1):
            count += n in working
            ranks.append(count)
        return ranks

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no bank holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def add_working_days(self, start: date, days: int) -> date:
        """The day `days` working days after start (before it, when negative). 0: start, or the next working day.

        Raises ValueError where the start or the result is outside 1890 to 2210.
        """
        try:
            return self._known[days][start]
        except KeyError:
            found = self._known[days][start] = self._add(start, days)
            return found

    def _add(self, start: date, days: int) -> date:
        offset = start.toordinal() - _FIRST.toordinal()
        if 0 <= offset < len(self._rank):
            rank = self._rank[offset]
            working = self.is_working_day(start)
            # rank - 1 is start's own place when it works, else that of the working day before it.
            place = rank - 1 + days if days > 0 or working else rank + days
            if 0 <= place < len(self._working):
                return date.fromordinal(self._working[place])
        raise ValueError(f"{start.isoformat()} and {days} working days lie outside {_FIRST.year} to {_LAST.year}")

    def add_many(self, starts: Sequence[date], days: int) -> list[date]:
        """add_working_days for each of many starts; for a million of them."""
        known = self._known[days]
        for start in set(starts) - known.keys():
            known[start] = self._add(start, days)
        return list(map(known.__getitem__, starts))

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after start, up to and including end; negative when end is before start."""
        if end < start:
            return -self.working_days_between(end, start)
        return bisect_left(self._working, end.toordinal() + 1) - bisect_left(self._working, start.toordinal() + 1)

    def reason(self, day: date) -> str | None:
        """Why a day does not count: the holiday's name, or the weekday; None for a working day."""
        if day in self.holidays:
            return self.holidays[day]
        return f"{day:%A}" if day.weekday() >= 5 else None

    def skipped(self, start: date, end: date) -> tuple[Skipped, ...]:
        """Every day after start, up to end, that is not counted."""
        return tuple(Skipped(d.date, d.reason or "") for d in self.days(start, end)[1:] if d.number is None)

    def days(self, start: date, end: date) -> tuple[Day, ...]:
        """Each day from start (day 0) to end, with its number or the reason it has none."""
        found, number, day = [Day(start, 0, None)], 0, start + _DAY
        while day <= end:
            reason = self.reason(day)
            number += reason is None
            found.append(Day(day, None if reason else number, reason))
            day += _DAY
        return tuple(found)

    def caveat(self, *days: date | None) -> str | None:
        """What to say where a date lies outside the table; None where none does."""
        years = [d.year for d in days if d]
        if any(y > self.last_year for y in years):
            return f"The table of bank holidays ends with {self.last_year}: those after it are not known, so check this date."
        if any(y < self.first_year for y in years):
            return f"The table of bank holidays begins with {self.first_year}: those before it are not known, so check this date."
        return None


@lru_cache(maxsize=256)
def _named(name: str, more: tuple[tuple[date, str], ...]) -> Calendar:
    table = _table(name)
    # Keys that look like dates are still text in TOML.
    built_in = {date.fromisoformat(day): str(words) for day, words in table["days"].items()}
    return Calendar({**built_in, **dict(more)}, table["first_year"], table["last_year"],
                    f"{table['source']}; checked on {table['checked']:%-d %B %Y}")


def add_months(start: date, months: int) -> date:
    """The same day `months` later; the last day of the month where it does not exist (31 August + 6 → 28 February)."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, _months.monthrange(year, month)[1]))


def period(day: date, every: str) -> tuple[str, date, date]:
    """The period a day is in: its name ("2026-Q3"), first and last day. every: month, quarter, half_year, year."""
    size = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[every]
    number = (day.month - 1) // size
    first = date(day.year, number * size + 1, 1)
    last = add_months(first, size) - _DAY
    name = {1: f"{day:%Y-%m}", 3: f"{day.year}-Q{number + 1}", 6: f"{day.year}-H{number + 1}", 12: str(day.year)}[size]
    return name, first, last


def periods(since: date, until: date, every: str) -> Iterable[tuple[str, date, date]]:
    """Every period from the one of `since` to the one of `until`."""
    name, first, last = period(since, every)
    while first <= until:
        yield name, first, last
        name, first, last = period(last + _DAY, every)
