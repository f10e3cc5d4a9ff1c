"""Correcting an entry on the page: each detail as its own question, and nothing typed is lost."""

from __future__ import annotations

import pytest

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, do, member, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _entry(case: Case, kind: str) -> Fact:
    return Fact.objects.filter(case=case, kind=kind).order_by("-seq")[0]


def _address(case: Case, kind: str, verb: str = "correct") -> str:
    return f"/cases/{case.reference}/record/{verb}/?for={_entry(case, kind).pk}"


@pytest.mark.clause("C2")
def test_that_the_child_was_looked_after_is_put_right_and_the_duty_opens() -> None:
    case = open_case(abuse_or_neglect="no", outcome="died")
    unit = client_for(member(Role.BUSINESS_UNIT))
    assert not case.duties.filter(duty="notify-panel").exists()
    typed = {"at-day": "16", "at-month": "11", "at-year": "2026", "abuse_or_neglect": "no", "outcome": "died", "looked_after": "yes",
             "reason": "The placement was found on the second check."}
    check = unit.post(_address(case, "incident_occurred"), {**typed, "action": "continue"})
    assert "Was the child looked after by a local authority?" in check.content.decode()
    done = unit.post(_address(case, "incident_occurred"), {**typed, "action": "confirm"}, follow=True)
    page = done.content.decode()
    assert _entry(case, "incident_occurred").details["looked_after"] is True
    assert case.duties.get(duty="notify-panel").due is not None
    assert "The placement was found on the second check." in page and "Replaced" in page


def test_a_correction_that_is_saved_comes_back_as_it_was_typed() -> None:
    case = open_case()
    unit = client_for(member(Role.BUSINESS_UNIT))
    address = _address(case, "incident_occurred")
    unit.post(address, {"action": "save", "place": "A flat in Otterholt", "reason": "Address was wrong"})
    page = unit.get(address).content.decode()
    assert "A flat in Otterholt" in page and "Address was wrong" in page


def test_a_correction_without_a_reason_is_refused_and_keeps_what_was_typed() -> None:
    case = open_case()
    answer = client_for(member(Role.BUSINESS_UNIT)).post(
        _address(case, "incident_occurred"), {"action": "continue", "at-day": "16", "at-month": "11", "at-year": "2026",
                                             "place": "A flat in Otterholt"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Answer “Why is it being corrected?”" in page and "A flat in Otterholt" in page


def test_the_history_speaks_in_names_not_in_the_words_of_facts() -> None:
    case = open_case()
    do("notification.record_sin", member(Role.NOTIFIER), case, at="2026-11-18T15:00", reference="SIN-MADE-UP-1",
       partnership_told_at="2026-11-18T15:00", told_who="Business Manager")
    do("rapid_review.request_information", member(Role.BUSINESS_UNIT), case, at="2026-11-19", agencies=["gp"], due="2026-11-20")
    page = client_for(member(Role.BUSINESS_UNIT)).get(f"/cases/{case.reference}/history/").content.decode()
    assert "Tallow Street Surgery" in page and ">gp<" not in page
    assert "Friday 20 November 2026" in page


def test_dates_that_a_correction_moves_are_said_to_everybody_on_the_case_with_the_reason_why() -> None:
    case = open_case()
    unit, officer = member(Role.BUSINESS_UNIT), client_for(member(Role.BUSINESS_UNIT, email="officer@wessmoor.example.org"))
    do("record.correct", unit, case, fact=_entry(case, "authority_aware").pk, at="2026-11-17", reason="Told at noon by telephone.")
    page = officer.get(f"/cases/{case.reference}/").content.decode()
    assert "“Authority became aware” was corrected" in page
    assert "was Monday 23 November 2026, now Tuesday 24 November 2026" in page and "by telephone" not in page
    do("record.take_back", unit, case, fact=_entry(case, "authority_aware").pk, reason="Another case.")
    page = officer.get(f"/cases/{case.reference}/").content.decode()
    assert "“Authority became aware” was taken back" in page and "is no longer needed" in page
