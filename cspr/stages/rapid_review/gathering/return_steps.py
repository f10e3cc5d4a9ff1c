"""An agency's return as a page: the whole return, written together, and the nil return in one step (D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done
from cspr.partnership.directory import approvers
from cspr.partnership.roles import Role
from cspr.record import drafts
from cspr.record.facts import latest_document
from cspr.stages.rapid_review.gathering import reads
from cspr.stages.rapid_review.gathering.operations.returning import SubmitReturn
from cspr.stages.rapid_review.gathering.restricted import CLOSED, is_closed
from cspr.stages.rapid_review.gathering.steps import GatheringStep
from cspr.steps.shared import SharedStep

_NIL_ONLY = ("agency", "nil_reason", "desktop_review_done", "why_not", "agreed_by", "change_note", "at", "late_reason")
SENDS, ASKS_APPROVAL = "rapid_review.submit_return", "rapid_review.send_for_approval"


class OfAgency(GatheringStep):
    """A step about one agency: the person's own, or for the Business Unit the one the address names."""

    after = "rapid_review.request"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Which agency it is; NotHere for another's, or one that was not asked."""
        super().setup(request, *args, **kwargs)
        named = str(kwargs.get("agency", "") or request.GET.get("for", ""))
        own = self.member.who if self.member.role != Role.BUSINESS_UNIT else ""
        self.agency = own or named
        line = reads.asked(self.read, self.agency) if self.agency else None
        if self.agency and (line is None or named not in ("", self.agency)):
            raise NotHere()
        self.line = line

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The agencies asked, where the address names none."""
        return [(a.agency, a.name) for a in reads.board(self.read)] if name == "agency" else None

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the agency the page is of."""
        return {**answers, "agency": self.agency or answers.get("agency", "")}

    def context(self) -> Mapping[str, Any]:
        """The request being answered."""
        return {**super().context(), "line": self.line, "asked_for": self.asked_for, "unit": self.member.role == Role.BUSINESS_UNIT}

    @property
    def asked_for(self) -> Any:
        """The request as it stands, None where it is not known which."""
        return latest_document(self.read.case, "request", self.agency) if self.agency else None

    @property
    def request_url(self) -> str:
        """The agency's request; for a Business Unit that chose the agency on the page, the board."""
        case = self.read.case.reference
        if self.member.role != Role.BUSINESS_UNIT:
            return reverse("rapid_review.request", args=[case])
        return f"{reverse('rapid_review.request', args=[case])}?for={self.agency}" if self.agency else reverse("rapid_review.returns", args=[case])

    def done_url(self, done: Done) -> str:
        """The request, where the return stands."""
        return self.request_url


class OwnReturn(OfAgency):
    """A return of one agency. What an author writes goes to the approver, where the agency has one."""

    operation = SENDS
    draft = SENDS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whether it is sent, or sent for approval first."""
        member = request.member
        self.approvers = approvers(member.agency) if member.role == Role.AGENCY_AUTHOR and member.agency else []
        if self.approvers:
            self.operation, self.button = ASKS_APPROVAL, "Send to your approver"
            self.next_says = (f"{' or '.join(str(m.user) for m in self.approvers)} reads it, and sends it on or gives it back to you with words. "
                              "Until then it has not been returned.")
        super().setup(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The step; the request, where part of the return, and so of its draft, is withheld from this person."""
        if self.agency and is_closed(self.read.case, self.agency):
            messages.info(request, CLOSED)
            return HttpResponseRedirect(self.request_url)
        return super().dispatch(request, *args, **kwargs)

    @property
    def draft_name(self) -> str:
        """A draft for each agency, however the address names it."""
        return f"{self.draft}:{self.agency}"

    @property
    def hidden(self) -> tuple[str, ...]:
        """What is known already and so is not asked."""
        unasked = ("agency",) if self.agency else ()
        unasked += ("change_note",) if self.agency and not (self.line and self.line.returned) else ()
        return unasked + (("at", "agreed_by") if self.approvers else ())

    def context(self) -> Mapping[str, Any]:
        """Who approves it, and the files that go with it."""
        unit = self.member.role == Role.BUSINESS_UNIT
        return {**super().context(), "approvers": self.approvers,
                "attached": reads.open_attached(self.read.case, self.agency, unit=unit) if self.agency else []}

    def done_url(self, done: Done) -> str:
        """The return as sent; the request, while it waits for approval; for a Business Unit that chose the agency on the page, the board."""
        if not self.agency or self.approvers:
            return self.request_url
        return reverse("rapid_review.return", args=[self.read.case.reference, self.agency])


class ReturnStep(OwnReturn, SharedStep):
    """The whole return: what was looked at, information by criterion, the chronology typed in. Several people write it together."""

    template = "rapid_review/gathering/submit_return.html"
    heading = "Return your agency's information"
    button = "Send the return"
    check = True
    next_says = ("Your return goes into the pack, which is shared with those attending before the learning meeting. "
                 "It can be changed after it is sent; each version is kept.")

    @property
    def place(self) -> drafts.Place | None:
        """The agency's own draft; what the Business Unit types for an agency is a draft of the Business Unit's."""
        unit = ":unit" if self.member.role == Role.BUSINESS_UNIT else ""
        return drafts.Place(self.read.case, f"{self.agency}{unit}", self.draft) if self.agency else None

    @property
    def sends(self) -> bool:
        """What waits for approval can still be given back."""
        return not self.approvers

    def saved_url(self) -> str:
        """The request, which says where the return stands."""
        return self.request_url

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """The nil return has a page of its own."""
        return ("nil", "nil_reason", *self.hidden, *(() if self.questions else ("answers",)))

    @property
    def questions(self) -> list[str]:
        """The case's own questions."""
        return list(self.asked_for.body["questions"]) if self.asked_for else []

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """One box a criterion that is asked, and one a question."""
        asked = self.asked_for.body.get("criteria") if self.asked_for else None
        criteria = [(k, f"{k} · {w}") for k, w in reads.criteria_of(self.read.protocol).items() if not asked or k in asked]
        return {"criteria": ("criterion", criteria), "answers": ("question", [(q, q) for q in self.questions])}

    def initial(self) -> Mapping[str, Any]:
        """The version sent before, to be changed; or what the approver has."""
        sent = self.line.document if self.line else None
        waiting = reads.for_approval(self.read.case, self.agency) if self.agency and not self.unit_writes else None
        newest = max((d for d in (sent, waiting) if d), key=lambda d: d.pk, default=None)
        return {k: v for k, v in newest.body.items() if k != "change_note"} if newest else {}

    @property
    def unit_writes(self) -> bool:
        """Whether the Business Unit types it in: what an agency has not sent is not theirs to see."""
        return self.member.role == Role.BUSINESS_UNIT

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Not a nil return."""
        return {**super().prepare(answers), "nil": False}


class NilReturnStep(OwnReturn):
    """Nothing was found: one step (D5)."""

    draft = "rapid_review.nil_return"
    template = "rapid_review/gathering/nil_return.html"
    heading = "Send a nil return"
    button = "Send the nil return"
    next_says = "Your agency is shown as having answered. If something is found later, send a return in its place."

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Everything that would be information."""
        return tuple({*SubmitReturn.model_fields} - {*_NIL_ONLY}) + self.hidden

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Nobody was involved, so there was nobody to talk with."""
        return {**super().prepare(answers), "nil": True, "conversations_held": False}
