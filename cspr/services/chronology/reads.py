"""What the desk shows, for who was let into the case before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from cspr.access.withheld import Item, open_rows, withheld
from cspr.chronology.gaps import SIX_WEEKS, gaps
from cspr.chronology.shapes import Merged, Pair, Source
from cspr.chronology.shapes import Problem as PureProblem
from cspr.partnership.models import Agency, Partnership
from cspr.record.models import Case
from cspr.services.chronology.finding import ENTRY, Wanted, rows
from cspr.services.chronology.models import Entry, Import, Link, Note, Problem
from cspr.services.chronology.rows import pure
from cspr.services.chronology.words import row_in_words


def agency_names(home: Partnership) -> dict[str, str]:
    """The partnership's agencies: word → name, in the order of their names."""
    return dict(Agency.objects.filter(partnership=home).order_by("name").values_list("slug", "name"))


def imports(case: Case, agency: str = "") -> QuerySet[Import]:
    """The files taken in (of one agency), the newest first, with how many of their rows wait for a person."""
    found = Import.objects.filter(partnership=case.partnership_id, case=case).select_related("by__user", "ended_by__user")
    found = found.annotate(waiting=Count("problems", filter=Q(problems__state=Problem.State.OPEN))).order_by("-at", "-pk")
    return found.filter(agency=agency) if agency else found


def problems(case: Case, agency: str = "") -> QuerySet[Problem]:
    """Rows that need or needed a person (of one agency's files), file by file; what is no longer in the chronology left out."""
    found = Problem.objects.filter(partnership=case.partnership_id, case=case).exclude(state=Problem.State.GONE)
    found = open_rows(found.select_related("source", "entry", "by__user"), case, ENTRY, "entry")
    return found.filter(agency=agency) if agency else found


def links(case: Case) -> QuerySet[Link]:
    """Pairs of rows that are both in the chronology."""
    found = Link.objects.filter(partnership=case.partnership_id, case=case, a__case=case, b__case=case, a__live=True, b__live=True)
    return open_rows(open_rows(found, case, ENTRY, "a"), case, ENTRY, "b").select_related("a__source", "b__source", "by__user")


def entry(case: Case, number: int) -> Entry | None:
    """One row, also one that is no longer in the chronology; None where the case has none such."""
    found = open_rows(Entry.objects.filter(partnership=case.partnership_id, case=case, pk=number), case, ENTRY)
    return found.select_related("source__by__user", "same_as").first()


def notes(case: Case, of: Iterable[int] | None = None, *, taken_back: bool = False) -> QuerySet[Note]:
    """The notes that stand (on these rows), the oldest first. taken_back: those that do not stand any more too."""
    found = Note.objects.filter(partnership=case.partnership_id, case=case).select_related("by__user", "answered_by__user")
    found = open_rows(found, case, ENTRY, "entry")
    found = found if taken_back else found.filter(taken_back_at=None)
    return found if of is None else found.filter(entry__in=list(of))


def counts(case: Case) -> dict[str, int]:
    """How much there is: rows, agencies, rows to settle, pairs to look at, accounts that differ, open questions. Three queries."""
    mine = {"partnership": case.partnership_id, "case": case}
    there = open_rows(Entry.objects.filter(**mine, live=True, same_as=None), case, ENTRY)
    found = there.aggregate(rows=Count("pk"), agencies=Count("agency", distinct=True))
    open_, differs = Q(state=Link.State.SUGGESTED), Q(kind="contradiction") & ~Q(state=Link.State.APART)
    found |= links(case).order_by().aggregate(pairs=Count("pk", filter=open_), differs=Count("pk", filter=differs))
    found["problems"] = open_rows(Problem.objects.filter(**mine, state=Problem.State.OPEN), case, ENTRY, "entry").count()
    found["questions"] = notes(case).filter(question=True, answered_at=None, entry__live=True).count()
    found["withheld"] = withheld_rows(case)
    return found


def as_item(case: Case, number: int) -> Item | None:
    """A row as something that can be restricted; None where the case has none such, or it is withheld from who reads the case."""
    found = entry(case, number)
    return Item(f"Row of {agency_names(case.partnership).get(found.agency, found.agency)}, {row_in_words(found)}", found.agency) if found else None


def withheld_rows(case: Case) -> int:
    """How many rows of the chronology are withheld from who reads it. One query, and that only where any are."""
    out = withheld(case, ENTRY)
    return Entry.objects.filter(case=case, pk__in=out, live=True).count() if out else 0


def has_withheld(case: Case, source: int) -> bool:
    """Whether a file that was taken in holds a row that is withheld from who reads the case."""
    out = withheld(case, ENTRY)
    return bool(out) and Entry.objects.filter(case=case, pk__in=out, source=source).exists()


def joined(case: Case) -> tuple[Pair, ...]:
    """The pairs that somebody joined: rows that are the same, rows that tell the same event, accounts that differ."""
    return _pairs(links(case).filter(state=Link.State.JOINED))


def _pairs(found: Iterable[Link]) -> tuple[Pair, ...]:
    return tuple(Pair(x.a.key, x.b.key, x.kind, x.score, x.why) for x in found)  # type: ignore[arg-type]


def merged(case: Case, wanted: Wanted | None = None, people: Iterable[Mapping[str, Any]] = (), *, repeats: bool = False) -> Merged:
    """The whole chronology (or what is wanted of it) as the pure room's value: rows in time order, pairs that stand or are suggested,
    gaps of six weeks and more, and the rows that still need a person. Names are as typed: what writes it out hides them.

    wanted, people: as `rows` takes them. repeats: with the rows that somebody said are told twice.
    """
    names = agency_names(case.partnership)
    found = list(rows(case, wanted or Wanted(), list(people), repeats=repeats).filter(source__case=case).select_related("source"))
    entries = [pure(e, names) for e in found]
    there = {e.pk for e in found}
    pairs = _pairs(x for x in links(case).exclude(state=Link.State.APART) if x.a_id in there and x.b_id in there)
    waiting = tuple(PureProblem(Source(p.source.name, p.sheet, p.row), p.says, p.entry.key if p.entry else "", p.kind)  # type: ignore[arg-type]
                    for p in problems(case).filter(state=Problem.State.OPEN))
    return Merged(tuple(entries), pairs, gaps(entries, at_least=SIX_WEEKS), waiting, withheld_rows(case))
