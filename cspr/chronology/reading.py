"""From a file that was read to its entries: each table with its columns, or the paragraphs; a nil return; and what a person must look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median_low

from cspr.chronology import narrative
from cspr.chronology.columns import Columns, propose, words_of
from cspr.chronology.rows import Taken, day
from cspr.chronology.shapes import FileRead, Grid, RowsRead, Source
from cspr.chronology.tables import Table

AHEAD = 4  # So many years after most rows of its file, a date is likely to be mistyped.
_NIL = re.compile(
    r"\bnil[ -]?return\b|\bno chronology\b|\bnot known to (?:us|this|our|the)\b|\bnothing (?:was )?(?:found|held|recorded|known|to report)\b"
    r"|\b(?:no|not? had any|had no|nil|without) (?:prior |previous |known |recorded |direct )?"
    r"(?:involvement|contact|records?|information|trace|knowledge|engagement|dealings|entries)\b", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|where|should|tick|please|whether|or)\b[^.]{0,60}$", re.IGNORECASE)


def _said(read: FileRead) -> Iterable[str]:
    for line in read.paragraphs:
        yield from (words_of(c) for c in line.cells)
    for grid in read.grids:
        for line in grid.lines:
            yield from (words_of(c) for c in line.cells)


def is_nil(read: FileRead) -> bool:
    """Whether the file says that nothing was found. A form that explains what to do "if it is a nil return" does not say so."""
    return any(not _IF.search(text[:found.start()]) for text in _said(read) for found in _NIL.finditer(text))


def _columns(grid: Grid, known: Mapping[str, Columns] | None, before: Columns | None) -> Columns:
    """As a person set them; else as proposed; a table without headings that goes on from the one before has that one's."""
    found = propose(grid).columns
    if known and known.get(grid.where, found) != found:
        return known[grid.where]
    if not found.header and before and len(found.are) == len(before.are):
        return Columns(0, before.headings, before.are)
    return found


def _tables(read: FileRead, taken: Taken, known: Mapping[str, Columns] | None) -> None:
    before: Columns | None = None
    for grid in read.grids:
        if not any(words_of(c) for line in grid.lines for c in line.cells):
            continue
        columns = _columns(grid, known, before)
        if not columns.dated:
            taken.notes.append(f"{grid.where or 'The table'}: was left out, for no column of it holds dates.")
            continue
        Table(grid, columns, taken).read()
        before = columns


def _look_again(taken: Taken) -> None:
    """What only the whole file shows: dates typed the American way, and years far ahead of the others."""
    american = [p for p in taken.problems if "with the month first" in p.says]
    if american:
        count = "One date" if len(american) == 1 else f"{len(american)} dates"
        taken.problem(Source(taken.file), f"{count} cannot be British (row {american[0].source.row} is the first). If this file was made with "
                      "the month first, its other dates are the wrong way round too: ask the agency before you rely on them.", "ambiguous")
    days = sorted(found for e in taken.entries if (found := day(e.when)))
    if taken.scope or len(days) < 3:
        return
    latest = median_low(days).year + AHEAD
    for entry in taken.entries:
        first = day(entry.when)
        if first and first.year > latest:
            taken.problem(entry.source, f"“{entry.when.typed}” is years after most rows of this file. Check the year.", "ambiguous", entry.id)


def rows_of(read: FileRead, agency: str, columns: Mapping[str, Columns] | None = None, *, scope: tuple[date, date] | None = None) -> RowsRead:
    """The entries of a file, in the order in which they stand, with every problem a person must look at.

    agency: whose file it is. columns: by the grid's name, as a person set them; a grid that is not named is read as proposed. scope: the first
    and last day asked about; what lies outside is kept, and is a problem. Never raises; a file without any event gives a problem of row 0.
    """
    taken = Taken(agency, read.name, scope)
    _tables(read, taken, columns)
    if taken.entries:
        narrative.outside_tables(read, taken)
    else:
        narrative.read(read, taken)
    nil = not taken.entries and is_nil(read)
    if not taken.entries and not nil:
        taken.problem(Source(read.name), "No row with a date was found. Check that this is the chronology, and which column holds the dates.")
    _look_again(taken)
    order = {entry.id: n for n, entry in enumerate(taken.entries)}
    taken.problems.sort(key=lambda p: (p.source.row == 0, order.get(p.entry, len(order))))
    return RowsRead(tuple(taken.entries), tuple(taken.problems), (*read.notes, *taken.notes), nil)
