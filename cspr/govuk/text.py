"""Typed text made safe to keep: one normal form, no characters that cannot be stored or that mislead the eye."""

from __future__ import annotations

import re
import unicodedata

# Control characters, lone surrogates, and the marks that reverse the direction of the text around them (ADR 0022).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


class BadText(ValueError):
    """The text holds a character that is refused; str() says which, and what to do."""


def normal(value: str, *, lines: bool = False) -> str:
    """The text as it is kept: NFC, stripped, line ends as \\n.

    value: as typed. lines: whether line breaks are kept; else each becomes a space.
    Raises BadText for control characters, lone surrogates and direction overrides.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        value = value.replace("\n", " ").replace("\t", " ")
    for pattern, what in (
        (_CONTROL, "a control character"),
        (_SURROGATE, "half of a character"),
        (_DIRECTION, "a mark that reverses the direction of text"),
    ):
        found = pattern.search(value)
        if found:
            place = found.start() + 1
            raise BadText(f"has {what} at character {place}, which cannot be kept. Type that part again")
    return unicodedata.normalize("NFC", value).strip()


def too_long(value: str, limit: int | None) -> str | None:
    """What to say when the text is longer than the limit (in characters), or None when it is not."""
    if limit is None or len(value) <= limit:
        return None
    return f"is {len(value):,} characters long; the most is {limit:,}. Take out {len(value) - limit:,}"
