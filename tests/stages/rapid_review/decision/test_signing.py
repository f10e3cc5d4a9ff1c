"""Three partners, one text."""

from __future__ import annotations

import pytest

from cspr.operations import Conflict, Forbidden, GateClosed, InputFault, gates_now
from cspr.record.models import Document, Duty
from tests.factories import NOON, client_for, do, owed_by
from tests.stages.rapid_review.decision.given import (
    PARTNERS,
    bu,
    chair,
    decided,
    partner,
    recommended,
    sent,
    sign,
    standing,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.clause("A1", "D9")
def test_the_decision_is_final_when_all_three_have_signed_one_text_for_one_decision() -> None:
    case = recommended()
    sign(case, "health", at="2026-11-16")
    sign(case, "police", at="2026-11-18")
    assert not standing(case, "final_decision")
    sign(case, "local_authority", at="2026-11-17")
    final = standing(case, "final_decision")
    assert [(f.at, f.details["review"]) for f in final] == [("2026-11-18", "local")]


@pytest.mark.clause("D9")
def test_the_report_waits_for_the_final_decision() -> None:
    case = recommended()
    sign(case, "health")
    sign(case, "police")
    with pytest.raises(GateClosed) as held:
        do("rapid_review.send_report", bu(), case, at="2026-11-18")
    assert any("D9" in m.clauses for m in held.value.missing)
    assert gates_now(case, ("rapid_review_report_sent",), NOON)
    sign(case, "local_authority")
    do("rapid_review.send_report", bu(), case, at="2026-11-18")
    assert Duty.objects.filter(case=case, clauses__contains=["D2"], done="2026-11-18").exists()


@pytest.mark.clause("D8", "D9")
def test_partners_who_differ_have_no_decision_and_their_reasons_are_kept() -> None:
    case = recommended()
    sign(case, "health", "none", reasons="The learning is already clear.")
    sign(case, "police")
    sign(case, "local_authority")
    assert not standing(case, "final_decision")
    page = client_for(partner("police")).get(f"/cases/{case.reference}/rapid_review/decision/").content.decode()
    assert "The partners have decided differently" in page and "The learning is already clear." in page
    sign(case, "health", "local")
    assert len(standing(case, "final_decision")) == 1
    assert standing(case, "dissent_recorded")[0].details["reasons"] == "The learning is already clear."


def test_a_partner_signs_for_their_own_agency_only() -> None:
    case = recommended()
    words = {"partner": "police", "decision": "local", "text_hash": text_of(case)}
    with pytest.raises(Forbidden):
        do("rapid_review.sign", partner("health"), case, **words)


def test_a_text_that_changed_since_it_was_read_is_not_signed() -> None:
    case = recommended()
    old = text_of(case)
    do("rapid_review.write_report", bu(), case, facts="Other facts.")
    with pytest.raises(Conflict, match="text has changed since you read it"):
        do("rapid_review.sign", partner("health"), case, partner="health", decision="local", text_hash=old)
    assert not standing(case, "partner_signed")


def test_an_edit_voids_signatures_and_decision_visibly() -> None:
    case = decided()
    do("rapid_review.write_report", bu(), case, facts="The facts, one more.", decision="A local review.")
    assert not standing(case, "partner_signed") and not standing(case, "final_decision")
    with pytest.raises(GateClosed):
        do("rapid_review.send_report", bu(), case)
    page = client_for(partner("health")).get(f"/cases/{case.reference}/rapid_review/decision/").content.decode()
    assert "Signatures that no longer count" in page and "Not signed yet" in page


def test_keeping_the_same_text_again_voids_nothing() -> None:
    case = decided()
    do("rapid_review.write_report", bu(), case, facts="The facts.", decision="A local review.")
    assert len(standing(case, "partner_signed")) == 3
    assert Document.objects.filter(case=case, kind="rapid_review_report").count() == 1


def test_before_an_edit_the_page_says_whose_signatures_it_would_void() -> None:
    case = recommended()
    sign(case, "police")
    page = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/write_report/").content.decode()
    assert "Partners have signed the text that stands" in page and "must be signed again" in page


@pytest.mark.clause("D9")
def test_what_was_sent_is_what_was_signed_for_good() -> None:
    case = sent()
    with pytest.raises(InputFault, match="gone to the national Panel"):
        do("rapid_review.write_report", bu(), case, facts="Rewritten.")
    with pytest.raises(InputFault, match="gone to the national Panel"):
        sign(case, "health", "none")
    with pytest.raises(InputFault, match="gone to the national Panel"):
        do("rapid_review.make_recommendation", bu(), case, review="none", reasons="Nothing more to learn.")
    assert standing(case, "rapid_review_report_sent")[0].details["text_hash"] == text_of(case)


def test_signing_twice_alike_is_said_and_changing_ones_mind_takes_the_earlier_one_away() -> None:
    case = decided()
    with pytest.raises(InputFault, match="already signed"):
        sign(case, "health")
    sign(case, "health", "none", reasons="New facts.")
    assert not standing(case, "final_decision")
    assert {f.details["partner"] for f in standing(case, "partner_signed")} == set(PARTNERS)


def test_a_signature_is_not_older_than_the_recommendation_and_the_report_not_older_than_the_decision() -> None:
    case = recommended()
    with pytest.raises(InputFault, match="before the panel's recommendation"):
        sign(case, "health", at="2026-11-11")
    case = decided()
    with pytest.raises(InputFault, match="before the safeguarding partners' final decision"):
        do("rapid_review.send_report", bu(), case, at="2026-11-16")


def test_a_text_held_elsewhere_is_signed_by_its_fingerprint() -> None:
    case = recommended(report=False)
    words = {"decision": "local", "text_hash": "sha256:" + "ab" * 32}
    for word in PARTNERS:
        do("rapid_review.sign", partner(word), case, partner=word, **words)
    assert len(standing(case, "final_decision")) == 1
    with pytest.raises(InputFault, match="64 hexadecimal"):
        do("rapid_review.sign", partner("health"), case, partner="health", decision="none", text_hash="ab")


def test_another_system_may_confirm_the_final_decision_but_not_make_it() -> None:
    case = recommended()
    sign(case, "health")
    sign(case, "police")
    with pytest.raises(InputFault, match="third signature"):
        do("rapid_review.confirm_decision", bu(), case, review="local")
    sign(case, "local_authority")
    assert not do("rapid_review.confirm_decision", bu(), case, review="local").facts
    assert len(standing(case, "final_decision")) == 1
    with pytest.raises(InputFault):
        do("rapid_review.confirm_decision", bu(), case, review="none", reasons="Nothing more to learn.")


@pytest.mark.clause("D15")
@pytest.mark.parametrize("view", ["disagrees", "asks_for_more"])
def test_when_the_panel_disagrees_or_asks_for_more_the_partners_can_decide_anew_and_send_again(view: str) -> None:
    case = sent()
    do("rapid_review.record_panel_response", bu(), case, view=view, at="2026-11-19")
    do("rapid_review.write_report", bu(), case, facts="The facts, with what the Panel asked.")
    for word in PARTNERS:
        sign(case, word, "national", at="2026-11-19", reasons="The Panel's letter.")
    assert [f.details["review"] for f in standing(case, "final_decision")] == ["national"]
    do("rapid_review.send_report", bu(), case, at="2026-11-20")
    assert len(standing(case, "rapid_review_report_sent")) == 2
    with pytest.raises(InputFault, match="gone to the national Panel"):
        do("rapid_review.write_report", bu(), case, facts="Again.")
    assert Duty.objects.get(case=case, duty="send-rapid-review-report").done.isoformat() == "2026-11-18"


@pytest.mark.clause("D15")
def test_when_the_panel_agrees_the_decision_stands() -> None:
    case = sent()
    do("rapid_review.record_panel_response", bu(), case, view="agrees", at="2026-11-19")
    with pytest.raises(InputFault, match="gone to the national Panel"):
        do("rapid_review.write_report", bu(), case, facts="Again.")


@pytest.mark.clause("A2")
def test_a_local_review_is_the_partnerships_to_undertake_and_a_national_one_the_panels() -> None:
    appoint, settle = "Appoint an independent reviewer", "Settle with the Panel how the national review is done"
    decided("national")
    assert settle in owed_by(bu()) and appoint not in owed_by(chair())
    decided("local")
    assert appoint in owed_by(chair())
