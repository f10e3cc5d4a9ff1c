"""The values that the parts of this room hand to each other. Frozen; nothing in them knows where it came from but by name.

A file is read into a FileRead (grids of cells, and paragraphs). Its rows become Entries, what cannot be read becomes Problems, and the
entries of all agencies become one Merged chronology. Days and times are Europe/London wall time, without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Precision = Literal["minute", "day", "month", "year", "range", "approximate", "unknown"]
Doubt = Literal["", "ambiguous", "impossible", "unknown"]
ProblemKind = Literal["unknown_date", "impossible_date", "no_text", "ambiguous", "outside_scope", "other"]
# What a cell holds, as its format says: an Excel date is a date already, a number is not text.
Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True)
class Line:
    """One row of a grid. number: as the person sees it in the file, from 1. hidden: it, or a column with words in it, was hidden."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False


@dataclass(frozen=True)
class Grid:
    """A sheet of a workbook, a table of a document, or a whole CSV file. where: what a person calls it ("Chronology", "table 2").

    Every line has as many cells as the longest; empty rows are left out and still counted. Merged cells have their words in each of their places.
    """

    where: str
    lines: tuple[Line, ...]
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()  # From 0.


@dataclass(frozen=True)
class FileRead:
    """What a file holds. notes: what the person should know of how it was read ("Tracked changes were read as accepted.")."""

    name: str
    kind: Literal["docx", "xlsx", "ods", "csv", "text", "paste"]
    grids: tuple[Grid, ...] = ()
    paragraphs: tuple[Line, ...] = ()  # One cell each: the text outside tables.
    notes: tuple[str, ...] = ()


class Refused(Exception):
    """A file that cannot be taken in at all. The text says what is wrong and what to do, in one or two sentences, without the file's name."""


@dataclass(frozen=True)
class When:
    """A date as typed, and what it can mean. start, end: dates, or both datetimes for a minute; None where it is unknown.

    typed: just as it stood. says: why it is not known, or what was assumed, for the person; "" where there is nothing to say.
    doubt: whether a person must look: "ambiguous" (read, but it may mean something else), "impossible" (there is no such date),
    "unknown" (nothing that can be read); "" where what it says is for information only.
    """

    typed: str
    start: date | datetime | None
    end: date | datetime | None
    precision: Precision
    says: str = ""
    doubt: Doubt = ""


@dataclass(frozen=True)
class Source:
    """Where a row stands: the file, the sheet or table, and the row as the person sees it."""

    file: str
    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{f'{self.sheet}!' if self.sheet else ''}{self.row}"


@dataclass(frozen=True)
class Entry:
    """One event as one agency tells it. id: made from agency, file, place and words, so that the same file gives the same ids again.

    text: what happened. present: who was there, as typed. record: the record it was found in. response: what the agency did.
    more: what stood in other columns, by their headings.
    """

    id: str
    when: When
    agency: str
    text: str
    source: Source
    present: str = ""
    record: str = ""
    response: str = ""
    child_seen: str = ""
    significant: bool = False
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A row, or a file (row 0), that needs a person. says: what is wrong, and what to do. entry: the row's own id where it was kept."""

    source: Source
    says: str
    entry: str = ""
    kind: ProblemKind = "other"


@dataclass(frozen=True)
class RowsRead:
    """The entries and problems of one file. notes: as FileRead's, with what reading the rows adds. nil: the file says nothing was found."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    nil: bool = False


@dataclass(frozen=True)
class Pair:
    """Two entries that a person should look at side by side. a, b: ids, the earlier first. score: 0 to 100. why: in a sentence."""

    a: str
    b: str
    kind: Literal["duplicate", "same_event", "contradiction"]
    score: float
    why: str


@dataclass(frozen=True)
class Gap:
    """A stretch without contact. agency "": with any agency. days: between the last contact and the next, neither counted."""

    agency: str
    after: date
    before: date
    days: int


@dataclass(frozen=True)
class Merged:
    """Everybody's entries in time order, unknown dates last; and what was seen in them. withheld: how many are left out, for named people only."""

    entries: tuple[Entry, ...]
    pairs: tuple[Pair, ...] = ()
    gaps: tuple[Gap, ...] = ()
    problems: tuple[Problem, ...] = ()
    withheld: int = 0
