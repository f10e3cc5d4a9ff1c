"""The pages about what came in: the files of each agency, the rows to settle, and a file as it was sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator

from cspr.access.errors import NotHere
from cspr.record.files import files
from cspr.record.models import File
from cspr.services.chronology import reads
from cspr.services.chronology.models import Problem
from cspr.services.chronology.operations import FILES, numbered
from cspr.services.chronology.steps import own_agency
from cspr.steps.page import CaseFile, CasePage


class Imports(CasePage):
    """The files taken in: an agency's own, or every agency's."""

    room = "request"
    template = "chronology/imports.html"
    heading = "Files of the chronology"

    def context(self) -> Mapping[str, Any]:
        """The newest first."""
        own, case = own_agency(self.member), self.seen.case
        names = reads.agency_names(case.partnership)
        page = Paginator(reads.imports(case, own), 50).get_page(self.request.GET.get("page"))
        return {"page": page, "files": [(f, names.get(f.agency, f.agency)) for f in page.object_list], "own": bool(own),
                "waiting": reads.problems(case, own).filter(state=Problem.State.OPEN).count()}


class Problems(CasePage):
    """Rows that need a person, over all files: an agency's own, or every agency's."""

    room = "request"
    template = "chronology/problems.html"
    heading = "Rows to settle"

    def context(self) -> Mapping[str, Any]:
        """Those of the state and agency asked for, file by file."""
        own, case = own_agency(self.member), self.seen.case
        names, every = reads.agency_names(case.partnership), reads.problems(case, own)
        state, agency = self.request.GET.get("state", ""), self.request.GET.get("agency", "")
        shown = Problem.State.OPEN if state not in Problem.State.values else state
        found = every.filter(state=shown)
        counted = Counter(found.values_list("agency", flat=True))
        found = found.filter(agency=agency) if agency in names else found
        page = Paginator(found, 50).get_page(self.request.GET.get("page"))
        waiting = every.filter(state=Problem.State.OPEN)
        first = (waiting.filter(agency=agency) if agency in names else waiting).first()
        return {
            "page": page, "rows": [(p, names.get(p.agency, p.agency)) for p in page.object_list], "open": waiting.count(),
            "first": first.pk if first else None, "state": shown if shown != Problem.State.OPEN else "", "agency": agency,
            "agencies": [] if own else [(word, name, counted[word]) for word, name in names.items() if counted[word]],
            "states": [(word, name) for word, name in Problem.State.choices if word not in (Problem.State.OPEN, Problem.State.GONE)],
        }


class SentFile(CaseFile):
    """A file as it was sent, for its agency and the Business Unit."""

    room = "request"

    def file(self) -> File:
        """The file itself; NotHere for another agency's, and where a row of it is withheld from this person."""
        found = reads.imports(self.seen.case, own_agency(self.member)).filter(pk=numbered(str(self.kwargs["number"]))).first()
        found = None if found and reads.has_withheld(self.seen.case, found.pk) else found
        kept = files(self.seen.case, FILES).filter(pk=found.kept).first() if found and found.kept else None
        if kept is None:
            raise NotHere()
        return kept
