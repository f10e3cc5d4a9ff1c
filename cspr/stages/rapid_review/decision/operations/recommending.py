"""The panel's recommendation and the report that carries it to the safeguarding partners. D8, D9."""

from __future__ import annotations

from cspr import protocol
from cspr.operations import Doing, InputFault, operation
from cspr.operations.inputs import Input, LongText, OptionalLongText, ask
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.decision.operations.common import Happened, Review
from cspr.stages.rapid_review.decision.reads import REPORT, REVIEW_WORDS, gone


class Recommendation(Happened):
    """What the panel advises the safeguarding partners."""

    review: Review = ask("What does the panel recommend?", labels=REVIEW_WORDS)
    reasons: LongText = ask(
        "Why?",
        "What more a review could teach that the Rapid Review has not; or why it could teach no more.",
        lines=8,
        missing="Say why. The safeguarding partners decide on these words.",
    )
    dissent: OptionalLongText = ask(
        "Did anyone on the panel see it differently?",
        "Which agency, and why. It stays with the record. Leave empty if all agreed.",
        default="",
    )


@operation(
    "rapid_review.make_recommendation",
    title="Make the recommendation",
    clauses=["D8", "B1", "B3", "B4"],
    by=[Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR],
    records=["recommendation_made"],
    room="decision",
)
def make_recommendation(do: Doing, data: Recommendation) -> None:
    """Record what the panel recommends, why, and who saw it differently. The partners then see the case."""
    if gone(protocol.effective(do.facts)):
        raise InputFault.at(
            "review",
            "The report has gone to the national Panel. The recommendation in it can no longer change.",
        )
    do.record(
        "recommendation_made",
        data.at,
        review=data.review,
        reasons=data.reasons or None,
        dissent=data.dissent or None,
    )


class Report(Input):
    """The report, part by part. Together they are the text that is signed."""

    child_and_family: OptionalLongText = ask(
        "The child and the family",
        "Age, identity, culture and faith, health, education, household. Who the child is, not only what "
        "happened.",
        default="",
        lines=6,
    )
    incident: OptionalLongText = ask(
        "The incident",
        "What happened, when and where; how abuse or neglect is known or suspected; why the harm is serious.",
        default="",
        lines=6,
    )
    safeguarding: OptionalLongText = ask(
        "Immediate safeguarding",
        "What was done for this child, brothers and sisters, and others.",
        default="",
        lines=4,
    )
    facts: OptionalLongText = ask(
        "The facts, briefly", "Which agencies knew the family, and a short timeline.", default="", lines=10
    )
    analysis: OptionalLongText = ask(
        "Analysis of practice",
        "The key episodes: what worked, what did not, and above all why.",
        default="",
        lines=10,
    )
    identity: OptionalLongText = ask(
        "Identity, rights and inequality",
        "How racism, disability or other inequality may have shaped the family's life and the help they had.",
        default="",
        lines=6,
    )
    learning: OptionalLongText = ask(
        "Learning and what has been done with it",
        "Immediate learning, with whom it was shared, actions with owner and date.",
        default="",
        lines=8,
    )
    earlier_learning: OptionalLongText = ask(
        "What earlier reviews already said",
        "Local and national. Why it had not made the difference.",
        default="",
        lines=4,
    )
    criteria: OptionalLongText = ask(
        "The criteria, one by one",
        "Each criterion and circumstance, met or not, with its reason.",
        default="",
        lines=10,
    )
    decision: OptionalLongText = ask(
        "The decision",
        "Local review, national review or none, and why. For a review: the questions it should answer.",
        default="",
        lines=6,
    )
    parallel: OptionalLongText = ask(
        "Other processes",
        "Police, court, inquest or other reviews, and what they hold back.",
        default="",
        lines=4,
    )


HEADINGS = {name: str(info.title) for name, info in Report.model_fields.items()}


@operation(
    "rapid_review.write_report",
    title="Write the report",
    clauses=["D8", "D9", "B5", "B6"],
    by=[Role.BUSINESS_UNIT],
    records=["withdrawn"],
    room="decision",
)
def write_report(do: Doing, data: Report) -> None:
    """Keep the report as its next version. Signatures on an earlier text and their decision are withdrawn.

    Raises InputFault once the report has gone to the Panel, unless the Panel has disagreed or asked for more.
    """
    body = data.model_dump()
    if not any(body.values()):
        raise InputFault.at("facts", "Write at least one part of the report.")
    if gone(protocol.effective(do.facts)):
        raise InputFault.at(
            "",
            "The report has gone to the national Panel and can no longer be changed. What was sent is "
            "what was signed.",
        )
    version = do.document(REPORT, body)
    void_signatures(
        do,
        version.text_hash,
        f"The report was changed after this: version {version.version} has another text.",
    )


def void_signatures(do: Doing, standing_hash: str, reason: str) -> None:
    """Withdraw every signature on a text other than `standing_hash`, and with them the final decision."""
    stale = [f for f in do.happened("partner_signed") if f.details.get("text_hash") != standing_hash]
    for fact in stale + (do.happened("final_decision") if stale else []):
        do.record("withdrawn", supersedes=fact.id, reason=reason, reasons=reason)
