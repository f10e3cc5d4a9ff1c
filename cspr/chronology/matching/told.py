"""Days and hours that a row tells of beside its own: a row of Monday that says "the police came on Saturday about half nine".

Only what lies behind is taken: an appointment for next Thursday is no event yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
FURTHEST = 92  # Days back that a bare date in the words of a row is looked for.

_PART = "(?:night|morning|afternoon|evening)"
_FULL = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WEEKDAY = rf"(?P<weekday>{_FULL}(?: {_PART})?|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun) (?:{_PART}|am|pm))"  # "Sat" alone may be what baby did.
_BACK = r"(?P<back>last night|night before(?! last)|yesterday|previous (?:day|night|evening)|day before yesterday|night before last|overnight)"
_AGO = r"(?P<ago>two|three|four|five|six|\d{1,2}) (?:days|nights) ago"
_WEEKEND = r"(?P<weekend>(?:at|over|this|the|last) (?:the )?(?:last )?weekend)"
_DATE = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<word>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:,? (?P<year>(?:20)?\d\d)\b)?"
    r"|(?P<d>\d{1,2})(?P<sep>[/.])(?P<m>\d{1,2})(?P=sep)(?P<y>(?:20)?\d\d)\b"
    r"|(?:on|dated) (?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?![\d/])"  # Without "on", 3/7 is three days.
)
FIND = re.compile(rf"\b(?:{_WEEKDAY}|{_BACK}|{_AGO}|{_WEEKEND}|{_DATE})", re.I)
# How the words begin without which no other day is told of: most rows have none of them and are passed over.
_BEGINS = "mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec las nig yes pre day ove wee"
BEGINS = frozenset(_BEGINS.split())
AHEAD = re.compile(
    r"(?:next|this coming|following|booked|arranged|rearranged|due|appointment|until|by|for|from|every|each|starting)(?: on| the| for)*\s*$", re.I
)

TIME = re.compile(
    r"\b(?P<h>[01]?\d|2[0-3])[:.](?P<mi>[0-5]\d)\s?(?P<half>[ap]\.?m)?\b(?![/.%]|\s?(?:kg|cm|mm|%))|\b(?P<h4>[01]\d|2[0-3])(?P<m4>[0-5]\d)\s?(?:hrs|hours|h)\b"
    r"|\b(?P<h12>1[0-2]|[1-9])\s?(?P<half2>[ap]\.?m)\b"
    r"|\b(?P<part>half(?: past)?|quarter past|quarter to) (?P<word>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|[1-9])\b"
    r"|\b(?P<name>midnight|noon|midday)\b",
    re.I,
)
CLOCK = frozenset({"half", "quarter", "midnight", "noon", "midday"})
LATE = re.compile(r"night|evening|afternoon|pm\b", re.I)


@dataclass(frozen=True)
class Told:
    """A day (or a few) that a row tells of. said: its words. minutes: of the day it may mean; a clock of twelve hours gives two."""

    first: int  # Ordinals, as date.toordinal.
    last: int
    said: str
    minutes: tuple[int, ...] = ()


def hours(text: str) -> tuple[tuple[int, tuple[int, ...], str], ...]:
    """Each time of the day in a text: where it stands, the minutes of the day it can mean, and its words."""
    found = []
    for m in TIME.finditer(text):
        if m["name"]:
            minute, both = (0 if m["name"].lower() == "midnight" else 720), False
        elif m["part"]:
            hour = NUMBERS.get(m["word"].lower()) or int(m["word"])
            part = m["part"].lower()
            minute, both = hour % 12 * 60 + (30 if part.startswith("half") else 15 if part.endswith("past") else -15), True
        else:
            hour = int(m["h"] or m["h4"] or m["h12"])
            half = (m["half"] or m["half2"] or "").lower()
            both = bool(m["h"]) and not half and 1 <= hour <= 12 and "." in m[0]
            minute = (hour % 12 + (12 if half.startswith("p") else 0) if half else hour) * 60 + int(m["mi"] or m["m4"] or 0)
        minutes = (minute % 1440, (minute + 720) % 1440) if both else (minute % 1440,)
        found.append((m.start(), minutes, m[0]))
    return tuple(found)


def may_tell(text: str, words: Iterable[str]) -> bool:
    """Whether told is worth asking. words: of the text, small."""
    return any(w[:3] in BEGINS for w in words) or "/" in text or ("." in text and any(w[0] in "0123" for w in words))


def may_clock(words: Iterable[str]) -> bool:
    """Whether hours is worth asking. words: of the text, small."""
    return any(w in CLOCK or w[0].isdigit() for w in words)


def told(text: str, own: date) -> tuple[Told, ...]:
    """The earlier days that a row of a day tells of, in the order of its words."""
    found = []
    at = own.toordinal()
    for m in FIND.finditer(text):
        if AHEAD.search(text, max(0, m.start() - 24), m.start()):
            continue
        stretch = _stretch(m, own)
        if stretch is None or not at - FURTHEST <= stretch[0] <= stretch[1] <= at or stretch[0] == at:
            continue
        sentence = re.split(r"[.;\n](?=\s|$)", text[m.start() :], maxsplit=1)[0][:60]
        clock = hours(sentence[len(m[0]) :])
        minutes = clock[0][1] if clock else ()
        late = LATE.search(sentence[: len(m[0]) + 12])
        if late and len(minutes) > 1:
            minutes = tuple(n for n in minutes if n >= 720) or minutes
        said = sentence[: len(m[0]) + (clock[0][0] + len(clock[0][2]) if clock else 0)]
        found.append(Told(stretch[0], stretch[1], said if len(said) < 40 else m[0], minutes))
    return tuple(found)


def _stretch(m: re.Match[str], own: date) -> tuple[int, int] | None:
    at = own.toordinal()
    if m["weekday"]:
        short = m["weekday"].lower()[:3]
        back = (own.weekday() - next(n for n, d in enumerate(DAYS) if d.startswith(short))) % 7
        return at - back, at - back
    if m["back"]:
        word = m["back"].lower()
        back = 2 if "before last" in word or "before yesterday" in word else 1
        return at - back, at - back
    if m["ago"]:
        back = NUMBERS.get(m["ago"].lower()) or int(m["ago"])
        return at - back, at - back
    if m["weekend"]:
        saturday = at - (own.weekday() - 5) % 7
        return saturday, min(saturday + 1, at)
    return _dated(m, own)


def _dated(m: re.Match[str], own: date) -> tuple[int, int] | None:
    day = int(m["day"] or m["d"] or m["d2"])
    month = MONTHS.index(m["word"][:3].lower()) + 1 if m["word"] else int(m["m"] or m["m2"])
    year = m["year"] or m["y"]
    try:
        if year:
            on = date(int(year) + (0 if len(year) == 4 else 2000), month, day)
        else:
            on = date(own.year, month, day)
            if on > own:
                on = date(own.year - 1, month, day)
    except ValueError:
        return None
    return on.toordinal(), on.toordinal()
