"""LibreOffice spreadsheets (.ods): a grid a sheet. What is written once and repeated a million times over is not held a million times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cspr.chronology.files import limits
from cspr.chronology.files.limits import Tally
from cspr.chronology.files.package import DAMAGED, PASSWORD, Element, Package, get, local
from cspr.chronology.said import were_hidden
from cspr.chronology.shapes import Cell, FileRead, Grid, Line, Refused

_DURATION = re.compile(r"(-?)P(?:(\d{1,7})D)?T?(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:[.,]\d+)?S)?")
_HIDDEN = ("collapse", "filter")
_LAST_ROW = 1_048_576


@dataclass
class _Sheet:
    """A sheet being read. below: what merged cells give to the rows under them, by column: the value and for how many rows."""

    name: str
    hidden: bool
    lines: list[tuple[int, dict[int, Cell], bool]] = field(default_factory=list)
    columns: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    below: dict[int, tuple[Cell, int]] = field(default_factory=dict)
    row: int = 0
    formulas: int = 0


def read_ods(name: str, package: Package) -> FileRead:
    """The sheets of an OpenDocument spreadsheet. Raises Refused."""
    if package.has("META-INF/manifest.xml") and any(True for _ in package.events("META-INF/manifest.xml", ("encryption-data",))):
        raise Refused(PASSWORD)
    tally = Tally()
    not_shown: set[str] = set()
    sheets: list[_Sheet] = []
    open_tables, comments, changes = 0, False, 0
    for event, element in package.events("content.xml", ("style", "table-column", "table-row", "table", "tracked-changes"), ("table",)):
        kind = local(element.tag)
        if event == "start":
            open_tables += 1
            if open_tables == 1:
                tally.grid()
                sheets.append(_Sheet(get(element, "name") or "Sheet", (get(element, "style-name") or "") in not_shown))
        elif kind == "table":
            open_tables -= 1
        elif kind == "style":
            if any(get(p, "display") == "false" for p in element if local(p.tag) == "table-properties"):
                not_shown.add(get(element, "name") or "")
        elif kind == "tracked-changes":
            changes += 1
            package.done(element)
        elif open_tables == 1 and sheets and not any(local(a.tag) == "tracked-changes" for a in element.iterancestors()):
            if kind == "table-column":
                _column(element, sheets[-1])
            else:
                comments = comments or any(local(e.tag) == "annotation" for e in element.iter())
                _row(element, sheets[-1], tally)
                package.done(element)
    grids = tuple(grid for s in sheets if (grid := _grid(s)).lines)
    return FileRead(name, "ods", grids, (), (*_notes(sheets, comments, changes), *tally.notes()))


def _column(element: Element, sheet: _Sheet) -> None:
    times = _times(element, "number-columns-repeated")
    if get(element, "visibility") in _HIDDEN:
        sheet.hidden_columns |= set(range(sheet.columns, min(sheet.columns + times, limits.COLUMNS)))
    sheet.columns += times


def _row(element: Element, sheet: _Sheet, tally: Tally) -> None:
    """Takes in a row, as many times as it is repeated."""
    cells: dict[int, Cell] = {}
    place = 0
    begun: dict[int, tuple[Cell, int]] = {}
    for child in element:
        if local(child.tag) not in ("table-cell", "covered-table-cell"):
            continue
        times = _times(child, "number-columns-repeated")
        value = _value(child, tally)
        if get(child, "formula"):
            sheet.formulas += 1
        across = _times(child, "number-columns-spanned")
        if value is not None:
            limits.wide(f"The sheet “{sheet.name}”", place + times)
            width = max(times, min(across, limits.COLUMNS - place))
            for n in range(place, place + width):
                cells.setdefault(n, value)
            if (down := _times(child, "number-rows-spanned")) > 1:
                begun.update({n: (value, down - 1) for n in range(place, place + width)})
        place += times
    own = bool(cells)
    hidden = get(element, "visibility") in _HIDDEN
    times = _times(element, "number-rows-repeated")
    if sheet.row + times > 2 * _LAST_ROW:
        raise Refused(DAMAGED)
    for n in range(times if own else min(times, limits.ROWS)):
        filled = {**{c: v for c, (v, _) in sheet.below.items()}, **cells}
        sheet.below = {**{c: (v, left - 1) for c, (v, left) in sheet.below.items() if left > 1}, **begun}
        if own:
            tally.row()
            for again in filled.values():
                tally.again(again)
            sheet.lines.append((sheet.row + n + 1, filled, hidden))
        elif not sheet.below:
            break
    sheet.row += times


def _value(element: Element, tally: Tally) -> Cell:
    """What a cell holds, as its type says; words as they are shown."""
    kind = get(element, "value-type")
    if kind in ("float", "percentage", "currency"):
        try:
            number = float(get(element, "value") or "")
        except ValueError:
            return None
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "boolean":
        return get(element, "boolean-value") == "true"
    if kind == "date":
        return _date(get(element, "date-value") or "") or tally.text(_shown(element)) or None
    if kind == "time":
        return _length(get(element, "time-value") or "") or tally.text(_shown(element)) or None
    return tally.text(_shown(element) or get(element, "string-value") or "") or None


def _date(text: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _length(text: str) -> time | timedelta | None:
    """A time of day, or a length of time where it is no time of day."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(n or 0) for n in found.groups()[1:])
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    if found[1] or length >= timedelta(days=1):
        return -length if found[1] else length
    return (datetime.min + length).time()


def _shown(element: Element) -> str:
    """The paragraphs of a cell, without what is noted beside it."""
    return "\n".join(_words(p) for p in element if local(p.tag) == "p")


def _words(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name == "s":
            parts.append(" " * min(_times(child, "c"), 1_000))
        elif name in ("tab", "line-break"):
            parts.append("\t" if name == "tab" else "\n")
        elif name != "annotation":
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _times(element: Element, name: str) -> int:
    text = get(element, name) or "1"
    return max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1


def _grid(sheet: _Sheet) -> Grid:
    width = max((max(cells) + 1 for _, cells, _ in sheet.lines), default=0)
    sheet.hidden_columns = {c for c in sheet.hidden_columns if any(c in cells for _, cells, _ in sheet.lines)}
    lines = tuple(Line(n, tuple(cells.get(c) for c in range(width)), hidden or not sheet.hidden_columns.isdisjoint(cells))
                  for n, cells, hidden in sheet.lines)
    return Grid(sheet.name, lines, sheet.hidden, tuple(sorted(sheet.hidden_columns)))


def _notes(sheets: list[_Sheet], comments: bool, changes: int) -> list[str]:
    said = []
    for sheet in sheets:
        where = f"“{sheet.name}”"
        if sheet.hidden and sheet.lines:
            said.append(f"The sheet {where} is hidden. It was read as well: look whether it was meant to be sent.")
        said += were_hidden(where, [n for n, _, unseen in sheet.lines if unseen], sheet.hidden_columns)
        if sheet.formulas:
            said.append(f"{where} has formulas. What they last came to was read.")
    if comments:
        said.append("Comments on cells were not read.")
    if changes:
        said.append("Tracked changes were read as accepted.")
    return said
