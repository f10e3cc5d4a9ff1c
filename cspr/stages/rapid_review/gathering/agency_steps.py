"""What an agency does beside writing its return: more time, files, approval. And the Business Unit's answer (D4, D5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.gathering import reads
from cspr.stages.rapid_review.gathering.restricted import CLOSED, is_closed
from cspr.stages.rapid_review.gathering.return_steps import OfAgency
from cspr.stages.rapid_review.gathering.steps import GatheringStep


class _WithAgency(OfAgency):
    """The agency is asked only where the address does not say which."""

    @property
    def unit(self) -> bool:
        """Whether the Business Unit does it for an agency."""
        return self.member.role == Role.BUSINESS_UNIT

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Known from who is signed in, or from the address."""
        return ("agency",) if self.agency else ()


class MoreTimeStep(_WithAgency):
    """A date that cannot be kept."""

    operation = "rapid_review.ask_more_time"
    template = "rapid_review/gathering/more_time.html"
    button = "Ask for more time"
    next_says = ("The Business Unit agrees or refuses, and you read its answer on your request. Until then the date stands. "
                 "Whatever you can send by then helps the meeting.")


class AnswerTimeStep(_WithAgency):
    """Agree or refuse; the agency reads the words."""

    operation = "rapid_review.answer_more_time"
    template = "rapid_review/gathering/answer_time.html"
    button = "Send the answer"
    check = True
    next_says = "The agency reads the answer on its request. An agreed date replaces the old one at once; the history shows both."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those who wait for an answer."""
        waiting = [a for a in reads.board(self.read) if reads.time_asked(self.read, a.agency)]
        return [(a.agency, a.name) for a in waiting] if name == "agency" else None

    def context(self) -> Mapping[str, Any]:
        """What was asked."""
        return {**super().context(), "asked": reads.time_asked(self.read, self.agency) if self.agency else None}

    def initial(self) -> Mapping[str, Any]:
        """The day that was asked for."""
        asked = reads.time_asked(self.read, self.agency) if self.agency else None
        return {"due": asked.details["until"]} if asked else {}

    def done_url(self, done: Done) -> str:
        """The board."""
        return reverse("rapid_review.returns", args=[self.read.case.reference])


class AttachStep(_WithAgency):
    """A file that goes with the return."""

    operation = "rapid_review.attach_file"
    template = "rapid_review/gathering/attach_file.html"
    button = "Attach the file"
    next_says = "It goes with the return when that is sent. Until then only your agency sees it, and it can be taken out again."

    def context(self) -> Mapping[str, Any]:
        """What is attached so far."""
        return {**super().context(), "attached": reads.open_attached(self.read.case, self.agency, unit=self.unit) if self.agency else []}


class RemoveFileStep(_WithAgency):
    """A file that was attached by mistake."""

    operation = "rapid_review.remove_file"
    template = "rapid_review/gathering/remove_file.html"
    button = "Take it out"
    next_says = "It no longer goes with the return. In a version that was sent already, it stays."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; the request, where there is no file to take out."""
        if not self.choices("file"):
            messages.info(request, "No file is attached that you could take out.")
            return HttpResponseRedirect(self.request_url)
        return super().get(request, *args, **kwargs)

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The files there are."""
        if name == "file":
            agencies = [self.agency] if self.agency else [a.agency for a in reads.board(self.read)]
            return [(str(f.pk), f.name) for agency in agencies for f in reads.open_attached(self.read.case, agency, unit=self.unit)]
        return super().choices(name)

    def initial(self) -> Mapping[str, Any]:
        """The one the address names."""
        return {"file": self.request.GET.get("file", "")}


class _OfApprover(GatheringStep):
    """What waits for approval at the person's own agency. sends: whether it is sent by this, so that all of it must be open to the person."""

    sends = False
    after = "rapid_review.request"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """NotHere where the agency was not asked."""
        super().setup(request, *args, **kwargs)
        self.line = reads.asked(self.read, self.member.who)
        if self.line is None:
            raise NotHere()
        self.waiting = reads.for_approval(self.read.case, self.member.who)
        self.waits = reads.waits_for_approval(self.read, self.line, self.waiting)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; the request, where nothing waits."""
        if not self.waits:
            messages.info(request, "Nothing of your agency's waits for approval in this case now.")
            return HttpResponseRedirect(self.request_url)
        if self.sends and is_closed(self.read.case, self.member.who):
            messages.info(request, CLOSED)
            return HttpResponseRedirect(self.request_url)
        return super().get(request, *args, **kwargs)

    @property
    def request_url(self) -> str:
        """The agency's request."""
        return reverse(self.after, args=[self.read.case.reference])

    def context(self) -> Mapping[str, Any]:
        """The text, as a reader of the return will see it."""
        body = self.waiting.body if self.waiting else {}
        return {**super().context(), "line": self.line, "waiting": self.waiting if self.waits else None, "body": body,
                "said": reads.said_in(self.read.protocol, self.waiting) if self.waiting else None}


class ApproveStep(_OfApprover):
    """The safeguarding lead sends what the author wrote."""

    operation = "rapid_review.approve_return"
    template = "rapid_review/gathering/approve_return.html"
    heading = "Approve and send the return"
    button = "Approve and send"
    sends = True
    next_says = "The return goes to the Business Unit at once, and your agency is shown as having answered."
    leave_out = ("agency", "text_hash")

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the fingerprint of the text that stood on the page."""
        return {**answers, "text_hash": self.request.POST.get("read_hash") or "none"}


class GiveBackStep(_OfApprover):
    """The safeguarding lead asks the authors for more."""

    operation = "rapid_review.give_return_back"
    template = "rapid_review/gathering/give_back.html"
    heading = "Give the return back to its authors"
    leave_out = ("agency",)
    button = "Give it back"
    next_says = "Its authors read your words on the request, and go on where they were."
