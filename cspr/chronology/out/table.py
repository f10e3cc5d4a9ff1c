"""The merged chronology as a table of texts: what CSV, Excel and Word all write."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cspr.chronology.merging import belongs
from cspr.chronology.names import Names
from cspr.chronology.shapes import Entry, Merged, Pair, When

MARKING = "OFFICIAL-SENSITIVE"
# What XML cannot hold, and what turns the order of letters about so that a text reads as something else.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Column:
    """A column. wide: its share of the page."""

    head: str
    wide: int


@dataclass(frozen=True)
class Table:
    """What is written. side: more tables for the workbook, by their names."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    side: tuple[tuple[str, tuple[Column, ...], tuple[tuple[str, ...], ...]], ...] = ()


def in_words(when: When) -> str:
    """A date as precisely as it is known: "17 January 2026 21:40", "January 2026", "3 May 2020 to 9 May 2020", "about 10 January 2026"."""
    start, end = when.start, when.end
    if start is None:
        return "Not known"
    if when.precision == "minute" and isinstance(start, datetime):
        return f"{_day(start)} {start:%H:%M}"
    first, last = _date(start), _date(end or start)
    if when.precision == "year":
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if when.precision == "month":
        return f"{first:%B %Y}"
    stretch = _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    return f"about {stretch}" if when.precision == "approximate" else stretch


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _day(value: date | datetime) -> str:
    return f"{value.day} {value:%B %Y}"


def table(merged: Merged, title: str, names: Names | None, age: Callable[[Entry], str] | None, pairs: Sequence[Pair] | None) -> Table:
    """The table of a chronology. names: for an anonymised one. age: the child's age at an entry. pairs: those that a person joined."""
    hide = names.hide if names else str
    shown = merged.pairs if pairs is None else pairs
    number = {entry.id: n for n, entry in enumerate(merged.entries, 1)}
    joined = belongs(list(number), shown)

    def beside(entry: Entry) -> str:
        said = ["Significant"] if entry.significant else []
        if found := joined.get(entry.id):
            if found.duplicate_of in number:
                said.append(f"Told twice: see {number[found.duplicate_of or '']}")
            others = [str(number[o]) for o in found.same_event if o in number]
            said += [f"Same event as {', '.join(others)}"] if others else []
        return ". ".join(said)

    columns: list[tuple[Column, Callable[[Entry], str]]] = [
        (Column("No.", 4), lambda e: str(number[e.id])),
        (Column("Date", 13), lambda e: in_words(e.when)),
        (Column("As typed", 10), lambda e: hide(e.when.typed)),
        (Column("Age", 7), lambda e: age(e) if age else ""),
        (Column("Agency", 12), lambda e: hide(e.agency)),
        (Column("What happened", 40), lambda e: hide(e.text)),
        (Column("Who was there", 12), lambda e: hide(e.present)),
        (Column("Child seen", 7), lambda e: hide(e.child_seen)),
        (Column("What the agency did", 20), lambda e: hide(e.response)),
        (Column("Record", 9), lambda e: hide(e.record)),
        (Column("Beside", 12), beside),
        (Column("Source", 12), lambda e: hide(str(e.source))),
    ]
    needed = {"No.", "Date", "As typed", "Agency", "What happened", "Source"}
    full = [(column, [fit(cell(e)) for e in merged.entries]) for column, cell in columns]
    kept = [(column, cells) for column, cells in full if column.head in needed or any(cells)]
    rows = tuple(zip(*(cells for _, cells in kept), strict=True))
    agencies = len({e.agency for e in merged.entries})
    said = f"{len(rows):,} {'entry' if len(rows) == 1 else 'entries'} from {agencies} {'agency' if agencies == 1 else 'agencies'}, in time order."
    said += " Names are replaced by what stands for them." if names else " Real names are shown: do not pass on beyond those who need them."
    said += f" {withheld_in_words(merged.withheld, gaps=True)}" if merged.withheld else ""
    side = []
    if shown:
        side.append(_pairs(shown, number, hide))
    if merged.problems:
        heads = (Column("Where", 30), Column("What is wrong, and what to do", 90))
        side.append(("To resolve", heads, tuple((fit(hide(str(p.source))), fit(hide(p.says))) for p in merged.problems)))
    return Table(f"{fit(title)} ({'anonymised' if names else 'named'})", said, tuple(c for c, _ in kept), rows, tuple(side))


def withheld_in_words(number: int, *, gaps: bool = False) -> str:
    """That items are left out, for who reads it. gaps: whether what it reads shows gaps."""
    one = number == 1
    return (f"{number} item{'' if one else 's'} withheld: {'it is' if one else 'they are'} for named people only."
            f"{' Gaps may hold what is withheld.' if gaps else ''}")


def _pairs(pairs: Sequence[Pair], number: dict[str, int], hide: Callable[[str], str]) -> tuple[str, tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    kinds = {"duplicate": "Told twice", "same_event": "Same event", "contradiction": "Accounts differ"}
    rows = [(kinds[p.kind], str(number[p.a]), str(number[p.b]), fit(hide(p.why))) for p in pairs if p.a in number and p.b in number]
    return "Side by side", (Column("What", 16), Column("No.", 6), Column("And no.", 8), Column("Why", 100)), tuple(rows)


def fit(text: str) -> str:
    """A text without what no file can hold; lines ended alike."""
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
