"""An agency's return as a page: the whole return, and the nil return in one step (D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.stages.rapid_review.gathering import reads
from cspr.stages.rapid_review.gathering.operations.returning import SubmitReturn
from cspr.stages.rapid_review.gathering.steps import GatheringStep

_NIL_ONLY = ("agency", "nil_reason", "desktop_review_done", "why_not", "agreed_by", "change_note", "at", "late_reason")


class OwnReturn(GatheringStep):
    """A return of one agency: the person's own, or for the Business Unit the one the address names."""

    operation = "rapid_review.submit_return"
    draft = "rapid_review.submit_return"

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

    @property
    def draft_name(self) -> str:
        """A draft for each agency, however the address names it."""
        return f"{self.draft}:{self.agency}"

    @property
    def hidden(self) -> tuple[str, ...]:
        """What is known already and so is not asked."""
        if not self.agency:
            return ()
        return ("agency",) if self.line and self.line.returned else ("agency", "change_note")

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the agency the page is of."""
        return {**answers, "agency": self.agency or answers.get("agency", "")}

    def context(self) -> Mapping[str, Any]:
        """The request being answered."""
        return {**super().context(), "line": self.line,
                "asked_for": latest_document(self.read.case, "request", self.agency) if self.agency else None}

    def done_url(self, done: Done) -> str:
        """The return as sent; for a Business Unit that chose the agency on the page, the board."""
        if not self.agency:
            return reverse("rapid_review.returns", args=[self.read.case.reference])
        return reverse("rapid_review.return", args=[self.read.case.reference, self.agency])


class ReturnStep(OwnReturn):
    """The whole return: what was looked at, information by criterion, the chronology typed in."""

    template = "rapid_review/gathering/submit_return.html"
    heading = "Return your agency's information"
    button = "Send the return"
    check = True
    next_says = ("Your return goes into the pack, which is shared with those attending before the learning meeting. "
                 "It can be changed after it is sent; each version is kept.")

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """The nil return has a page of its own."""
        return ("nil", "nil_reason", *self.hidden)

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """One box a criterion of the protocol."""
        return {"criteria": ("criterion", [(k, f"{k} · {w}") for k, w in reads.criteria_of(self.read.protocol).items()])}

    def initial(self) -> Mapping[str, Any]:
        """The version sent before, to be changed."""
        sent = self.line.document if self.line else None
        return {k: v for k, v in sent.body.items() if k != "change_note"} if sent else {}

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
