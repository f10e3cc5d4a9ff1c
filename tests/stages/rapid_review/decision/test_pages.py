"""The decision's pages, as people use them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from tests.factories import NOON, client_for, do, member
from tests.stages.rapid_review.decision.given import (
    bu,
    chair,
    decided,
    in_review,
    partner,
    recommended,
    sent,
    sign,
    standing,
    text_of,
    weighed,
)

pytestmark = pytest.mark.django_db
WEIGH = (
    "consider_immediate_actions",
    "share_immediate_learning",
    "consider_improvement",
    "consider_criteria",
    "consider_criterion",
    "consider_rights_and_equality",
    "make_recommendation",
    "write_report",
)
SEND = (
    "record_panel_response",
    "circulate_report",
    "publish_briefing",
    "settle_national_review",
    "agree_wider",
)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def send(who: Any, case: Any, step: str, action: str = "continue", **typed: Any) -> Any:
    """Post a step's form as that person."""
    return client_for(who).post(f"/cases/{case.reference}/rapid_review/{step}/", {"action": action, **typed})


@pytest.mark.parametrize("step", [*WEIGH, *SEND, "notify_secretary_of_state", "send_report"])
def test_each_step_opens_for_the_business_unit_and_says_why_it_is_asked(step: str) -> None:
    page = client_for(bu()).get(f"/cases/{decided().reference}/rapid_review/{step}/")
    assert page.status_code == 200
    assert "Why this is asked" in page.content.decode()


@pytest.mark.parametrize("step", [*WEIGH[:-1], *SEND])
def test_each_step_sent_empty_says_what_is_missing(step: str) -> None:
    page = send(bu(), weighed() if step in WEIGH else sent(), step, posts=[])
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()


@pytest.mark.parametrize("name", ["decision", "report", "circulation"])
def test_the_record_opens_for_panel_and_partners_and_is_not_there_for_others(name: str) -> None:
    address = f"/cases/{recommended().reference}/rapid_review/{name}/"
    for who in (bu(), chair(), partner("police")):
        assert client_for(who).get(address).status_code == 200
    for who in (
        member(Role.EXECUTIVE),
        member(Role.KEEPING_CHILDREN_SAFE),
        member(Role.AGENCY_LEAD, "gp"),
        member(Role.NAMED_POST, post="designated_nurse"),
        member(Role.AUDITOR),
    ):
        assert client_for(who).get(address).status_code == 404


def test_the_criteria_are_weighed_on_one_page() -> None:
    case = in_review()
    typed = {"criteria-count": "8"}
    for i in range(8):
        typed |= {f"criteria-{i}-criterion": f"B{3 + i // 4}-{i % 4 + 1}"}
    typed |= {"criteria-2-met": "yes", "criteria-2-reasons": "Two agencies each waited.", "criteria-5-met": "no"}
    refused = send(chair(), case, "consider_criteria", **typed)
    assert refused.status_code == 422 and "Say why B4-2 is answered so" in refused.content.decode()
    assert "Two agencies each waited." in refused.content.decode()
    done = send(chair(), case, "consider_criteria", **{**typed, "criteria-5-reasons": "One agency only."})
    assert done.status_code == 302 and done.url.endswith("/rapid_review/decision/")
    assert [f.details["criterion"] for f in standing(case, "criterion_considered")] == ["B3-3", "B4-2"]


def test_a_partner_reads_the_text_then_checks_then_signs() -> None:
    case = recommended()
    who = partner("health")
    page = client_for(who).get(f"/cases/{case.reference}/rapid_review/sign/").content.decode()
    assert "The facts." in page and text_of(case) in page
    typed = {"decision": "local", "read_hash": text_of(case)}
    check = send(who, case, "sign", **typed).content.decode()
    assert "Check your answers" in check and "tied to version 1" in check
    assert not standing(case, "partner_signed")
    assert send(who, case, "sign", "confirm", **typed).status_code == 302
    assert standing(case, "partner_signed")[0].details["partner"] == "health"


def test_deciding_otherwise_than_the_panel_asks_why() -> None:
    case = recommended()
    typed = {"decision": "none", "read_hash": text_of(case)}
    assert "Say why" in send(partner("health"), case, "sign", **typed).content.decode()


def test_signing_a_text_that_changed_shows_the_new_one_and_asks_to_read_it() -> None:
    case = recommended()
    old = text_of(case)
    do("rapid_review.write_report", bu(), case, facts="Facts put right.")
    page = send(partner("health"), case, "sign", "confirm", decision="local", read_hash=old)
    words = page.content.decode()
    assert page.status_code == 409 and "The text has changed since you read it" in words and "Facts put right." in words


def test_without_a_report_there_is_nothing_to_sign() -> None:
    case = recommended(report=False)
    page = client_for(partner("health")).get(f"/cases/{case.reference}/rapid_review/sign/").content.decode()
    assert "There is no report to sign yet" in page
    assert send(partner("health"), case, "sign", decision="local").status_code == 422


def test_the_report_is_filled_from_the_decision_record_and_every_version_stays() -> None:
    case = in_review()
    do("rapid_review.consider_improvement", bu(), case, reasons="Nobody joined up three records.")
    assert "Nobody joined up three records." in client_for(bu()).get(f"/cases/{case.reference}/rapid_review/write_report/").content.decode()
    for text in ("First.", "Second."):
        assert send(bu(), case, "write_report", facts=text).status_code == 302
    address = f"/cases/{case.reference}/rapid_review/report/"
    assert "Second." in client_for(bu()).get(address).content.decode()
    earlier = client_for(bu()).get(address + "?version=1").content.decode()
    assert "First." in earlier and "earlier version" in earlier
    assert client_for(bu()).get(address + "?version=9").status_code == 404


def test_sending_late_asks_why_and_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    case = decided()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 10, 0, tzinfo=LONDON))
    page = send(bu(), case, "send_report", "confirm")
    assert page.status_code == 422 and "was due on Monday 23 November 2026. Say why" in page.content.decode()
    assert send(bu(), case, "send_report", "confirm", late_reason="Snow closed the office.").status_code == 302
    assert "Snow closed the office." in client_for(bu()).get(f"/cases/{case.reference}/rapid_review/decision/").content.decode()


def test_sending_in_time_asks_no_reason_and_is_held_back_before_the_decision() -> None:
    case = recommended()
    sign(case, "health")
    page = send(bu(), case, "send_report")
    assert page.status_code == 409 and "This cannot be done yet" in page.content.decode()
    shown = client_for(bu()).get(f"/cases/{decided().reference}/rapid_review/send_report/").content.decode()
    assert "late_reason" not in shown


def test_a_person_agrees_to_more_readers_in_their_own_role() -> None:
    case = sent()
    typed = {"to": "Head of Housing", "why": "Rehousing the family."}
    assert send(chair(), case, "agree_wider", **typed).status_code == 302
    assert standing(case, "wider_circulation_agreed")[0].details["by"] == "sub_group_chair"
