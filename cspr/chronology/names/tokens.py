"""A text as its words, and what stands between them."""

from __future__ import annotations

import re
from typing import NamedTuple

from cspr.chronology.names.words import TITLES

WORD = re.compile(r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*")
STARTS = frozenset('.!?:;\n\r\t•·–—-("“”‘|/>')
SPACES = " \u00a0'‘“\""


class Token(NamedTuple):
    """A word: its place, itself folded and as written."""

    start: int
    end: int
    low: str
    raw: str

    @property
    def capital(self) -> bool:
        return self.raw[0].isupper()


def tokens_of(text: str, low: str) -> list[Token]:
    """The words of a text. low: the same, folded."""
    return [Token(m.start(), m.end(), m[0], text[m.start() : m.end()]) for m in WORD.finditer(low)]


def joined(text: str, one: Token, other: Token) -> bool:
    """Whether two words may be parts of one name."""
    between = text[one.end : other.start]
    if between in (" ", "\u00a0", "-", "_", "\n"):
        return True
    # A full stop joins an initial to what follows ("D. Holloway", "R.M.", "rowan.marsh@"); after a word and with a space it ends a sentence.
    return between == "." or (between == ". " and len(one.low) == 1) or (between == ". " and one.low in TITLES)


def begins(text: str, token: Token) -> bool:
    """Whether a token begins a sentence, a line or a quotation, where any word has a capital."""
    near = text[max(0, token.start - 16) : token.start]  # Not all that stands before: a report is long.
    before = near.rstrip(SPACES)
    return not before or before[-1] in STARTS or before != near.rstrip(" \u00a0")


def ends(text: str, token: Token) -> bool:
    """Whether a sentence ends with a token."""
    return text[token.end : token.end + 1] in (".", "!", "?", "\n")
