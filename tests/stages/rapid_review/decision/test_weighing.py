"""What the panel weighs, by paragraph."""

from __future__ import annotations

import pytest

from cspr import protocol
from cspr.operations import Forbidden, GateClosed, InputFault, NotHere
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.stages.rapid_review.decision.reads import criteria_of, rights_of
from tests.factories import client_for, do, member, owed_by
from tests.stages.rapid_review.decision.given import CRITERIA, bu, chair, in_review, partner, recommended, standing, weighed

pytestmark = pytest.mark.django_db


@pytest.mark.clause("B3")
def test_the_four_criteria_are_asked_one_by_one() -> None:
    assert [k for k in criteria_of(protocol.load("kbsp-2022")) if k.startswith("B3")] == CRITERIA[:4]


@pytest.mark.clause("B4")
def test_the_four_circumstances_are_asked_one_by_one() -> None:
    assert [k for k in criteria_of(protocol.load("kbsp-2022")) if k.startswith("B4")] == CRITERIA[4:]


@pytest.mark.clause("B3", "B4")
def test_all_eight_are_weighed_at_once_and_only_what_changed_is_recorded_again() -> None:
    case = in_review()
    rows = [{"criterion": c, "met": "no", "reasons": "Nothing shows it."} for c in CRITERIA]
    assert len(do("rapid_review.consider_criteria", chair(), case, criteria=rows).facts) == 8
    rows[2] = {"criterion": "B3-3", "met": "yes", "reasons": "Police and health each waited for the other."}
    again = do("rapid_review.consider_criteria", chair(), case, criteria=rows).facts
    assert [(f.details["criterion"], f.details["met"]) for f in again] == [("B3-3", "yes")]
    with pytest.raises(InputFault, match="Nothing is different"):
        do("rapid_review.consider_criteria", chair(), case, criteria=rows)


def test_an_answer_needs_its_reason_and_a_reason_its_answer() -> None:
    rows = [{"criterion": "B3-1", "met": "yes"}, {"criterion": "B3-2", "reasons": "As before."}, {"criterion": "B4-9", "met": "no"}]
    with pytest.raises(InputFault) as refused:
        do("rapid_review.consider_criteria", bu(), in_review(), criteria=rows)
    assert [f.field for f in refused.value.faults] == ["criteria.0.reasons", "criteria.1.met", "criteria.2.criterion"]


def test_rows_left_empty_are_not_touched() -> None:
    case = in_review()
    rows = [{"criterion": "B3-1", "met": "unclear", "reasons": "Awaiting the hospital."}, {"criterion": "B3-2"}]
    assert len(do("rapid_review.consider_criteria", bu(), case, criteria=rows).facts) == 1
    with pytest.raises(InputFault, match="at least one"):
        do("rapid_review.consider_criteria", bu(), case, criteria=[{"criterion": "B3-2"}])


def test_a_criterion_the_protocol_does_not_know_is_refused() -> None:
    with pytest.raises(InputFault, match="not a criterion"):
        do("rapid_review.consider_criterion", bu(), in_review(), criterion="Z1", met="no", reasons="None.")


@pytest.mark.clause("B5")
@pytest.mark.clause("B6")
@pytest.mark.parametrize("name", ["consider_criteria", "consider_improvement", "write_report", "decision"])
def test_where_people_judge_the_page_says_it_is_about_learning_and_not_blame(name: str) -> None:
    page = client_for(bu()).get(f"/cases/{in_review().reference}/rapid_review/{name}/").content.decode()
    assert "Finding what agencies can learn about working together" in page and "what will change" in page
    assert "does not look for blame" in page and "stands apart from any police investigation" in page


@pytest.mark.clause("B1")
def test_the_recommendation_is_the_sub_groups_to_make() -> None:
    in_review()
    assert "Recommend whether to hold a review" in owed_by(chair())
    assert "Recommend whether to hold a review" not in owed_by(bu()) + owed_by(partner("health"))


