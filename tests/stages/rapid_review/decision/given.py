"""Cases on the way to a decision, and the people who take part in it."""

from __future__ import annotations

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document, of_case
from cspr.record.models import Case, Fact
from tests.factories import do, in_rapid_review, member

PARTNERS = {"health": "icb", "police": "police", "local_authority": "council"}
POSTS = (
    "designated_doctor",
    "designated_nurse",
    "head_of_safeguarding_police",
    "dci_child_protection",
    "deputy_director_children",
)
CRITERIA = [f"B3-{n}" for n in range(1, 5)] + [f"B4-{n}" for n in range(1, 5)]


def bu() -> Member:
    """The Business Manager."""
    return member(Role.BUSINESS_UNIT)


def chair() -> Member:
    """The Sub-group's chair."""
    return member(Role.SUB_GROUP_CHAIR)


def partner(word: str) -> Member:
    """The delegated safeguarding partner of that word: health, police, local_authority."""
    return member(Role.SAFEGUARDING_PARTNER, PARTNERS[word])


def post(word: str) -> Member:
    """The holder of a named post."""
    return member(Role.NAMED_POST, post=word)


def in_review() -> Case:
    """A Rapid Review under way: notified on 2 November 2026 and told the same day, so due on 23 November."""
    case = in_rapid_review("2026-10-30", "2026-11-02T10:00", "2026-11-02T10:10")
    do("rapid_review.share_pack", bu(), case, at="2026-11-11")
    do("rapid_review.hold_meeting", bu(), case, at="2026-11-12", partners=list(PARTNERS))
    return Case.objects.get(pk=case.pk)


def weighed() -> Case:
    """A Rapid Review whose panel has weighed all it must before it recommends."""
    case = in_review()
    rights = {"decision": "recommendation", "reasons": "Article 8 weighed.", "at": "2026-11-12"}
    for criterion in CRITERIA:
        view = {"criterion": criterion, "met": "no", "reasons": "Nothing in the returns.", "at": "2026-11-12"}
        do("rapid_review.consider_criterion", bu(), case, **view)
    do("rapid_review.consider_rights_and_equality", bu(), case, **rights)
    do("rapid_review.consider_immediate_actions", bu(), case, any=False, at="2026-11-12")
    do("rapid_review.consider_improvement", bu(), case, reasons="Handover of concerns.", at="2026-11-12")
    return case


def recommended(review: str = "local", report: bool = True) -> Case:
    """A Rapid Review with its recommendation, and a report to sign."""
    case = weighed()
    do("rapid_review.make_recommendation", chair(), case, review=review, reasons="More to learn.", at="2026-11-12")
    if report:
        do("rapid_review.write_report", bu(), case, facts="The facts.", decision="A local review.")
    return case


def text_of(case: Case) -> str:
    """The fingerprint of the report as it stands."""
    found = latest_document(case, "rapid_review_report")
    assert found is not None
    return found.text_hash


def sign(case: Case, word: str, decision: str = "local", at: str = "2026-11-17", **more: str) -> None:
    """One partner signs the standing text."""
    given_answers = {"partner": word, "decision": decision, "text_hash": text_of(case), "at": at, **more}
    do("rapid_review.sign", partner(word), case, **given_answers)


def decided(review: str = "local") -> Case:
    """A Rapid Review that all three partners have signed."""
    case = recommended(review)
    for word in PARTNERS:
        sign(case, word, review)
    return case


def sent() -> Case:
    """A Rapid Review whose report went to the Panel in time."""
    case = decided()
    do("rapid_review.send_report", bu(), case, at="2026-11-18")
    return case


def standing(case: Case, kind: str) -> list[Fact]:
    """Facts of a kind that count."""
    from cspr import protocol

    alive = {f.id for f in protocol.effective(of_case(case))}
    return [f for f in Fact.objects.filter(case=case, kind=kind).order_by("seq") if str(f.pk) in alive]
