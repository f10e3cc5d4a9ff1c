"""The date with which a paragraph begins, and what is told after it."""

from __future__ import annotations

import re
from datetime import date

from cspr.chronology.dates.reading import read_when
from cspr.chronology.dates.words import DAY, MONTH, plain
from cspr.chronology.shapes import When

# The words of which dates are made: as far as they run, a date may go on.
_WORD = re.compile(
    rf"[(\[]?(?:[0-9]{{1,4}}(?:st|nd|rd|th)?|[0-9?x_]{{1,4}}[/.-].*|[0-9]{{1,2}}[.:][0-9]{{2}}.*|[0-9]{{1,4}} ?(?:hrs?|h|[ap]\.?m\.?)|'[0-9]{{2}}"
    rf"|[0-9]{{1,2}}-?{MONTH}.*|{MONTH}[-/'0-9].*|{MONTH}|{DAY}|(?:19|20)[0-9]0s|w/c|wc|w/b|w/e|week"
    r"|commencing|beginning|starting|ending|between|from|to|and|until|till|overnight|night|evening|morning|afternoon|midday|noon|late|early|mid|middle|start|end|of|the|on|in|at|about|around|approx(?:imately)?\.?|circa|ca?\.?"
    r"|spring|summer|autumn|winter|christmas|easter|term|am|pm|hrs|hours|&|-|~|@|[0-9]{4}[/-][0-9]{2,4})[\])]?[,:;.)?-]*")
_BULLET = re.compile(r"^(?:[•·▪‣●○*◦\-–—]\s+|[0-9]{1,3}[.)]\s+(?=[0-9]{1,2}[a-z /.-])|\([0-9a-z]{1,3}\)\s+)+", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[:;,.–—-]+\s*)?")
_NO_YEAR = re.compile(r"[0-9]{1,2} ?[./-] ?[0-9]{1,2}")
_INTRODUCED = re.compile(r"(?:in|on|early|mid|late|c)\b")
# A date does not end with these.
_LOOSE = {"the", "of", "on", "in", "at", "to", "and", "until", "till", "from", "between", "&", "early", "late", "mid", "about", "around", "week"}
MOST_WORDS = 14


def leading(text: str, *, near: date | None = None) -> tuple[When, str] | None:
    """A paragraph that begins with a date: the date, and the words after it. None where it does not.

    A bare year, and two bare numbers ("3.2 Summary"), begin a date only if a colon or a dash follows, or nothing.
    A date that does not exist, or has no year, gives an unknown one that says so: the paragraph was meant as an event.
    """
    body = _BULLET.sub("", text.strip())
    words = list(re.finditer(r"\S+", body[:200]))[:MOST_WORDS]
    run = 0
    while run < len(words) and _WORD.fullmatch(plain(words[run][0])):
        run += 1
    meant: tuple[When, str] | None = None
    for count in range(run, 0, -1):
        if plain(words[count - 1][0]).strip(",:;.") in _LOOSE:
            continue
        typed = body[:words[count - 1].end()].rstrip(" :;,.–—-")
        rest = body[len(typed):]
        after = rest[_AFTER.match(rest).end():]  # type: ignore[union-attr]  # It matches nothing at all, too.
        parted = not after or rest.lstrip()[:1] in tuple(":;–—-") or "\t" in rest[:len(rest) - len(after)] or "\n" in rest[:len(rest) - len(after)]
        if not re.search(r"[0-9]", typed) or (_NO_YEAR.fullmatch(typed) and not parted):
            continue
        when = read_when(typed, near=near)
        if when.precision == "unknown":
            if meant is None and when.doubt == "impossible" or "year is missing" in when.says:
                meant = (when, after)
            continue
        loose = when.precision in ("year", "month") and not parted and not _INTRODUCED.match(plain(typed))
        if "Only “" in when.says or loose:
            continue
        return when, after
    return meant
