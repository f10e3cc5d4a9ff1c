"""What tells of a row beside the row itself: what was written about it, the return it was typed into, the file it came in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cspr.access.withheld import Cut, Left, withheld
from cspr.record.models import Case, Document
from cspr.services.chronology.finding import ENTRY
from cspr.services.chronology.models import Entry, Import
from cspr.services.chronology.typed import KIND


def _words(text: Any) -> str:
    return " ".join(str(text or "").split())


def cut(case: Case) -> Cut | None:
    """Takes the rows that are withheld from who reads the case out of what was written (see `withholds`)."""
    out = withheld(case, ENTRY)
    if not out:
        return None
    rows = list(Entry.objects.filter(case=case, pk__in=out).values_list("pk", "key", "agency", "text"))
    numbers, keys = {str(pk) for pk, *_ in rows}, {key for _, key, *_ in rows}
    told = {(agency, _words(text)) for *_, agency, text in rows}

    def left(document: Document) -> Left:
        body = document.body
        if document.kind.startswith("chronology_"):
            about = body.get("rows") or body.get("row")
            named = {str(key) for key in (about if isinstance(about, list) else [about])}
            gone = (document.kind == "chronology_row" and document.for_value in numbers) or not keys.isdisjoint(named)
            return (None, 1) if gone else (body, 0)
        typed = body.get("chronology")
        if not isinstance(typed, list):
            return body, 0
        kept = [row for row in typed if (document.for_value, _words(row.get("event"))) not in told]
        return {**body, "chronology": kept}, len(typed) - len(kept)

    return left


def files_of_withheld(case: Case) -> Collection[int]:
    """The files as they were sent that hold a row which is withheld from who reads the case."""
    out = withheld(case, ENTRY)
    if not out:
        return ()
    sources = Entry.objects.filter(case=case, pk__in=out).values("source")
    return set(Import.objects.filter(case=case, pk__in=sources, kept__isnull=False).values_list("kept", flat=True))


def typed_rows(case: Case, agency: str) -> list[Entry]:
    """The rows that an agency typed into its return and that stand in the chronology, withheld from who reads the case or not."""
    return list(Entry.objects.filter(case=case, agency=agency, live=True, source__kind=KIND, source__ended_at=None).order_by("order", "pk"))
