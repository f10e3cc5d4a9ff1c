"""What the Rapid Review panel weighs before it recommends. B3–B5, D8, F1–F4."""

from __future__ import annotations

from typing import Literal

from cspr.operations import Doing, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import Input, LongText, OptionalLongText, Text, ask
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.decision.operations.common import Happened
from cspr.stages.rapid_review.decision.reads import criteria_of, last_considered, rights_of

PANEL = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR)
Met = Literal["yes", "no", "unclear"]
MET_WORDS = {"yes": "Yes", "no": "No", "unclear": "Not clear yet"}


class ImmediateActions(Happened):
    """Whether children need anything done now."""

    any: bool = ask(
        "Does anything need to be done now to keep a child safe?",
        "Think of this child, brothers and sisters, and other children in touch with the same adults or "
        "setting.",
    )
    actions: OptionalLongText = ask(
        "What, by whom, and by when?", "If nothing, say why nothing more is needed.", default=""
    )


@operation(
    "rapid_review.consider_immediate_actions",
    title="Consider immediate safety actions",
    clauses=["D8"],
    by=PANEL,
    records=["immediate_actions_considered"],
    room="decision",
)
def consider_immediate_actions(do: Doing, data: ImmediateActions) -> None:
    """Record whether anything must be done at once, and what. Raises InputFault where something must and it is not said."""
    if data.any:
        data.needs(actions="Say what needs to be done, by whom and by when.")
    do.record("immediate_actions_considered", data.at, any=data.any, actions=data.actions or None)


class ImmediateLearning(Happened):
    """Learning that cannot wait for the report."""

    what: LongText = ask("What was shared?", "In words that identify nobody.")
    to: Text = ask("With whom?", "For example: all agencies on the panel, and their front-line teams.")


@operation(
    "rapid_review.share_immediate_learning",
    title="Share immediate learning",
    clauses=["D8"],
    by=PANEL,
    records=["immediate_learning_shared"],
    room="decision",
)
def share_immediate_learning(do: Doing, data: ImmediateLearning) -> None:
    """Record that learning which cannot wait was passed on."""
    do.record("immediate_learning_shared", data.at, what=data.what or None, to=data.to or None)


class Improvement(Happened):
    """What could be done better."""

    reasons: LongText = ask(
        "What could be improved, and why do you think so?",
        "How agencies worked together, what helped, what got in the way. Systems, not people.",
        lines=8,
    )


@operation(
    "rapid_review.consider_improvement",
    title="Consider what could be improved",
    clauses=["D8", "B5", "B6"],
    by=PANEL,
    records=["improvement_considered"],
    room="decision",
)
def consider_improvement(do: Doing, data: Improvement) -> None:
    """Record the panel's view of the potential for improvement."""
    do.record("improvement_considered", data.at, reasons=data.reasons)


class Criterion(Happened):
    """One criterion or circumstance, weighed."""

    criterion: Text = ask("Which criterion?", "Its number in the protocol, such as B3-1.")
    met: Met = ask("Is it met?", labels=MET_WORDS)
    reasons: LongText = ask("Why?", "What in the returns or the meeting shows it.")


@operation(
    "rapid_review.consider_criterion",
    title="Consider one criterion",
    clauses=["B3", "B4"],
    by=PANEL,
    records=["criterion_considered"],
    room="decision",
)
def consider_criterion(do: Doing, data: Criterion) -> None:
    """Record the panel's view of one criterion; a later view takes the place of an earlier one."""
    if data.criterion not in criteria_of(do.protocol):
        raise InputFault.at(
            "criterion",
            f"“{data.criterion}” is not a criterion of the protocol: {', '.join(criteria_of(do.protocol))}.",
        )
    do.record("criterion_considered", data.at, criterion=data.criterion, met=data.met, reasons=data.reasons)


