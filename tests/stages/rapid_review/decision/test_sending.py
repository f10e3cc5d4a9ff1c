"""Report, circulation, briefing, and the Panel's answer."""

from __future__ import annotations

import pytest

from cspr import protocol
from cspr.access.models import Looked
from cspr.operations import Forbidden, GateClosed, InputFault, registry
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Duty
from cspr.services.people.models import Person
from cspr.stages.rapid_review.decision.reads import circulation_of
from tests.factories import client_for, do, member, owed_by
from tests.stages.local_review.given import given
from tests.stages.rapid_review.decision.given import POSTS, bu, chair, decided, post, sent, standing

pytestmark = pytest.mark.django_db
BRIEFING = {"of": "rapid_review", "url": "https://example.org/briefing", "findings": "Records were not joined.",
            "what_to_do": "Ask who else visits."}


@pytest.mark.clause("D10")
def test_the_report_goes_to_the_five_posts_and_each_can_then_read_it() -> None:
    assert set(circulation_of(protocol.load("kbsp-2022"))) >= set(POSTS)
    case = sent()
    page = f"/cases/{case.reference}/rapid_review/circulated_report/"
    assert client_for(post("designated_nurse")).get(page).status_code == 404
    do("rapid_review.circulate_report", bu(), case, posts=list(POSTS), at="2026-11-19")
    assert {f.details["post"] for f in standing(case, "report_circulated")} == set(POSTS)
    shown = client_for(post("designated_nurse")).get(page)
    assert shown.status_code == 200 and "The facts." in shown.content.decode()
    assert Looked.objects.filter(case=case, member=post("designated_nurse"), what__startswith="page: ").count() == 1
    listed = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/circulation/").content.decode()
    assert "Opened 1 time" in listed


@pytest.mark.clause("D10")
def test_the_agencies_of_the_panel_read_it_once_it_was_circulated_to_them() -> None:
    case = sent()
    given(case, "information_requested", "2026-11-03", agency="gp", due="2026-11-09")
    given(case, "pack_shared", "2026-11-11")
    page = f"/cases/{case.reference}/rapid_review/panel_report/"
    surgery, school = member(Role.AGENCY_LEAD, "gp"), member(Role.AGENCY_LEAD, "school")
    assert client_for(surgery).get(page).status_code == 404
    do("rapid_review.circulate_report", bu(), case, post="rapid_review_panel", at="2026-11-19")
    assert client_for(surgery).get(page).status_code == 200
    assert client_for(school).get(page).status_code == 404


def test_one_post_at_a_time_and_once_only() -> None:
    case = sent()
    do("rapid_review.circulate_report", bu(), case, post="designated_doctor", at="2026-11-19")
    with pytest.raises(InputFault, match="already recorded"):
        do("rapid_review.circulate_report", bu(), case, post="designated_doctor")
    with pytest.raises(InputFault, match="at least one"):
        do("rapid_review.circulate_report", bu(), case)


@pytest.mark.clause("D11")
def test_anyone_beyond_the_list_needs_one_of_three_to_agree() -> None:
    case = sent()
    housing = post("head_of_housing")
    page = f"/cases/{case.reference}/rapid_review/circulated_report/"
    with pytest.raises((InputFault, GateClosed)):
        do("rapid_review.circulate_report", bu(), case, post="head_of_housing", at="2026-11-19")
    assert client_for(housing).get(page).status_code == 404
    with pytest.raises(Forbidden):
        do("rapid_review.agree_wider", bu(), case, to="Head of Housing", by="sub_group_chair", why="Two actions are theirs.")
    with pytest.raises(Forbidden):
        do("rapid_review.agree_wider", member(Role.SUB_GROUP_MEMBER), case, to="Head of Housing", by="sub_group_chair", why="Two actions are theirs.")
    do("rapid_review.agree_wider", chair(), case, to="Head of Housing", by="sub_group_chair", why="Two actions are theirs.", at="2026-11-19")
    assert case.reference in owed_by(housing)
    do("rapid_review.circulate_report", bu(), case, post="head_of_housing", at="2026-11-19")
    assert client_for(housing).get(page).status_code == 200
    listed = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/circulation/").content.decode()
    assert "agreed by the sub group chair" in listed


