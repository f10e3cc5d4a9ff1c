"""A row of the table as the pure value the chronology room works with, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from cspr.chronology.gaps import VAGUE
from cspr.chronology.order import place
from cspr.chronology.shapes import Entry, Precision, Source, When
from cspr.services.chronology import models


def iso(value: date | datetime | None) -> str:
    """As it is kept: a date, or a date and time without seconds; "" for none."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def moment(text: str) -> date | datetime | None:
    """What `iso` made, read again."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def day_of(value: date | datetime | None) -> date | None:
    """The day of a moment."""
    return value.date() if isinstance(value, datetime) else value


def order_of(entry: Entry) -> str:
    """The place of a row among others, as text that sorts the same way."""
    day, exact, within, agency, *_ = place(entry)
    return f"{day:07d}{exact}{within + 5_000_000:07d} {agency}"[:120]


def when_columns(entry: Entry) -> dict[str, Any]:
    """The time of a row as the table keeps it."""
    when = entry.when
    first, last = day_of(when.start), day_of(when.end) or day_of(when.start)
    vague = first is not None and last is not None and when.precision != "range" and (last - first).days > VAGUE
    return {"start": iso(when.start), "end": iso(when.end), "precision": when.precision, "says": when.says, "order": order_of(entry),
            "first": first, "last": last, "reach": None if vague else last}


def columns_of(entry: Entry) -> dict[str, Any]:
    """What the row says, as the table keeps it; neither its key nor whose it is."""
    return {
        **when_columns(entry), "typed": entry.when.typed, "text": entry.text, "present": entry.present, "record": entry.record,
        "response": entry.response, "child_seen": entry.child_seen, "more": dict(entry.more), "sheet": entry.source.sheet[:200],
        "row": entry.source.row, "significant": entry.significant,
    }


def when_of(row: models.Entry) -> When:
    """The time a row is read to mean."""
    return When(row.typed, moment(row.start), moment(row.end), cast("Precision", row.precision), row.says)


def pure(row: models.Entry, names: Mapping[str, str] | None = None) -> Entry:
    """The row as the pure room takes it. names: the agencies' names by their words; None: the word itself."""
    return Entry(
        id=row.key, when=when_of(row), agency=(names or {}).get(row.agency, row.agency), text=row.text,
        source=Source(row.source.name, row.sheet, row.row), present=row.present, record=row.record, response=row.response,
        child_seen=row.child_seen, significant=row.significant, more=row.more)


def stretch(row: models.Entry) -> tuple[date, date] | None:
    """The first and the last day that its date can mean; None where it is unknown."""
    return (row.first, row.last or row.first) if row.first else None


