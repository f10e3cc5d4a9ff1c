"""A paper as a tagged PDF (PDF/UA-1), set by typst. What people typed goes in as data and never becomes markup."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

from cspr.services.documents.paper import Block, Bullets, Heading, Note, Pairs, Paper, Picture, Section, Table, Text, clean, paragraphs

_HERE = Path(__file__).parent
_SETTER = (_HERE / "pdf.typ").read_bytes()
_LONGEST = 40  # Letters without a break, as in an address of the web; longer ones may be broken anywhere.
_ENDLESS = re.compile(rf"(\S{{{_LONGEST}}})(?=\S)")
# What the fonts that come with typst are known to draw: Latin as in Europe's languages, Greek, Cyrillic, the usual marks.
_DRAWN = re.compile(r"[\n\u0020-\u007e\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\u200b]")
_drawable: dict[str, bool] = {}


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the wheel, which set every paper alike; those of the machine only where these have no such character."""
    return typst.Fonts(include_system_fonts=True)


def _set(source: bytes, data: str, *more: str) -> bytes:
    made = typst.compile(source, format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1", *more], font_paths=_fonts(), root=_HERE)
    return bytes(made)


_PROBE = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.data)).join(" ")'


def _try(characters: list[str]) -> None:
    """Find out which of these can be drawn, and remember it: all at once, and where that fails by halves."""
    try:
        _set(_PROBE, json.dumps(characters))
    except typst.TypstError:
        if len(characters) == 1:
            _drawable[characters[0]] = False
            return
        half = len(characters) // 2
        _try(characters[:half])
        _try(characters[half:])
    else:
        _drawable.update(dict.fromkeys(characters, True))


def _in_words(character: str) -> str:
    """A character that no font here has, so that a reader at least knows what stood there."""
    return f"[{unicodedata.name(character, f'character {ord(character):04X}').lower()}]"


def _substitutes(texts: Iterable[str]) -> dict[int, str]:
    """For str.translate: what stands in place of each character that cannot be drawn."""
    unusual = sorted({c for text in texts for c in _DRAWN.sub("", text)})
    unknown = [c for c in unusual if c not in _drawable]
    if unknown:
        _try(unknown)
    return {ord(c): "" if unicodedata.category(c) in ("Cf", "Mn") else _in_words(c) for c in unusual if not _drawable[c]}


def _words(text: str) -> list[list[str]]:
    """A text as paragraphs of lines, with places to break what has none."""
    return [[_ENDLESS.sub("\\1\u200b", line) for line in p.split("\n")] for p in paragraphs(text)]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": clean(block.text), "level": block.level}
        case Text():
            return {"kind": "quiet" if block.quiet else "bold" if block.bold else "text", "text": _words(block.text)}
        case Note():
            return {"kind": "note", "text": _words(block.text)}
        case Pairs():
            return {"kind": "pairs", "rows": [[clean(asked), _words(said)] for asked, said in block.rows]}
        case Bullets():
            return {"kind": "numbered" if block.numbered else "bullets", "items": [_words(item) for item in block.items]}
        case Table():
            return {"kind": "table", "caption": clean(block.caption), "headings": [clean(h) for h in block.headings],
                    "widths": list(block.widths) or [1] * len(block.headings), "rows": [[_words(cell) for cell in row] for row in block.rows]}
        case Picture():
            return {"kind": "picture", "svg": block.svg, "says": clean(block.says), "caption": clean(block.caption)}


def _section(section: Section) -> dict[str, Any]:
    return {"title": clean(section.title), "fresh": section.fresh, "wide": section.wide, "blocks": [_block(b) for b in section.blocks]}


def _texts(value: Any) -> Iterable[str]:
    """Every text in it, but a picture's drawing."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "svg":
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _translated(value: Any, instead: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(instead)
    if isinstance(value, dict):
        return {key: inner if key == "svg" else _translated(inner, instead) for key, inner in value.items()}
    return [_translated(inner, instead) for inner in value] if isinstance(value, list) else value


def to_pdf(paper: Paper, *, archived: date | None = None) -> bytes:
    """The paper as PDF/UA-1: tagged, in British English, with its title and author, and nothing of the machine it was made on.

    archived: the day on which it goes to an archive: as PDF/A-2a too, which can still be read when what made it is gone, and says its day.
    """
    data = {
        "title": clean(paper.title), "subtitle": clean(paper.subtitle), "by": clean(paper.by), "marking": paper.marking, "foot": clean(paper.foot),
        "contents": paper.contents, "front": [[clean(k), clean(v)] for k, v in paper.front.items()],
        "made": [archived.year, archived.month, archived.day] if archived else None, "sections": [_section(s) for s in paper.sections],
    }
    instead = _substitutes(_texts(data))
    return _set(_SETTER, json.dumps(_translated(data, instead) if instead else data), *(("a-2a",) if archived else ()))


def pages_of(content: bytes) -> int:
    """How many pages a PDF made here has: it says so of itself."""
    found = re.search(rb"<xmpTPg:NPages>([0-9]+)<", content)
    return int(found[1]) if found else 0
