"""The verbs of an action plan: develop, agree, set, do, accept, and say what stands in the way (J1, J2, J4, D13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from cspr.operations import Doing, Forbidden, Input, InputFault, operation
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.protocol.facts import day_of
from cspr.record.facts import recorded_by
from cspr.services.insight.actions import KINDS, Action, actions_of

PLANNERS = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)
DOERS = (*PLANNERS, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.SAFEGUARDING_PARTNER)
REVIEWS = {"rapid_review": "The Rapid Review", "local_review": "The local review"}
TYPES = {"policy": "Policy or procedure", "training": "Training", "practice": "Practice", "system": "Systems and records",
         "commissioning": "Commissioning"}
Of = Literal["rapid_review", "local_review"]
Type = Literal["policy", "training", "practice", "system", "commissioning"]
ActionId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[\w .\-]*$")]


class Finding(Input):
    """One finding, and what is recommended."""

    finding: LongText = ask("What was found?", "One finding: what happened, and why it could.", lines=3)
    recommendation: OptionalLongText = ask("What is recommended?", default="", lines=3)


class Develop(Input):
    """The findings that the plan answers."""

    of: Of = ask("Which review is the plan for?", labels=REVIEWS)
    findings: list[Finding] = ask("Finding", "Those the review made. Each action says which one it answers.", default=[], rows=1,
                                  add_label="Add another finding")
    at: When = ask("When did the Sub-group settle this?")


class Agree(Input):
    """One safeguarding partner's agreement."""

    partner: Literal["health", "police", "local_authority"] = ask("For which partner?", labels={
        "health": "Integrated care board", "police": "Police", "local_authority": "Local authority"})
    of: Of = ask("Which plan is agreed to?", labels=REVIEWS)
    at: When = ask("When was it agreed?")


class SetAction(Input):
    """One action: what, for whom, by when, and how anyone will know that it worked."""

    title: Text = ask("What is to be done?", "Begin with a verb. One action, one owner.")
    owner: Text = ask("Who owns it?", "The agency that will do it.", **{"as": "select"})
    due: Day = ask("By when?")
    of: Of | None = ask("From which review?", default=None, labels=REVIEWS)
    finding: OptionalLongText = ask("Which finding does it answer?", default="", lines=2)
    outcome: OptionalLongText = ask("What will be different for children?", default="", lines=2)
    measure: OptionalLongText = ask("How will you know?", "Something that can be counted, sampled or asked.", default="", lines=2)
    type: Type | None = ask("What kind of change is it?", default=None, labels=TYPES)
    theme: OptionalText = ask("Theme", "For example: information sharing.", default="")
    action: ActionId = ask("Its name", "Left empty, the next free one: A1, A2 …", default="")
    at: When = ask("When was it set?")


class DoAction(Input):
    """That the owner has done it, and what shows it."""

    action: ActionId = ask("Which action?")
    evidence: LongText = ask("What shows that it is done?", "What changed, where it can be seen, and who checked. No names of "
                             "children or families.", lines=5)
    at: When = ask("When was it done?")
    late_reason: OptionalLongText = why_late()


class AcceptAction(Input):
    """That somebody other than the one who reported it finds it complete."""

    action: ActionId = ask("Which action?")
    reasons: OptionalLongText = ask("What convinced you?", default="", lines=3)
    at: When = ask("When was it accepted?")


class Barrier(Input):
    """What stands in the way of an action."""

    action: ActionId = ask("Which action?")
    reasons: LongText = ask("What stands in the way?", "What was tried, and what would remove it.", lines=4)
    at: When = ask("When did this become clear?")


class Escalate(Input):
    """What the Executive is asked."""

    action: ActionId = ask("Which action?")
    reasons: LongText = ask("What is the Executive asked to do?", "The barrier, what was tried, and the decision you need.", lines=4)
    at: When = ask("When was it brought to the Executive?")


class AnswerBarrier(Input):
    """What the Executive decided about a barrier."""

    action: ActionId = ask("Which action?")
    answer: LongText = ask("What did the Executive decide?", "Who does what, by when.", lines=4)
    at: When = ask("When was it decided?")


class Retest(Input):
    """Whether the change held."""

    action: ActionId = ask("Which action?")
    reasons: LongText = ask("What was found?", "What the measure says now, and what children and families say.", lines=4)
    at: When = ask("When was it looked at again?")


class ChangeDue(Input):
    """Another date for an action, with the reason."""

    action: ActionId = ask("Which action?")
    due: Day = ask("By when instead?")
    reason: LongText = ask("Why does the date change?", "This stays with the history, next to the first date.", lines=3)


