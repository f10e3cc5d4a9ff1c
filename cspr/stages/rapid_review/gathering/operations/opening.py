"""Opening the Rapid Review, and what the family is told by whom (D1, D3)."""

from __future__ import annotations

from typing import Literal

from cspr.operations import Doing, Input, operation
from cspr.operations.inputs import OptionalLongText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.gathering.operations.common import not_before

BASIS_WORDS = {
    "sin": "The authority has notified the national Panel",
    "referral": "The Sub-group decided on a Rapid Review without a notification",
}


class OpenReview(Input):
    """What the Rapid Review rests on."""

    basis: Literal["sin", "referral"] = ask("Why is it being opened?", labels=BASIS_WORDS)
    at: When | None = ask("When was it opened?", "Leave empty for now.", default=None)
    late_reason: OptionalLongText = why_late()


class ConsultLeadProfessional(Input):
    """Whose guidance was sought on how to tell the family."""

    name_or_post: Text = ask("Who was consulted?", "A post is enough. For example: the family's social worker.")
    guidance: OptionalLongText = ask("What did they advise?", "How, when and by whom the family is best told; "
                                     "who needs telling apart; interpreters and support.", default="", lines=5)
    at: When = ask("When were they consulted?")


class TellFamily(Input):
    """Who in the family was told, and by whom."""

    who: Text = ask("Who was told?", "For example: mother and grandmother.")
    by: Text = ask("Who told them?", "For example: the Business Manager, with the social worker.")
    said: OptionalLongText = ask("What were they told, and what did they say?",
                                 "Include how they would like to be kept informed.", default="", lines=5)
    at: When = ask("When were they told?")


class WarnAgencies(Input):
    """That agencies were asked to leave telling the family to the partnership."""

    how: OptionalLongText = ask("How were they told?", "For example: by e-mail to each safeguarding lead.",
                                default="", lines=3)
    at: When = ask("When were they told?")


@operation("rapid_review.open", title="Open the Rapid Review", clauses=["D1", "C5"], by=[Role.BUSINESS_UNIT],
           records=["rapid_review_opened"])
def open_review(do: Doing, data: OpenReview) -> None:
    """Open it; the protocol refuses where nothing calls for it. Once open on the same basis, again changes nothing.

    Raises InputFault for a day before what it rests on, GateClosed where there is neither.
    """
    if do.happened("rapid_review_opened", basis=data.basis):
        return
    if data.basis == "sin":
        not_before(do, data.at, "sin_submitted", "the notification was made")
    else:
        not_before(do, data.at, "referral_considered", "the Sub-group decided", outcome="rapid_review_without_sin")
    do.record("rapid_review_opened", data.at, basis=data.basis)


@operation("rapid_review.consult_lead_professional", title="Consult the family's lead professional", clauses=["D3"],
           by=[Role.BUSINESS_UNIT], records=["lead_professional_consulted"])
def consult_lead_professional(do: Doing, data: ConsultLeadProfessional) -> None:
    """Record whose guidance was sought before the family is told."""
    not_before(do, data.at, "incident_occurred", "the incident")
    do.record("lead_professional_consulted", data.at, name_or_post=data.name_or_post, guidance=data.guidance or None)


@operation("rapid_review.warn_agencies", title="Ask agencies not to tell the family themselves", clauses=["D3"],
           by=[Role.BUSINESS_UNIT], records=["agencies_told_not_to_inform_family"])
def warn_agencies(do: Doing, data: WarnAgencies) -> None:
    """Record that agencies know the partnership leads on telling the family."""
    not_before(do, data.at, "incident_occurred", "the incident")
    do.record("agencies_told_not_to_inform_family", data.at, how=data.how or None)


@operation("rapid_review.tell_family", title="Record that the family has been told", clauses=["D3"],
           by=[Role.BUSINESS_UNIT], records=["family_told"])
def tell_family(do: Doing, data: TellFamily) -> None:
    """Record who was told and by whom. Held back until the lead professional was consulted."""
    not_before(do, data.at, "lead_professional_consulted", "the lead professional was consulted")
    do.record("family_told", data.at, who=data.who, by=data.by, said=data.said or None)
