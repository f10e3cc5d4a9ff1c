"""Terms of reference, methodology and the commitments every methodology must show (E3–E5)."""

from __future__ import annotations

from cspr.operations import Doing, Input, operation
from cspr.operations.inputs import OptionalLongText, OptionalText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.stages.local_review.reads import COMMITMENTS, METHODS, must_be_listed

DRAFTING = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)
WITH_REVIEWER = (*DRAFTING, Role.REVIEWER)


class Terms(Input):
    """The terms of reference. Each saving keeps a version."""

    at: When = ask("When was this version drawn up?")
    questions: OptionalLongText = ask("What must the review answer?", "One question a line. Ask about how agencies worked together, "
                                      "not about who is to blame.", default="", lines=8)
    period: OptionalText = ask("Which period does it look at?", "For example: from January 2024 to the day of the incident.", default="")
    scope: OptionalLongText = ask("Who and what is in scope, and what is not?", default="", lines=4)
    family: OptionalLongText = ask("How will family and carers take part?", default="", lines=4)
    practitioners: OptionalLongText = ask("How will frontline practitioners take part?", default="", lines=4)
    timetable: OptionalLongText = ask("What is the timetable?", "Panel meetings, practitioner events, first draft, final draft.",
                                      default="", lines=4)


class FinalTerms(Terms):
    """The terms as settled with the reviewer."""

    at: When = ask("When were they settled with the reviewer?")


class ChooseMethodology(Input):
    """How the review will be done."""

    methodology: Text = ask("Which methodology?")
    reasons: OptionalLongText = ask("Why does it suit this case?", "It is chosen case by case.", default="", lines=4)
    at: When = ask("When was it chosen?")


class EvidenceCommitment(Input):
    """What shows that one commitment is being kept."""

    commitment: Text = ask("Which commitment?")
    evidence: OptionalLongText = ask("What shows it?", "For example: an advocate was offered on 3 June, and the mother met the reviewer "
                                     "twice. If the family did not take part, say why.", default="", lines=5)
    at: When = ask("When?")


def _keep(do: Doing, data: Terms) -> None:
    body = data.model_dump(exclude={"at"})
    if any(body.values()):
        do.document("terms", body)


@operation("local_review.draft_terms", title="Draft the terms of reference", clauses=["E3"], by=DRAFTING, records=["terms_drafted"],
           room="review")
def draft_terms(do: Doing, data: Terms) -> None:
    """Keep a version of the terms and record that they have been drafted; this runs beside the appointment."""
    _keep(do, data)
    do.record("terms_drafted", data.at)


@operation("local_review.finalise_terms", title="Settle the terms of reference with the reviewer", clauses=["E3"], by=WITH_REVIEWER,
           records=["terms_finalised"], room="review")
def finalise_terms(do: Doing, data: FinalTerms) -> None:
    """Keep the settled version of the terms and record it."""
    _keep(do, data)
    do.record("terms_finalised", data.at)


@operation("local_review.choose_methodology", title="Choose the methodology", clauses=["E3", "E4"], by=WITH_REVIEWER,
           records=["methodology_chosen"], room="review")
def choose_methodology(do: Doing, data: ChooseMethodology) -> None:
    """Record the methodology and why it suits the case. Raises InputFault where the protocol lists no such methodology."""
    must_be_listed(do.protocol, METHODS, data.methodology, "methodology")
    do.record("methodology_chosen", data.at, methodology=data.methodology, reasons=data.reasons or None)


@operation("local_review.evidence_commitment", title="Show that a commitment is kept", clauses=["E5"], by=WITH_REVIEWER,
           records=["commitment_evidenced"], room="review")
def evidence_commitment(do: Doing, data: EvidenceCommitment) -> None:
    """Record the evidence of one commitment. Raises InputFault where the protocol lists no such commitment."""
    must_be_listed(do.protocol, COMMITMENTS, data.commitment, "commitment")
    do.record("commitment_evidenced", data.at, commitment=data.commitment, evidence=data.evidence or None)