def owns(do: Doing, owner: str) -> bool:
    """Whether the person acts for the owner of an action: its agency, its statutory partner, or its role."""
    return owner in {do.member.who, do.member.protocol_role, do.member.agency.slug if do.member.agency else ""} - {""}


def _action(do: Doing, action: str) -> Action:
    found = next((a for a in actions_of(do.of_kinds(KINDS)) if a.id == action), None)
    # An agency sees only its own actions, so another's is answered as one that is not there.
    if found is None or (do.member.role in (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR) and not owns(do, found.owner)):
        raise InputFault.at("action", f"There is no action “{action}” in this plan. Open the plan and choose one from it.")
    return found


def _not_before(at: date | datetime, earlier: date | datetime, words: str) -> None:
    if day_of(at) < day_of(earlier):
        raise InputFault.at("at", f"This is before {words}, on {day_of(earlier):%-d %B %Y}. Check the date.")


def _owner_or_planner(do: Doing, action: Action) -> None:
    if do.member.role not in PLANNERS and not owns(do, action.owner):
        raise Forbidden("Only the owner of an action, the Business Unit or the Sub-group can record this.")


@operation("action_plan.develop", title="Develop the action plan", clauses=["J1"], by=PLANNERS, records=["action_plan_developed"], room="actions")
def develop(do: Doing, data: Develop) -> None:
    """Record that the plan for a review's findings was settled, and keep the findings as the plan's next version."""
    plan = None
    if data.findings:
        plan = do.document("action_plan", {"of": data.of, "findings": [f.model_dump() for f in data.findings]}, data.of)
    do.record("action_plan_developed", data.at, of=data.of, text_hash=plan.text_hash if plan else None)


@operation("action_plan.agree", title="Agree to the action plan", clauses=["J1"], by=[Role.SAFEGUARDING_PARTNER],
           records=["action_plan_agreed"], room="actions", fresh_sign_in=True)
def agree(do: Doing, data: Agree) -> None:
    """Record one partner's agreement to the plan as it stands. Raises Forbidden for another's, GateClosed without a plan."""
    if do.member.who != data.partner:
        raise Forbidden("A safeguarding partner agrees for itself only.")
    plans = do.happened("action_plan_developed", of=data.of)
    if plans:  # Without a plan the protocol's own gate refuses, and says what is missing.
        _not_before(data.at, plans[0].at, "the plan was developed")
    text = plans[-1].details.get("text_hash") if plans else None
    do.record("action_plan_agreed", data.at, partner=data.partner, of=data.of, text_hash=text)


@operation("action_plan.set_action", title="Set an action", clauses=["J2", "D13"], by=PLANNERS, records=["action_set"], room="actions")
def set_action(do: Doing, data: SetAction) -> None:
    """Record an action with its owner and date, and keep what it is for. Raises InputFault for an unknown owner or a date before today's."""
    known = {a.id for a in actions_of(do.of_kinds(KINDS))}
    if data.action in known:
        raise InputFault.at("action", f"“{data.action}” is in the plan already. Change its date there, or give this one another name.")
    _known_owner(do, data.owner)
    if data.due < day_of(data.at):
        raise InputFault.at("due", f"{data.due:%-d %B %Y} is before the action was set. Choose a later date.")
    name = data.action or next(f"A{n}" for n in range(1, len(known) + 2) if f"A{n}" not in known)
    body = data.model_dump(include={"title", "of", "finding", "outcome", "measure", "type", "theme"})
    if any(body.values()):
        do.document("action", {k: v or "" for k, v in body.items()}, name)
    do.record("action_set", data.at, action=name, owner=data.owner, due=data.due)


def _known_owner(do: Doing, owner: str) -> None:
    words: set[str] = {r.id for r in do.protocol.roles}
    for slug, partner in Agency.objects.filter(partnership=do.home).values_list("slug", "partner"):
        words |= {slug, partner}
    if owner not in words - {""}:
        raise InputFault.at("owner", f"“{owner}” is no agency or role of this partnership. Choose one from its directory.")


@operation("action_plan.change_due", title="Change the date of an action", clauses=["J2"], by=PLANNERS, records=["action_set"], room="actions")
def change_due(do: Doing, data: ChangeDue) -> None:
    """Record another date, as a correction of the action as it was set: the first date stays readable, with the reason."""
    action = _action(do, data.action)
    if not action.open:
        raise InputFault.at("action", f"“{action.id}” is done. Its date no longer changes.")
    if data.due == action.due:
        raise InputFault.at("due", "That is the date it has now. Give another, or go back.")
    if data.due < day_of(action.set.at):
        raise InputFault.at("due", f"{data.due:%-d %B %Y} is before the action was set. Choose a later date.")
    do.record("action_set", action.set.at, supersedes=action.set.id, reason=data.reason, **{**action.set.details, "due": data.due})


