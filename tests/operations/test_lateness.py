"""What is met after its date is recorded as late, with the reason, by whichever face it comes; nothing is refused for being late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cspr import protocol
from cspr.operations import clock, recording
from cspr.operations.lateness import FIELD
from cspr.partnership.roles import Role
from cspr.record.models import Case, Duty, Fact
from tests.factories import NOON, client_for, member, open_case
from tests.paper import flat
from tests.ways import Way, by_api, by_page

pytestmark = pytest.mark.django_db
SIN = "notification.record_sin"
SENT: dict[str, Any] = {"reference": "SIN-MADE-UP-1", "at": date(2026, 11, 19)}
# What else records a kind that meets a dated duty, and can never do so late.
NEVER_LATE = {
    "record.correct": "a correction has its own reason", "referral.consider": "it opens the Rapid Review in the same moment",
    "action_plan.accept_action": "an action is accepted once it is done",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def aware_in_time() -> Case:
    """A case to be notified by Friday 13 November 2026."""
    return open_case(at="2026-11-06")


def on_the_case_page(case: Case) -> str:
    return " ".join(client_for(member(Role.BUSINESS_UNIT)).get(f"/cases/{case.reference}/").content.decode().split())


@pytest.mark.parametrize("name", protocol.known())
def test_whatever_meets_a_dated_duty_of_a_case_can_say_why_it_is_late(name: str) -> None:
    dated = [d for d in protocol.load(name).duties if d.clock is not None and d.scope == "case"]
    ways = {op.name: op for d in dated for kind in d.meeting_kinds for op in recording(kind)}
    assert {n for n, op in ways.items() if FIELD not in op.data.model_fields} == NEVER_LATE.keys() & ways.keys()


@pytest.mark.clause("C4")
@pytest.mark.parametrize("way", [by_page, by_api])
def test_a_late_notification_is_taken_with_its_reason_only(way: Way) -> None:
    case = aware_in_time()
    notifier = member(Role.NOTIFIER)
    with pytest.raises(AssertionError, match="was due on Friday 13 November 2026. Say why"):
        way(SIN, notifier, case, **SENT)
    assert not Fact.objects.filter(case=case, kind="sin_submitted").exists()
    way(SIN, notifier, case, **SENT, late_reason="The front door did not pass it on.")
    assert str(Duty.objects.get(case=case, duty="notify-panel").done) == "2026-11-19"
    assert "(due Fri 13 Nov 2026): The front door did not pass it on." in on_the_case_page(case)


@pytest.mark.clause("C6")
def test_the_page_asks_why_where_the_date_was_set_and_missed_by_the_same_form() -> None:
    case, notifier = open_case(), member(Role.NOTIFIER)
    told = {"reference": "SIN-MADE-UP-1", "at": date(2026, 11, 18), "partnership_told_at": date(2026, 11, 20)}
    with pytest.raises(AssertionError, match="was due on Wednesday 18 November 2026. Say why"):
        by_page(SIN, notifier, case, **told)
    client, address = client_for(notifier), f"/cases/{case.reference}/notification/record_sin/"
    typed = flat(told) | {"action": "continue"}
    assert 'name="late_reason"' not in client.get(address).content.decode()
    assert 'href="#id_late_reason"' in client.post(address, typed).content.decode()
    reason = {"late_reason": "The office was shut."}
    assert "The office was shut." in client.post(address, typed | reason).content.decode()
    assert client.post(address, typed | reason | {"action": "confirm"}).status_code == 302
    assert Fact.objects.get(case=case, kind="partnership_told").details["late_reason"] == "The office was shut."


@pytest.mark.clause("C4")
def test_a_fact_that_is_reported_is_late_with_or_without_a_reason() -> None:
    case = aware_in_time()
    fact = {"kind": "sin_submitted", "at": "2026-11-19", "details": {"reference": "SIN-MADE-UP-1"}}
    answer = client_for(member(Role.NOTIFIER)).post(f"/api/v1/cases/{case.reference}/facts", fact, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert "(due Fri 13 Nov 2026)" in on_the_case_page(case)
