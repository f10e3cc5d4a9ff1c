"""Puts together what two people typed into one form at the same time, from where both began."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Typed = Mapping[str, Sequence[str]]
# A field of a row that can be added to: "chronology-2-event".
_OF_A_ROW = re.compile(r"^(?P<rows>[a-z_]+)-(?P<number>[0-9]{1,3})-(?P<field>.+)$")


@dataclass(frozen=True)
class Merged:
    """typed: both together; where both changed one answer, mine. theirs: what only they changed. clashes: what both changed, with theirs."""

    typed: dict[str, list[str]]
    theirs: tuple[str, ...]
    clashes: dict[str, list[str]]


def _value(typed: Typed, name: str) -> list[str]:
    return [v.replace("\r\n", "\n") for v in typed.get(name, [])]


def _same(one: Typed, other: Typed, name: str) -> bool:
    """Whether an answer is the same; nothing typed and not asked are one."""
    return [v for v in _value(one, name) if v] == [v for v in _value(other, name) if v]


def _rows(typed: Typed, rows: str) -> dict[int, dict[str, str]]:
    """The rows of a name that have anything in them: number → full field names by field."""
    found: dict[int, dict[str, str]] = {}
    for name in typed:
        match = _OF_A_ROW.match(name)
        if match and match["rows"] == rows and any(typed[name]):
            found.setdefault(int(match["number"]), {})[match["field"]] = name
    return found


def _moved(base: Typed, theirs: Typed, mine: Typed, growing: Sequence[str]) -> dict[str, list[str]]:
    """Mine, with each row that we both began in the same empty place moved behind theirs, so that neither is lost."""
    out = {name: list(values) for name, values in mine.items()}
    for rows in growing:
        before, other, own = _rows(base, rows), _rows(theirs, rows), _rows(mine, rows)
        last = max([*other, *own, -1])
        for number in sorted(own):
            same = number in other and all(_same(theirs, mine, f"{rows}-{number}-{field}") for field in {*own[number], *other[number]})
            if number in before or number not in other or same:
                continue
            last += 1
            for field, name in own[number].items():
                out[f"{rows}-{last}-{field}"] = out.pop(name)
        counts = [int(v[-1]) for v in (_value(theirs, f"{rows}-count"), _value(out, f"{rows}-count")) if v and v[-1].isdecimal()]
        if counts:
            out[f"{rows}-count"] = [str(max([*counts, last + 1]))]
    return out


def merge(base: Typed, theirs: Typed, mine: Typed, growing: Sequence[str] = ()) -> Merged:
    """Both changes to what stood at first. growing: the names of rows that can be added to.

    An answer that one of us changed is that one's; one that both changed to the same is that. Of one that both changed otherwise mine stands,
    and theirs is told. Dates and other answers of several boxes are judged box by box.
    """
    own = _moved(base, theirs, mine, growing)
    counts = {f"{rows}-count" for rows in growing}
    typed: dict[str, list[str]] = {}
    only_theirs: list[str] = []
    clashes: dict[str, list[str]] = {}
    for name in dict.fromkeys([*theirs, *own, *base]):
        if name in counts:
            typed[name] = list(own.get(name, theirs.get(name, [])))
            continue
        changed_mine, changed_theirs = not _same(base, own, name), not _same(base, theirs, name)
        if changed_theirs and not changed_mine:
            typed[name] = list(theirs.get(name, []))
            only_theirs.append(name)
        else:
            typed[name] = list(own.get(name, []))
            if changed_theirs and not _same(theirs, own, name):
                clashes[name] = list(theirs.get(name, []))
    return Merged({name: values for name, values in typed.items() if values}, tuple(only_theirs), clashes)
