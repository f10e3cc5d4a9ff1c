"""Which column of a grid is what: proposed from the headings and from what stands in the cells, for a person to correct, and to be remembered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from cspr.chronology.dates import read_when, typed_of
from cspr.chronology.headings import LIKELY, SURE, WEAK, WHAT, heading, meaning
from cspr.chronology.shapes import Cell, Grid, Line

LOOKED_AT = 40  # Rows below the headings from which a column is judged.
TITLES = 40  # Headings are looked for in so many rows from the top.
MANY = 0.6  # So much of a column must be dates for it to be one of dates.
_SHORT, _HEADING = 12, 60
_FIGURES = re.compile(r"[0-9]{1,2}[:.]?[0-9]{2} ?(?:hrs?|h|[ap]\.?m\.?)?|[0-9]{1,2} ?[ap]\.?m\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """What each column is, by the words of WHAT. header: the number of the row with the headings (0: there is none)."""

    header: int
    headings: tuple[str, ...]
    are: tuple[str, ...]

    def of(self, what: str) -> tuple[int, ...]:
        """The columns that are this, from 0."""
        return tuple(n for n, is_ in enumerate(self.are) if is_ == what)

    @property
    def dated(self) -> bool:
        """Whether rows can be read with it: there is a date, and something that happened."""
        return "date" in self.are and any(is_ not in ("date", "until", "time", "leave") for is_ in self.are)

    def to_json(self) -> dict[str, Any]:
        """As plain values, to be kept."""
        return {"header": self.header, "headings": list(self.headings), "are": list(self.are)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Columns:
        """From what was kept. Raises ValueError where a column is none of WHAT, KeyError where something is missing."""
        are = tuple(str(is_) for is_ in kept["are"])
        if unknown := [is_ for is_ in are if is_ not in WHAT]:
            raise ValueError(f"“{unknown[0]}” is not what a column can be.")
        return cls(int(kept["header"]), tuple(str(h) for h in kept["headings"]), are)


@dataclass(frozen=True)
class Proposal:
    """What the columns of one grid seem to be. confidence: 0 to 100. why: a sentence for each column that was recognised.

    fingerprint: the same for every file with the same headings, so that what a person corrected is remembered. rows: below the headings.
    """

    where: str
    columns: Columns
    confidence: int
    why: tuple[str, ...]
    fingerprint: str
    rows: int

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"where": self.where, "columns": self.columns.to_json(), "confidence": self.confidence, "why": list(self.why),
                "fingerprint": self.fingerprint, "rows": self.rows}


def words_of(cell: Cell) -> str:
    """What a cell says, without the space around it."""
    return cell.strip() if isinstance(cell, str) else typed_of(cell).strip()


def filled(line: Line) -> list[str]:
    """The different things that a row says: one only in a banner that is merged over all columns."""
    return list(dict.fromkeys(said for cell in line.cells if (said := words_of(cell))))


def fingerprint(headings: Sequence[str]) -> str:
    """The headings as one short word: spelling of capitals, points and spaces does not matter."""
    return hashlib.sha256("|".join(heading(h) for h in headings).encode()).hexdigest()[:16]


def _is_date(cell: Cell, *, numbers: bool) -> bool:
    """Whether a cell holds a date. numbers: whether one of Excel's day numbers will do."""
    if isinstance(cell, date):
        return cell.year >= 1950
    if isinstance(cell, bool) or cell is None or isinstance(cell, time):
        return False
    if isinstance(cell, int | float):
        return numbers and read_when(cell).precision != "unknown"
    said = cell.strip() if isinstance(cell, str) else ""
    if not said or len(said) > 60 or (said.isdecimal() and not numbers):
        return False
    when = read_when(said, near=date(2020, 1, 1))
    return when.doubt == "impossible" or (when.precision != "unknown" and "Only “" not in when.says)


