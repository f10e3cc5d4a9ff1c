"""A date as far as it was typed, and what stretch of days it stands for. British order; the year may come from the rows near it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cspr.chronology.dates.words import NAMES, WEEKDAYS
from cspr.chronology.shapes import Doubt, Precision

FIRST_YEAR, LAST_YEAR = 1900, 2099
# A year of two figures lies in this century, unless that is further ahead of the rows near it than anything planned.
AHEAD = 10
WITHOUT_NEAR = 2059
NO_YEAR = "The year was not given"
PARTS, HALVES = ("early", "mid", "late"), ("first_half", "second_half")


class Unread(Exception):
    """It cannot be read as a date. The text says why, and what to do. dateish: it was plainly meant as one."""

    def __init__(self, says: str, doubt: Doubt = "unknown", *, dateish: bool = False) -> None:
        super().__init__(says)
        self.says, self.doubt, self.dateish = says, doubt, dateish


@dataclass(frozen=True)
class Span:
    """From a day to a day, how precisely, what was assumed, and whether a person must look."""

    start: date
    end: date
    precision: Precision
    says: str = ""
    doubt: Doubt = ""


@dataclass(frozen=True)
class Partial:
    """What was typed of a date. short: the year has two figures. part: early, mid, late, or a half. weekday: from 0, where one was named."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    short: bool = False
    part: str = ""
    weekday: int | None = None
    certain: bool = False  # The day was typed as an ordinal.
    says: str = ""  # What was assumed in reading it: a person must look.

    def filled(self, other: Partial) -> Partial:
        """With the month and year of another where this has none: "3" of "3 to 9 May 2020"."""
        month = self.month if self.month is not None else other.month
        year, short = (self.year, self.short) if self.year is not None else (other.year, other.short)
        return replace(self, month=month, year=year, short=short)


def in_words(day: date) -> str:
    """17 January 2026."""
    return f"{day.day} {NAMES[day.month - 1]} {day.year}"


def full_year(typed: int, near: date | None) -> int:
    """The year that two figures mean."""
    latest = near.year + AHEAD if near else WITHOUT_NEAR
    year = 2000 + typed
    return year if year <= latest else year - 100


def day_of(year: int, month: int, day: int) -> date:
    """A day. Raises Unread, and says what is impossible in it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unread(f"The year {year} cannot be right. Give the right date.", "impossible", dateish=True)
    if not 1 <= month <= 12:
        raise Unread(f"There is no month {month}. Give the right date.", "impossible", dateish=True)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Unread(f"There is no {day} {NAMES[month - 1]} {year}: that month has {last} days. Give the right date.", "impossible", dateish=True)
    return date(year, month, day)


def _near_year(typed: Partial, near: date | None) -> tuple[int, str]:
    """The year of a date typed without one: that of the rows near it, and one in which the weekday fits, if one was named."""
    if near is None:
        raise Unread("The year is missing. Give the date with its year.", dateish=True)

    def far(year: int) -> tuple[bool, int]:
        try:
            day = date(year, typed.month or 1, typed.day or 15)
        except ValueError:  # 29 February.
            return True, 10_000
        return typed.weekday is not None and typed.day is not None and day.weekday() != typed.weekday, abs((day - near).days)

    year = min((near.year - 1, near.year, near.year + 1), key=far)
    return year, f"{NO_YEAR}: {year} was taken from the rows near it."


def _parted(start: date, end: date, part: str) -> tuple[date, date]:
    """The early, mid or late third of a month or a year, or a half of it."""
    if part in HALVES:
        middle = start + timedelta(days=14) if (end - start).days < 31 else date(start.year, 6, 30)
        return (start, middle) if part == "first_half" else (middle + timedelta(days=1), end)
    third = PARTS.index(part)
    if (end - start).days < 31:  # Of a month: 1 to 10, 11 to 20, 21 to the end.
        return start + timedelta(days=10 * third), end if third == 2 else start + timedelta(days=10 * third + 9)
    first = date(start.year, 1 + 4 * third, 1)
    return first, end if third == 2 else date(start.year, 5 + 4 * third, 1) - timedelta(days=1)


def resolve(typed: Partial, near: date | None) -> Span:
    """The days it stands for. Raises Unread where there are none."""
    says = [typed.says] if typed.says else []
    doubt: Doubt = "ambiguous" if says else ""
    if typed.year is None:
        year, assumed = _near_year(typed, near)
        says.append(assumed)
        doubt = "ambiguous"
    else:
        year = full_year(typed.year, near) if typed.short else typed.year
    if typed.day is not None:
        if typed.month is None:
            raise Unread("The month is missing. Give the whole date.", dateish=True)
        start = end = day_of(year, typed.month, typed.day)
        precision: Precision = "day"
        if typed.weekday is not None and start.weekday() != typed.weekday:
            says.append(f"{in_words(start)} was a {WEEKDAYS[start.weekday()]}, not a {WEEKDAYS[typed.weekday]}. Check which is right.")
            doubt = "ambiguous"
    elif typed.month is not None:
        start = day_of(year, typed.month, 1)
        end, precision = date(year, typed.month, calendar.monthrange(year, typed.month)[1]), "month"
    else:
        start, end, precision = day_of(year, 1, 1), day_of(year, 12, 31), "year"
    if typed.part and typed.day is None:
        (start, end), precision = _parted(start, end, typed.part), "approximate"
    return Span(start, end, precision, " ".join(says), doubt)
