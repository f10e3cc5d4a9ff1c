"""A time axis: where a day stands, and which days are named under it, from hours to decades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ROOM, SHORT = 62.0, 45.0  # Between two names, so that they never touch; between two years.


@dataclass(frozen=True)
class Tick:
    """A place on the axis. label: "" for a line without a name. strong: the first of something larger (a year, a month)."""

    at: float
    label: str
    strong: bool = False


@dataclass(frozen=True)
class Axis:
    """From the first day's midnight to the midnight after the last, over so many units, beginning at left."""

    first: date
    last: date
    left: float
    width: float

    @property
    def days(self) -> int:
        """How many days it shows."""
        return (self.last - self.first).days + 1

    def at(self, when: date | datetime) -> float:
        """Where a moment stands; a day by its midnight."""
        days = when.toordinal() - self.first.toordinal()
        part = (when.hour * 60 + when.minute) / 1440 if isinstance(when, datetime) else 0.0
        return self.left + self.width * (days + part) / self.days

    def ticks(self) -> list[Tick]:
        """Names as close as they can be read: hours, days, weeks, months, quarters, or years."""
        a_day = self.width / self.days
        for days, found in ((0.25, self._hours), (1, self._days), (7, self._weeks), (30.4, self._months), (91.3, self._quarters)):
            if days * a_day >= ROOM:
                return list(found())
        years = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if 365.25 * n * a_day >= SHORT or n == 1000)
        return list(self._years(years))

    def _hours(self) -> Iterator[Tick]:
        for n in range(self.days):
            day = self.first + timedelta(days=n)
            for hour in range(0, 24, 6):
                moment = datetime(day.year, day.month, day.day, hour)
                yield Tick(self.at(moment), f"{day:%a} {day.day} {day:%b}" if hour == 0 else f"{hour:02d}:00", hour == 0)

    def _days(self) -> Iterator[Tick]:
        for n in range(self.days):
            day = self.first + timedelta(days=n)
            yield Tick(self.at(day), f"{day:%a} {day.day}" + (f" {day:%b}" if day.day == 1 or n == 0 else ""), day.weekday() == 0)

    def _weeks(self) -> Iterator[Tick]:
        day = self.first + timedelta(days=-self.first.weekday() % 7)
        while day <= self.last:
            yield Tick(self.at(day), f"{day.day} {day:%b}", day.day <= 7)
            day += timedelta(days=7)

    def _months(self, step: int = 1) -> Iterator[Tick]:
        number = self.first.year * 12 + self.first.month - (1 if self.first.day == 1 else 0)
        number += -number % step
        named = False
        while (day := date(number // 12, number % 12 + 1, 1)) <= self.last:
            yield Tick(self.at(day), f"{day:%b} {day.year}" if day.month == 1 or not named else f"{day:%b}", day.month == 1)
            named = True
            number += step

    def _quarters(self) -> Iterator[Tick]:
        yield from self._months(3)

    def _years(self, step: int) -> Iterator[Tick]:
        year = self.first.year if (self.first.month, self.first.day) == (1, 1) else self.first.year + 1
        year += -year % step
        while year <= min(self.last.year, date.max.year):
            yield Tick(self.at(date(year, 1, 1)), str(year), True)
            year += step
