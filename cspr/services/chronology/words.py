"""Times of the chronology as people read them."""

from __future__ import annotations

from datetime import date, datetime

from cspr.chronology.shapes import When
from cspr.govuk import days
from cspr.services.chronology import models
from cspr.services.chronology.rows import day_of, when_of


def when_in_words(when: When) -> str:
    """Sat 17 Jan 2026, 21:40; January 2026; 3 to 9 May 2020; about 1 to 31 March 2020; Date not known."""
    first, last = day_of(when.start), day_of(when.end) or day_of(when.start)
    if when.start is None or first is None or last is None:
        return "Date not known"
    if when.precision == "minute" and isinstance(when.start, datetime):
        over = f" to {when.end:%H:%M}" if isinstance(when.end, datetime) and when.end != when.start and first == last else ""
        return days.short(first) + f", {when.start:%H:%M}" + over
    about = "About " if when.precision == "approximate" else ""
    return about + _stretch(first, last)


def _stretch(first: date, last: date) -> str:
    if first == last:
        return days.short(first)
    if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    whole_months = first.day == 1 and (last.month, last.year) != ((d := _next_day(last)).month, d.year)
    if whole_months:
        if (first.month, first.year) == (last.month, last.year):
            return f"{first:%B %Y}"
        return f"{first:%B %Y} to {last:%B %Y}" if first.year != last.year else f"{first:%B} to {last:%B %Y}"
    if (first.month, first.year) == (last.month, last.year):
        return f"{first.day} to {last:%-d %B %Y}"
    return f"{first:%-d %B} to {last:%-d %B %Y}" if first.year == last.year else f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def row_in_words(row: models.Entry) -> str:
    """The time of a row."""
    return when_in_words(when_of(row))


def as_typed(row: models.Entry) -> str:
    """What was typed, where the reading of it is not plain to see."""
    plain = row.precision in ("minute", "day") and not row.says and not row.placed
    return "" if plain else row.typed
