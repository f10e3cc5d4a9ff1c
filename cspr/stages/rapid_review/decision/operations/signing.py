"""The safeguarding partners' signatures on one text, and the final decision they make. A1, D8, D9."""

from __future__ import annotations

from typing import Literal

from cspr import protocol
from cspr.operations import Conflict, Doing, Forbidden, InputFault, operation
from cspr.operations.inputs import OptionalLongText, ask
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.decision.operations.common import (
    Happened,
    Review,
    TextHash,
    not_before,
)
from cspr.stages.rapid_review.decision.reads import REPORT, REVIEW_WORDS, gone

PARTNERS = frozenset(p.value for p in Agency.Partner if p.value)


class Signature(Happened):
    """One safeguarding partner's decision on one text."""

    partner: Literal["health", "police", "local_authority"] = ask(
        "Which safeguarding partner do you sign for?",
        labels={str(p.value): str(p.label) for p in Agency.Partner if p.value},
    )
    decision: Review = ask("What do you decide?", labels=REVIEW_WORDS)
    text_hash: TextHash = ask(
        "Fingerprint of the text you read",
        "The page gives it. It ties your signature to this text and no other.",
    )
    reasons: OptionalLongText = ask(
        "Why, if you decide otherwise than the panel recommends?",
        "It is kept with the decision, and the other two partners see it.",
        default="",
    )


@operation(
    "rapid_review.sign",
    title="Sign the final decision",
    clauses=["D9", "D8", "A1"],
    by=[Role.SAFEGUARDING_PARTNER],
    records=["partner_signed", "final_decision", "dissent_recorded", "withdrawn"],
    room="decision",
    fresh_sign_in=True,
)
def sign(do: Doing, data: Signature) -> None:
    """Record a partner's signature; with the third on one text and decision, the final decision.

    Raises Forbidden (signing for another partner), Conflict (the text is not the one that was read),
    InputFault (already sent, already signed so, dated before the recommendation, or against it without a reason).
    """
    if data.partner != do.member.who:
        raise Forbidden("You can sign only for your own partner agency.")
    if gone(protocol.effective(do.facts)):
        raise InputFault.at(
            "decision",
            "The report has gone to the national Panel on the three signatures. They can no longer change.",
        )
    report = do.latest(REPORT)
    if report and report.text_hash != data.text_hash:
        raise Conflict(
            (
                f"The text has changed since you read it: version {report.version} stands now. Read it, "
                f"then sign it.",
            )
        )
    not_before(do, data.at, "recommendation_made", "the panel's recommendation")
    advised = do.happened("recommendation_made")
    if advised and data.decision != advised[-1].details["review"]:
        data.needs(reasons="You decide otherwise than the panel recommends. Say why.")
    _put_signature(do, data)
    if data.reasons:
        do.record("dissent_recorded", data.at, partner=data.partner, reasons=data.reasons)
    _decide(do)


def _put_signature(do: Doing, data: Signature) -> None:
    before = do.happened("partner_signed", partner=data.partner)
    if any(
        (f.details.get("decision"), f.details.get("text_hash")) == (data.decision, data.text_hash)
        for f in before
    ):
        raise InputFault.at(
            "decision",
            "You have already signed this text for this decision. Nothing more is needed from you.",
        )
    for decision in do.happened("final_decision") if before else []:
        do.record(
            "withdrawn",
            supersedes=decision.id,
            reason="A partner signed again.",
            reasons="A partner signed again.",
        )
    do.record(
        "partner_signed",
        data.at,
        supersedes=before[-1].id if before else None,
        reason="Signed again." if before else "",
        partner=data.partner,
        decision=data.decision,
        text_hash=data.text_hash,
    )


def _decide(do: Doing) -> None:
    """The final decision, once all three partners stand behind one text and one decision."""
    signed = {str(f.details.get("partner")): f for f in do.happened("partner_signed")}
    agreed = {(f.details.get("decision"), f.details.get("text_hash")) for f in signed.values()}
    if signed.keys() == PARTNERS and len(agreed) == 1 and not do.happened("final_decision"):
        last: protocol.Fact = max(signed.values(), key=lambda f: f.at.isoformat())
        do.record(
            "final_decision", last.at, review=last.details["decision"], text_hash=last.details["text_hash"]
        )


class FinalDecision(Happened):
    """What the three partners have decided."""

    review: Review = ask("What have the three partners decided?", labels=REVIEW_WORDS)


@operation(
    "rapid_review.confirm_decision",
    title="Confirm the final decision",
    clauses=["D9", "A1"],
    by=[Role.BUSINESS_UNIT, Role.SAFEGUARDING_PARTNER],
    records=["final_decision"],
    room="decision",
)
def confirm_decision(do: Doing, data: FinalDecision) -> None:
    """Record the decision the three signatures make, if it is not recorded yet: the third signature does so itself.

    For systems that send every fact they have. Raises InputFault where the signatures do not make this decision.
    """
    _decide(do)
    if not do.happened("final_decision", review=data.review):
        raise InputFault.at(
            "review",
            "The three safeguarding partners have not signed one text for this decision. "
            "It becomes final with the third signature, and is recorded then.",
        )
