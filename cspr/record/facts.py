"""Facts of the record as the protocol reads them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cspr import protocol
from cspr.partnership.models import Holiday, Partnership
from cspr.record.models import Case, Document, Fact

LONDON = ZoneInfo("Europe/London")


def parse_at(text: str) -> date | datetime:
    """A fact's `at` as stored: an ISO date, or date and time (naive, Europe/London)."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def pure(fact: Fact) -> protocol.Fact:
    """The fact as the protocol's frozen value; recorded_at in Europe/London wall time."""
    return protocol.Fact(
        id=str(fact.pk), kind=fact.kind, at=parse_at(fact.at),
        recorded_at=fact.recorded_at.astimezone(LONDON).replace(tzinfo=None),
        by=fact.by, details=fact.details, supersedes=str(fact.supersedes_id) if fact.supersedes_id else None,
    )


def of_case(case: Case) -> tuple[protocol.Fact, ...]:
    """All facts of a case, superseded ones included, in the order they were recorded."""
    return tuple(pure(f) for f in Fact.objects.filter(case=case).order_by("seq"))


def of_partnership(home: Partnership) -> tuple[protocol.Fact, ...]:
    """The partnership's own facts (exceptions reported, learning events…)."""
    return tuple(pure(f) for f in Fact.objects.filter(partnership=home, case__isnull=True).order_by("seq"))


def local_holidays(home: Partnership) -> dict[date, str]:
    """The bank holidays the administrator added, by day."""
    return dict(Holiday.objects.filter(partnership=home).values_list("on", "name"))


def latest_document(case: Case, kind: str, for_value: str = "") -> Document | None:
    """The newest version of a document, None when there is none."""
    return Document.objects.filter(case=case, kind=kind, for_value=for_value).order_by("-version").first()


def latest_documents(case: Case, kind: str) -> dict[str, Document]:
    """The newest version of each document of a kind, by what it is for (an agency, an action)."""
    rows = Document.objects.filter(case=case, kind=kind).order_by("for_value", "-version").distinct("for_value")
    return {d.for_value: d for d in rows}
