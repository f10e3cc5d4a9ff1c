"""How old a child was at an event, in the words people use: days for a newborn, weeks, months, then years."""

from __future__ import annotations

from datetime import date

BEFORE = "before birth"


def age(born: date, first: date, last: date | None = None) -> str:
    """The age on a day, or over the days that an event's date can mean ("2 to 3 years"). born: the day of birth.

    "before birth" where all of them are before it; of a stretch that begins before it, the age at its end.
    """
    last = last or first
    if last < born:
        return BEFORE
    older, younger = _on(born, last), _on(born, max(first, born))
    if first < born and last > born:
        return f"{BEFORE} to {older}"
    if younger == older:
        return older
    (a, unit), (b, other) = younger.split(" ", 1), older.split(" ", 1)
    plain = {unit.rstrip("s"), other.rstrip("s")}
    return f"{a} to {b} {other}" if len(plain) == 1 and " " not in unit else f"{younger} to {older}"


def _on(born: date, day: date) -> str:
    days = (day - born).days
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    years = months // 12
    if days < 14:
        return _words(days, "day") if days else "day of birth"
    if months < 3:
        return _words(days // 7, "week")
    if years < 2:
        return _words(months, "month")
    if years < 5 and months % 12:
        return f"{_words(years, 'year')} {_words(months % 12, 'month')}"
    return _words(years, "year")


def _words(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
