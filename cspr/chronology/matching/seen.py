"""What the matching sees of one entry: its stretch of days, its words without those of every row, who and what it names, what it tells of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import log

from cspr.chronology.matching import words
from cspr.chronology.matching.told import Told, hours, may_clock, may_tell, told
from cspr.chronology.shapes import Entry

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
REFERENCE = re.compile(r"\b(?=[A-Z0-9/-]*\d{3})[A-Z0-9]+(?:[/-][A-Z0-9]+)*\b")
FIGURES = re.compile(r"\d{3}")  # Without so many there is no reference.
NONE: frozenset[str] = frozenset()
ENDS = ("ingly", "ations", "ation", "ings", "ing", "edly", "ies", "ied", "ness", "ed", "es", "ly", "s")


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as the matching sees it. at: its place in the entries given. first, last: ordinals of its days; 0 for an unknown date."""

    at: int
    entry: Entry
    first: int
    last: int
    minute: int  # Of the day; -1 where none is known.
    plain: str  # The words, small, single-spaced.
    stems: frozenset[str]
    concepts: frozenset[str]
    kinds: frozenset[str]  # Of its agency.
    meant: frozenset[str]  # Kinds of other agencies that it names.
    told: tuple[Told, ...]
    clock: tuple[int, ...]  # Times in its words that are of its own day.
    references: frozenset[str]

    @property
    def exact(self) -> bool:
        """Whether its day is known."""
        return self.first > 0 and self.last - self.first <= 1


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending, so that "attended" and "attending" meet."""
    word = word.replace("’", "'").removesuffix("'s")
    for end in ENDS:
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word.removesuffix(end).rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


@lru_cache(maxsize=65536)
def _of_text(text: str) -> tuple[str, frozenset[str], frozenset[str], frozenset[str], bool, bool]:
    """plain, stems, concepts and meant of a text, and whether it may tell of another day, and of an hour. Each phrase is read once."""
    found = [w.lower() for w in WORD.findall(text)]
    stems = frozenset(stem(w) for w in found if len(w) > 2 and w.removesuffix("'s").removesuffix("’s") not in words.COMMON)
    begins = {w[:4] for w in found}
    return " ".join(found), stems, words.concepts_in(text, begins), words.meant_in(text, begins), may_tell(text, found), may_clock(found)


def day_of(value: date | datetime) -> date:
    """The day of a date or a datetime."""
    return value.date() if isinstance(value, datetime) else value


def see(at: int, entry: Entry) -> Seen:
    """What the matching sees of an entry."""
    when = entry.when
    text = f"{entry.text} {entry.response}".strip() if len(entry.response) > 20 else entry.text
    plain, stems, concepts, meant, tells_of, clocked = _of_text(text)
    kinds = words.kinds_of(entry.agency)
    first = day_of(when.start).toordinal() if when.start else 0
    last = day_of(when.end or when.start).toordinal() if when.start else 0
    minute = when.start.hour * 60 + when.start.minute if isinstance(when.start, datetime) and when.precision == "minute" else -1
    tells = told(text, day_of(when.start)) if tells_of and when.start and last - first <= 7 else ()
    spoken = {n for t in tells for n in t.minutes}
    clock = tuple(n for _, minutes, _ in (hours(text) if clocked else ()) for n in minutes if n not in spoken)
    all_said = f"{entry.record} {text} {' '.join(entry.more.values())}"
    references = frozenset(r for r in REFERENCE.findall(all_said) if len(r) > 4) if FIGURES.search(all_said) else NONE
    return Seen(at, entry, first, last, minute, plain, stems, concepts, kinds, meant - kinds, tells, clock, references)


class Rarity:
    """How much a word says: 1 for one that stands once among many rows, 0 for one that stands in all."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        counts: Counter[str] = Counter()
        for one in seen:
            counts.update(one.stems)
        size = len(seen) + 200  # As if 200 rows without the word stood beside: so that few rows do not make each word common.
        self.of = {word: 1 - log(count) / log(size) for word, count in counts.items()}

    def shared(self, a: Seen, b: Seen) -> tuple[float, tuple[str, ...]]:
        """The weight of the words that two rows share, and those words, the rarest first. Common ones count for nothing."""
        both = [(self.of[w], w) for w in a.stems & b.stems if self.of[w] > 0.45]
        return sum(r for r, _ in both), tuple(w for _, w in sorted(both, reverse=True))

    def weight(self, one: Seen) -> float:
        """The weight of all words of a row."""
        return sum(r for w in one.stems if (r := self.of[w]) > 0.45)
