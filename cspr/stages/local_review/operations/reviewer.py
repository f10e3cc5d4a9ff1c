"""Weighing candidates and appointing the independent reviewer (E1, E2, D14)."""

from __future__ import annotations

from datetime import date
from typing import Any

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.stages.local_review.reads import CONSIDERATIONS, must_be_listed

APPOINTING = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)


class WeighReviewer(Input):
    """One consideration, for one candidate."""

    consideration: Text = ask("Which consideration?")
    candidate: Text = ask("Which candidate?", "A name, or a letter if names are kept elsewhere. Use the same word each time.")
    reasons: OptionalLongText = ask("What did the appointing group find?", "Say what it rests on: earlier reviews, references, "
                                    "interview.", default="")
    at: When = ask("When was it weighed?")


class Weighing(Input):
    """A row of the weighing: the consideration and what was found."""

    consideration: Text = ask("Which consideration?")
    reasons: LongText = ask("What did the appointing group find?", lines=3)


class WeighCandidate(Input):
    """All the considerations, for one candidate."""

    candidate: Text = ask("Which candidate?", "A name, or a letter if names are kept elsewhere. Use the same word each time.")
    at: When = ask("When did the appointing group weigh this candidate?")
    weighings: list[Weighing] = ask("The considerations", "Say what each finding rests on: earlier reviews, references, interview.")


class AppointReviewer(Input):
    """Who reviews, and between which dates the case is open to them."""

    name: Text = ask("Who has been appointed?", "The reviewer's name, as it will stand on the report.")
    at: When = ask("When were they appointed?")
    candidate: OptionalText = ask("Which weighed candidate is this?", "Only if the weighing was recorded under another word.", default="")
    member: OptionalText = ask("Which sign-in is theirs?", "The case opens to this person from the appointment. Leave it empty if they "
                               "will not use the service.", default="")
    starts: Day | None = ask("When do they start?", default=None)
    ends: Day | None = ask("When does the engagement end?", default=None)
    reasons: OptionalLongText = ask("Why is the earlier reviewer replaced?", "Only where somebody was appointed before.", default="", lines=3)


def _weigh(do: Doing, candidate: str, consideration: str, reasons: str, at: Any, place: str) -> None:
    must_be_listed(do.protocol, CONSIDERATIONS, consideration, place)
    do.record("reviewer_weighed", at, consideration=consideration, candidate=candidate, reasons=reasons or None)


@operation("local_review.weigh_reviewer", title="Weigh one consideration for a reviewer", clauses=["E2"], by=APPOINTING,
           records=["reviewer_weighed"], room="review")
def weigh_reviewer(do: Doing, data: WeighReviewer) -> None:
    """Record one consideration for one candidate. Raises InputFault where the protocol lists no such consideration."""
    _weigh(do, data.candidate, data.consideration, data.reasons, data.at, "consideration")


@operation("local_review.weigh_candidate", title="Weigh a candidate for reviewer", clauses=["E1", "E2"], by=APPOINTING,
           records=["reviewer_weighed"], room="review")
def weigh_candidate(do: Doing, data: WeighCandidate) -> None:
    """Record every consideration given for a candidate; what is unchanged since it was last weighed is not recorded twice."""
    for number, row in enumerate(data.weighings):
        before = do.happened("reviewer_weighed", candidate=data.candidate, consideration=row.consideration)
        if not before or before[-1].details.get("reasons") != row.reasons:
            _weigh(do, data.candidate, row.consideration, row.reasons, data.at, f"weighings.{number}.consideration")


@operation("local_review.appoint_reviewer", title="Appoint the independent reviewer", clauses=["E1", "E2", "D14"], by=APPOINTING,
           records=["reviewer_appointed"], room="review")
def appoint_reviewer(do: Doing, data: AppointReviewer) -> None:
    """Record the appointment, or the replacement of an earlier reviewer.

    Raises InputFault for a sign-in that is not a reviewer's, dates the wrong way round, or the same person twice.
    """
    if data.member and data.member not in {m.who for m in reviewers(do)}:
        raise InputFault.at("member", "That is not the sign-in of an independent reviewer here. Ask the Business Unit to invite one.")
    if data.starts and data.ends and data.ends < data.starts:
        raise InputFault.at("ends", "The engagement ends before it starts. Check both dates.")
    earlier = do.happened("reviewer_appointed")
    if earlier and earlier[-1].details["name"] == data.name and earlier[-1].details.get("member", "") == data.member:
        raise InputFault.at("name", f"{data.name} is the reviewer already. Correct that entry if something in it is wrong.")
    days: dict[str, date] = {k: v for k, v in (("starts", data.starts), ("ends", data.ends)) if v}
    texts = {k: v for k, v in (("candidate", data.candidate), ("member", data.member), ("reasons", data.reasons)) if v}
    do.record("reviewer_appointed", data.at, name=data.name, **texts, **days)


def reviewers(do: Doing) -> list[Member]:
    """The people who can sign in as independent reviewers of this partnership."""
    return list(Member.objects.filter(partnership=do.home, role=Role.REVIEWER, is_active=True).select_related("user"))
