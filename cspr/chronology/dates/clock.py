"""What a typed time of day means: "1430hrs", "14.30", "2pm", "between 2 and 3pm", a cell that holds a time, or 0.9 of a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from cspr.chronology.dates.words import ABOUT, MONTH, PART_OF_DAY, UNKNOWN, plain
from cspr.chronology.shapes import Cell

DAY = 24 * 60


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight, from and to; to may lie beyond midnight. says: what was assumed."""

    start: int
    end: int
    about: bool = False
    says: str = ""


class NoTime(Exception):
    """What stands where a time should is none. The text is for the person."""


_MERIDIEM = r"(?: ?([ap])\.? ?m\b\.?)"
_HOURS = r"(?: ?(?:hrs?|hours?|h)\b\.?)"
# Hour and minute; an hour with am or pm; four figures with hrs; noon. The first two figures that look like part of a date are none.
_ONE = re.compile(
    rf"(?<![0-9/:.,-])(?:at |@ ?)?(?:([0-9]{{1,2}}) ?[:.;] ?([0-9]{{2}})(?::[0-9]{{2}}(?:\.[0-9]+)?)?{_MERIDIEM}?{_HOURS}?"
    rf"|([0-9]{{1,2}}){_MERIDIEM}|([0-9]{{1,2}})([0-9]{{2}}) ?(?:{_HOURS}|{_MERIDIEM})|(12 )?(noon|midday)\b)(?![0-9]|[.:/-][0-9])")
_TO = r" ?(?:-|to|until|till|and|&) ?"
# From one to another, where the first leaves out what the second says: 2-3pm, 1400-1530hrs, 9 to 10.30 am.
_BOTH = re.compile(
    rf"(?<![0-9/:.-])(?:between |from |at )?([0-9]{{1,2}})(?:[:.]?([0-9]{{2}}))?{_MERIDIEM}?{_HOURS}?{_TO}"
    rf"([0-9]{{1,2}})(?:([:.]?)([0-9]{{2}}))?(?:{_MERIDIEM}|({_HOURS})|(?<=[:.][0-9]{{2}}))(?![0-9]|[./-][0-9])")
_BARE_BOTH = re.compile(r" ([01][0-9]|2[0-3])([0-5][0-9]) ?- ?([01][0-9]|2[0-3])([0-5][0-9])$")
# Four bare figures are a time only beside a whole date.
_BARE = re.compile(r" (?:at |@ ?)?([01][0-9]|2[0-3])([0-5][0-9])$|^([01][0-9]|2[0-3])([0-5][0-9])(?: on)? ")
_YEAR = re.compile(rf"(?:19|20)[0-9]{{2}}|[0-9] ?[/.-] ?[0-9]{{1,2}} ?[/.-] ?'?[0-9]{{2}}(?![0-9])|{MONTH}[ /-]?'?[0-9]{{2}}(?![0-9])")
_FOUR = re.compile(r"([01]?[0-9]|2[0-4])([0-5][0-9])")


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    """Minutes after midnight. Raises NoTime where no clock shows that."""
    h, m = int(hour), int(minute or 0)
    if m > 59 or h > 24 or (h == 24 and m):
        raise NoTime(f"There is no time {hour}:{minute or '00'}.")
    if half == "p" and h < 12:
        h += 12
    elif half == "a" and h == 12:
        h = 0
    return h * 60 + m


def _pair(found: re.Match[str]) -> Clock:
    first, first_m, half_1, second, _, second_m, half_2, _ = found.groups()
    start, end = _minutes(first, first_m, half_1 or half_2), _minutes(second, second_m, half_2)
    if half_2 and not half_1 and start > end:  # 11-1pm: from before noon.
        start = _minutes(first, first_m, "a")
    return _stretch(start, end)


def _stretch(start: int, end: int) -> Clock:
    """11.30-1.00 ends after noon; 22:00-02:00 after midnight."""
    if end < start:
        end += DAY // 2 if start < 13 * 60 and start <= end + DAY // 2 else DAY
    return Clock(start, end)


