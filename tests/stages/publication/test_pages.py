"""The publication plan as the Business Unit uses it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cspr.operations import clock
from cspr.record.models import Case
from tests.factories import NOON, client_for, do, member
from tests.stages.local_review.given import BU, SUB, approved, decided, given, kinds
from tests.stages.publication.test_operations import TEXT, ready

pytestmark = pytest.mark.django_db
STEPS = ("take_legal_advice", "take_communications_advice", "consult_core_partners", "tell_agencies_of_plan", "consider_impact",
         "name_family_contact", "plan", "send_to_panel", "send_to_secretary_of_state", "publish", "decline")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def address(name: str, case: Case) -> str:
    return reverse(f"publication.{name}", args=[case.reference])


def on(day: int, month: int = 11) -> dict[str, str]:
    return {"at-day": str(day), "at-month": str(month), "at-year": "2026"}


def plan_page(client: Client, case: Case) -> str:
    return str(client.get(reverse("publication", args=[case.reference])).content.decode())


def send(client: Client, case: Case, step: str, action: str = "continue", **typed: Any) -> Any:
    return client.post(address(step, case), {"action": action, **typed})


@pytest.mark.parametrize("step", STEPS)
def test_each_step_opens_and_says_what_is_missing_when_sent_empty(step: str) -> None:
    case = decided()
    client = client_for(member(BU))
    assert client.get(address(step, case)).status_code == 200
    empty = send(client, case, step)
    assert empty.status_code == 422 and "There is a problem" in empty.content.decode()


@pytest.mark.clause("I2", "I8")
def test_the_plan_says_the_last_day_to_send_and_what_holds_it_back() -> None:
    case = decided()
    approved(case, TEXT)
    given(case, "parallel_process_opened", "2026-06-01", process="criminal trial", forbids=["publication"])
    client = client_for(member(BU))
    sent = send(client, case, "plan", **{"on-day": "11", "on-month": "12", "on-year": "2026"}, **on(18))
    assert sent.status_code == 302
    page = plan_page(client, case)
    assert "Friday 11 December 2026" in page and "Friday 4 December 2026" in page
    assert "What still holds publication back" in page and "I4" in page


@pytest.mark.clause("I8")
def test_a_planned_day_that_can_no_longer_be_kept_says_so() -> None:
    case = decided()
    approved(case, TEXT)
    do("publication.plan", member(BU), case, at="2026-11-18", on="2026-11-23")
    assert "can no longer be kept" in plan_page(client_for(member(BU)), case)


@pytest.mark.clause("I7")
def test_publishing_is_checked_first_and_then_shown_with_its_address() -> None:
    case = ready()
    client = client_for(member(BU))
    assert "Nothing holds publication back" in plan_page(client, case)
    typed = {"url": "https://example.org/reports/child-m", "text": TEXT, **on(20)}
    assert "Check your answers" in send(client, case, "publish", **typed).content.decode()
    assert "report_published" not in kinds(case)
    assert send(client, case, "publish", "confirm", **typed).status_code == 302
    assert "https://example.org/reports/child-m" in plan_page(client, case)


@pytest.mark.clause("I4")
def test_the_page_refuses_while_a_process_forbids_it_and_keeps_what_was_typed() -> None:
    case = ready()
    given(case, "parallel_process_opened", "2026-11-01", process="inquest", forbids=["publication"])
    page = send(client_for(member(BU)), case, "publish", "confirm", url="https://example.org/reports/child-m", text=TEXT, **on(20))
    assert page.status_code == 409
    assert "This cannot be done yet" in page.content.decode() and "https://example.org/reports/child-m" in page.content.decode()


@pytest.mark.clause("J6")
def test_after_declining_the_plan_asks_for_a_briefing() -> None:
    case = ready()
    client = client_for(member(BU))
    assert send(client, case, "decline", "confirm", reasons="A sibling would be known.", **on(16)).status_code == 302
    page = plan_page(client, case)
    assert "Not to be published" in page and "Consider sharing the learning in a briefing" in page


@pytest.mark.clause("I5")
def test_the_sub_group_reads_the_plan_and_does_its_own_part_of_it() -> None:
    case = ready()
    page = plan_page(client_for(member(SUB)), case)
    assert address("consider_impact", case) in page and address("publish", case) not in page
