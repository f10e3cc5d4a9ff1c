"""A page that only shows part of a case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views import View

from cspr.access.reads import SeenCase, case_for, note_look
from cspr.operations import clock
from cspr.operations.files import opened
from cspr.partnership.models import Member
from cspr.record.models import File
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

    def look(self) -> None:
        """Write down that this person looked."""
        note_look(self.seen, f"page: {self.heading}", clock.now())

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page, or NotHere."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        self.look()
        return render(request, self.template, {"heading": self.heading, "case": self.seen.case, "seen": self.seen, "classified": True,
                                               **case_strip(self.seen, request.path), **self.context()})


class CaseFile(CasePage):
    """A file of a case, given as a download. Subclass with `room` and `file`; who took it is written down like a look."""

    def file(self) -> File:
        """The file the address names. Raises NotHere where there is none such, or it is not theirs."""
        raise NotImplementedError

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The bytes, never shown inside a page: what somebody sent is not to run here. Under a name of ours: theirs may be a child's."""
        self.member = request.member
        self.seen = case_for(self.member, reference, clock.today(), self.room)
        file = self.file()
        note_look(self.seen, f"file: {file.purpose} {file.pk}", clock.now())
        ending = PurePosixPath(file.name).suffix.lower()
        said = "-".join(part for part in (reference, file.purpose, file.for_value, str(file.pk)) if part)
        return download(f"{said}{ending}", opened(file))


def download(name: str, content: bytes, media_type: str = "application/octet-stream") -> HttpResponse:
    """An answer that a browser saves under this name, and neither shows nor keeps; what is in it can do nothing here, should one show it."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
