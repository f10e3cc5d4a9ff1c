"""The pages that show the pack and the meeting (D6, D7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views import View

from cspr.access.reads import case_for
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.services.chronology.view import merged_page
from cspr.services.meetings.meeting import LEARNING
from cspr.services.meetings.reads import meeting_for
from cspr.stages.rapid_review.gathering import reads
from cspr.steps.page import CasePage
from cspr.steps.read import CaseRead


class Pack(CasePage):
    """The returns collated: by agency, by criterion, and as one chronology (D7). For agencies, once it is shared."""

    room = "pack"
    template = "rapid_review/gathering/pack.html"
    heading = "Pack for the learning meeting"

    def context(self) -> Mapping[str, Any]:
        """Every return, in the order of the agencies' names, and what came or changed after sharing."""
        read = self.read
        board = sorted(reads.board(read), key=lambda line: line.name)
        shared = read.happened("pack_shared")
        versions = reads.shared_versions(self.seen.case)
        returned = [line for line in board if line.returned]
        chronology = merged_page(self.seen.case, self.request.GET.get("page"))
        return {
            "returned": [{"line": a, "parts": list(reads.parts(a.document)) if a.document else [],
                          "files": reads.files_of(a.document) if a.document else [],
                          "changed": bool(shared and a.document and versions.get(a.agency, 0) < a.document.version)} for a in returned],
            "owed": [a for a in board if not a.returned], "criteria": reads.by_criterion(read, returned),
            "chronology": chronology, "shared": shared, "arranged": reads.arranged(read),
            "runs": self.member.role == Role.BUSINESS_UNIT, "sees_returns": self.seen.may_enter("returns"),
        }


class Meeting(View):
    """The way to the learning meeting, which stands among the meetings of the case (D6)."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """On to the meeting; to the list of meetings while it is not arranged."""
        seen = case_for(request.member, reference, clock.today(), "meeting")
        learning = meeting_for(CaseRead(seen), LEARNING)
        return HttpResponseRedirect(reverse("meeting", args=[reference, LEARNING]) if learning else reverse("meetings", args=[reference]))
