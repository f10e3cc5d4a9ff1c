"""The words in which people write dates, and a text brought into the form in which the rest of this room reads it."""

from __future__ import annotations

import re
import unicodedata

NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Every spelling of a month seen in practice, misspellings too.
MONTHS: dict[str, int] = {
    **{name.lower(): number for number, name in enumerate(NAMES, 1)},
    **{name[:3].lower(): number for number, name in enumerate(NAMES, 1)},
    "sept": 9, "febr": 2, "janurary": 1, "janaury": 1, "febuary": 2, "feburary": 2, "febraury": 2, "arpil": 4, "apirl": 4, "juy": 7,
    "agust": 8, "augst": 8, "septmber": 9, "setpember": 9, "ocotber": 10, "octber": 10, "novemeber": 11, "novmber": 11, "decmber": 12,
    "decemeber": 12,
}
DAYS: dict[str, int] = {
    **{name.lower(): number for number, name in enumerate(WEEKDAYS)},
    **{name[:3].lower(): number for number, name in enumerate(WEEKDAYS)},
    "tues": 1, "weds": 2, "wednsday": 2, "wensday": 2, "thur": 3, "thurs": 3, "thrus": 3,
}


def either(words: dict[str, int]) -> str:
    """One of the words as a pattern, the longest first, so that none is cut short."""
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


MONTH, DAY = rf"{either(MONTHS)}(?![a-z])\.?", rf"{either(DAYS)}(?![a-z])\.?"

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "’‘`´′"), "'") | dict.fromkeys(map(ord, "“”″"), '"') | {0x2044: "/"}
_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def plain(text: str) -> str:
    """The text in small letters, with one kind of dash, quotation mark and space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()).strip()


# Not a date, and meant so.
UNKNOWN = re.compile(
    r"(?:date |dates )?(?:\?+|-+|\.+|/+|x+|n ?/? ?[akrs]|d ?/? ?k|tb[cad]|to be (?:confirmed|advised|determined)|unknown|un-?dated"
    r"|no date(?: given| recorded)?|not (?:known|recorded|given|stated|specified|clear|available|dated|sure)"
    r"|unclear|unsure|unspecified|missing|none|null|nil|blank|illegible|various"
    r"|various dates|several dates|ongoing|historic(?:al)?|awaited|pending|see (?:notes?|above|below))(?: date| at this time)?[.?]*")

# A day that is not known beside a month that is: ??/05/2020, xx.05.20, 00/05/2020. And a year beside a month that is not.
HIDDEN = r"(?:\?{1,2}|x{1,2}|_{1,2}|00?|--)"

ABOUT = re.compile(
    r"(?<![a-z/0-9])(?:c(?:irca|a)?(?:\.|(?=[ 0-9~']))|approx(?:imately|imate)?\b\.?|apprx?\b\.?|about\b|abt\b\.?|around\b"
    r"|roughly\b|(?:an )?estimate[d]?\b|est\b\.?|possibly\b|probably\b|maybe\b|perhaps\b|(?:thought|believed|understood|said) to be\b"
    r"|(?:on|in) or (?:about|around)\b"
    r"|exact (?:date|day|time) (?:not known|unknown|unclear|tbc|not recorded)\b|(?:date|time) (?:is )?(?:approx(?:imate)?|estimated)\b"
    r"|or thereabouts\b)"
    r"|(?<=[0-9a-z])-?ish\b|~|\?+|\(c\)")

# Words beside a date that say how well it is known: it is approximate, unless they speak of the time alone.
UNSURE = re.compile(r"[(\[]?(?:exact )?(?:(?P<time>time)|date|day|month)? ?(?:is )?(?:unknown|not known|not recorded|unclear"
                    r"|n/?k|tbc|to be confirmed)[)\]]?(?![a-z0-9])")
# Parts of the day say nothing that a day cannot hold: what was typed keeps them.
PART_OF_DAY = re.compile(
    r"(?<![a-z0-9])(?:(?:in|during|at|the|on) )*(?:(?:early|late|mid)[ -]?)?(?:morning|afternoon|evening|night(?: ?time)?|lunch ?time"
    r"|tea ?time|day ?time|early hours|small hours|dawn|dusk|all day|[ap]\.?m\b\.?)(?: of)?(?![a-z0-9])")
OVERNIGHT = re.compile(r"(?<![a-z])(?:over ?night(?: of| on)?|(?:on |during |in )?(?:the )?nights? of)(?![a-z])")
