"""Word documents (.docx): each table as a grid, and the paragraphs outside tables. A row at a time, so that a long table stays small."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cspr.chronology.files import limits
from cspr.chronology.files.limits import Tally
from cspr.chronology.files.package import Element, Package, get, local
from cspr.chronology.files.runs import Seen, Words, words
from cspr.chronology.said import many
from cspr.chronology.shapes import FileRead, Grid, Line

_DATED = re.compile(r"\b\d{1,4}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9})[\s./-]+\d{1,4}\b")
_ON = ("1", "true", "on", None)


@dataclass
class _Table:
    """A table being read. above: the cells that go on downwards, by column."""

    number: int
    lines: list[Line] = field(default_factory=list)
    above: dict[int, str] = field(default_factory=dict)
    rows: int = 0


class _Reader:
    """Goes through a document once, in its order."""

    def __init__(self, package: Package, tally: Tally, seen: Seen) -> None:
        self.package, self.tally, self.seen = package, tally, seen
        self.tables: list[_Table] = []
        self.paragraphs: list[Line] = []
        self.hidden_rows: list[str] = []

    def table(self) -> _Table:
        """Begins the next table: they are numbered in the order in which they begin."""
        self.tally.grid()
        self.tables.append(_Table(len(self.tables) + 1))
        return self.tables[-1]

    def paragraph(self, element: Element) -> None:
        """A paragraph outside tables, and after it what stands in its text boxes."""
        found = words(element, self.seen)
        text = self.tally.text(str(found))
        if text:
            self.tally.row()
            self.paragraphs.append(Line(len(self.paragraphs) + 1, (text,), found.hidden))
        for box in found.boxes:
            self.blocks(box)

    def blocks(self, element: Element) -> None:
        """The paragraphs and tables of a text box."""
        for child in element:
            name = local(child.tag)
            if name == "p":
                self.paragraph(child)
            elif name == "tbl":
                self.whole(child)
            else:
                self.blocks(child)

    def whole(self, element: Element) -> None:
        """A table that stands inside something else."""
        table = self.table()
        for row in _rows(element):
            self.row(table, row)

    def row(self, table: _Table, element: Element) -> None:
        """One row: merged cells have their words in each of their places; a row that was deleted is not there."""
        names = _properties(element, "trPr")
        if "del" in names:
            self.seen.deleted += 1
            return
        if "ins" in names:
            self.seen.inserted += 1
        table.rows += 1
        hidden = "hidden" in names and get(names["hidden"], "val") in _ON
        cells: list[str | None] = [None] * _number(names.get("gridBefore"), 0)
        nested: list[Element] = []
        found: list[tuple[int, Words]] = []
        above: dict[int, str] = {}
        for cell in _cells(element):
            names = _properties(cell, "tcPr")
            span, place = max(_number(names.get("gridSpan"), 1), 1), len(cells)
            merged = names.get("vMerge")
            got = words(cell, self.seen)
            text = self._text(got)
            if merged is not None:
                if get(merged, "val") != "restart":
                    text = text or table.above.get(place, "")
                    self.tally.again(text)
                above[place] = text
            found.append((place, got))
            hidden = hidden or got.hidden
            limits.wide(f"Table {table.number}", place + span)
            self.tally.again(text * (span - 1))
            cells += [text or None] * span
        table.above = above
        for place, got in found:
            for inner in got.tables:
                # In a row about one day, a table is part of its words; elsewhere it is there for the page's looks.
                if any(_DATED.search(c) for n, c in enumerate(cells) if c and n != place and len(c) < 60) or _is_small(inner):
                    cells[place] = self.tally.text(f"{cells[place] or ''}\n{self._inner(inner)}") or None
                else:
                    nested.append(inner)
        if any(cells):
            self.tally.row()
            table.lines.append(Line(table.rows, tuple(cells), hidden))
            if hidden:
                self.hidden_rows.append(f"{table.rows} of table {table.number}")
        for inner in nested:
            self.whole(inner)

    def _text(self, got: Words) -> str:
        """A cell's words, and after them its text boxes'."""
        parts = [str(got)]
        boxes = list(got.boxes)
        while boxes:
            box = words(boxes.pop(0), self.seen)
            parts.append(str(box))
            boxes += box.boxes
            got.tables += box.tables
            got.hidden = got.hidden or box.hidden
        return self.tally.text("\n".join(p for p in parts if p.strip()))

    def _inner(self, element: Element) -> str:
        """A table as part of a cell's words: a row a line."""
        lines = []
        for row in _rows(element):
            texts = []
            for cell in _cells(row):
                got = words(cell, self.seen)
                texts.append(" ".join([self._text(got), *(self._inner(t) for t in got.tables)]).strip())
            lines.append(" | ".join(t for t in texts if t))
        return "\n".join(line for line in lines if line)


