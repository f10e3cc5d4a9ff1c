"""The pages of the local review, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cspr.operations import clock
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, do, member
from tests.stages.local_review.given import BU, CHAIR, EXEC, REVIEWER, SUB, approved, decided, given, kinds

pytestmark = pytest.mark.django_db
STEPS = ("weigh_candidate", "weigh_reviewer", "appoint_reviewer", "draft_terms", "finalise_terms", "choose_methodology", "evidence_commitment",
         "consider_other_review", "decide_joint_review", "share_joint_learning", "open_parallel_process", "close_parallel_process", "pause",
         "resume", "check_progress", "complete", "submit_draft")
DAY = {"at-day": "18", "at-month": "5", "at-year": "2026"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def address(name: str, case: Case) -> str:
    return reverse(f"local_review.{name}", args=[case.reference])


def post(client: Client, url: str, action: str = "continue", **typed: Any) -> Any:
    return client.post(url, {"action": action, **typed})


@pytest.mark.parametrize("step", STEPS)
def test_each_step_opens_and_says_what_is_missing_when_sent_empty(step: str) -> None:
    case = decided()
    client = client_for(member(BU))
    page = client.get(address(step, case))
    assert page.status_code == 200
    assert case.reference in page.content.decode()
    empty = post(client, address(step, case))
    assert empty.status_code == 422
    assert "There is a problem" in empty.content.decode()


@pytest.mark.parametrize(("role", "step"), [(CHAIR, "check_quality"), (SUB, "check_quality_point")])
def test_the_check_opens_for_the_sub_group(role: Any, step: str) -> None:
    case = decided()
    do("local_review.submit_draft", member(BU), case, text="The draft.", at="2026-10-05")
    client = client_for(member(role))
    page = client.get(address(step, case))
    assert page.status_code == 200 and "version 1" in page.content.decode()
    assert post(client, address(step, case)).status_code == 422


@pytest.mark.clause("E2")
def test_weighing_a_candidate_has_a_row_for_each_consideration() -> None:
    case = decided()
    client = client_for(member(CHAIR))
    assert client.get(address("weigh_candidate", case)).content.decode().count('class="govuk-fieldset rows__row"') == 5
    rows = {f"weighings-{n}-consideration": f"E2-{n + 1}" for n in range(5)} | {f"weighings-{n}-reasons": "Well." for n in range(5)}
    sent = post(client, address("weigh_candidate", case), candidate="Candidate A", **DAY, **rows, **{"weighings-count": "5"})
    assert sent.status_code == 302 and sent.headers["Location"] == reverse("local_review", args=[case.reference])
    assert kinds(case).count("reviewer_weighed") == 5


@pytest.mark.clause("G3")
def test_the_joint_decision_is_checked_before_it_is_recorded() -> None:
    case = decided()
    client = client_for(member(BU))
    typed = {"with": "The safeguarding adult review", "joint": "yes", "methodology_serves_both": "yes", **DAY}
    check = post(client, address("decide_joint_review", case), **typed)
    assert check.status_code == 200 and "Check your answers" in check.content.decode()
    assert "joint_review_decided" not in kinds(case)
    assert post(client, address("decide_joint_review", case), "confirm", **typed).status_code == 302
    assert Fact.objects.get(case=case, kind="joint_review_decided").details["with"] == "The safeguarding adult review"


@pytest.mark.clause("G5")
def test_another_kind_of_process_is_named_and_shown_with_what_it_holds_back() -> None:
    case = decided()
    client = client_for(member(BU))
    typed = {"process": "other", "forbids": ["publication"], **DAY}
    assert post(client, address("open_parallel_process", case), **typed).status_code == 422
    sent = post(client, address("open_parallel_process", case), called="Inquiry of the fire service", **typed)
    assert sent.status_code == 302
    page = client.get(address("processes", case)).content.decode()
    assert "Inquiry of the fire service" in page and "Held back" in page


@pytest.mark.clause("E5")
def test_past_the_aim_the_page_asks_why_and_stops_nothing() -> None:
    case = decided()
    client = client_for(member(BU))
    typed = {"at-day": "10", "at-month": "11", "at-year": "2026"}
    asked = post(client, address("complete", case), **typed)
    assert asked.status_code == 422 and "was due on Tuesday 27 October 2026. Say why" in asked.content.decode()
    assert post(client, address("complete", case), "confirm", late_reason="The trial.", **typed).status_code == 302
    assert "The trial." in client.get(reverse("local_review", args=[case.reference])).content.decode()


@pytest.mark.clause("E5")
def test_the_task_list_shows_the_aim_and_the_pause_beside_it() -> None:
    case = decided()
    given(case, "review_paused", "2026-11-10", reasons="The trial.")
    page = client_for(member(BU)).get(reverse("local_review", args=[case.reference])).content.decode()
    assert "Tuesday 27 October 2026" in page
    assert "Stood still for 10 days" in page and "The trial." in page


@pytest.mark.clause("H1", "H2")
def test_an_edit_voids_visibly_what_was_checked_and_approved() -> None:
    case = decided()
    do("local_review.submit_draft", member(BU), case, text="The first draft.", at="2026-10-05")
    points = [{"point": f"H1-{n}", "met": True} for n in range(1, 8)]
    do("local_review.check_quality", member(CHAIR), case, at="2026-10-13", points=points)
    executive = client_for(member(EXEC))
    drafts = executive.get(address("drafts", case)).content.decode()
    assert "ready for the Executive" in drafts
    old = executive.get(address("approve", case)).context["quality"].newest.text_hash
    do("local_review.submit_draft", member(BU), case, text="The second draft.", at="2026-10-15")
    page = client_for(member(BU)).get(address("drafts", case)).content.decode()
    assert "Was met by version 1. Void since the text changed." in page
    late = executive.post(address("approve", case), {"action": "confirm", "draft": old, "at-day": "20", "at-month": "10", "at-year": "2026"})
    assert late.status_code in (403, 404, 409, 422)
    assert "executive_approved" not in kinds(case)


def test_the_reviewer_sees_their_review_and_submits_a_draft() -> None:
    case = decided()
    who = member(REVIEWER)
    given(case, "reviewer_appointed", "2026-05-22", name="Candidate A", member=who.who)
    client = client_for(who)
    page = client.get(reverse("local_review", args=[case.reference])).content.decode()
    assert "Candidate A, appointed" in page and "Submit a draft of the report" in page
    sent = post(client, address("submit_draft", case), text="The <b>first</b> draft.", **{"at-day": "5", "at-month": "10", "at-year": "2026"})
    assert sent.status_code == 302
    draft = client.get(reverse("local_review.draft", args=[case.reference, 1])).content.decode()
    assert "The &lt;b&gt;first&lt;/b&gt; draft." in draft
    assert client.get(reverse("local_review.draft", args=[case.reference, 2])).status_code == 404


def test_terms_can_be_read_and_nobody_outside_the_review_finds_them() -> None:
    case = decided()
    client = client_for(member(BU))
    assert client.get(address("terms", case)).status_code == 404
    do("local_review.draft_terms", member(BU), case, at="2026-05-14", questions="What would have helped?", period="2025")
    assert "What would have helped?" in client.get(address("terms", case)).content.decode()
    assert client_for(member(EXEC)).get(address("terms", case)).status_code == 404


def test_the_task_list_opens_for_a_finished_review() -> None:
    case = decided()
    approved(case, "sha256:" + "ab" * 32)
    given(case, "review_completed", "2026-10-26")
    page = client_for(member(BU)).get(reverse("local_review", args=[case.reference]))
    assert page.status_code == 200 and "within the aim" in page.content.decode()
