"""Excel workbooks (.xlsx): a grid a sheet, what is hidden in it too. Only cells with something in them are held, however far the sheet reaches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from cspr.chronology.files import limits
from cspr.chronology.files.formats import styles, value_of
from cspr.chronology.files.limits import Tally
from cspr.chronology.files.package import DAMAGED, Element, Package, get, local
from cspr.chronology.said import column, listed, many, were_hidden
from cspr.chronology.shapes import Cell, FileRead, Grid, Line, Refused

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = ("1", "true")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass
class _Sheet:
    """A sheet being read. rows: what stands in each, by column. unworked: formulas that have no value yet."""

    name: str
    hidden: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: int = 0
    unworked: list[tuple[int, int]] = field(default_factory=list)
    faulty: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Book:
    """What the sheets share."""

    strings: list[str]
    code: Callable[[str | None], str]
    from_1904: bool
    tally: Tally


def read_xlsx(name: str, package: Package, part: str) -> FileRead:
    """The sheets of a workbook. part: its main part. Raises Refused."""
    tally = Tally()
    relations = package.relations(part)
    by_kind = {kind: target for kind, target in relations.values()}
    workbook = package.tree(part)
    properties = next((c for c in workbook if local(c.tag) == "workbookPr"), None)
    from_1904 = properties is not None and get(properties, "date1904") in _ON
    book = _Book(_strings(package, by_kind.get("sharedStrings"), tally), styles(package, by_kind.get("styles")), from_1904, tally)
    sheets, comments, pictures = [], False, False
    for element in (s for g in workbook if local(g.tag) == "sheets" for s in g):
        kind, target = relations.get(_relation(element), ("", ""))
        if kind != "worksheet" or not package.has(target):
            continue
        tally.grid()
        kinds = {k for k, _ in package.relations(target).values()}
        comments, pictures = comments or bool(kinds & {"comments", "threadedComment"}), pictures or "drawing" in kinds
        sheets.append(_sheet(package, target, _Sheet(get(element, "name") or "Sheet", get(element, "state") in ("hidden", "veryHidden")), book))
    grids = tuple(grid for s in sheets if (grid := _grid(s, tally)).lines)
    return FileRead(name, "xlsx", grids, (), (*_notes(sheets, comments, pictures), *tally.notes()))


def _relation(element: Element) -> str:
    """The id in the relationships' namespace; sheetId is another thing."""
    return next((v for k, v in element.attrib.items() if local(k) == "id" and k.startswith("{")), "")


def _strings(package: Package, part: str | None, tally: Tally) -> list[str]:
    found: list[str] = []
    if part and package.has(part):
        for _, element in package.events(part, ("si",)):
            found.append(tally.text(_rich(element)))
            package.done(element)
    return found


def _rich(element: Element) -> str:
    """Text in one or several runs, without the reading aids that some keyboards add; Excel's own codes for characters undone."""
    parts = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [t.text or "" for t in child if local(t.tag) == "t"]
    text = "".join(parts)
    return _CODED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _sheet(package: Package, part: str, sheet: _Sheet, book: _Book) -> _Sheet:
    """Reads one sheet through, a row at a time."""
    last = 0
    for _, element in package.events(part, ("row", "col", "mergeCell")):
        name = local(element.tag)
        if name == "row":
            last = _row(element, last, sheet, book)
            package.done(element)
        elif name == "col":
            if get(element, "hidden") in _ON or get(element, "width") == "0":
                first, end = _count(get(element, "min")), min(_count(get(element, "max")), _LAST_COLUMN)
                sheet.hidden_columns |= set(range(first - 1, end))
        elif found := re.fullmatch(r"([^:]+):([^:]+)", get(element, "ref") or ""):
            (top, left), (bottom, right) = _place(found[1]), _place(found[2])
            sheet.merged.append((top, left, bottom, right))
            if len(sheet.merged) > limits.ROWS * 10:
                raise Refused(DAMAGED)
            package.done(element)
    return sheet


def _row(element: Element, last: int, sheet: _Sheet, book: _Book) -> int:
    """Takes in a row, and gives its number. A row or cell without its place stands after the one before."""
    number = _count(element.get("r")) or last + 1
    if number > _LAST_ROW:
        raise Refused(DAMAGED)
    if next(element.iter("{*}v", "{*}is", "{*}f"), None) is None:  # Formatted, and empty: some sheets have a million of these.
        return number
    cells: dict[int, Cell] = {}
    place = -1
    for child in element:
        if local(child.tag) != "c":
            continue
        where = child.get("r")
        place = _place(where)[1] if where else place + 1
        value = _cell(child, number, place, sheet, book)
        if value is not None:
            limits.wide(f"The sheet “{sheet.name}”", place + 1)
            cells[place] = value
    if cells:
        if number not in sheet.rows:
            book.tally.row()
        sheet.rows.setdefault(number, {}).update(cells)
        if get(element, "hidden") in _ON or get(element, "ht") == "0":
            sheet.hidden_rows.add(number)
    return number