@pytest.mark.clause("D8")
def test_safety_learning_and_improvement_are_recorded_before_the_recommendation_opens_the_case_to_the_partners() -> None:
    case = weighed()
    do("rapid_review.consider_immediate_actions", bu(), case, any=True, actions="Health visitor to see the twin today.")
    do("rapid_review.share_immediate_learning", bu(), case, what="Ask about partners.", to="all panel agencies")
    do("rapid_review.consider_improvement", bu(), case, reasons="Nobody joined up three records.")
    with pytest.raises(NotHere):
        sign_early(case.reference)
    do("rapid_review.make_recommendation", chair(), case, review="none", reasons="Nothing more to learn.", dissent="Health: would review.")
    fact = standing(case, "recommendation_made")[0]
    assert fact.details == {"review": "none", "reasons": "Nothing more to learn.", "dissent": "Health: would review."}
    page = client_for(partner("health")).get(f"/cases/{case.reference}/rapid_review/decision/").content.decode()
    assert "Health visitor to see the twin today." in page and "Health: would review." in page
    assert "Nobody joined up three records." in page


def sign_early(reference: str) -> None:
    """A partner tries to sign before there is a recommendation."""
    words = {"partner": "health", "decision": "none", "text_hash": "sha256:" + "0" * 64}
    do("rapid_review.sign", partner("health"), reference, **words)


def test_only_the_chair_and_the_business_unit_write_the_panels_record() -> None:
    with pytest.raises(Forbidden):
        do("rapid_review.make_recommendation", member(Role.SUB_GROUP_MEMBER), in_review(), review="none", reasons="Nothing more to learn.")


@pytest.mark.clause("F1")
def test_the_four_laws_stand_beside_the_question() -> None:
    page = client_for(bu()).get(f"/cases/{in_review().reference}/rapid_review/consider_rights_and_equality/").content.decode()
    for law in ("United Nations Convention on the Rights of the Child", "European Convention on Human Rights", "Human Rights Act 1998",
                "Equality Act 2010"):
        assert law in page


@pytest.mark.clause("F2")
def test_each_article_has_its_box() -> None:
    words = " | ".join(rights_of(protocol.load("kbsp-2022")).values())
    page = client_for(bu()).get(f"/cases/{in_review().reference}/rapid_review/consider_rights_and_equality/").content.decode()
    for article in ("Article 6", "Article 8", "Article 9", "Article 10", "Article 14"):
        assert article in words and article in page


@pytest.mark.clause("F3")
def test_each_limb_of_the_equality_duty_has_its_box() -> None:
    words = " | ".join(rights_of(protocol.load("kbsp-2022")).values()).lower()
    for limb in ("eliminat", "advanc", "foster"):
        assert limb in words


@pytest.mark.clause("F4")
def test_the_decision_record_holds_what_was_weighed_for_rights_equality_and_anti_oppressive_practice() -> None:
    case = in_review()
    weighed = [{"item": "F4", "text": "The interpreter was the abuser's cousin."}]
    do("rapid_review.consider_rights_and_equality", bu(), case, decision="recommendation", weighed=weighed, reasons="We asked for a new interpreter.")
    kept = latest_document(case, "rights_and_equality", "recommendation")
    assert kept is not None and kept.body["weighed"] == {"F4": "The interpreter was the abuser's cousin."}
    assert standing(case, "rights_and_equality_considered")[0].details["decision"] == "recommendation"
    page = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/decision/").content.decode()
    assert "cousin" in page and "We asked for a new interpreter." in page and "Anti-oppressive" in page


@pytest.mark.clause("F4")
def test_a_recommendation_without_that_consideration_says_so_on_its_page() -> None:
    case = in_review()
    address = f"/cases/{case.reference}/rapid_review/make_recommendation/"
    assert "have not been weighed" in client_for(bu()).get(address).content.decode()
    with pytest.raises(GateClosed) as held:
        do("rapid_review.make_recommendation", bu(), case, review="none", reasons="Nothing more to learn.")
    assert any("F4" in m.clauses for m in held.value.missing)
    with pytest.raises(InputFault, match="not one of"):
        do("rapid_review.consider_rights_and_equality", bu(), case, decision="x", weighed=[{"item": "F9", "text": "?"}], reasons="None.")


@pytest.mark.clause("B1")
def test_only_the_partnerships_own_partners_decide() -> None:
    case = recommended()
    words = {"partner": "health", "decision": "local", "text_hash": "sha256:" + "0" * 64}
    for role in (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR):
        with pytest.raises(Forbidden):
            do("rapid_review.sign", member(role), case, **words)
