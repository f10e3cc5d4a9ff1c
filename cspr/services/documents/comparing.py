"""Two versions side by side: what was taken out and what was put in, by paragraph and then by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from cspr.services.documents.paper import paragraphs

How = Literal["same", "out", "in"]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_FINEST = 1500  # Words in a paragraph; longer ones are compared as a whole, which a reader can follow as well.
_ALIKE = 0.4  # How much of a paragraph must be in the other for it to be that one, changed.


@dataclass(frozen=True)
class Piece:
    """A stretch of words."""

    how: How
    text: str


@dataclass(frozen=True)
class Compared:
    """One part of the document. paragraphs: each as its pieces; those far from any change are left out, and `None` stands for them."""

    heading: str
    paragraphs: Sequence[Sequence[Piece] | None]
    how: How | Literal["changed"]


def compare(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[Compared]:
    """Each part of two versions, as (heading, words), in the order of the later one; a part only the earlier has comes where it stood."""
    was, now = dict(before), dict(after)
    order = list(now)
    for place, heading in enumerate(was):
        if heading not in now:
            order.insert(min(place, len(order)), heading)
    found = []
    for heading in order:
        pieces = list(_paragraphs(paragraphs(was.get(heading, "")), paragraphs(now.get(heading, ""))))
        how: How | Literal["changed"] = "in" if heading not in was else "out" if heading not in now else "changed"
        if how == "changed" and all(piece.how == "same" for paragraph in pieces for piece in paragraph):
            how = "same"
        found.append(Compared(heading, _near_changes(pieces) if how == "changed" else [] if how == "same" else pieces, how))
    return found


def _paragraphs(before: list[str], after: list[str]) -> Iterator[list[Piece]]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ([Piece("same", text)] for text in before[a:b])
        else:
            yield from _changed(before[a:b], after[c:d])


def _changed(before: list[str], after: list[str]) -> Iterator[list[Piece]]:
    """Paragraphs that differ: each taken with the next that it is like, the others out or in as they are."""
    left = list(before)
    for text in after:
        match = next((n for n, old in enumerate(left) if SequenceMatcher(None, old, text).quick_ratio() > _ALIKE
                      and SequenceMatcher(None, old.split(), text.split()).ratio() > _ALIKE), None)
        if match is None:
            yield [Piece("in", text)]
            continue
        yield from ([Piece("out", old)] for old in left[:match])
        yield _words(left[match], text)
        left = left[match + 1:]
    yield from ([Piece("out", old)] for old in left)


def _words(before: str, after: str) -> list[Piece]:
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(one), len(other)) > _FINEST:
        return [Piece("out", before), Piece("in", after)]
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(one[a:b])))
            continue
        found += [Piece("out", "".join(one[a:b]))] if b > a else []
        found += [Piece("in", "".join(other[c:d]))] if d > c else []
    return found


def _near_changes(found: Sequence[Sequence[Piece]]) -> list[Sequence[Piece] | None]:
    """Without the paragraphs that are the same and next to none that changed; None stands for each run of them."""
    changed = {n for n, paragraph in enumerate(found) if any(p.how != "same" for p in paragraph)}
    kept: list[Sequence[Piece] | None] = []
    for n, paragraph in enumerate(found):
        if changed & {n - 1, n, n + 1}:
            kept.append(paragraph)
        elif not kept or kept[-1] is not None:
            kept.append(None)
    return kept