def _is_time(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(_FIGURES.fullmatch(cell.strip()))
    return isinstance(cell, time) or (isinstance(cell, datetime) and cell.year < 1905)


@dataclass(frozen=True)
class _Column:
    """What is known of one column."""

    number: int
    heading: str
    cells: tuple[Cell, ...]

    @cached_property
    def means(self) -> tuple[str, int]:
        return meaning(self.heading)

    def share(self, good: Sequence[bool]) -> float:
        return sum(good) / len(good) if good else 0.0

    @cached_property
    def dates(self) -> float:
        """How much of it is dates."""
        if self.means[0] == "none":
            return 0.0
        return self.share([_is_date(c, numbers=self.means[0] in ("date", "until")) for c in self.cells])

    @cached_property
    def times(self) -> float:
        return self.share([_is_time(c) for c in self.cells])

    @cached_property
    def length(self) -> float:
        """How long its words are, on average over the rows."""
        return sum(len(words_of(c)) for c in self.cells if isinstance(c, str)) / len(self.cells) if self.cells else 0.0

    @cached_property
    def numbers(self) -> bool:
        return bool(self.cells) and all(isinstance(c, int | float) or (isinstance(c, str) and c.strip(" .").isdecimal()) for c in self.cells)

    @cached_property
    def name(self) -> str:
        return f"“{self.heading}”" if self.heading else f"Column {self.number + 1}"


def _header(lines: Sequence[Line]) -> int | None:
    """Which row holds the headings, from 0: the one that names most of what a chronology has."""
    best: tuple[int, int] | None = None
    for place, line in enumerate(lines[:TITLES]):
        said = filled(line)
        if len(said) < 2 or any(len(s) > _HEADING for s in said) or any(_is_date(c, numbers=False) for c in line.cells):
            continue
        found = {kind: sure for kind, sure in map(meaning, said) if kind}
        score = sum(found.values())
        if len(found) > 1 and score >= SURE + LIKELY and (best is None or score > best[0]):
            best = score, place
    return best[1] if best else None


def _unnamed_header(lines: Sequence[Line]) -> int | None:
    """Headings in words that nobody knows: short words in several columns, right above a row with a date."""
    for place, line in enumerate(lines[:TITLES]):
        if any(_is_date(c, numbers=False) for c in line.cells):
            above = lines[place - 1] if place else None
            if above and len(said := filled(above)) > 1 and len(said) >= len(filled(line)) - 2 and all(len(s) <= _HEADING // 2 for s in said):
                return place - 1
            return None
    return None


def _date_column(columns: Sequence[_Column]) -> _Column | None:
    def score(column: _Column) -> float:
        kind, sure = column.means
        named = {SURE: 100, LIKELY: 70, WEAK: 20}.get(sure, 0) if kind == "date" else 0
        share = column.dates
        if kind == "none" or (column.cells and share < 0.2) or (not named and share < MANY):
            return 0.0
        return named + 60 * share + 1

    best = max(columns, key=lambda c: (score(c), -c.number), default=None)
    return best if best and score(best) else None


def _assign(columns: Sequence[_Column]) -> dict[int, str]:
    are: dict[int, str] = {}
    if day := _date_column(columns):
        are[day.number] = "date"
    for column in columns:
        if column.number in are:
            continue
        kind, sure = column.means
        taken = set(are.values())
        if kind == "leave" and column.numbers or (kind == "" and column.numbers and _counts(column.cells)):
            are[column.number] = "leave"
        elif kind == "until" and "until" not in taken and (column.dates >= MANY or not column.cells):
            are[column.number] = "until"
        elif "time" not in taken and ((kind == "time" and column.length < _SHORT) or (not kind and column.times >= MANY)):
            are[column.number] = "time"
        elif kind == "significant" and (column.length > _SHORT or not sure):
            are[column.number] = "event" if column.length > _SHORT else "more"
        elif kind == "agency":  # Where only one is named, it is the agency whose file this is, in its own words.
            are[column.number] = "agency" if len({words_of(c) for c in column.cells} - {""}) > 1 and "agency" not in taken else "more"
        elif kind == "event" and sure < SURE and column.cells and column.length < _SHORT:
            are[column.number] = "more"
        elif kind in ("event", "present", "record", "response", "child_seen", "significant"):
            are[column.number] = kind
        else:
            are[column.number] = "more"
    if "event" not in are.values():
        told = [c for c in columns if are[c.number] in ("more", "response", "record", "present") and c.means[0] not in ("none", "date", "until")]
        if told and (longest := max(told, key=lambda c: c.length)).length > _SHORT:
            are[longest.number] = "event"
    return are


def _counts(cells: Sequence[Cell]) -> bool:
    """Whether they are 1, 2, 3 …"""
    said = [float(words_of(c).strip(" .") or 0) for c in cells]
    return len(said) > 1 and all(b - a == 1 for a, b in zip(said, said[1:], strict=False))


def _why(columns: Sequence[_Column], are: Mapping[int, str]) -> Iterator[str]:
    for column in columns:
        what = are[column.number]
        if what in ("more", "leave"):
            continue
        by = [f"its heading “{column.heading}”"] if column.means[0] == what else []
        if what in ("date", "until") and column.cells:
            by.append(f"{round(column.dates * len(column.cells))} of the first {len(column.cells)} cells filled are dates")
        if what == "time" and not by:
            by.append("its cells are times")
        if what == "event" and not by:
            by.append("it tells most")
        label = WHAT[what].split(" (")[0].split(",")[0]
        yield f"{column.name} is “{label}”" + (f": {'; '.join(by)}." if by else ".")


def propose(grid: Grid) -> Proposal:
    """What the columns of a grid seem to be. Without a date column (`columns.dated` is false) it seems to be no chronology."""
    lines = [line for line in grid.lines if filled(line)]
    place = _header(lines)
    if place is None:
        place = _unnamed_header(lines)
    width = max((len(line.cells) for line in lines), default=0)
    headings = tuple(words_of(lines[place].cells[n]) if place is not None and n < len(lines[place].cells) else "" for n in range(width))
    below = lines[place + 1:] if place is not None else lines
    rows = [line for line in below if len(filled(line)) > 1 and tuple(map(words_of, line.cells)) != headings[:len(line.cells)]]
    looked = [line.cells for line in rows[:LOOKED_AT]]
    columns = [_Column(n, headings[n], tuple(c for cells in looked if n < len(cells) and words_of(c := cells[n]))) for n in range(width)]
    are = _assign(columns)
    day = next((c for c in columns if are[c.number] == "date"), None)
    event = next((c for c in columns if are[c.number] == "event"), None)
    confidence = (0 if day is None else round(30 * (day.dates if day.cells else 0.5)) + (20 if day.means[0] == "date" else 0)) + (
        0 if event is None else 40 if event.means[0] == "event" else 20) + (10 if place is not None else 0)
    found = Columns(lines[place].number if place is not None else 0, headings, tuple(are[n] for n in range(width)))
    return Proposal(grid.where, found, confidence, tuple(_why(columns, are)), fingerprint(headings), len(rows))
