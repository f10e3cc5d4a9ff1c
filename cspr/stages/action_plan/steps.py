"""Each step of an action plan as a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from cspr.operations import Done
from cspr.stages.action_plan.operations import REVIEWS
from cspr.stages.action_plan.pages import find, plans_of
from cspr.stages.action_plan.reads import Line, lines_of, owners
from cspr.steps import CaseStep
from cspr.steps.forms import Choices


class PlanStep(CaseStep):
    """A step of the plan; afterwards the person is back at the plan."""

    template = "action_plan/step.html"
    after = "action_plan"
    tips: tuple[str, ...] = ()

    def context(self) -> Mapping[str, Any]:
        """What helps to answer."""
        return {"tips": self.tips}


class Develop(PlanStep):
    """The findings the plan answers."""

    operation = "action_plan.develop"
    heading = "Develop the action plan"
    button = "Record the plan"
    tips = ("Write each finding once. Say why it could happen, and not only what happened.",
            "Few recommendations that change practice do more than many that cannot be followed up.")
    next_says = "Set an action for each finding. Then each of the three safeguarding partners is asked to agree to the plan."

    def initial(self) -> Mapping[str, Any]:
        """The plan as it stands, for the review named by ?for= or the latest there is."""
        wanted = self.request.GET.get("for", "")
        plans = plans_of(self.read)
        plan = next((p for p in plans if p["of"] == wanted), plans[-1] if plans and not wanted else None)
        of = wanted if wanted in REVIEWS else "local_review" if self.read.happened("review_completed") else "rapid_review"
        return {"of": plan["of"], "findings": plan["findings"]} if plan else {"of": of}


class Agree(PlanStep):
    """One partner's agreement, beside the plan itself."""

    operation = "action_plan.agree"
    template = "action_plan/agree.html"
    heading = "Agree to the action plan"
    button = "Agree to the plan"
    leave_out = ("partner",)
    check = True
    next_says = "The Business Unit keeps the plan and the Sub-group watches over it. A plan that changes is put to you again."

    def initial(self) -> Mapping[str, Any]:
        """The first plan that waits for this partner."""
        waiting = [p["of"] for p in plans_of(self.read, self.member.who) if p["waiting"]]
        return {"of": waiting[0]} if waiting else {}

    def choices(self, name: str) -> Choices | None:
        """The plans there are."""
        plans = [(p["of"], p["name"]) for p in plans_of(self.read)]
        return plans if name == "of" and plans else None

    def context(self) -> Mapping[str, Any]:
        """What is agreed to."""
        return {**super().context(), "plans": plans_of(self.read), "lines": lines_of(self.read)}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """A partner agrees for itself."""
        return {**answers, "partner": self.member.who}


class SetAction(PlanStep):
    """What is to be done, by whom, by when, and how anyone will know that it worked."""

    operation = "action_plan.set_action"
    heading = "Set an action"
    button = "Set the action"
    leave_out = ("action",)
    tips = ("Give it one owner. Where two agencies must act, set two actions.",
            "Say what will be different for children, and how that will be seen; “done” alone does not show it.")
    next_says = "The owner sees the action on its own list with this date. When it is reported as done, somebody else accepts it."

    def context(self) -> Mapping[str, Any]:
        """The findings, to answer them one by one."""
        return {**super().context(), "findings": [f["finding"] for plan in plans_of(self.read) for f in plan["findings"]]}

    def choices(self, name: str) -> Choices | None:
        """The owners there are."""
        return owners(self.read.case.partnership) if name == "owner" else None


class ActionStep(PlanStep):
    """A step about one action, named by ?for=; without it the person chooses."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The action is not asked for where the address names it."""
        super().setup(request, *args, **kwargs)
        self.leave_out = ("action",) if self.line else ()

    @property
    def draft_name(self) -> str:
        """A draft belongs to one action."""
        return f"{self.operation}:{self.line.id}" if self.line else self.operation

    @cached_property
    def line(self) -> Line | None:
        """The action named in the address. Raises NotHere where it is not this person's to see."""
        wanted = self.request.GET.get("for", "")
        return find(lines_of(self.read), wanted) if wanted else None

    def choices(self, name: str) -> Choices | None:
        """The actions this person may see, to choose from."""
        return [(line.id, f"{line.title} ({line.owner})") for line in lines_of(self.read)] if name == "action" else None

    def context(self) -> Mapping[str, Any]:
        """The action as it stands."""
        return {**super().context(), "line": self.line}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Names the action."""
        return {**answers, "action": self.line.id} if self.line else answers

    def done_url(self, done: Done) -> str:
        """The action's own page."""
        return self.line.url if self.line else super().done_url(done)


class DoAction(ActionStep):
    """That it is done, and what shows it."""

    operation = "action_plan.do_action"
    heading = "Report the action as done"
    button = "Report as done"
    next_says = "Somebody other than you looks at what you wrote and accepts the action as complete."


class AcceptAction(ActionStep):
    """That somebody else finds it complete."""

    operation = "action_plan.accept_action"
    heading = "Accept the action as complete"
    button = "Accept as complete"
    check = True
    tips = ("Compare what is reported with what was meant to be different for children.",
            "If it is not enough, take the report back in the history and tell the owner why.")
    next_says = "Plan when to look again: an action that is complete has not yet shown that it changed anything."


class RaiseBarrier(ActionStep):
    """What stands in the way."""

    operation = "action_plan.raise_barrier"
    heading = "What stands in the way?"
    next_says = "The action is shown as at risk, and the barrier is brought to the Executive."


class EscalateBarrier(ActionStep):
    """What the Executive is asked."""

    operation = "action_plan.escalate_barrier"
    heading = "Bring the barrier to the Executive"
    button = "Bring it to the Executive"
    next_says = "Executive members see this action and its barrier, and nothing else of the plan."

    def initial(self) -> Mapping[str, Any]:
        """The barrier in its owner's words."""
        barrier = self.line.action.barrier if self.line and self.line.action else None
        return {"reasons": barrier.details["reasons"]} if barrier else {}


class AnswerBarrier(ActionStep):
    """What the Executive decided."""

    operation = "action_plan.answer_barrier"
    heading = "What did the Executive decide?"
    next_says = "The owner and the Sub-group read the answer on the action's page."


class ChangeDue(ActionStep):
    """Another date, with the reason."""

    operation = "action_plan.change_due"
    heading = "Change the date of the action"
    button = "Change the date"
    check = True
    next_says = "The first date and the reason stay in the history, and the action's owner sees the new date."


class RetestImpact(ActionStep):
    """Whether the change held."""

    operation = "action_plan.retest_impact"
    heading = "Look again at what the action changed"
    tips = ("Use the measure that was set with the action.", "Ask children, families and practitioners, and not only the records.")
    next_says = "If the change did not hold, set a new action."