def read_docx(name: str, package: Package, part: str) -> FileRead:
    """The tables and paragraphs of a Word document. part: its main part. Raises Refused."""
    seen = Seen(hidden_styles=_hidden_styles(package, part))
    tally = Tally()
    _footnotes(package, part, seen, tally)
    reader = _Reader(package, tally, seen)
    depth, table = 0, None
    for event, element in package.events(part, ("p", "tbl", "tr", "altChunk"), starts=("p", "tbl")):
        kind = local(element.tag)
        if event == "start":
            if depth == 0 and kind == "tbl":
                table = reader.table()
            depth += 1
            continue
        if kind == "altChunk":
            seen.embedded += 1
            continue
        if kind in ("p", "tbl"):
            depth -= 1
        if kind == "p" and depth == 0 and not _within_deletion(element):
            reader.paragraph(element)
        elif kind == "tr" and depth == 1 and table is not None:
            reader.row(table, element)
        elif not (kind == "tbl" and depth == 0):
            continue
        # Read, and no longer needed: neither it nor what stands before it.
        package.done(element)
    grids = tuple(Grid(f"table {t.number}", _even(t.lines)) for t in reader.tables if t.lines)
    return FileRead(name, "docx", grids, tuple(reader.paragraphs), (*_notes(seen, reader), *tally.notes()))


def _even(lines: list[Line]) -> tuple[Line, ...]:
    """Every line as long as the longest."""
    width = max((len(line.cells) for line in lines), default=0)
    return tuple(line if len(line.cells) == width else Line(line.number, (*line.cells, *[None] * (width - len(line.cells))), line.hidden)
                 for line in lines)


def _rows(table: Element) -> list[Element]:
    """A table's own rows, also those inside content controls."""
    return _own(table, "tr", ("tbl",))


def _cells(row: Element) -> list[Element]:
    return _own(row, "tc", ("tr", "tbl"))


def _own(element: Element, wanted: str, never: tuple[str, ...]) -> list[Element]:
    found: list[Element] = []
    for child in element:
        name = local(child.tag)
        if name == wanted:
            found.append(child)
        elif name not in never:
            found += _own(child, wanted, never)
    return found


def _is_small(table: Element) -> bool:
    """A table of one row or one column is a frame around words."""
    rows = _rows(table)
    return len(rows) < 2 or max(len(_cells(r)) for r in rows) < 2


def _within_deletion(element: Element) -> bool:
    return any(local(a.tag) in ("del", "moveFrom", "Fallback") for a in element.iterancestors())


def _properties(element: Element, name: str) -> dict[str, Element]:
    """What is set of a row or a cell, by name; it stands first, or after a row's exceptions."""
    for child in element:
        kind = local(child.tag)
        if kind == name:
            return {local(c.tag): c for c in child}
        if kind in ("tc", "p"):
            break
    return {}


def _number(element: Element | None, otherwise: int) -> int:
    value = (get(element, "val") or "") if element is not None else ""
    return min(int(value), limits.COLUMNS + 1) if value.isdecimal() and len(value) < 9 else otherwise


def _hidden_styles(package: Package, part: str) -> frozenset[str]:
    """The styles whose text is hidden."""
    found = set()
    for kind, target in package.relations(part).values():
        if kind == "styles" and package.has(target):
            for _, style in package.events(target, ("style",)):
                vanish = next((v for r in style if local(r.tag) == "rPr" for v in r if local(v.tag) == "vanish"), None)
                if vanish is not None and get(vanish, "val") in _ON:
                    found.add(get(style, "styleId") or "")
                package.done(style)
    return frozenset(found)


def _footnotes(package: Package, part: str, seen: Seen, tally: Tally) -> None:
    for kind, target in package.relations(part).values():
        name = {"footnotes": "footnote", "endnotes": "endnote"}.get(kind)
        if name and package.has(target):
            for _, note in package.events(target, (name,)):
                if text := tally.text(str(words(note, Seen(hidden_styles=seen.hidden_styles)))):
                    seen.footnotes[name, get(note, "id") or ""] = text
                package.done(note)


def _notes(seen: Seen, reader: _Reader) -> list[str]:
    """What the person should know of how the document was read."""
    said = []
    if seen.inserted or seen.deleted:
        said.append("Tracked changes were read as accepted: what was put in is read, what was struck out is not.")
    if seen.comments:
        said.append(f"{many(seen.comments, 'comment')} in the margin {'was' if seen.comments == 1 else 'were'} not read.")
    if seen.hidden or reader.hidden_rows:
        said.append("Hidden text was read as well: look whether it was meant to be sent.")
    if seen.boxes:
        said.append(f"{many(seen.boxes, 'text box', 'text boxes')} {'was' if seen.boxes == 1 else 'were'} read after the words beside "
                    f"{'it' if seen.boxes == 1 else 'them'}.")
    if seen.footnotes_used:
        said.append("Footnotes were read into the text where they are marked, as [note: …].")
    if seen.pictures:
        said.append(f"{many(seen.pictures, 'picture')} could not be read: type in what {'it says' if seen.pictures == 1 else 'they say'} "
                    "if it belongs to the chronology.")
    if seen.embedded:
        said.append(f"{many(seen.embedded, 'file')} inside the document {'was' if seen.embedded == 1 else 'were'} not read: send "
                    f"{'it' if seen.embedded == 1 else 'them'} as well if needed.")
    return said
