"""JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from cspr.chronology.merging import belongs
from cspr.chronology.names import Names
from cspr.chronology.out.table import table
from cspr.chronology.shapes import Entry, Merged, Pair

RUNS = ("=", "+", "-", "@", "\t", "\r")  # What a spreadsheet takes for the beginning of a formula.


def to_json(merged: Merged, *, names: Names | None = None, pairs: Sequence[Pair] | None = None) -> bytes:
    """A list of rows as in the contract, in time order. pairs: those that a person joined, in place of those found."""
    hide = names.hide if names else str
    joined = belongs([e.id for e in merged.entries], merged.pairs if pairs is None else pairs)
    rows = []
    for entry in merged.entries:
        found = joined.get(entry.id)
        rows.append(
            {
                "start": _iso(entry.when.start),
                "end": _iso(entry.when.end),
                "precision": entry.when.precision,
                "typed": hide(entry.when.typed),
                "agency": hide(entry.agency),
                "text": hide(entry.text),
                "source": {"file": hide(entry.source.file), "sheet": hide(entry.source.sheet), "row": entry.source.row},
                "duplicate_of": found.duplicate_of if found else None,
                "same_event": list(found.same_event) if found else [],
                "id": entry.id,
            }
        )
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _iso(value: date | datetime | None) -> str | None:
    if value is None:
        return None
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def to_csv(
    merged: Merged,
    *,
    names: Names | None = None,
    age: Callable[[Entry], str] | None = None,
    pairs: Sequence[Pair] | None = None,
) -> bytes:
    """A CSV file that Excel opens with its letters right. Headings and rows alone, for it is read by programs: its name must carry the marking."""
    made = table(merged, "", names, age, pairs)
    return as_csv([c.head for c in made.columns], made.rows)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file for a spreadsheet: its letters are right where Excel opens it, and no cell of it runs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what looks like a formula. Excel shows it; nothing of the text is lost."""
    return f"'{cell}" if cell.lstrip(" \n\u00a0").startswith(RUNS) or cell.startswith(RUNS) else cell
