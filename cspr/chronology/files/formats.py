"""What an Excel number means by its format: a day, a time, a length of time, or a number with its leading noughts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite

from cspr.chronology.files.package import Package, get, local
from cspr.chronology.shapes import Cell

# The formats Excel knows by number alone; the rest stand in the file.
_BUILT_IN = {**{n: "d/m/y" for n in (14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)},
             **{n: "h:m" for n in (18, 19, 20, 21, 32, 33, 34, 35, 55, 56)}, 22: "d/m/y h:m", 45: "m:s", 46: "[h]:m:s", 47: "m:s"}
_NOT_CODE = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LONGEST = 255  # Characters of a format: Excel's own limit.
_FIRST_OF_1904 = date(1904, 1, 1)


@lru_cache(maxsize=512)
def _shape(code: str) -> str:
    """"date", "time", "both", "elapsed", "noughts" or "" for a number."""
    first = code.split(";")[0]
    plain = _NOT_CODE.sub("", first)
    if _ELAPSED.search(plain):
        return "elapsed"
    plain = plain.lower().replace("general", "")
    hours = "h" in plain or "s" in plain or "am/pm" in plain
    days = "d" in plain or "y" in plain or (not hours and "m" in plain)
    if hours or days:
        return "both" if hours and days else "time" if hours else "date"
    return "noughts" if re.fullmatch(r"0{2,}|0+(?:\\:|\":\"|:)0+", first) else ""


def _moment(serial: float, from_1904: bool) -> datetime | None:
    """A serial as a day and time, to the nearest second; None for one that no calendar has (Excel's 29 February 1900 among them)."""
    day, part = divmod(serial, 1)
    seconds = round(part * 86_400)
    if seconds == 86_400:
        day, seconds = day + 1, 0
    if from_1904:
        begin = _FIRST_OF_1904
    elif 1 <= day < 60:
        begin = date(1899, 12, 31)
    elif day > 60:
        begin = date(1899, 12, 30)
    else:
        return None
    try:
        return datetime.combine(begin, time()) + timedelta(days=day, seconds=seconds)
    except OverflowError:
        return None


def value_of(number: float, code: str, from_1904: bool) -> Cell:
    """A number as its format shows it. A time of no day is a time. A day with no time in it is a date, whatever its format: programs give
    days the format of a moment too, and midnight to the second is almost never when something happened.
    """
    number = float(number)
    if not isfinite(number):
        return str(number)
    shape = _shape(code)
    if shape == "noughts":
        return _with_noughts(number, code)
    if not shape or number < 0:
        return _plain(number)
    if shape == "elapsed":
        try:
            return timedelta(seconds=round(number * 86_400))
        except OverflowError:
            return _plain(number)
    if number < 1:
        moment = datetime.min + timedelta(seconds=min(round(number * 86_400), 86_399))
        return _plain(number) if shape == "date" else moment.time()
    whole = _moment(number, from_1904)
    if whole is None:
        return _plain(number)
    if whole.time() == time():
        return whole.date()
    return whole


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _with_noughts(number: float, code: str) -> Cell:
    """601 in a cell that shows 0601."""
    if number < 0 or not number.is_integer():
        return _plain(number)
    digits = str(int(number)).zfill(code.count("0"))
    tail = re.split(r"\\:|\":\"|:", code.split(";")[0])
    return digits if len(tail) == 1 else f"{digits[:-len(tail[1])]}:{digits[-len(tail[1]):]}"


def styles(package: Package, part: str | None) -> Callable[[str | None], str]:
    """The format code of a cell, by the number of its style."""
    codes: list[str] = []
    if part and package.has(part):
        own = dict(_BUILT_IN)
        listed: list[int] = []
        for _, element in package.events(part, ("numFmt", "cellXfs")):
            if local(element.tag) == "numFmt":
                own[_int(get(element, "numFmtId"))] = (get(element, "formatCode") or "")[:_LONGEST]
            else:
                listed = [_int(get(xf, "numFmtId")) for xf in element]
        codes = [own.get(n, "") for n in listed]

    def code(style: str | None) -> str:
        place = _int(style)
        return codes[place] if place < len(codes) else ""

    return code


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0