def _one(found: re.Match[str]) -> Clock:
    hour, minute, half, hour_alone, half_alone, hh, mm, half_four, _, word = found.groups()
    if word:
        return Clock(DAY // 2, DAY // 2)
    at = _minutes(hour or hour_alone or hh, minute or mm, half or half_alone or half_four)
    return Clock(at, at)


@dataclass(frozen=True)
class Way:
    """One way to take a time out of a text: what is left, the time, and what is wrong with it."""

    rest: str
    clock: Clock | None = None
    fault: str = ""


def _bare(found: re.Match[str]) -> Clock:
    at = _minutes(found[1] or found[3], found[2] or found[4], None)
    return Clock(at, at)


def options(text: str) -> Iterator[Way]:
    """The ways to take a time out of a longer text, in the form of `plain`, the likeliest first; and one that takes none."""
    if (both := _BOTH.search(text)) and (both[7] or both[8] or both[5]) and not _a_year(both, text):
        yield _way(text, both, _pair)
    if (one := _ONE.search(text)) and not (one[6] is not None and one[8] and _a_year(one, text)):
        yield _way(text, one, _one)
    if (bare := _BARE_BOTH.search(text)) and _YEAR.search(_without(text, bare)):
        yield _way(text, bare, lambda f: _stretch(_minutes(f[1], f[2], None), _minutes(f[3], f[4], None)))
    yield Way(text)
    if (bare := _BARE.search(text)) and _YEAR.search(_without(text, bare)):
        yield _way(text, bare, _bare)


def _way(text: str, found: re.Match[str], clock: Callable[[re.Match[str]], Clock]) -> Way:
    try:
        return Way(_without(text, found), clock(found))
    except NoTime as fault:
        return Way(_without(text, found), None, str(fault))


def _a_year(found: re.Match[str], text: str) -> bool:
    """The four figures of "3 May 2020 - 14:30" are the year, and no time of day."""
    return bool(re.match(r"[^0-9]*(?:19|20)[0-9]{2}", found[0])) and not _YEAR.search(_without(text, found))


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[:found.start()]} {text[found.end():]}".strip(" ,;-@")


def count(text: str) -> int:
    """How many times of day stand in a text."""
    return sum(1 for _ in _ONE.finditer(text))


def _of_number(value: float) -> Clock:
    if 0 <= value < 1:  # A spreadsheet's time: a part of the day.
        at = round(value * DAY)
        return Clock(at, at)
    hour, rest = divmod(round(value * 100), 100)
    if value == int(value) and value >= 100:  # 1430, 0601 that lost its nought.
        hour, rest = divmod(int(value), 100)
    if hour > 24 or rest > 59:
        raise NoTime(f"“{value:g}” is not a time of day.")
    says = f"“{value:g}” was read as {hour:02d}:{rest:02d}." if value != int(value) or value < 100 else ""
    at = _minutes(str(hour), str(rest), None)
    return Clock(at, at, says=says)


def read(cell: Cell) -> Clock | None:
    """What stands in a column of times. None: nothing, or words that mean no time. Raises NoTime where it is meant as one and is none."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, datetime | time):
        return Clock(cell.hour * 60 + cell.minute, cell.hour * 60 + cell.minute)
    if isinstance(cell, timedelta):
        at = int(cell.total_seconds() // 60)
        if not 0 <= at < DAY:
            raise NoTime(f"“{cell}” is not a time of day.")
        return Clock(at, at)
    if isinstance(cell, int | float):
        return _of_number(cell) if 0 <= cell < 2500 else _not(str(cell))
    if not isinstance(cell, str):  # A date: no time was typed.
        return None
    return _of_text(plain(cell))


def _not(typed: str) -> Clock | None:
    raise NoTime(f"“{typed[:40]}” is not a time of day.")


def _of_text(text: str) -> Clock | None:
    text = text.strip(" .,;")
    if not text or UNKNOWN.fullmatch(text):
        return None
    rest, times = ABOUT.subn(" ", text)
    rest = rest.strip(" .,;()")
    if not PART_OF_DAY.sub(" ", rest).strip(" .,;()") or rest in ("am", "pm", "eve"):
        # Midnight, too, may be the beginning or the end of the day: the day stands, and what was typed is kept.
        return None
    if four := _FOUR.fullmatch(rest):
        at = _minutes(four[1], four[2], None)
        return Clock(at, at, bool(times))
    if re.fullmatch(r"[0-9]{1,2}", rest) and int(rest) <= 24:
        at = _minutes(rest, None, None)
        return Clock(at, at, bool(times), f"“{text}” was read as {at // 60:02d}:00.")
    if both := re.fullmatch(r"([0-9]{1,2})[:.]?([0-9]{2})" + _TO + r"([0-9]{1,2})[:.]?([0-9]{2})", rest):
        start, end = _minutes(both[1], both[2], None), _minutes(both[3], both[4], None)
        return replace(_stretch(start, end), about=bool(times))
    way = next(options(rest))
    if way.clock is None or PART_OF_DAY.sub(" ", way.rest).strip(" .,;-"):
        raise NoTime(way.fault or f"“{text[:40]}” is not a time of day.")
    return Clock(way.clock.start, way.clock.end, bool(times))
