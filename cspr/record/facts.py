"""Facts of the record as the protocol reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from cspr import protocol
from cspr.partnership.models import Partnership
from cspr.record.models import Case, Document, Fact
from cspr.record.rows import columns, made

LONDON = ZoneInfo("Europe/London")
About = tuple[str, str]  # A detail and its value: ("agency", "police").


def parse_at(text: str) -> date | datetime:
    """A fact's `at` as stored: an ISO date, or date and time (naive, Europe/London)."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def pure(fact: Fact) -> protocol.Fact:
    """The fact as the protocol's frozen value; recorded_at in Europe/London wall time."""
    return protocol.Fact(
        id=str(fact.pk), kind=fact.kind, at=parse_at(fact.at), recorded_at=fact.recorded_at.astimezone(LONDON).replace(tzinfo=None),
        by=fact.by, details=fact.details, supersedes=str(fact.supersedes_id) if fact.supersedes_id else None)


_READ_JSON = json.JSONDecoder().raw_decode
# Every page and every operation reads facts, a long case hundreds of them. As bare rows that is eight times faster than as models.
_AS_THE_PROTOCOL_READS_THEM = """
SELECT kind, at, id::text, recorded_at AT TIME ZONE 'Europe/London', "by", details::text, supersedes_id::text
FROM record_fact WHERE {} ORDER BY seq"""


def _read(where: str, values: Mapping[str, Any]) -> tuple[protocol.Fact, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_AS_THE_PROTOCOL_READS_THEM.format(where), values)
        rows = cursor.fetchall()
    return tuple(protocol.Fact(kind, parse_at(at), pk, recorded_at, by, _READ_JSON(details)[0], supersedes)
                 for kind, at, pk, recorded_at, by, details, supersedes in rows)


# Facts about one value of a detail, of the kinds that tell it; and every correction, which may have been about another before.
_ABOUT = """case_id = %(case)s AND kind = ANY(%(kinds)s)
    AND (kind <> ALL(%(telling)s) OR details->>%(name)s = %(value)s OR supersedes_id IS NOT NULL)"""


def of_case(case: Case, kinds: Iterable[str] | None = None, about: About | None = None) -> tuple[protocol.Fact, ...]:
    """The facts of a case (of these kinds; None: all), superseded ones included, in the order they were recorded.

    about: of the kinds that tell this detail, those with this value alone.
    """
    values = {"case": case.pk, "kinds": list(kinds or ())}
    if kinds is None:
        return _read("case_id = %(case)s", values)
    if about is not None:
        telling = [kind for kind in values["kinds"] if protocol.tells(kind, about[0])]
        facts = _read(_ABOUT, {**values, "telling": telling, "name": about[0], "value": about[1]})
        there = {f.id for f in facts}
        if all(f.supersedes in there for f in facts if f.supersedes and f.kind != "withdrawn"):
            return facts  # Else a correction changed the very value: what it corrects keeps its place, so all are read.
    return _read("case_id = %(case)s AND kind = ANY(%(kinds)s)", values)


def of_partnership(home: Partnership) -> tuple[protocol.Fact, ...]:
    """The partnership's own facts (exceptions reported, learning events…)."""
    return _read("partnership_id = %(home)s AND case_id IS NULL", {"home": home.pk})


def counting(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Those that were neither corrected nor taken back."""
    return facts.filter(~Exists(Fact.objects.filter(supersedes=OuterRef("pk"))))


def followed_by(kind: str, detail: str) -> Exists:
    """Whether the fact's case has one that counts, of that kind and with the same value of a detail. The fact asked has it as `name`."""
    same = Fact.objects.filter(case=OuterRef("case"), kind=kind).annotate(name=KT(f"details__{detail}")).filter(name=OuterRef("name"))
    return Exists(counting(same))


def recorded_by(fact_id: str) -> frozenset[int]:
    """The users who recorded a fact and those it corrects: correcting it does not make it somebody else's."""
    users: set[int] = set()
    step: UUID | None = UUID(fact_id)
    while step is not None:
        fact = Fact.objects.select_related("actor").get(pk=step)
        users |= {fact.actor.user_id} if fact.actor else set()
        step = fact.supersedes_id
    return frozenset(users)


def local_holidays(home: Partnership) -> dict[date, str]:
    """The bank holidays the administrator added, by day."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT "on", name FROM partnership_holiday WHERE partnership_id = %s ORDER BY "on"', [home.pk])
        return dict(cursor.fetchall())


def documents(case: Case, kind: str, for_value: str | None = None) -> QuerySet[Document]:
    """Every version of a document of a case (for_value None: of all of the kind), the newest first, with who wrote it."""
    found = Document.objects.filter(case=case, kind=kind).select_related("author__user").order_by("-version")
    return found if for_value is None else found.filter(for_value=for_value)


def own_documents(home: Partnership, kind: str) -> QuerySet[Document]:
    """The documents of the partnership itself, the newest first."""
    return Document.objects.filter(partnership=home, case__isnull=True, kind=kind).order_by("-pk")


_NEWEST = f"""SELECT {columns(Document)} FROM record_document
WHERE case_id = %s AND kind = %s AND for_value = %s ORDER BY version DESC LIMIT 1"""  # noqa: S608 - our own names


def latest_document(case: Case, kind: str, for_value: str = "") -> Document | None:
    """The newest version of a document, None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [case.pk, kind, for_value])
        row = cursor.fetchone()
    return made(Document, row) if row else None


def latest_documents(case: Case, kind: str) -> dict[str, Document]:
    """The newest version of each document of a kind, by what it is for (an agency, an action)."""
    rows = documents(case, kind).order_by("for_value", "-version").distinct("for_value")
    return {d.for_value: d for d in rows}
