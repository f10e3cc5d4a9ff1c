"""Other kinds of review, and a review done jointly (G1–G4)."""

from __future__ import annotations

from typing import Literal

from pydantic import create_model

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import LongText, OptionalLongText, Text, When, ask
from cspr.partnership.roles import Role

CONSIDERING = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)
REVIEWS = {"dhr": "Domestic homicide review (now also called domestic abuse related death review)",
           "sar": "Safeguarding adult review"}
GROUPS = {"cspr_sub_group": "The Sub-group for child safeguarding practice reviews",
          "sar_dhr_sub_group": "The sub-group for adult and domestic homicide reviews"}


class ConsiderOtherReview(Input):
    """Whether the case is also one for another kind of review."""

    review: Literal["dhr", "sar"] = ask("Which kind of review?", labels=REVIEWS)
    refer: bool = ask("Is the case to be referred for it?")
    reasons: LongText = ask("Why, or why not?", lines=4)
    at: When = ask("When was this considered?")


class _Joint(Input):
    joint: bool = ask("Will it be done as one joint review?")
    methodology_serves_both: bool | None = ask("Does the methodology meet what both reviews require?", "A joint review must be able to "
                                               "answer to both.", default=None)
    reasons: OptionalLongText = ask("Why, or why not?", default="", lines=4)
    at: When = ask("When was this decided?")


# The contract's word for this detail is a keyword of Python, so the field cannot be written in a class body.
DecideJointReview = create_model(
    "DecideJointReview", __base__=_Joint, __doc__="Whether two reviews become one.",
    **{"with": (Text, ask("Which other review?", "For example: the safeguarding adult review."))},
)


class ShareJointLearning(Input):
    """Which group the learning was brought to."""

    group: Literal["cspr_sub_group", "sar_dhr_sub_group"] = ask("Which sub-group was it brought to?", labels=GROUPS)
    at: When = ask("When?")


@operation("local_review.consider_other_review", title="Consider another kind of review", clauses=["G1", "G2"], by=CONSIDERING,
           records=["other_review_considered"], room="review")
def consider_other_review(do: Doing, data: ConsiderOtherReview) -> None:
    """Record whether the case goes to another kind of review; the Business Unit raises it."""
    do.record("other_review_considered", data.at, review=data.review, refer=data.refer, reasons=data.reasons)


@operation("local_review.decide_joint_review", title="Decide on a joint review", clauses=["G3"], by=CONSIDERING,
           records=["joint_review_decided"], room="review")
def decide_joint_review(do: Doing, data: DecideJointReview) -> None:  # type: ignore[valid-type]
    """Record whether the reviews are joined. Raises InputFault for a joint review whose methodology does not serve both."""
    if data.joint and data.methodology_serves_both is not True:
        raise InputFault.at("methodology_serves_both", "A joint review needs a methodology that serves both reviews. Settle that first, "
                            "then record the decision.")
    do.record("joint_review_decided", data.at, joint=data.joint, methodology_serves_both=data.methodology_serves_both,
              reasons=data.reasons or None, **{"with": getattr(data, "with")})


@operation("local_review.share_joint_learning", title="Bring the learning of a joint review to a sub-group", clauses=["G4"],
           by=CONSIDERING, records=["joint_learning_shared"], room="review")
def share_joint_learning(do: Doing, data: ShareJointLearning) -> None:
    """Record that a sub-group was given the learning. Raises GateClosed where no joint review was decided on."""
    do.record("joint_learning_shared", data.at, group=data.group)
