"""The pages that show requests and returns, an agency's own request, the pack and the meeting (D4–D7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.access.reads import case_for
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.services.chronology.view import merged_page
from cspr.stages.rapid_review.gathering import reads
from cspr.stages.rapid_review.gathering.operations.meeting import PARTNERS
from cspr.steps.page import CasePage


class Returns(CasePage):
    """Who was asked, who is back, and who is late by how much (D4, D5)."""

    room = "returns"
    template = "rapid_review/gathering/returns.html"
    heading = "Requests and returns"

    def context(self) -> Mapping[str, Any]:
        """The board, the meeting it works towards, and whether the pack is out."""
        read = self.read
        board = reads.board(read)
        return {
            "board": board, "back": sum(1 for line in board if line.returned), "late": [a for a in board if a.late_by and not a.returned],
            "arranged": reads.arranged(read), "window": reads.window(read), "shared": read.happened("pack_shared"),
            "runs": self.member.role == Role.BUSINESS_UNIT, "held": read.happened("meeting_held", meeting="learning"),
        }


class Request(CasePage):
    """What one agency is asked, by when and why: its own, or for the Business Unit the one named with ?for=."""

    room = "request"
    template = "rapid_review/gathering/request.html"
    heading = "What your agency is asked for"

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page; who may see every request and names none is shown all of them."""
        member = request.member
        if member.role == Role.BUSINESS_UNIT and not request.GET.get("for"):
            case_for(member, reference, clock.today(), self.room)
            return HttpResponseRedirect(reverse("rapid_review.returns", args=[reference]))
        return super().get(request, reference, **kwargs)

    def context(self) -> Mapping[str, Any]:
        """The request and where its return stands."""
        read = self.read
        agency = self.request.GET.get("for", "") if self.member.role == Role.BUSINESS_UNIT else self.member.who
        line = reads.asked(read, agency)
        if line is None:
            raise NotHere()
        return {
            "line": line, "asked_for": latest_document(self.seen.case, "request", agency), "arranged": reads.arranged(read),
            "criteria": reads.criteria_of(read.protocol).items(), "clauses": [c for c in read.protocol.clauses if c.id in ("D3", "D5")],
            "shared": read.happened("pack_shared") if self.seen.may_enter("pack") else [],
        }


class Return(CasePage):
    """One agency's return as sent, each version readable. Others' only for who may enter all the returns."""

    template = "rapid_review/gathering/return.html"
    heading = "Return"

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page, by way of the person's own request where the return is their own agency's."""
        member = request.member
        own = member.role in (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR) and member.who == kwargs["agency"]
        self.room = "request" if own else "returns"
        return super().get(request, reference, **kwargs)

    def context(self) -> Mapping[str, Any]:
        """The version asked for in the address, else the newest."""
        read = self.read
        line = reads.asked(read, self.kwargs["agency"])
        if line is None or line.returned is None:
            raise NotHere()
        versions = reads.versions(self.seen.case, line.agency)
        wanted = self.request.GET.get("version", "")
        shown = next((v for v in versions if str(v.version) == wanted), versions[0] if versions else None)
        if wanted and (shown is None or str(shown.version) != wanted):
            raise NotHere()
        words = reads.criteria_of(read.protocol)
        return {
            "line": line, "versions": versions, "shown": shown, "own": self.room == "request",
            "parts": list(reads.parts(shown)) if shown else [],
            "criteria": [(c["criterion"], words.get(c["criterion"], ""), c["information"]) for c in shown.body["criteria"]] if shown else [],
            "runs": self.member.role == Role.BUSINESS_UNIT,
        }


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
                          "changed": bool(shared and a.document and versions.get(a.agency, 0) < a.document.version)} for a in returned],
            "owed": [a for a in board if not a.returned], "criteria": reads.by_criterion(read, returned),
            "chronology": chronology, "shared": shared, "arranged": reads.arranged(read),
            "runs": self.member.role == Role.BUSINESS_UNIT, "sees_returns": self.seen.may_enter("returns"),
        }


class Meeting(CasePage):
    """The learning meeting: its window, its day, what it goes through, and who took part (D6)."""

    room = "meeting"
    template = "rapid_review/gathering/meeting.html"
    heading = "Learning meeting"

    def context(self) -> Mapping[str, Any]:
        """The meeting before and after it is held."""
        read = self.read
        held = read.happened("meeting_held", meeting="learning")
        record = latest_document(self.seen.case, "meeting", "learning")
        names = reads.agency_names(self.seen.case.partnership)
        return {
            "window": reads.window(read), "arranged": reads.arranged(read), "held": held[-1] if held else None, "record": record,
            "attended": [names.get(word, word) for word in record.body["attended"]] if record else [],
            "partners": [(name, word in record.body["partners"]) for word, name in PARTNERS.items()] if record else [],
            "board": reads.board(read), "shared": read.happened("pack_shared"),
            "runs": self.member.role in (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR),
        }
