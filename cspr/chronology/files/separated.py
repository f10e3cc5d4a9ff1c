"""Text with a table in it: cells between commas, semicolons, tabs or bars, as programs export it, row for row as a spreadsheet shows it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from cspr.chronology.files import limits
from cspr.chronology.files.limits import MORE, Tally
from cspr.chronology.shapes import Grid, Line, Refused

NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LOOK_AT = 200  # Rows.
_TRIES = 10
_SURE = 0.8
_TABLE = 4  # Cells: as many in each row are no chance.


def delimiter(text: str, *, hint: str | None = None, sure: float = _SURE) -> str | None:
    """What stands between the cells; None where the text is no table. hint: what the file's ending promises, which is then enough."""
    best, found = 0.0, None
    for mark in NAMES:
        widths = []
        try:
            for row in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=mark):
                if any(cell.strip() for cell in row):
                    widths.append(len(row))
                if len(widths) == _LOOK_AT:
                    break
        except csv.Error:
            continue
        wide = Counter(w for w in widths if w > 1)
        if not wide:
            continue
        width, times = wide.most_common(1)[0]
        share = times / len(widths)
        if not hint and width < _TABLE and _is_prose(text, mark):
            continue
        # Rows that agree count first, then the number of cells: words with commas in them seldom agree.
        score = share + min(width, 20) / 100
        if (share >= sure and times > 1 or hint) and score > best:
            best, found = score, mark
    return found or (hint if hint and hint in text else None)


def _is_prose(text: str, mark: str) -> bool:
    """Commas and semicolons with a space after them, and no cells in quotation marks: lines of words that happen to have as many."""
    return mark in ",;" and text.count(f"{mark} ") * 2 > text.count(mark) and f'"{mark}' not in text and f'{mark}"' not in text


def grid_of(text: str, mark: str, tally: Tally, notes: list[str], where: str = "") -> Grid:
    """The rows. Every line has as many cells as the longest; empty rows are left out and still counted."""
    lines: list[tuple[int, list[str | None]]] = []
    width = 0
    for number, row in enumerate(_records(text, mark, notes), 1):
        cells = [tally.text(cell) or None for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            tally.row()
            limits.wide("The file", len(cells))
            lines.append((number, cells))
            width = max(width, len(cells))
    return Grid(where, tuple(Line(n, (*cells, *[None] * (width - len(cells)))) for n, cells in lines))


def _records(text: str, mark: str, notes: list[str]) -> Iterator[list[str]]:
    """Rows as they are meant: a quotation mark that is never closed does not swallow the rest of the file."""
    lines = io.StringIO(text, newline="").readlines()
    if lines and lines[0].strip().lower() == f"sep={mark}":
        del lines[0]  # A spreadsheet program does not show it, or count it.
    begin = tries = number = 0
    while begin < len(lines):
        fed = _Fed(lines, begin)
        reader = csv.reader(fed, delimiter=mark, strict=True)
        start = begin
        try:
            for row in reader:
                number += 1
                fed.held = 0
                yield row
                start = begin + reader.line_num
            return
        except csv.Error:  # Marks that do not pair up, or a cell of more than 131,072 characters, which is the same fault.
            tries += 1
        if tries == 1:
            notes.append(f"The quotation marks do not pair up from row {number + 1} on. They were read as marks in the text: look at the rows there.")
        begin = len(lines) if tries == _TRIES else start + 1
        for line in lines[start:begin]:
            number += 1
            yield _loosely(line.rstrip("\r\n"), mark)


class _Fed:
    """Lines for the reader of a table, counted by the row: one row cannot be a whole file."""

    def __init__(self, lines: list[str], begin: int) -> None:
        self.lines, self.held = iter(lines[begin:]), 0

    def __iter__(self) -> _Fed:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.held += len(line)
        if self.held > 2 * limits.CELL:
            raise Refused(MORE)
        return line


def _loosely(line: str, mark: str) -> list[str]:
    """The cells of one line whose quotation marks do not pair up: only one before a cell opens, and only one after a cell closes."""
    cells: list[str] = []
    place = end = 0
    while place <= len(line) and len(cells) <= limits.COLUMNS:
        if end >= 0:  # Once nothing closes, nothing after it does.
            end = 0
        if end == 0 and line.startswith('"', place):
            end = next((n for n in _ends(line, place + 1) if n + 1 == len(line) or line[n + 1] == mark), -1)
        if end > 0:
            cells.append(line[place + 1 : end].replace('""', '"'))
            place = end + 2
        else:
            after = line.find(mark, place)
            after = len(line) if after < 0 else after
            cells.append(line[place:after])
            place = after + 1
    return cells


def _ends(line: str, place: int) -> Iterator[int]:
    while (place := line.find('"', place)) >= 0:
        yield place
        place += 1
