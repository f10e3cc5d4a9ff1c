"""The pages of a case's documents: the list, one with its versions, a version as Word or PDF, two versions compared, and writing a letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from cspr.access.reads import case_for, note_look
from cspr.operations import Done, clock
from cspr.operations.errors import NotHere
from cspr.partnership.roles import Role
from cspr.record.models import Document
from cspr.services.documents import versions
from cspr.services.documents.comparing import compare
from cspr.services.documents.kinds import Kind, kinds, parts_of, values_of
from cspr.services.documents.laying import as_paper
from cspr.services.documents.letters import letters
from cspr.services.documents.naming import places
from cspr.services.documents.pages import PDF
from cspr.services.documents.pdf import to_pdf
from cspr.services.documents.templates_kept import standing, template_of
from cspr.services.documents.word import DOCX, fill
from cspr.steps.fresh import need_proof
from cspr.steps.page import CasePage, download
from cspr.steps.step import Step


class Documents(CasePage):
    """Every document of the case that is open to this person, and the pack."""

    room = "overview"
    template = "documents/documents.html"
    heading = "Documents"

    def context(self) -> Mapping[str, Any]:
        """Each with its newest version; those not written yet at the end."""
        found = sorted(versions.every_document(self.read), key=lambda one: bool(one.of))  # Those there is one of come first.
        rows = [{"one": one, "newest": one.versions[0] if one.versions else None, "writes": _writes(one, self)} for one in found]
        return {"withheld": sum(one.withheld for one in found), "written": [r for r in rows if r["newest"]],
                "unwritten": [r for r in rows if not r["newest"] and r["writes"]],
                "pack": self.seen.may_enter("pack"), "templates": Role(self.member.role) in (Role.BUSINESS_UNIT, Role.ADMINISTRATOR)}


def _writes(one: versions.One, page: CasePage) -> str:
    """Where this person writes its next version; "" where they do not."""
    return one.kind.writes(page.seen.case.reference, one.of) if one.kind.writes and Role(page.member.role) in one.kind.by else ""


class _OfKind(CasePage):
    """A page of one document, the kind named in the address and which one of it after the question mark."""

    kind: Kind

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page, by way of the room of the kind."""
        found = kinds().get(kwargs["kind"])
        if found is None:
            raise NotHere()
        self.kind, self.room = found, found.room
        return super().get(request, reference, **kwargs)

    @property
    def one(self) -> versions.One:
        """The document. Raises NotHere where the case has none such."""
        return versions.one(self.read, self.kind, self.request.GET.get("for", ""))


class OneDocument(_OfKind):
    """A document's versions, each as Word and as PDF, and the newest to read."""

    template = "documents/document.html"
    heading = "Versions of a document"

    def context(self) -> Mapping[str, Any]:
        """The versions, and the newest part by part."""
        one = self.one
        newest = one.versions[0] if one.versions else None
        parts = parts_of(self.kind, values_of(self.kind, self.read, newest)) if newest else []
        named = places(self.seen.case, parts) if self.kind.unnamed else None
        return {"one": one, "newest": newest, "parts": parts, "named": named, "writes": _writes(one, self),
                "query": f"?for={one.of}" if one.of else "",
                "restricts": self.kind.document.startswith("letter_") and self.member.role == Role.BUSINESS_UNIT,
                "rows": [{"version": v, "print": versions.fingerprint(v)} for v in one.versions],
                "own_template": standing(self.seen.case.partnership, self.kind.name) is not None}


class Changes(_OfKind):
    """What changed from one version to another."""

    template = "documents/changes.html"
    heading = "What changed between two versions"

    def context(self) -> Mapping[str, Any]:
        """Both versions, and each part with what was taken out and put in. Named by none: the newest and the one before."""
        one = self.one
        if len(one.versions) < 2:
            raise NotHere()
        after = self._named(one, "to", one.versions[0])
        before = self._named(one, "from", next((v for v in one.versions if v.version < after.version), one.versions[-1]))
        parts = [parts_of(self.kind, values_of(self.kind, self.read, v)) for v in (before, after)]
        found = compare(*parts)
        return {"one": one, "before": before, "after": after, "query": f"?for={one.of}" if one.of else "",
                "changed": [c for c in found if c.how != "same"], "same": [c.heading for c in found if c.how == "same"]}

    def _named(self, one: versions.One, name: str, otherwise: Document) -> Document:
        wanted = self.request.GET.get(name, "")
        if not wanted:
            return otherwise
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 7):
            raise NotHere()
        return one.version(int(wanted))


class _File(_OfKind):
    """A version as a file. Each time it is taken away is written down."""

    ending, media_type = "", ""

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The file, or NotHere."""
        found = kinds().get(kwargs["kind"])
        if found is None:
            raise NotHere()
        self.member, self.kind = request.member, found
        self.seen = case_for(self.member, reference, clock.today(), found.room)
        version = self.one.version(kwargs["version"])
        need_proof(request)
        content = self.made(version)
        note_look(self.seen, f"downloaded: {found.title}, version {version.version} as {self.ending}", clock.now())
        name = f"{self.seen.case.reference}-{slugify(found.title)}-v{version.version}.{self.ending}"
        return download(name, content, self.media_type)

    def made(self, version: Document) -> bytes:
        """The bytes."""
        raise NotImplementedError


class WordFile(_File):
    """As Word, from the template that stands."""

    ending, media_type = "docx", DOCX

    def made(self, version: Document) -> bytes:
        """The template filled in."""
        home = self.seen.case.partnership
        return fill(template_of(home, self.kind), self.kind, values_of(self.kind, self.read, version), clock.now())


class PdfFile(_File):
    """As a tagged PDF, in the standard layout."""

    ending, media_type = "pdf", PDF

    def made(self, version: Document) -> bytes:
        """The paper set; what is marked says in its foot which version of which case it is."""
        foot = f"Case {self.seen.case.reference} · version {version.version}" if self.kind.marking else ""
        return to_pdf(as_paper(self.kind, values_of(self.kind, self.read, version), foot))


class WriteLetter(Step):
    """A letter, begun from what the case holds and kept as the person leaves it."""

    operation = "documents.write_letter"
    template = "documents/write_letter.html"
    button = "Keep this version"
    leave_out = ("letter", "agency")
    next_says = "The letter is kept as a version, which you can take away as Word or PDF. Nothing is sent from here."

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Raises NotHere for a letter there is not, or to an agency it does not go to."""
        super().setup(request, *args, **kwargs)
        kind = kinds().get(f"letter_{kwargs['letter']}")
        if kind is None:
            raise NotHere()
        self.one = versions.one(self.read, kind, kwargs.get("agency", ""))
        self.heading = self.one.title

    def initial(self) -> Mapping[str, Any]:
        """The newest version, dated today; before there is any, what the case proposes."""
        begun = self.one.versions[0].body if self.one.versions else letters()[self.kwargs["letter"]].propose(self.read, self.one.of)
        return {**begun, "day": clock.today()}

    def context(self) -> Mapping[str, Any]:
        """The paragraphs that ask for this letter, and not those for the others."""
        return {"clauses": [c for c in self.read.protocol.clauses if c.id in self.one.kind.clauses]}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Which letter, from the address."""
        return {**answers, "letter": self.kwargs["letter"], "agency": self.one.of}

    def done_url(self, done: Done) -> str:
        """Its versions."""
        return reverse("documents.document", args=[self.kwargs["reference"], self.one.kind.name]) + (f"?for={self.one.of}" if self.one.of else "")