def _cell(element: Element, row: int, place: int, sheet: _Sheet, book: _Book) -> Cell:
    """What a cell shows: of a formula, what it last came to."""
    kind, raw, rich, formula = element.get("t") or "n", None, None, False
    for child in element:
        name = local(child.tag)
        if name == "v":
            raw = child.text or ""
        elif name == "is":
            rich = _rich(child)
        elif name == "f":
            formula = True
    if formula:
        sheet.formulas += 1
        if not raw and kind != "str" and len(sheet.unworked) < limits.ROWS:
            sheet.unworked.append((row, place))
    if rich is not None:
        return book.tally.text(rich) or None
    if not raw:
        return None
    if kind == "s":
        index = _count(raw, -1)
        if not 0 <= index < len(book.strings):
            raise Refused(DAMAGED)
        book.tally.again(book.strings[index])
        return book.strings[index] or None
    if kind == "b":
        return raw in _ON
    if kind == "n":
        try:
            return value_of(float(raw), book.code(element.get("s")), book.from_1904)
        except ValueError:
            return book.tally.text(raw) or None
    if kind == "e":
        sheet.faulty.append((row, place))
    text = _CODED.sub(lambda m: chr(int(m[1], 16)), raw) if "_x" in raw else raw
    return book.tally.text(text) or None


def _grid(sheet: _Sheet, tally: Tally) -> Grid:
    """A sheet's rows with words in them, all as long as the longest, merged cells filled in."""
    width = max((max(cells) + 1 for cells in sheet.rows.values()), default=0)
    numbers = sorted(sheet.rows)
    left = 4 * limits.ROWS * limits.COLUMNS
    for top, first, bottom, right in sheet.merged:
        value = sheet.rows.get(top, {}).get(first)
        if value is None:
            continue
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            left -= 1
            for place in range(first, min(right + 1, width)):
                left -= 1
                if place not in sheet.rows[number]:
                    sheet.rows[number][place] = value
                    tally.again(value)
            if left < 0:
                raise Refused(DAMAGED)
    hidden = {c for c in sheet.hidden_columns if c < width and any(c in cells for cells in sheet.rows.values())}
    sheet.hidden_columns = hidden
    lines = tuple(
        Line(n, tuple(cells.get(c) for c in range(width)), n in sheet.hidden_rows or not hidden.isdisjoint(cells))
        for n in numbers if (cells := sheet.rows[n]))
    return Grid(sheet.name, lines, sheet.hidden, tuple(sorted(hidden)))


def _place(ref: str) -> tuple[int, int]:
    """The row (from 1) and column (from 0) of "B7"."""
    found = _PLACE.fullmatch(ref)
    if not found:
        raise Refused(DAMAGED)
    across = 0
    for letter in found[1].upper():
        across = across * 26 + ord(letter) - 64
    return int(found[2]), across - 1


def _count(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


def _notes(sheets: list[_Sheet], comments: bool, pictures: bool) -> list[str]:
    """What the person should know of how the workbook was read."""
    said = []
    for sheet in sheets:
        where = f"“{sheet.name}”"
        if sheet.hidden and sheet.rows:
            said.append(f"The sheet {where} is hidden. It was read as well: look whether it was meant to be sent.")
        said += were_hidden(where, sheet.hidden_rows, sheet.hidden_columns)
        if sheet.formulas > len(sheet.unworked):
            said.append(f"{where} has formulas ({many(sheet.formulas - len(sheet.unworked), 'cell')}). What they last came to was read.")
        if sheet.unworked:
            said.append(f"Formulas of {where} have no value yet, so these cells are empty: {_cells(sheet.unworked)}. "
                        "Open the file in Excel and save it, or type the values in.")
        if sheet.faulty:
            said.append(f"Cells of {where} show a fault instead of a value (such as #REF!): {_cells(sheet.faulty)}.")
    if comments:
        said.append("Comments on cells were not read.")
    if pictures:
        said.append("Pictures, charts and text boxes were not read.")
    return said


def _cells(places: list[tuple[int, int]]) -> str:
    """"D3 to D53", "B4": a run of a column as one."""
    runs: list[list[tuple[int, int]]] = []
    for row, place in sorted(places, key=lambda p: (p[1], p[0])):
        if runs and runs[-1][1] == (row - 1, place):
            runs[-1][1] = (row, place)
        else:
            runs.append([(row, place), (row, place)])
    return listed([f"{column(c)}{a}" if a == b else f"{column(c)}{a} to {column(c)}{b}" for (a, c), (b, _) in runs])
