"""The pages of the pack's copies: having one made, how far it is, and taking it away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views import View

from cspr.access.reads import case_for, note_look
from cspr.operations import Done, clock
from cspr.operations.errors import NotHere
from cspr.operations.files import opened
from cspr.services.documents import archive, reads
from cspr.services.documents.models import Copy
from cspr.services.documents.pack import parts
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download
from cspr.steps.step import Step

PDF = "application/pdf"


class MakePack(Step):
    """One more copy, for oneself."""

    operation = "documents.make_pack"
    template = "documents/make_pack.html"
    button = "Make my copy"
    next_says = "The copy is made while you wait, usually within seconds. You find it on the next page and can download it until tomorrow."

    def context(self) -> Mapping[str, Any]:
        """What is in it."""
        return {"parts": [p.title for p in parts()]}

    def tell(self, done: Done) -> None:
        """The next page says how far it is; and here that nothing more was done, where the form was sent twice."""
        if done.repeated:
            super().tell(done)

    def done_url(self, done: Done) -> str:
        """The person's copies."""
        return reverse("documents.copies", args=[self.kwargs["reference"]])


class ExportCase(MakePack):
    """The whole case, for an archive."""

    operation = "documents.export_case"
    template = "documents/export_case.html"
    button = "Make the archive"
    next_says = "It is made while you wait, usually within a minute. You find it on the next page and can download it until tomorrow."

    def context(self) -> Mapping[str, Any]:
        """What is in it."""
        return {"parts": [says for part in archive.parts() for says in part.says]}


class Copies(CasePage):
    """The copies that were made for this person; and, for who may see who has looked, whose copies there are."""

    room = "pack"
    template = "documents/copies.html"
    heading = "Copies of the pack"

    def context(self) -> Mapping[str, Any]:
        """Own copies with how far each is."""
        mine = reads.own_copies(self.seen, clock.now())
        return {"mine": mine, "waiting": any(c.state in ("waiting", "making") for c in mine),
                "every": reads.every_copy(self.seen) if self.seen.may_enter("log") else None}


class CopyFile(View):
    """The file of one's own copy. Each download is written down."""

    def get(self, request: HttpRequest, reference: str, copy: UUID) -> HttpResponse:
        """The PDF, or of a whole case the zip. Raises NotHere for another's, and once its day is over."""
        now = clock.now()
        seen = case_for(request.member, reference, clock.today(), "pack")
        found = reads.copy_of(seen, copy)
        if not reads.there(seen, found, now):
            raise NotHere()
        need_proof(request)
        note_look(seen, f"downloaded: {found.of}, copy {found.number}", now)
        ending, media_type = ("pdf", PDF) if found.of == Copy.Of.PACK else ("zip", "application/zip")
        return download(f"{seen.case.reference}-{found.of}-copy-{found.number}.{ending}", opened(found), media_type)
