"""A page that only shows part of a case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from cspr.access.reads import SeenCase, case_for, note_look
from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.steps.read import CaseRead
from cspr.steps.tabs import case_strip


class CasePage(View):
    """Subclass with `room`, `template`, `heading` and `context`. Reads through access and writes down the look."""

    room: str = "overview"
    template: str = ""
    heading: str = ""

    member: Member
    seen: SeenCase

    @cached_property
    def read(self) -> CaseRead:
        """The case with its facts and their evaluation, read once a page."""
        return CaseRead(self.seen)

    def context(self) -> Mapping[str, Any]:
        """What the template shows."""
        return {}

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page, or NotHere."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        note_look(self.seen, f"page: {self.heading}", clock.now())
        return render(request, self.template, {"heading": self.heading, "case": self.seen.case, "seen": self.seen, "classified": True,
                                               **case_strip(self.seen, request.path), **self.context()})
