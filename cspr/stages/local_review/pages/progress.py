"""Other reviews, parallel processes, pauses and completion, as pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.stages.local_review.aim import aim_of
from cspr.stages.local_review.operations.parallel import FORBIDS, OTHER
from cspr.stages.local_review.pages.base import ReviewStep
from cspr.stages.local_review.reads import open_processes, process_kinds
from cspr.steps.forms import Choices
from cspr.steps.page import CasePage


class ConsiderOtherReview(ReviewStep):
    """Whether the case is also one for another kind of review."""

    operation = "local_review.consider_other_review"
    template = "local_review/other_review.html"
    next_says = "A referral goes through the Business Unit. Where two reviews are due, decide whether to do them as one."

    def initial(self) -> Mapping[str, Any]:
        """The kind of review the address names."""
        return {"review": self.which}

    def context(self) -> Mapping[str, Any]:
        """What was considered before."""
        return {"considered": self.read.happened("other_review_considered")}


class DecideJointReview(ReviewStep):
    """Whether two reviews become one."""

    operation = "local_review.decide_joint_review"
    template = "local_review/joint.html"
    check = True
    button = "Record the decision"
    next_says = "If the reviews are joined, the learning is brought to both sub-groups."

    def context(self) -> Mapping[str, Any]:
        """Which other reviews the case was referred for."""
        return {"referred": [f for f in self.read.happened("other_review_considered") if f.details.get("refer")]}


class ShareJointLearning(ReviewStep):
    """Bringing the learning of a joint review to one sub-group."""

    operation = "local_review.share_joint_learning"
    next_says = "Both sub-groups are to have it: record each."

    def initial(self) -> Mapping[str, Any]:
        """The group the address names."""
        return {"group": self.which}


class _Processes(ReviewStep):
    after = "local_review.processes"

    def _running(self) -> dict[str, Any]:
        return open_processes(self.read.happened("parallel_process_opened"), self.read.happened("parallel_process_closed"))


class OpenParallelProcess(_Processes):
    """A process that has begun."""

    operation = "local_review.open_parallel_process"
    template = "local_review/process.html"
    button = "Add the process"
    next_says = "What it forbids is held back until its end is recorded here. Ask its lead body again at each progress check."

    def choices(self, name: str) -> Choices | None:
        """The kinds the protocol lists, and any other."""
        if name != "process":
            return None
        return [(says, says) for _, says in process_kinds(self.read.protocol)] + [(OTHER, "Another kind: say which below")]


class CloseParallelProcess(_Processes):
    """A process that has ended."""

    operation = "local_review.close_parallel_process"
    button = "Record the end"
    next_says = "What it held back can go ahead, unless another process still forbids it."

    def choices(self, name: str) -> Choices | None:
        """Those that are running."""
        return [(p, p) for p in self._running()] if name == "process" else None

    def initial(self) -> Mapping[str, Any]:
        """The process the address names."""
        return {"process": self.which}


class Pause(ReviewStep):
    """The review stops for now."""

    operation = "local_review.pause"
    template = "local_review/pause.html"
    button = "Pause the review"
    next_says = "The aim of the review does not move. The pause and its reason are shown beside it, and in the figures."

    def context(self) -> Mapping[str, Any]:
        """The aim."""
        return {"aim": aim_of(self.read)}


class Resume(ReviewStep):
    """The review goes on."""

    operation = "local_review.resume"
    template = "local_review/pause.html"
    button = "Resume the review"
    next_says = "The days of the pause stay on record beside the aim."

    def context(self) -> Mapping[str, Any]:
        """The aim."""
        return {"aim": aim_of(self.read)}


class CheckProgress(ReviewStep):
    """A look at time and quality."""

    operation = "local_review.check_progress"
    template = "local_review/pause.html"
    next_says = "The safeguarding partners look at the time taken and the quality at regular intervals; what they ask of the reviewer is in writing."

    def context(self) -> Mapping[str, Any]:
        """The aim."""
        return {"aim": aim_of(self.read)}


class Complete(ReviewStep):
    """The end of the review. Why, where the aim was missed: that stops nothing (E5)."""

    operation = "local_review.complete"
    template = "local_review/pause.html"
    check = True
    button = "Record that the review is complete"
    next_says = "The reviewer's sight of the case ends. The action plan and the publication plan go on."

    def context(self) -> Mapping[str, Any]:
        """The aim."""
        return {"aim": aim_of(self.read)}


class Processes(CasePage):
    """Every parallel process of the case, and what is held back by it."""

    room = "review"
    template = "local_review/processes.html"
    heading = "Parallel processes"

    def context(self) -> Mapping[str, Any]:
        """Those running, those ended, and what must wait."""
        read = self.read
        opened, closed = read.happened("parallel_process_opened"), read.happened("parallel_process_closed")
        running = open_processes(opened, closed)
        held = {key: [name for name, f in running.items() if key in f.details.get("forbids", [])] for key in FORBIDS}
        return {
            "running": [(name, f, [FORBIDS[k] for k in f.details.get("forbids", [])]) for name, f in running.items()],
            "ended": [(f, next((o for o in reversed(opened) if o.details["process"] == f.details["process"]), None)) for f in closed],
            "held": [(FORBIDS[key], names) for key, names in held.items()],
            "kinds": process_kinds(read.protocol), "may_change": self.member.role in ("business_unit", "sub_group_chair"),
        }