@operation("action_plan.do_action", title="Report an action as done", clauses=["J2"], by=DOERS, records=["action_done"], room="actions")
def do_action(do: Doing, data: DoAction) -> None:
    """Record that an action is done, by its owner or the Business Unit. Raises Forbidden for anybody else."""
    action = _action(do, data.action)
    if do.member.role != Role.BUSINESS_UNIT and not owns(do, action.owner):
        raise Forbidden("Only the owner of an action, or the Business Unit, can report it as done.")
    if not action.open:
        raise InputFault.at("action", f"“{action.id}” was already reported as done.")
    _not_before(data.at, action.set.at, "the action was set")
    do.record("action_done", data.at, action=action.id, evidence=data.evidence or None)


@operation("action_plan.accept_action", title="Accept an action as complete", clauses=["J2", "D13"], by=PLANNERS, records=["action_accepted"],
           room="actions")
def accept_action(do: Doing, data: AcceptAction) -> None:
    """Record that an action is complete. Raises Forbidden to whoever reported it as done, in whatever role."""
    action = _action(do, data.action)
    if action.accepted:
        raise InputFault.at("action", f"“{action.id}” was accepted on {day_of(action.accepted.at):%-d %B %Y}.")
    if action.done:  # Before it is done the protocol's own gate refuses, and says what is missing.
        if do.member.user_id in recorded_by(action.done.id):
            raise Forbidden("You reported this action as done. Somebody else has to accept it.")
        _not_before(data.at, action.done.at, "it was done")
    do.record("action_accepted", data.at, action=action.id, reasons=data.reasons or None)


@operation("action_plan.raise_barrier", title="Say what stands in the way of an action", clauses=["J4"], by=DOERS, records=["barrier_raised"],
           room="actions")
def raise_barrier(do: Doing, data: Barrier) -> None:
    """Record what stands in the way, by the owner, the Business Unit or the Sub-group."""
    action = _action(do, data.action)
    _owner_or_planner(do, action)
    _about_barrier(do, action, data, "barrier_raised")


@operation("action_plan.escalate_barrier", title="Bring a barrier to the Executive", clauses=["J4"], by=PLANNERS, records=["barrier_escalated"],
           room="actions")
def escalate_barrier(do: Doing, data: Escalate) -> None:
    """Record that the Executive was asked. Raises InputFault where no barrier was raised."""
    action = _action(do, data.action)
    if action.barrier is None:
        raise InputFault.at("action", f"Nothing is recorded as standing in the way of “{action.id}”. Record the barrier first.")
    _not_before(data.at, action.barrier.at, "the barrier was raised")
    _about_barrier(do, action, data, "barrier_escalated")


def _about_barrier(do: Doing, action: Action, data: Any, kind: str) -> None:
    if action.accepted:
        raise InputFault.at("action", f"“{action.id}” is complete, so nothing stands in its way.")
    _not_before(data.at, action.set.at, "the action was set")
    do.record(kind, data.at, action=action.id, reasons=data.reasons)


@operation("action_plan.answer_barrier", title="Answer a barrier", clauses=["J4"], by=[Role.EXECUTIVE, Role.BUSINESS_UNIT], room="actions")
def answer_barrier(do: Doing, data: AnswerBarrier) -> None:
    """Keep what the Executive decided about a barrier. Raises InputFault where none was brought to it."""
    action = _action(do, data.action)
    if action.escalated is None:
        raise InputFault.at("action", f"No barrier to “{action.id}” was brought to the Executive.")
    do.check_when(data.at)
    _not_before(data.at, action.escalated.at, "it was brought to the Executive")
    do.document("barrier_answer", {"answer": data.answer, "at": data.at.isoformat()}, action.id)


@operation("action_plan.retest_impact", title="Look again at what an action changed", clauses=["J2"], by=PLANNERS, records=["impact_retested"],
           room="actions")
def retest_impact(do: Doing, data: Retest) -> None:
    """Record whether the change held. Raises InputFault before the action is complete."""
    action = _action(do, data.action)
    if action.accepted is None:
        raise InputFault.at("action", f"“{action.id}” is not complete yet. What it changed is looked at again afterwards.")
    _not_before(data.at, action.accepted.at, "it was accepted as complete")
    do.record("impact_retested", data.at, action=action.id, reasons=data.reasons)
