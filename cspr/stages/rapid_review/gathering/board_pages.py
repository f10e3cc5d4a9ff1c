"""The returns board, its glance for the case's page, and the board as a file (D4, D5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.access.reads import case_for, note_look
from cspr.chronology.out.plain import as_csv
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.gathering import board, reads
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download


class Returns(CasePage):
    """Who was asked, how far each is, who is back, and who is late by how much (D4, D5)."""

    room = "returns"
    template = "rapid_review/gathering/returns.html"
    heading = "Requests and returns"

    def context(self) -> Mapping[str, Any]:
        """The board as filtered and sorted, the meeting it works towards, and whether the pack is out."""
        read = self.read
        order, shown = self.request.GET.get("sort", "due"), self.request.GET.get("show", "")
        everything = board.standings(read, order)
        late = [s.asked for s in everything if s.late]
        return {
            "everything": everything, "board": [s for s in everything if s.among(shown)], "late": late, "glance": board.glance(everything),
            "counts": board.counts(everything).items(), "show": shown, "sort": order, "orders": board.ORDERS.items(),
            "arranged": reads.arranged(read), "window": reads.window(read), "shared": read.happened("pack_shared"),
            "runs": self.member.role == Role.BUSINESS_UNIT, "held": read.happened("meeting_held", meeting="learning"),
        }


class ReturnsCsv(CasePage):
    """The board as a file for a spreadsheet. Who took it is written down like a look."""

    room = "returns"
    heading = "Requests and returns, as a file"

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """Every agency asked; no formula can run in it."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        need_proof(request)
        note_look(self.seen, "file: returns board as CSV", clock.now())
        made = as_csv(board.CSV_HEAD, board.rows(board.standings(self.read, "agency")))
        return download(f"{reference}-returns.csv", made, "text/csv; charset=utf-8")


class Glance(CasePage):
    """The board in a few words, for the case's page to show and read again. It tells nothing that page does not, so it is no further look."""

    room = "returns"

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """A part of a page."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        return render(request, "rapid_review/gathering/_glance.html", {
            "glance": board.glance(board.standings(self.read)), "case": self.seen.case})
