"""The review's task list, with where it stands above it; and its terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.operations import NotHere
from cspr.record.facts import latest_document
from cspr.stages.local_review.aim import aim_of
from cspr.stages.local_review.operations.terms import Terms
from cspr.stages.local_review.reads import COMMITMENTS, CONSIDERATIONS, METHODS, listed, open_processes, paused_since, quality
from cspr.steps.page import CasePage
from cspr.steps.read import CaseRead
from cspr.steps.tasks import TaskList


class ReviewTasks(TaskList):
    """What is to be done in the local review, by whom, and how it stands against the aim."""

    stage = "local_review"
    heading = "Local review"
    intro = "From the appointment of the reviewer to the Executive's approval."
    template = "local_review/tasks.html"
    sections = (
        ("Consider other reviews", ("local_review.consider_other_review", "local_review.decide_joint_review",
                                    "local_review.share_joint_learning")),
        ("Appoint a reviewer", ("local_review.weigh_candidate", "local_review.appoint_reviewer")),
        ("Settle how it is done", ("local_review.draft_terms", "local_review.choose_methodology", "local_review.finalise_terms")),
        ("While it runs", ("local_review.evidence_commitment", "local_review.open_parallel_process", "local_review.close_parallel_process",
                           "local_review.check_progress", "local_review.pause", "local_review.resume")),
        ("Report", ("local_review.submit_draft", "local_review.check_quality", "local_review.approve", "local_review.complete")),
    )

    def context(self, read: CaseRead) -> Mapping[str, Any]:
        """Where the review stands, for those who may enter it."""
        appointed, chosen = read.happened("reviewer_appointed"), read.happened("methodology_chosen")
        return {
            "aim": aim_of(read), "reviewer": appointed[-1] if appointed else None,
            "methodology": dict(listed(read.protocol, METHODS)).get(chosen[-1].details["methodology"], "") if chosen else "",
            "terms": latest_document(read.case, "terms"), "settled": read.happened("terms_finalised"),
            "running": open_processes(read.happened("parallel_process_opened"), read.happened("parallel_process_closed")),
            "may_review": "review" in read.seen.rooms, "may_report": "report" in read.seen.rooms,
        }

    def status(self, read: CaseRead, name: str) -> str | None:
        """How many of several are done, and what does not apply now."""
        verb = name.split(".")[1]
        if verb == "weigh_candidate":
            return self._best_candidate(read)
        if verb == "evidence_commitment":
            return _some(len({f.details["commitment"] for f in read.happened("commitment_evidenced")}), len(listed(read.protocol, COMMITMENTS)))
        if verb == "consider_other_review":
            return _some(len({f.details["review"] for f in read.happened("other_review_considered")}), 2)
        if verb in ("decide_joint_review", "share_joint_learning"):
            return self._joint(read, verb)
        if verb in ("check_quality", "approve"):
            found = quality(read.case, read.protocol, read.facts)
            if verb == "check_quality":
                return _some(found.met, len(found.points)) if found.drafts else None
            return None if found.newest and found.newest.approved else "Approval voided" if found.voided_approval else None
        if verb in ("pause", "resume", "open_parallel_process", "close_parallel_process"):
            return self._running(read, verb)
        return None

    def _best_candidate(self, read: CaseRead) -> str | None:
        weighed: dict[str, set[str]] = {}
        for fact in read.happened("reviewer_weighed"):
            weighed.setdefault(fact.details["candidate"], set()).add(fact.details["consideration"])
        return _some(max((len(points) for points in weighed.values()), default=0), len(listed(read.protocol, CONSIDERATIONS)))

    def _joint(self, read: CaseRead, verb: str) -> str | None:
        if verb == "decide_joint_review":
            referred = any(f.details.get("refer") for f in read.happened("other_review_considered"))
            return None if referred or read.happened("joint_review_decided") else "Not needed"
        if not any(f.details.get("joint") for f in read.happened("joint_review_decided")):
            return "Not needed"
        return _some(len({f.details["group"] for f in read.happened("joint_learning_shared")}), 2)

    def _running(self, read: CaseRead, verb: str) -> str:
        running = open_processes(read.happened("parallel_process_opened"), read.happened("parallel_process_closed"))
        paused = paused_since(read.happened("review_paused"), read.happened("review_resumed")) is not None
        if verb == "pause":
            return "Paused" if paused else "If needed"
        if verb == "resume":
            return "To do" if paused else "Not needed"
        if verb == "close_parallel_process":
            return f"{len(running)} running" if running else "Not needed"
        return "If needed"


def _some(done: int, total: int) -> str | None:
    return "Done" if total and done >= total else f"{done} of {total}" if done else None


class TermsPage(CasePage):
    """The newest terms of reference, to read and print."""

    room = "review"
    template = "local_review/terms.html"
    heading = "Terms of reference"

    def context(self) -> Mapping[str, Any]:
        """The version and each part that has words; NotHere before there is any."""
        newest = latest_document(self.seen.case, "terms")
        if newest is None:
            raise NotHere()
        parts = [(info.title, newest.body.get(name, "")) for name, info in Terms.model_fields.items() if name != "at"]
        return {"terms": newest, "parts": [(title, words) for title, words in parts if words],
                "settled": self.read.happened("terms_finalised")}
