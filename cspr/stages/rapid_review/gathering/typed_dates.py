"""Places a date that a person typed in a chronology on the calendar, as far as it can be read."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b")
_WORDS = re.compile(r"(?:\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b([a-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_YEAR = re.compile(r"\b(\d{1,2})[./-](\d{4})\b")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def day_typed(text: str) -> date | None:
    """The first day that what was typed can mean: "17/01/2026", "17 Jan 2026", "January 2026", "about 2026".

    Gives None where no date can be read, or it does not exist. Days come before months, as in the United Kingdom.
    """
    low = text.lower()
    if found := _ISO.search(low):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.search(low):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    found = _WORDS.search(low)
    if found and found[2][:3] in _MONTHS:
        return _date(int(found[3]), _MONTHS.index(found[2][:3]) + 1, int(found[1] or 1))
    if found := _MONTH_YEAR.search(low):
        return _date(int(found[2]), int(found[1]), 1)
    if found := _YEAR.search(low):
        return _date(int(found[1]), 1, 1)
    return None
