"""What of the chronology is looked for: by agency, person, period, mark and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.expressions import RowRange
from django.http import QueryDict

from cspr.access.withheld import open_rows
from cspr.chronology.names import Names
from cspr.record.models import Case
from cspr.services.chronology.models import Entry, Link, Note
from cspr.steps.period import period

FLAGS = {
    "significant": "Significant events", "question": "Open questions", "note": "With a note", "pair": "Pairs to look at",
    "differs": "Accounts that differ", "unknown": "Date not known", "assumed": "Date assumed or given by a person",
}
ENTRY = "entry"  # The word by which a row is restricted to named people.
TEXTS = ("text", "present", "response", "record", "child_seen")
LONGEST = 100


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Empty: everything. faults: what could not be understood, in words, by the name of its box."""

    agency: str = ""
    person: str = ""
    since: str = ""
    until: str = ""
    flag: str = ""
    q: str = ""
    first: date | None = None
    last: date | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: QueryDict, agencies: Mapping[str, str], people: Sequence[Mapping[str, Any]]) -> Wanted:
        """As an address asks for it; what names nothing is left out."""
        given = {name: asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in ("agency", "person", "since", "until", "flag", "q")}
        given["agency"] = given["agency"] if given["agency"] in agencies else ""
        given["person"] = given["person"] if given["person"] in {str(p["id"]) for p in people} else ""
        given["flag"] = given["flag"] if given["flag"] in FLAGS else ""
        first, last, faults = period(given["since"], given["until"], "3/2021, 3 March 2021 or 2021")
        if first and last and first > last:
            first = last = None
        return cls(**given, first=first, last=last, faults=faults)

    @property
    def anything(self) -> bool:
        """Whether the chronology is narrowed at all."""
        return bool(self.agency or self.person or self.first or self.last or self.flag or self.q)

    @property
    def by_stretch(self) -> bool:
        """Whether it is a whole stretch of whole agencies, so that what lies between two rows is a gap."""
        return not (self.person or self.flag or self.q)


def rows(case: Case, wanted: Wanted, people: Sequence[Mapping[str, Any]] = (), *, repeats: bool = False) -> QuerySet[Entry]:
    """The rows of a case that are wanted and not withheld from who reads it, in time order. For who was let into the case before.

    people: those of the case, where a person is wanted. repeats: also the rows that another stands for.
    """
    found = open_rows(Entry.objects.filter(partnership=case.partnership_id, case=case, live=True), case, ENTRY)
    found = found if repeats else found.filter(same_as=None)
    if wanted.agency:
        found = found.filter(Q(agency=wanted.agency) | Exists(open_rows(
            Entry.objects.filter(same_as=OuterRef("pk"), agency=wanted.agency, live=True), case, ENTRY)))
    if wanted.first:
        found = found.filter(last__gte=wanted.first)
    if wanted.last:
        found = found.filter(first__lte=wanted.last)
    if wanted.q:
        found = found.filter(_any(*({f"{name}__icontains": wanted.q} for name in (*TEXTS, "typed"))))
    found = _flagged(found, wanted.flag, case) if wanted.flag else found
    if wanted.person:
        names = Names({"people": people})
        found = found.filter(pk__in=[pk for pk, *texts in found.values_list("pk", *TEXTS) if wanted.person in names.named("\n".join(texts))])
    return found.order_by("order", "pk")


def _any(*conditions: Mapping[str, Any]) -> Q:
    whole = Q()
    for one in conditions:
        whole |= Q(**one)
    return whole


def _flagged(found: QuerySet[Entry], flag: str, case: Case) -> QuerySet[Entry]:
    notes = Note.objects.filter(case=OuterRef("case"), entry=OuterRef("pk"), taken_back_at=None)
    links = Link.objects.filter(Q(a=OuterRef("pk")) | Q(b=OuterRef("pk")), case=OuterRef("case"), a__live=True, b__live=True)
    links = open_rows(open_rows(links, case, ENTRY, "a"), case, ENTRY, "b")
    return {
        "significant": lambda: found.filter(significant=True),
        "question": lambda: found.filter(Exists(notes.filter(question=True, answered_at=None))),
        "note": lambda: found.filter(Exists(notes)),
        "pair": lambda: found.filter(Exists(links.filter(state=Link.State.SUGGESTED))),
        "differs": lambda: found.filter(Exists(links.filter(kind="contradiction").exclude(state=Link.State.APART))),
        "unknown": lambda: found.filter(precision="unknown"),
        "assumed": lambda: found.exclude(precision="unknown").filter(~Q(says="") | Q(placed=True)),
    }[flag]()


def with_gaps(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """Each row with `before`: the last day of contact that any row above it shows."""
    return found.annotate(before=Window(Max("reach"), order_by=[F("order").asc(), F("pk").asc()], frame=RowRange(start=None, end=-1)))