@pytest.mark.clause("D12")
def test_the_report_is_never_published_and_an_anonymised_briefing_is() -> None:
    case = sent()
    publishing = [name for name, op in registry().items() if "report_published" in op.records and name.startswith("rapid_review")]
    assert publishing == []
    do("rapid_review.publish_briefing", bu(), case, **BRIEFING, at="2026-11-20")
    kept = latest_document(case, "briefing", "rapid_review")
    assert kept is not None and kept.body["findings"] == "Records were not joined."
    assert standing(case, "briefing_published")[0].details["of"] == "rapid_review"


@pytest.mark.clause("D12")
@pytest.mark.parametrize("leak", ["Sparrow was four.", "At otterholt primary.", "RAFFERTY SPARROW", "Known as Raff."])
def test_a_briefing_that_names_somebody_of_the_case_is_refused_at_its_box(leak: str) -> None:
    case = sent()
    who = {"name": "Rafferty Sparrow", "aliases": ["Raff"], "school": "Otterholt Primary", "pseudonym": "Child 1"}
    Person.objects.create(partnership=case.partnership, case=case, role="subject_child", **who)
    with pytest.raises(InputFault) as refused:
        do("rapid_review.publish_briefing", bu(), case, **BRIEFING, background=leak)
    assert [f.field for f in refused.value.faults] == ["background"]
    do("rapid_review.publish_briefing", bu(), case, **BRIEFING, background="A child of primary school age.")


@pytest.mark.clause("D12")
def test_a_briefing_is_owed_once_the_report_has_gone() -> None:
    assert Duty.objects.filter(case=sent(), clauses__contains=["D12"], done__isnull=True).exists()


@pytest.mark.clause("D13")
def test_after_the_decision_the_actions_are_owed_and_followed() -> None:
    assert Duty.objects.filter(case=sent(), clauses__contains=["D13"]).exists()


@pytest.mark.clause("D14")
def test_a_local_review_agreed_has_the_sub_group_find_a_reviewer_and_none_does_not() -> None:
    assert Duty.objects.filter(case=decided("local"), clauses__contains=["D14"], void=False).exists()
    assert not Duty.objects.filter(case=decided("none"), clauses__contains=["D14"], void=False).exists()


@pytest.mark.clause("D15")
def test_a_national_review_is_told_to_the_secretary_of_state_and_settled_with_the_partnership() -> None:
    case = decided("national")
    assert Duty.objects.filter(case=case, clauses__contains=["D15"], done__isnull=True, void=False).exists()
    do("rapid_review.send_report", bu(), case, at="2026-11-18")
    do("rapid_review.record_panel_response", bu(), case, view="agrees", at="2026-11-19")
    do("rapid_review.notify_secretary_of_state", bu(), case, at="2026-11-20")
    do("rapid_review.settle_national_review", bu(), case, notes="The local review joins a theme.", at="2026-11-20")
    assert not Duty.objects.filter(case=case, clauses__contains=["D15"], done__isnull=True, void=False).exists()
    assert not Duty.objects.filter(case=decided("none"), clauses__contains=["D15"], done__isnull=True, void=False).exists()


@pytest.mark.parametrize("view", ["agrees", "disagrees", "asks_for_more"])
def test_each_answer_of_the_panel_is_kept_and_none_is_older_than_the_report(view: str) -> None:
    case = sent()
    do("rapid_review.record_panel_response", bu(), case, view=view, says="See the letter.", at="2026-11-19")
    assert [f.details["view"] for f in standing(case, "panel_responded")] == [view]
    with pytest.raises(InputFault, match="before the report was sent"):
        do("rapid_review.record_panel_response", bu(), case, view=view, at="2026-11-17")
