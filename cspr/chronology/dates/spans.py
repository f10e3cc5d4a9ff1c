"""From one date to another, as people type it: the first often leaves out what the second says ("3–9 May 2020", "Dec–Jan 2025")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cspr.chronology.dates.partial import FIRST_YEAR, LAST_YEAR, Partial, Span, Unread, in_words, resolve
from cspr.chronology.dates.phrases import single
from cspr.chronology.dates.stretches import stretch
from cspr.chronology.shapes import Doubt, Precision

# What stands between two dates, in the order in which it is tried: a plain word says more than a dash inside a date.
BETWEEN = tuple(re.compile(p) for p in (
    r" (?:to|until|till|til|through|thru|up to|and|&|or|then) ", r" [-/] ", r" ?- ?", r" ?/ ?", r" ?[,+&;] ?"))
_CUT = re.compile(r"[-/,+&;]| (?:to|until|till|til|through|thru|up to|and|or|then) ")
MOST_CUTS = 9
_SEVERAL = re.compile(r" ?[,&+;] ?(?:and )?| and | or ")
_FROM = re.compile(r"(?:between|btwn?|betw\.?|from)[ :]+")
_OPEN = re.compile(
    r"(?P<word>before|by|prior to|pre|until|up to|no later than|after|since|post|from|as of|following|onwards? from)[ :-]+(?P<rest>.+)"
    r"|(?P<rest2>.+?) ?(?P<word2>onwards?|and after|to (?:the )?present|to date|to now|ongoing|- ?(?:present|ongoing|to date|date|now|current)|-)")


def _stated(text: str, near: date | None) -> Partial | Span | None:
    return stretch(text, near) or single(text, near, lone=True)


def _last_year(span: Span, typed: Partial, near: date | None) -> Span:
    """December of "Dec–Jan 2025" is the year before's."""
    return resolve(replace(typed, year=max(span.start.year - 1, FIRST_YEAR), short=False), near)


def _resolved(a: Partial | Span, b: Partial | Span, near: date | None) -> tuple[Span, Span] | None:
    """Both, each with what the other says. None where they cannot belong together."""
    if isinstance(b, Partial) and b.day is not None and b.month is None and not b.certain:
        return None  # "3 May 2020 - 5 visits": the five is no day.
    if isinstance(a, Partial) and isinstance(b, Partial):
        if a.day is not None and b.day is None and (b.month is None or a.month is None):
            return None
        if a.month is None and a.day is None and b.month is not None and b.year is None:
            return None
        no_year, own_month, open_year = a.year is None, a.month is not None, b.year is None and a.year is not None and b.month is not None
        b = b.filled(a if b.day is not None else replace(a, month=None))
        later = resolve(b, near)
        known = replace(b, year=later.start.year, short=False)
        a = a.filled(known if a.day is not None else replace(known, month=None))
        earlier = resolve(a, near)
        if no_year and own_month and earlier.start > later.start:
            earlier = _last_year(earlier, a, near)
        if open_year and later.end < earlier.start and later.start.year < LAST_YEAR:  # 28 Dec 2020 to 3 Jan.
            later = resolve(replace(b, year=later.start.year + 1, short=False), near)
        return earlier, later
    first = resolve(a, near) if isinstance(a, Partial) else a
    last = resolve(b, near) if isinstance(b, Partial) else b
    return first, last


def _joined(spans: list[Span], says: str = "") -> Span:
    """From the first to the last of them."""
    said = list(dict.fromkeys(s.says for s in spans if s.says))
    doubt: Doubt = next((s.doubt for s in spans if s.doubt), "")
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    if spans[0].start > spans[-1].end:
        said.append(f"It stands the wrong way round, and was read as {in_words(start)} to {in_words(end)}. Check it.")
        doubt = "ambiguous"
    precision: Precision = "approximate" if any(s.precision == "approximate" for s in spans) else "range"
    if says:
        said.append(says)
    return Span(start, end, precision, " ".join(said), doubt)


def cuts(text: str) -> Iterator[tuple[str, str, str]]:
    """Each way to cut a text in two where something stands between two dates: what comes before, what it is, what comes after.

    Nothing of a text with more of them than two dates and times can have: trying them all, in a file made to be slow, would take minutes.
    """
    if len(_CUT.findall(text)) > MOST_CUTS:
        return
    for between in BETWEEN:
        for found in between.finditer(text):
            if found.start() and found.end() < len(text):
                yield text[:found.start()], found[0], text[found.end():]


def _several(text: str, near: date | None) -> Span | None:
    """3, 5 and 9 May 2020."""
    pieces = [p for p in _SEVERAL.split(text) if p.strip()]
    if not 3 <= len(pieces) <= 12:
        return None
    typed = [single(piece, near, lone=True) for piece in pieces]
    if not all(isinstance(t, Partial) and t.day is not None for t in typed):
        return None
    spans: list[Span] = []
    after = typed[-1]
    for one in reversed(typed):
        assert isinstance(one, Partial) and isinstance(after, Partial)
        after = one.filled(after)
        spans.insert(0, resolve(after, near))
    return _joined(spans, f"It names {len(spans)} days. The row stands for the stretch from the first to the last.")


def _two(text: str, near: date | None) -> Span | None:
    fault: Unread | None = None
    for left, word, right in cuts(text):
        try:
            a, b = _stated(left.strip(), near), _stated(right.strip(), near)
            both = _resolved(a, b, near) if a and b else None
        except Unread as wrong:
            fault = fault or (wrong if wrong.dateish else None)
            continue
        if both:
            two_days = word.strip() in ("and", "&", "or", ",", "+", ";", "then")
            return _joined(list(both), "It names two days. The row stands for the stretch from the first to the last." if two_days else "")
    if fault:
        raise fault
    return None


def _open(text: str, near: date | None) -> Span | None:
    """Before a day, or since one: only one end is known, and the row stands there."""
    if not (found := _OPEN.fullmatch(text)):
        return None
    rest, word = found["rest"] or found["rest2"], (found["word"] or found["word2"]).strip("- ") or "–"
    inner = span(rest.strip(), near)
    if inner is None:
        return None
    says = f"It says “{word}”, so only one end is known: the row stands where that is. Give the other end if it is known."
    return replace(inner, precision="approximate", says=f"{inner.says} {says}".strip(), doubt="ambiguous")


def span(text: str, near: date | None) -> Span | None:
    """The days that a text in the form of `plain` stands for, without a time of day. None where it is no date.

    Raises Unread where it is meant as one and cannot be.
    """
    if not text:
        return None
    if whole := stretch(text, near) or single(text, near):
        return resolve(whole, near) if isinstance(whole, Partial) else whole
    if found := _FROM.match(text):
        rest = text[found.end():]
        # The words say that it is one stretch: "between 3 and 9 May" names no two days.
        between = _two(rest, near)
        return replace(between, says=between.says.replace("It names two days. The row stands for the stretch from the first to the last.", "").strip()
                       ) if between else _open(text, near)
    return _several(text, near) or _two(text, near) or _open(text, near)
