"""Drafts of the report, the check of the newest one and the Executive's approval, as pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from cspr.operations import NotHere
from cspr.stages.local_review.operations.drafts import CHECKING
from cspr.stages.local_review.pages.base import ReviewStep
from cspr.stages.local_review.reads import POINTS, Quality, listed, quality
from cspr.steps.forms import Choices
from cspr.steps.page import CasePage


class _DraftStep(ReviewStep):
    """A step bound to one version: the page remembers which one the person read, so that a newer one is never judged unread."""

    after = "local_review.drafts"

    def quality(self) -> Quality:
        """The drafts and the points."""
        return quality(self.read.case, self.read.protocol, self.read.facts)

    def context(self) -> Mapping[str, Any]:
        """The drafts and the points."""
        return {"quality": self.quality()}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Add the hash of the version that was on the page."""
        return {**answers, "text_hash": self.request.POST.get("draft", "")}


class SubmitDraft(_DraftStep):
    """The text of a draft."""

    operation = "local_review.submit_draft"
    template = "local_review/submit_draft.html"
    heading = "Submit a draft of the report"
    button = "Submit the draft"
    leave_out = ("text_hash",)
    next_says = "The Sub-group checks the finished draft on each point before it goes to the Executive."

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The text makes its own hash."""
        return answers


class CheckQuality(_DraftStep):
    """Each point against the newest draft."""

    operation = "local_review.check_quality"
    template = "local_review/check_quality.html"
    heading = "Check the quality of the draft"
    button = "Record the check"
    leave_out = ("text_hash",)
    next_says = "When every point is met by the same text, that text goes to the Executive. Otherwise the reviewer submits another draft."

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """A row a point of the protocol."""
        return {"points": ("point", listed(self.read.protocol, POINTS))}

    def initial(self) -> Mapping[str, Any]:
        """What stands for the newest draft."""
        return {"points": [{"point": p.id, "met": True if p.met else None, "comments": p.comments} for p in self.quality().points]}


class CheckQualityPoint(_DraftStep):
    """One point against the newest draft."""

    operation = "local_review.check_quality_point"
    template = "local_review/check_point.html"
    heading = "Record one point of the check as met"
    leave_out = ("text_hash",)

    def choices(self, name: str) -> Choices | None:
        """The points of the protocol."""
        return listed(self.read.protocol, POINTS) if name == "point" else None

    def initial(self) -> Mapping[str, Any]:
        """The point the address names."""
        return {"point": self.which}


class Approve(_DraftStep):
    """The Executive's approval."""

    operation = "local_review.approve"
    template = "local_review/approve.html"
    heading = "Approve the report"
    check = True
    button = "Approve this text"
    leave_out = ("text_hash",)
    next_says = ("The Business Unit sends the approved text to the Panel and the Secretary of State, and publishes it. "
                 "A later edit voids the approval.")


class Drafts(CasePage):
    """Every version, and what each check and approval is bound to."""

    room = "report"
    template = "local_review/drafts.html"
    heading = "Drafts, quality check and approval"

    def context(self) -> Mapping[str, Any]:
        """The drafts and the points."""
        read = self.read
        role = self.member.role
        return {"quality": quality(read.case, read.protocol, read.facts), "may_check": role in CHECKING, "may_approve": role == "executive",
                "may_submit": role in ("reviewer", "business_unit")}


class Draft(CasePage):
    """The text of one version."""

    room = "report"
    template = "local_review/draft.html"
    heading = "Draft of the report"
    version: int

    def context(self) -> Mapping[str, Any]:
        """The version of the address; NotHere where there is none such."""
        read = self.read
        found = quality(read.case, read.protocol, read.facts)
        one = next((d for d in found.drafts if d.version == self.version), None)
        if one is None:
            raise NotHere()
        return {"draft": one, "newest": found.newest, "quality": found}

    def get(self, request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        """The page; the look is written down with the version."""
        self.version = int(kwargs["version"])
        self.heading = f"Draft of the report, version {self.version}"
        return super().get(request, reference, **kwargs)