class CriterionRow(Input):
    """One line of the table of criteria. Empty: not considered yet."""

    criterion: Text = ask("Criterion")
    met: Met | None = ask("Is this met?", default=None, labels=MET_WORDS)
    reasons: OptionalLongText = ask(
        "Why?", "What in the returns or the meeting shows it.", default="", lines=3
    )


class Criteria(Happened):
    """All criteria at once; those left empty are not touched."""

    criteria: list[CriterionRow] = ask(
        "The criteria", "Save and come back as often as you need. Only what you answer or change is recorded."
    )


def _criterion_faults(do: Doing, data: Criteria) -> list[Fault]:
    faults = (
        [] if any(r.met for r in data.criteria) else [Fault("criteria", "Answer at least one criterion.")]
    )
    for i, row in enumerate(data.criteria):
        if row.criterion not in criteria_of(do.protocol):
            faults.append(
                Fault(f"criteria.{i}.criterion", f"“{row.criterion}” is not one of the protocol's criteria.")
            )
        elif row.met and not row.reasons:
            faults.append(
                Fault(
                    f"criteria.{i}.reasons", f"Say why {row.criterion} is answered so. A sentence is enough."
                )
            )
        elif row.reasons and not row.met:
            faults.append(
                Fault(
                    f"criteria.{i}.met", f"Choose whether {row.criterion} is met, not met or not clear yet."
                )
            )
    return faults


@operation(
    "rapid_review.consider_criteria",
    title="Weigh the criteria",
    clauses=["B3", "B4", "D8"],
    by=PANEL,
    records=["criterion_considered"],
    room="decision",
)
def consider_criteria(do: Doing, data: Criteria) -> None:
    """Record each criterion that was answered or changed. Raises InputFault for answers without reasons."""
    faults = _criterion_faults(do, data)
    if faults:
        raise InputFault(*faults)
    before = last_considered(do.happened("criterion_considered"))
    for row in data.criteria:
        old = before.get(row.criterion)
        if row.met and (
            old is None or (old.details.get("met"), old.details.get("reasons")) != (row.met, row.reasons)
        ):
            do.record(
                "criterion_considered", data.at, criterion=row.criterion, met=row.met, reasons=row.reasons
            )
    if not do.new:
        raise InputFault.at(
            "criteria", "Nothing is different from what is recorded. Change an answer, or go back."
        )


class Weighed(Input):
    """What was thought about one article, limb or practice."""

    item: Text = ask("Which one")
    text: OptionalLongText = ask("What did you weigh?", default="", lines=3)


class RightsAndEquality(Happened):
    """Human rights, equality and anti-oppressive practice, weighed for one decision."""

    decision: Text = ask("Which decision is this for?", "For example: recommendation.")
    weighed: list[Weighed] = ask(
        "What was weighed", "Say what it meant here, or that it did not arise.", default=[]
    )
    reasons: LongText = ask(
        "What difference did it make to the decision?",
        "Say so too if it made none, and how you know.",
        lines=6,
    )


@operation(
    "rapid_review.consider_rights_and_equality",
    title="Consider rights and equality",
    clauses=["F1", "F2", "F3", "F4"],
    by=PANEL,
    records=["rights_and_equality_considered"],
    room="decision",
)
def consider_rights_and_equality(do: Doing, data: RightsAndEquality) -> None:
    """Record the consideration for a decision, and keep its text as a document."""
    known = rights_of(do.protocol)
    faults = [
        Fault(f"weighed.{i}.item", f"“{row.item}” is not one of: {', '.join(known)}.")
        for i, row in enumerate(data.weighed)
        if row.item not in known
    ]
    if faults:
        raise InputFault(*faults)
    do.document(
        "rights_and_equality",
        {"weighed": {r.item: r.text for r in data.weighed if r.text}, "reasons": data.reasons},
        data.decision[:100],
    )
    do.record("rights_and_equality_considered", data.at, decision=data.decision, reasons=data.reasons)
