"""The order in which a chronology is read."""

from __future__ import annotations

from datetime import date, datetime

from cspr.chronology.shapes import Entry

LAST = date.max.toordinal() + 1


def place(entry: Entry) -> tuple[int, int, int, str, str, str, int, str]:
    """Where an entry stands among others: sort by it.

    By its first day; on one day what is less exact comes first (a year, a month, a range, a day), then times by the clock, so that a day
    reads like a heading over its hours; unknown dates last. Ties by agency, then as the rows stood in the file.
    """
    when, source = entry.when, entry.source
    tail = (entry.agency, source.file, source.sheet, source.row, entry.id)
    if when.start is None:
        return (LAST, 0, 0, *tail)
    first = when.start.date() if isinstance(when.start, datetime) else when.start
    if isinstance(when.start, datetime) and when.precision == "minute":
        return (first.toordinal(), 1, when.start.hour * 60 + when.start.minute, *tail)
    end = when.end or when.start
    last = end.date() if isinstance(end, datetime) else end
    return (first.toordinal(), 0, -(last - first).days, *tail)
