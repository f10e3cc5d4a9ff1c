"""The rows an agency typed into its return: the same chronology, and the same list of rows to settle, as its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from cspr.chronology.dates import read_when
from cspr.chronology.shapes import Entry, Problem, RowsRead, Source
from cspr.operations import Doing
from cspr.services.chronology import incoming
from cspr.services.chronology.models import Import

NAME, KIND = "Typed in the return", "typed"


def rows_typed(agency: str, rows: Sequence[Mapping[str, str]]) -> RowsRead:
    """Typed rows (date, time, event, source, response) as entries; those whose date cannot be read are problems too."""
    entries, problems = [], []
    for number, row in enumerate(rows, 1):
        when = read_when(row.get("date", ""), row.get("time") or None)
        place = Source(NAME, "", number)
        made = hashlib.sha256(json.dumps([agency, number, dict(row)], sort_keys=True).encode()).hexdigest()[:16]
        entry = Entry(f"typed-{made}", when, agency, row.get("event", ""), place, record=row.get("source", ""), response=row.get("response", ""))
        entries.append(entry)
        if when.start is None:
            says = when.says or "There is no date. Give it as exactly as it is known, or say that it stays unknown."
            problems.append(Problem(place, says, entry.id, "unknown_date"))
    return RowsRead(tuple(entries), tuple(problems))


def take_typed(do: Doing, agency: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Make the typed rows of an agency those of the return that is being sent: what was typed before and is not there now leaves."""
    before = Import.objects.filter(case=do.case, agency=agency, kind=KIND, ended_at=None).first() if do.case else None
    if not rows:
        if before:
            incoming.take_out(do, before, "The changed return has no rows typed in.")
        return
    made = hashlib.sha256(json.dumps([dict(row) for row in rows], sort_keys=True).encode()).hexdigest()
    if before and before.sha256 == made:
        return
    incoming.take_in(do, incoming.begin(do, agency, NAME, KIND, made), rows_typed(agency, rows), before)
