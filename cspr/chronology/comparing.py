"""What a newer file of the same agency changes: which rows stayed as they were, changed, are new, or are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from cspr.chronology.shapes import Entry

ALIKE = 60.0  # Of 100: two texts at the same place, or of the same date, that are one row with its words corrected.


@dataclass(frozen=True)
class Compared:
    """same, changed: pairs of the older row and the newer one."""

    same: tuple[tuple[Entry, Entry], ...] = ()
    changed: tuple[tuple[Entry, Entry], ...] = ()
    new: tuple[Entry, ...] = ()
    gone: tuple[Entry, ...] = ()

    @property
    def nothing_new(self) -> bool:
        """Whether the newer file says what the older one said, even if rows have moved."""
        return not (self.changed or self.new or self.gone)


def compare(older: Iterable[Entry], newer: Iterable[Entry]) -> Compared:
    """Each older row with the newer one that tells the same. A row that only moved is the same row; each row is in one pair at most.

    A row changed where, of those left over, its place or its date is the same and its words are alike, or its words are the same.
    """
    old, new = list(older), list(newer)
    same = _paired(old, new, _said)
    changed = _paired(old, new, lambda e: e.text or None)
    changed += _alike(old, new, lambda e: (e.source.sheet, e.source.row))
    changed += _alike(old, new, lambda e: e.when.typed.casefold() or None)
    return Compared(tuple(same), tuple(changed), tuple(new), tuple(old))


def _said(entry: Entry) -> Hashable:
    return (entry.when.typed, entry.text, entry.present, entry.record, entry.response, entry.child_seen, entry.significant,
            tuple(sorted(entry.more.items())))


def _paired(old: list[Entry], new: list[Entry], what: Callable[[Entry], Hashable | None]) -> list[tuple[Entry, Entry]]:
    """Takes out of both lists, in order, the rows that agree on something."""
    waiting: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in reversed(old):
        if (found := what(entry)) is not None:
            waiting[found].append(entry)
    pairs = [(waiting[found].pop(), entry) for entry in new if (found := what(entry)) is not None and waiting.get(found)]
    _take(old, new, pairs)
    return pairs


def _alike(old: list[Entry], new: list[Entry], what: Callable[[Entry], Hashable | None]) -> list[tuple[Entry, Entry]]:
    """Takes out of both lists the rows that agree on something and whose words are alike, the most alike first."""
    near: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in old:
        if (found := what(entry)) is not None:
            near[found].append(entry)
    scored = sorted(((fuzz.ratio(one.text, two.text, score_cutoff=ALIKE), n, one, two) for n, two in enumerate(new)
                     if (found := what(two)) is not None for one in near.get(found, ())), key=lambda s: (-s[0], s[1]))
    pairs: list[tuple[Entry, Entry]] = []
    used: set[int] = set()
    for score, _, one, two in scored:
        if score and id(one) not in used and id(two) not in used:
            used |= {id(one), id(two)}
            pairs.append((one, two))
    _take(old, new, pairs)
    return pairs


def _take(old: list[Entry], new: list[Entry], pairs: Sequence[tuple[Entry, Entry]]) -> None:
    gone, come = {id(one) for one, _ in pairs}, {id(two) for _, two in pairs}
    old[:] = [e for e in old if id(e) not in gone]
    new[:] = [e for e in new if id(e) not in come]
