"""The pages of the desk: the merged chronology, one row, the swim lanes, the pairs to look at, and what is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from cspr.access.errors import NotHere
from cspr.access.reads import case_for, note_look
from cspr.access.withheld import withheld
from cspr.chronology.names import Names
from cspr.chronology.out import to_csv, to_docx, to_xlsx
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.people import PERSON, people_file
from cspr.services.chronology import reads, view
from cspr.services.chronology.finding import FLAGS, Wanted, rows, with_gaps
from cspr.services.chronology.models import Link
from cspr.services.chronology.operations import PANEL, numbered
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download

A_PAGE = 50
TAKEN = {"docx": "Word", "xlsx": "Excel", "csv": "CSV"}


class DeskPage(CasePage):
    """A page in which names can be shown, or the words that stand for them; and which shows what is looked for."""

    room = "chronology"

    @property
    def named(self) -> bool:
        """Whether names are shown. On the desk they are, until the switch is turned."""
        return self.request.GET.get("names") != view.ANONYMISED

    @cached_property
    def people(self) -> Mapping[str, Any]:
        """The people of the case."""
        return people_file(self.seen.case)

    @cached_property
    def agencies(self) -> dict[str, str]:
        """The partnership's agencies."""
        return reads.agency_names(self.seen.case.partnership)

    @cached_property
    def wanted(self) -> Wanted:
        """What the address asks for."""
        return Wanted.of(self.request.GET, self.agencies, self.named_people)

    @property
    def named_people(self) -> list[Mapping[str, Any]]:
        """Those of them who are not withheld from who reads this; the others' names are hidden like all names, and offered to nobody."""
        out = withheld(self.seen.case, PERSON)
        return [p for p in self.people["people"] if int(p["id"]) not in out]

    def kept(self, **changes: str) -> str:
        """The rest of the address with these changes, for a link that keeps what is looked for."""
        asked = {name: self.request.GET.get(name, "") for name in ("agency", "person", "since", "until", "flag", "q", "names")}
        return "?" + urlencode({name: value for name, value in {**asked, **changes}.items() if value})

    def switches(self) -> Mapping[str, Any]:
        """The links above every view of the chronology, and what it can be narrowed by."""
        case = self.seen.case
        about = {str(p["id"]): (p.get("name") or p["pseudonym"]) if self.named else p["pseudonym"] for p in self.named_people}
        return {
            "counts": reads.counts(case), "wanted": self.wanted, "flags": FLAGS.items(), "agencies": self.agencies.items(),
            "persons": about.items(), "named": self.named, "may_decide": Role(self.member.role) in PANEL,
            "runs": self.member.role == Role.BUSINESS_UNIT, "faults": list(self.wanted.faults.values()),
            "to_named": self.kept(names=""), "to_anonymised": self.kept(names=view.ANONYMISED),
            "table_at": reverse("chronology", args=[case.reference]) + self.kept(),
            "takes": [(words, [(kind, reverse("chronology.take_away", args=[case.reference, ending]) + self.kept(names=names))
                               for ending, kind in TAKEN.items()])
                      for words, names in (("anonymised", view.ANONYMISED), ("with names", view.NAMED))],
            "lanes_at": reverse("chronology.lanes", args=[case.reference]) + self.kept(),
        }


class Chronology(DeskPage):
    """Every agency's rows by time, with what was found between them and decided about them."""

    template = "chronology/chronology.html"
    heading = "Chronology"

    def context(self) -> Mapping[str, Any]:
        """One page of it. Gaps stand between rows only where nothing was left out between them."""
        case, wanted = self.seen.case, self.wanted
        found = rows(case, wanted, self.people["people"]).filter(source__case=case).select_related("source")
        page = Paginator(with_gaps(found) if wanted.by_stretch else found, A_PAGE).get_page(self.request.GET.get("page"))
        entries = list(page.object_list)
        lines = view.shown(case, entries, self.people, named=self.named, gaps=wanted.by_stretch)
        return {**self.switches(), "page": page, "lines": lines, "ages": bool(view.children_of(self.people)), 
                "gap_of": self.agencies.get(wanted.agency, "")}


class Row(DeskPage):
    """One row: what the agency wrote, how it was read, and what people said of it."""

    template = "chronology/row.html"
    heading = "Row of the chronology"

    def context(self) -> Mapping[str, Any]:
        """The row; NotHere where the case has none such."""
        entry = reads.entry(self.seen.case, numbered(str(self.kwargs["entry"])))
        if entry is None:
            raise NotHere()
        line = view.shown(self.seen.case, [entry], self.people, named=self.named)[0]
        hide = view.hiding(self.people, self.named)
        return {**self.switches(), "line": line, "more": [(hide(k), hide(v)) for k, v in entry.more.items()], "says": hide(entry.says),
                "left_out": hide(entry.left_out)}


class Pairs(DeskPage):
    """Rows that may tell the same or differ, side by side, the likeliest first."""

    template = "chronology/pairs.html"
    heading = "Pairs to look at"

    def context(self) -> Mapping[str, Any]:
        """One page of those of the state and kind asked for."""
        state = self.request.GET.get("state", "")
        state = state if state in Link.State.values else Link.State.SUGGESTED
        kind = self.request.GET.get("kind", "")
        found = reads.links(self.seen.case).filter(state=state)
        found = found.filter(kind=kind) if kind in KINDS else found
        page = Paginator(found, 20).get_page(self.request.GET.get("page"))
        links = list(page.object_list)
        whole = {e.pk: e for link in links for e in (link.a, link.b)}
        lines = {line.row.pk: line for line in view.shown(self.seen.case, list(whole.values()), self.people, named=self.named)}
        hide = view.hiding(self.people, self.named)
        return {**self.switches(), "page": page, "state": state, "kind": kind, "kinds": KINDS.items(), "states": Link.State.choices,
                "pairs": [(link, view.PAIR_WORDS[link.kind, link.state], lines[link.a_id], lines[link.b_id], hide(link.why), hide(link.words))
                          for link in links]}


KINDS = {"duplicate": "The same row twice", "same_event": "The same event", "contradiction": "Accounts that differ"}


class TakeAway(DeskPage):
    """The chronology as a file. Anonymised unless asked otherwise: what leaves the desk goes further than the desk does."""

    heading = "Chronology"

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The file; who took it, and in which view, is written down."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        ending, case, now = str(kwargs["ending"]), self.seen.case, clock.now()
        if ending not in TAKEN:
            raise NotHere()
        need_proof(request)
        names = None if request.GET.get("names") == view.NAMED else Names(self.people)
        found = reads.merged(case, self.wanted, self.people["people"])
        more: dict[str, Any] = {"names": names, "age": view.age_at(self.people, names), "pairs": reads.joined(case)}
        if ending != "csv":
            more |= {"title": f"Chronology {case.reference}", "made": now.astimezone(LONDON).replace(tzinfo=None)}
        content = {"docx": to_docx, "xlsx": to_xlsx, "csv": to_csv}[ending](found, **more)
        said = f"{'part of the ' if self.wanted.anything else ''}chronology, {view.ANONYMISED if names else view.NAMED}"
        said += f", {found.withheld} withheld" if found.withheld else ""
        note_look(self.seen, f"taken away: {said}, {TAKEN[ending]}", now)
        return download(f"OFFICIAL-SENSITIVE {case.reference} {said}.{ending}", content)
