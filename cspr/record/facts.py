"""Facts of the record as the protocol reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from cspr import protocol
from cspr.partnership.models import Holiday, Partnership
from cspr.record.models import Case, Document, Fact

LONDON = ZoneInfo("Europe/London")


def parse_at(text: str) -> date | datetime:
    """A fact's `at` as stored: an ISO date, or date and time (naive, Europe/London)."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _pure(pk: UUID, kind: str, at: str, recorded_at: datetime, by: str, details: dict[str, Any], supersedes: UUID | None) -> protocol.Fact:
    return protocol.Fact(id=str(pk), kind=kind, at=parse_at(at), recorded_at=recorded_at.astimezone(LONDON).replace(tzinfo=None),
                         by=by, details=details, supersedes=str(supersedes) if supersedes else None)


def pure(fact: Fact) -> protocol.Fact:
    """The fact as the protocol's frozen value; recorded_at in Europe/London wall time."""
    return _pure(fact.pk, fact.kind, fact.at, fact.recorded_at, fact.by, fact.details, fact.supersedes_id)


def _read(facts: QuerySet[Fact]) -> tuple[protocol.Fact, ...]:
    rows = facts.order_by("seq").values_list("pk", "kind", "at", "recorded_at", "by", "details", "supersedes_id")
    return tuple(_pure(*row) for row in rows)


def of_case(case: Case, kinds: Iterable[str] | None = None) -> tuple[protocol.Fact, ...]:
    """The facts of a case (of these kinds; None: all), superseded ones included, in the order they were recorded."""
    facts = Fact.objects.filter(case=case)
    return _read(facts if kinds is None else facts.filter(kind__in=kinds))


def of_partnership(home: Partnership) -> tuple[protocol.Fact, ...]:
    """The partnership's own facts (exceptions reported, learning events…)."""
    return _read(Fact.objects.filter(partnership=home, case__isnull=True))


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
