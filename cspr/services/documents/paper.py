"""What stands on paper, before it is Word or PDF: sections of headings, words, lists, tables and pictures. Plain values that know of no format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MARKING = "OFFICIAL-SENSITIVE"
# Control characters, the marks that turn the direction of what follows, halves of characters, and what XML cannot hold.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
_HALVES = re.compile(r"[\ud800-\udfff]")


def clean(text: object) -> str:
    """Any value as text that every format can hold: composed, with line feeds only, and without what is no character."""
    kept = _HALVES.sub("\ufffd", str(text)).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _NOT_TEXT.sub("", kept))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text typed with empty lines between them; a single line feed stays within its paragraph."""
    return [p.strip("\n") for p in re.split(r"\n[ ]*\n", clean(text)) if p.strip()]


def only_the_drawing(html: str) -> str:
    """The <svg> out of what a page shows of a picture; "" where there is none."""
    found = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    return found[0] if found else ""


@dataclass(frozen=True)
class Heading:
    """A heading within a section. level: 2 or 3; the section's own title is 1."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """Running words. quiet: small and grey, for what is said about the paper and not in it."""

    text: str
    quiet: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Note:
    """Words that must not be missed, set in a box."""

    text: str


@dataclass(frozen=True)
class Pairs:
    """What was asked, and what was answered."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose first row of headings is repeated on each page. widths: how wide each column is beside the others."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing of our own. says: the same in words, for whoever does not see it."""

    svg: str
    says: str
    caption: str = ""


Block = Heading | Text | Note | Pairs | Bullets | Table | Picture


@dataclass(frozen=True)
class Section:
    """A part of a paper, under its title. fresh: whether it begins on a new page. wide: whether its pages are turned."""

    title: str
    blocks: Sequence[Block] = ()
    fresh: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole document. by: the partnership, its author. marking: "" for what is published. foot: who has this copy, and since when."""

    title: str
    by: str
    sections: Sequence[Section]
    subtitle: str = ""
    marking: str = MARKING
    foot: str = ""
    contents: bool = False
    front: Mapping[str, str] = field(default_factory=dict)
