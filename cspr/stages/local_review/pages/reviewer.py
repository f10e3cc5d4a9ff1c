"""Weighing candidates, appointing, terms, methodology and commitments, as pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.protocol.facts import day_of
from cspr.record.facts import latest_document
from cspr.stages.local_review.pages.base import ReviewStep
from cspr.stages.local_review.reads import COMMITMENTS, CONSIDERATIONS, METHODS, listed
from cspr.steps.forms import Choices


class WeighCandidate(ReviewStep):
    """All the considerations for one candidate, on one page."""

    operation = "local_review.weigh_candidate"
    template = "local_review/weigh.html"
    heading = "Weigh a candidate for independent reviewer"
    button = "Record the weighing"
    next_says = "Weigh each candidate in turn. The appointment can be recorded once one of them has been weighed on every point."

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """A row a consideration of the protocol."""
        return {"weighings": ("consideration", listed(self.read.protocol, CONSIDERATIONS))}

    def initial(self) -> Mapping[str, Any]:
        """The candidate of the address, with what was found before."""
        found = self.read.happened("reviewer_weighed", candidate=self.which) if self.which else []
        latest = {f.details["consideration"]: f.details.get("reasons", "") for f in found}
        return {"candidate": self.which, "weighings": [{"consideration": k, "reasons": v} for k, v in latest.items()]}


class WeighReviewer(ReviewStep):
    """One consideration again, for one candidate."""

    operation = "local_review.weigh_reviewer"
    button = "Record the weighing"

    def choices(self, name: str) -> Choices | None:
        """The considerations of the protocol."""
        return listed(self.read.protocol, CONSIDERATIONS) if name == "consideration" else None

    def initial(self) -> Mapping[str, Any]:
        """The consideration or the candidate that the address names."""
        known = dict(listed(self.read.protocol, CONSIDERATIONS))
        return {"consideration" if self.which in known else "candidate": self.which}


class AppointReviewer(ReviewStep):
    """The appointment, with the weighing beside it."""

    operation = "local_review.appoint_reviewer"
    template = "local_review/appoint.html"
    heading = "Appoint the independent reviewer"
    check = True
    button = "Appoint"
    next_says = "The reviewer sees this case from the day of the appointment. Settle the terms of reference and the methodology with them."

    def choices(self, name: str) -> Choices | None:
        """The candidates weighed, and the sign-ins of reviewers."""
        if name == "candidate":
            return [(c, c) for c in self._candidates()] or None
        if name == "member":
            home = self.read.case.partnership
            people = Member.objects.filter(partnership=home, role=Role.REVIEWER, is_active=True).select_related("user")
            return [(m.who, f"{m.user.name} ({m.user.email})") for m in people]
        return None

    def initial(self) -> Mapping[str, Any]:
        """The only candidate weighed, where there is one."""
        weighed = list(self._candidates())
        return {"candidate": weighed[0]} if len(weighed) == 1 else {}

    def context(self) -> Mapping[str, Any]:
        """How far each candidate has been weighed, and who was appointed before."""
        total = len(listed(self.read.protocol, CONSIDERATIONS))
        return {"candidates": [(c, n, total) for c, n in self._candidates().items()], "earlier": self.read.happened("reviewer_appointed")}

    def _candidates(self) -> dict[str, int]:
        found: dict[str, set[str]] = {}
        for fact in self.read.happened("reviewer_weighed"):
            found.setdefault(fact.details["candidate"], set()).add(fact.details["consideration"])
        return {name: len(points) for name, points in found.items()}


class DraftTerms(ReviewStep):
    """The terms of reference, drafted beside the appointment."""

    operation = "local_review.draft_terms"
    template = "local_review/terms_form.html"
    heading = "Draft the terms of reference"
    button = "Keep this draft"
    next_says = "The draft goes to the reviewer once appointed, who settles it with the Sub-group."

    def initial(self) -> Mapping[str, Any]:
        """The newest version."""
        newest = latest_document(self.read.case, "terms")
        return dict(newest.body) if newest else {}

    def context(self) -> Mapping[str, Any]:
        """Which version is being edited."""
        return {"newest": latest_document(self.read.case, "terms"), "appointed": self.read.happened("reviewer_appointed")}


class FinaliseTerms(DraftTerms):
    """The terms as settled with the reviewer."""

    operation = "local_review.finalise_terms"
    heading = "Settle the terms of reference with the reviewer"
    button = "Record the settled terms"
    next_says = "The review proceeds on these terms. The Sub-group checks the finished draft against them."


class ChooseMethodology(ReviewStep):
    """How the review will be done."""

    operation = "local_review.choose_methodology"
    template = "local_review/methodology.html"
    next_says = "Whatever the method, the review shows how it keeps the commitments: family, practitioners, no blame, quality markers."

    def choices(self, name: str) -> Choices | None:
        """The methodologies of the protocol."""
        return listed(self.read.protocol, METHODS) if name == "methodology" else None

    def context(self) -> Mapping[str, Any]:
        """What every methodology must show."""
        joint = any(f.details.get("joint") for f in self.read.happened("joint_review_decided"))
        return {"commitments": listed(self.read.protocol, COMMITMENTS), "joint": joint}


class EvidenceCommitment(ReviewStep):
    """What shows that one commitment is kept."""

    operation = "local_review.evidence_commitment"
    template = "local_review/commitment.html"
    next_says = "Evidence can be added at any time, by the reviewer or the Business Unit, until the review is complete."

    def choices(self, name: str) -> Choices | None:
        """The commitments of the protocol."""
        return listed(self.read.protocol, COMMITMENTS) if name == "commitment" else None

    def initial(self) -> Mapping[str, Any]:
        """The commitment of the address."""
        return {"commitment": self.which}

    def context(self) -> Mapping[str, Any]:
        """What is evidenced already."""
        found = self.read.happened("commitment_evidenced")
        return {"commitments": [(says, [(day_of(f.at), f.details.get("evidence", "")) for f in found if f.details["commitment"] == key])
                                for key, says in listed(self.read.protocol, COMMITMENTS)]}
