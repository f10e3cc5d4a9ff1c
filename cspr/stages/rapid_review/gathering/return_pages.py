"""An agency's own request and letter, and the return as sent, each version readable and comparable (D4, D5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.access.reads import case_for
from cspr.access.withheld import withheld_files
from cspr.operations import clock
from cspr.partnership.directory import addressees, approvers
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record import drafts
from cspr.record.facts import latest_document
from cspr.record.files import one_file
from cspr.record.models import Document, File
from cspr.stages.rapid_review.gathering import comparing, reads
from cspr.stages.rapid_review.gathering.board import RETURN_STEP
from cspr.stages.rapid_review.gathering.restricted import RETURN, restrictable
from cspr.steps.page import CaseFile, CasePage
from cspr.steps.read import CaseRead

_OF_AGENCIES = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)


class Request(CasePage):
    """What one agency is asked, by when and why, and where its return stands: its own, or for the Business Unit the one named with ?for=."""

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
        """The request and where its return stands. Of what is not sent yet, the Business Unit is shown nothing."""
        read, own = self.read, self.member.role in _OF_AGENCIES
        agency = self.member.who if own else self.request.GET.get("for", "")
        line = reads.asked(read, agency)
        if line is None:
            raise NotHere()
        attached = reads.open_attached(self.seen.case, agency, unit=not own)
        waiting = reads.for_approval(self.seen.case, agency)
        approval = reads.approval_of(read, agency)
        answers = read.happened("more_time_answered", agency=agency)
        return {
            **asked_in(read, line), "line": line, "own": own, "runs": not own,
            "shared": read.happened("pack_shared") if self.seen.may_enter("pack") else [],
            "clauses": [c for c in read.protocol.clauses if c.id in ("D3", "D5")],
            "draft": drafts.newest(drafts.Place(self.seen.case, agency, RETURN_STEP)) if own else None,
            "waiting": waiting if waiting and reads.waits_for_approval(read, line, waiting) else None,
            "given_back": approval[-1] if own and approval and approval[-1].kind == "return_given_back" else None,
            "approvers": approvers(Agency.objects.get(partnership=self.seen.case.partnership, slug=agency)) if own else [],
            "lead": self.member.role == Role.AGENCY_LEAD, "more_time": reads.time_asked(read, agency), "answered": answers[-1] if answers else None,
            "changes": read.happened("request_changed", agency=agency), "attached": attached,
            "restrictable": restrictable(self.seen.case, agency, attached) if own else [],
        }


def asked_in(read: CaseRead, line: reads.Asked) -> dict[str, Any]:
    """What a request says, for its page and its letter: its document, the criteria that are asked with their words, and the meeting."""
    request = latest_document(read.case, "request", line.agency)
    asked = request.body.get("criteria") if request else None
    return {"asked_for": request, "arranged": reads.arranged(read),
            "criteria": [(k, w) for k, w in reads.criteria_of(read.protocol).items() if not asked or k in asked]}


class _OfOneAgency(CasePage):
    """A page about one agency: its own people by way of their request, others by way of all the returns."""

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page."""
        member = request.member
        own = member.role in _OF_AGENCIES and member.who == kwargs["agency"]
        self.room = "request" if own else "returns"
        return super().get(request, reference, **kwargs)


class Letter(_OfOneAgency):
    """The request as a letter, to be printed or read out."""

    template = "rapid_review/gathering/letter.html"
    heading = "Request as a letter"

    def context(self) -> Mapping[str, Any]:
        """What stands in the letter, and to whom it goes today."""
        line = reads.asked(self.read, self.kwargs["agency"])
        if line is None:
            raise NotHere()
        agency = Agency.objects.get(partnership=self.seen.case.partnership, slug=line.agency)
        said = asked_in(self.read, line)
        chosen = (said["asked_for"].body.get("chosen") if said["asked_for"] else None) or None
        to = addressees(agency, self.read.now.date(), chosen=chosen)
        # What goes out on paper bears the reference, and not the words about the case.
        return {**said, "line": line, "to": to, "sent": line.fact.day, "own": self.room == "request", "tabs": []}


class Return(_OfOneAgency):
    """One agency's return as sent, each version readable. Others' only for who may enter all the returns."""

    template = "rapid_review/gathering/return.html"
    heading = "Return"

    def context(self) -> Mapping[str, Any]:
        """The version asked for in the address, else the newest; with ?against= what changed since another."""
        read = self.read
        line = reads.asked(read, self.kwargs["agency"])
        if line is None or line.returned is None:
            raise NotHere()
        versions = reads.versions(self.seen.case, line.agency)
        shown, against = self._named(versions, "version") or (versions[0] if versions else None), self._named(versions, "against")
        said = reads.said_in(read.protocol, shown) if shown else None
        own, unit = self.room == "request", self.member.role == Role.BUSINESS_UNIT
        return {
            "line": line, "versions": versions, "shown": shown, "own": own, "said": said,
            "parts": said.parts if said else [], "against": against,
            "changed": comparing.changes(reads.said_in(read.protocol, against), said) if against and said else [],
            "runs": unit,
            "restrictable": restrictable(self.seen.case, line.agency, reads.open_attached(self.seen.case, line.agency, unit=unit))
                            if own or unit else [],
        }

    def _named(self, versions: list[Document], name: str) -> Document | None:
        """The version that the address names. Raises NotHere where there is none such."""
        wanted = self.request.GET.get(name, "")
        found = next((v for v in versions if str(v.version) == wanted), None)
        if wanted and found is None:
            raise NotHere()
        return found


class ReturnFile(CaseFile):
    """A file of a return: its own agency's at any time; others' as it was sent, or as it stood in the shared pack."""

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The file, by way of whichever room it is open in."""
        member = request.member
        seen = case_for(member, reference, clock.today())
        own = member.role in _OF_AGENCIES and member.who == kwargs["agency"]
        self.room = next((room for room in (["request"] if own else []) + ["returns", "pack"] if seen.may_enter(room)), "returns")
        return super().get(request, reference, **kwargs)

    def file(self) -> File:
        """The file the address names, if it is this person's to read. Raises NotHere."""
        case, agency, wanted = self.seen.case, self.kwargs["agency"], self.kwargs["file"]
        found = one_file(case, RETURN, wanted, agency)
        if found is None or found.pk in withheld_files(case) or not (self._unsent(found, agency) or self._sent(found, agency)):
            raise NotHere()
        return found

    def _unsent(self, file: File, agency: str) -> bool:
        """Whether it is the person's own before it is sent: their agency's, or what the Business Unit put there for the agency."""
        if self.room == "request":
            return file.removed_at is None
        return self.member.role == Role.BUSINESS_UNIT and file.author is not None and file.author.role == Role.BUSINESS_UNIT

    def _sent(self, file: File, agency: str) -> bool:
        versions = reads.versions(self.seen.case, agency)
        if self.room == "pack":
            shared = reads.shared_versions(self.seen.case).get(agency, 0)
            versions = [v for v in versions if v.version == shared]
        return any(f["file"] == file.pk for v in versions for f in v.body.get("files", []))
