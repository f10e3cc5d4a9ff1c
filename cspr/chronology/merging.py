"""Everybody's entries as one chronology, and what belongs together in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cspr.chronology.gaps import gaps
from cspr.chronology.matching import look
from cspr.chronology.matching.contradictions import Who
from cspr.chronology.order import place
from cspr.chronology.shapes import Entry, Merged, Pair, Problem


def merge(entries: Sequence[Entry], problems: Sequence[Problem] = (), *, pairs: bool = True, who: Who | None = None) -> Merged:
    """All entries in time order, unknown dates last, with the pairs worth a look and the gaps of six weeks and more.

    pairs: False where only the order is wanted. who: as for look. An entry given twice (the same id) stands once.
    """
    once = {entry.id: entry for entry in entries}
    ordered = tuple(sorted(once.values(), key=place))
    return Merged(ordered, look(ordered, who=who) if pairs else (), gaps(ordered), tuple(problems))


@dataclass(frozen=True)
class Belongs:
    """What an entry belongs to. duplicate_of: the id of the first row that tells it. same_event: ids of the others that tell its event."""

    duplicate_of: str | None = None
    same_event: tuple[str, ...] = ()


def belongs(order: Sequence[str], pairs: Iterable[Pair]) -> Mapping[str, Belongs]:
    """What each entry belongs to, by id; entries that stand alone are not in it. order: all ids in time order.

    Takes the pairs found, or those that a person has joined. Pairs run on: where a tells what b tells and b what c tells, all three do;
    and a copy of a row tells its event too.
    """
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while (up := parent.setdefault(one, one)) != one:
            parent[one] = parent[up]
            one = parent[one]
        return one

    given = list(pairs)
    copy_of = {p.b: p.a for p in given if p.kind == "duplicate"}
    for pair in given:
        if pair.kind != "contradiction" and root(pair.a) != root(pair.b):
            parent[root(pair.b)] = root(pair.a)
    told_by_several = {root(p.a) for p in given if p.kind == "same_event"}
    groups: dict[str, list[str]] = {}
    for one in order:
        if one in parent and root(one) in told_by_several:
            groups.setdefault(root(one), []).append(one)
    found = {one: Belongs(_first(one, copy_of), tuple(o for o in group if o != one)) for group in groups.values() for one in group}
    return found | {one: Belongs(_first(one, copy_of)) for one in copy_of if one not in found}


def _first(one: str, copy_of: Mapping[str, str]) -> str | None:
    first, passed = copy_of.get(one), {one}
    while first is not None and first not in passed and first in copy_of:
        passed.add(first)
        first = copy_of[first]
    return first
