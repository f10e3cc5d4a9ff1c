"""The steps that weigh, recommend and write: each a page made for the panel. B3–B6, D8, F1–F4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cspr.stages.rapid_review.decision import reads
from cspr.steps import CaseStep
from cspr.steps.forms import Choices


class DecisionStep(CaseStep):
    """A step of the decision; it leads back to the decision record, which shows what was just recorded in its place."""

    after = "rapid_review.decision"

    def meeting_day(self) -> dict[str, Any]:
        """The learning meeting's day, as the likely day of what the panel weighed."""
        held = self.read.happened("meeting_held", meeting="learning")
        return {"at": held[-1].at} if held else {}


class ImmediateActionsStep(DecisionStep):
    """Safety first: what must be done now (D8)."""

    operation = "rapid_review.consider_immediate_actions"
    template = "rapid_review/decision/immediate_actions.html"
    heading = "Does anything need to be done now?"
    next_says = "Actions with an owner and a date go into the action plan, which the Sub-group follows."

    def initial(self) -> Mapping[str, Any]:
        """The meeting's day."""
        return self.meeting_day()


class ImmediateLearningStep(DecisionStep):
    """Learning that cannot wait (D8)."""

    operation = "rapid_review.share_immediate_learning"
    template = "rapid_review/decision/immediate_learning.html"
    heading = "Share learning that cannot wait"
    next_says = "It stays on the decision record, and belongs in the report to the Panel."


class ImprovementStep(DecisionStep):
    """The potential for improvement (D8, B5, B6)."""

    operation = "rapid_review.consider_improvement"
    template = "rapid_review/decision/improvement.html"
    heading = "What could be improved?"
    next_says = "The panel weighs the criteria, one by one."

    def initial(self) -> Mapping[str, Any]:
        """The meeting's day, and what was said before."""
        before = self.read.happened("improvement_considered")
        return {**self.meeting_day(), **({"reasons": before[-1].details.get("reasons")} if before else {})}


class CriteriaStep(DecisionStep):
    """All criteria on one page (B3, B4)."""

    operation = "rapid_review.consider_criteria"
    template = "rapid_review/decision/criteria.html"
    heading = "Weigh the criteria"
    next_says = "Rights and equality are weighed, then the panel makes its recommendation."

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """One row a criterion of the protocol."""
        words = reads.criteria_of(self.read.protocol)
        return {"criteria": ("criterion", [(key, f"{key} · {says}") for key, says in words.items()])}

    def initial(self) -> Mapping[str, Any]:
        """What stands for each, and the meeting's day."""
        rows = [w.fact.details for w in reads.criteria(self.read) if w.fact]
        return {**self.meeting_day(), "criteria": rows}


class CriterionStep(DecisionStep):
    """One criterion, opened from the decision record (B3, B4)."""

    operation = "rapid_review.consider_criterion"
    template = "rapid_review/decision/criterion.html"
    heading = "Consider one criterion"

    def choices(self, name: str) -> Choices | None:
        """The protocol's criteria."""
        words = reads.criteria_of(self.read.protocol)
        return [(key, f"{key} · {says}") for key, says in words.items()] if name == "criterion" else None

    def initial(self) -> Mapping[str, Any]:
        """The criterion named in the address, with what stands for it."""
        chosen = self.request.GET.get("for", "")
        found = next((w.fact for w in reads.criteria(self.read) if w.id == chosen and w.fact), None)
        return {**self.meeting_day(), "criterion": chosen, **(found.details if found else {})}


class RightsStep(DecisionStep):
    """Rights and equality, laid out article by article and limb by limb (F1–F4)."""

    operation = "rapid_review.consider_rights_and_equality"
    template = "rapid_review/decision/rights.html"
    heading = "Weigh rights and equality"
    next_says = "The panel makes its recommendation with this beside it."

    def choices(self, name: str) -> Choices | None:
        """The decisions of a Rapid Review."""
        if name != "decision":
            return None
        return [
            ("recommendation", "The recommendation on a review"),
            ("immediate_actions", "Immediate safety actions"),
            ("final_decision", "The safeguarding partners' final decision"),
            ("publication", "What is said in public"),
        ]

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """One box an article, a limb, and practice itself."""
        return {"weighed": ("item", list(reads.rights_of(self.read.protocol).items()))}

    def initial(self) -> Mapping[str, Any]:
        """What was weighed before for this decision."""
        decision = self.request.GET.get("for", "recommendation")
        body = next((d.body for d in reads.rights_documents(self.read.case) if d.for_value == decision), {})
        weighed = [{"item": k, "text": v} for k, v in body.get("weighed", {}).items()]
        return {
            **self.meeting_day(),
            "decision": decision,
            "weighed": weighed,
            "reasons": body.get("reasons", ""),
        }

    def context(self) -> Mapping[str, Any]:
        """The laws that frame the question."""
        return {"frame": reads.legal_frame(self.read.protocol)}


class RecommendStep(DecisionStep):
    """The panel's recommendation, with the decision record so far beside the question (D8)."""

    operation = "rapid_review.make_recommendation"
    template = "rapid_review/decision/recommend.html"
    heading = "What does the panel recommend?"
    check = True
    button = "Make the recommendation"
    next_says = (
        "The three safeguarding partners now see the case. They read the report and sign the decision."
    )

    def initial(self) -> Mapping[str, Any]:
        """The meeting's day."""
        return self.meeting_day()

    def context(self) -> Mapping[str, Any]:
        """The record so far, and what is still missing from it."""
        return reads.record(self.read)


class WriteReportStep(DecisionStep):
    """The report's text; every save is a version (D8, D9)."""

    operation = "rapid_review.write_report"
    after = "rapid_review.report"
    template = "rapid_review/decision/write_report.html"
    heading = "Write the Rapid Review report"
    button = "Keep as the next version"
    next_says = (
        "The three safeguarding partners read this text and sign it. Only then may it go to the Panel."
    )

    def initial(self) -> Mapping[str, Any]:
        """The newest version, or parts filled from the decision record."""
        current = reads.report(self.read.case)
        return current.body if current else reads.proposed_report(self.read)

    def context(self) -> Mapping[str, Any]:
        """The version there is, and the signatures that an edit would void."""
        return {
            "current": reads.report(self.read.case),
            "signed": [s for s in reads.signatures(self.read) if s.fact and s.holds],
            "gone": reads.gone(self.read.facts),
        }
