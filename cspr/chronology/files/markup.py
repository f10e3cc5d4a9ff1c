"""Tables and paragraphs of a web page: what is pasted from one, and what programs export under the name of Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cspr.chronology.files import limits
from cspr.chronology.files.limits import Tally
from cspr.chronology.files.package import BOMB, DAMAGED, Element, local
from cspr.chronology.shapes import Grid, Line, Refused

_LARGEST = 10 * limits.MB
_MOST_TAGS = 500_000
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article", "td", "th"}
_LEFT_OUT = {"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg"}
_NOT_SHOWN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read_markup(text: str, tally: Tally) -> tuple[tuple[Grid, ...], tuple[Line, ...]]:
    """The tables, with merged cells in each of their places, and the paragraphs outside them. Raises Refused."""
    if len(text) > _LARGEST or text.count("<") > _MOST_TAGS:
        raise Refused(BOMB)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused(DAMAGED) from error
    if root is None or any(entry.type_name in ("ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY", "ERR_INTERNAL_ERROR") for entry in parser.error_log):
        raise Refused(DAMAGED)
    tables = list(root.iter("table"))
    if len(tables) > limits.SHEETS:
        raise Refused(BOMB)
    tables = [t for t in tables if not any(a.tag in ("td", "th") and _cell_of_a_row(a) for a in t.iterancestors())]
    own = {id(t) for t in tables}
    grids: list[Grid] = []
    for table in tables:
        tally.grid()
        lines = _lines(table, tally, own)
        if lines:
            grids.append(Grid(f"table {len(grids) + 1}", lines))
    outside = "".join(_words(root, own)).split("\n")
    paragraphs: list[Line] = []
    for words in outside:
        if words := tally.text(words):
            tally.row()
            paragraphs.append(Line(len(paragraphs) + 1, (words,)))
    return tuple(grids), tuple(paragraphs)


def _cell_of_a_row(cell: Element) -> bool:
    """Whether a cell stands in a table proper: one with another cell beside it, not a frame for the page's looks."""
    return any(local(c.tag) in ("td", "th") for before in (False, True) for c in cell.itersiblings(preceding=before))


def _rows(element: Element) -> Iterator[Element]:
    """A table's own rows."""
    for child in element:
        name = local(child.tag)
        if name == "tr":
            yield child
        elif name != "table":
            yield from _rows(child)


def _lines(table: Element, tally: Tally, own: set[int]) -> tuple[Line, ...]:
    rows: list[tuple[int, dict[int, str], bool]] = []
    below: dict[int, tuple[str, int]] = {}
    width = 0  # As far as cells begin: a title may claim more columns than there are.
    for number, row in enumerate(_rows(table), 1):
        cells = {place: value for place, (value, _) in below.items()}
        below = {place: (value, left - 1) for place, (value, left) in below.items() if left > 1}
        place = 0
        for cell in (c for c in row if local(c.tag) in ("td", "th")):
            while place in cells:
                place += 1
            value = tally.text("\n".join(line.strip() for line in "".join(_words(cell, own)).split("\n") if line.strip()))
            limits.wide("The table", place + 1)
            width = max(width, place + 1) if value else width
            across, down = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            for n in range(place, min(place + across, limits.COLUMNS)):
                cells[n] = value
                tally.again(value)
                if down > 1:
                    below[n] = value, down - 1
            place += across
        if any(cells.values()):
            tally.row()
            rows.append((number, cells, bool(_NOT_SHOWN.search(row.get("style") or ""))))
    return tuple(Line(n, tuple(cells.get(c) or None for c in range(width)), hidden) for n, cells, hidden in rows)


def _words(element: Element, without: set[int]) -> list[str]:
    """The text under an element, blocks on lines of their own, spaces as a browser shows them."""
    parts = [_SPACES.sub(" ", element.text or "")]
    for child in element:
        name = local(child.tag)
        if name and name not in _LEFT_OUT and id(child) not in without:
            block = name in _BLOCKS
            parts += ["\n"] if block else []
            parts += _words(child, without)
            parts += ["\n"] if block and name != "br" else []
        elif id(child) in without:
            parts.append("\n")
        parts.append(_SPACES.sub(" ", child.tail or ""))
    return parts


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 65_534) if text and text.isdecimal() and len(text) < 9 else 1
