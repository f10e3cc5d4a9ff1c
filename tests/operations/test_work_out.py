"""Dates that move although nothing happens in a case: a holiday is added, the rules have a new edition, a period begins."""

from __future__ import annotations

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client

from cspr import protocol
from cspr.operations import catch_up, clock, work_out
from cspr.partnership.models import Holiday
from cspr.partnership.roles import Role
from cspr.record.models import Case, Duty, Shift
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = pytest.mark.django_db
REPORT = "send-rapid-review-report"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def reviewed() -> Case:
    """A case whose fifteen working days run from today."""
    case = open_case()
    unit = member(Role.BUSINESS_UNIT)
    do("notification.record_sin", unit, case, at="2026-11-19T15:00", reference="MADE-UP-1")
    do("notification.tell_partnership", unit, case, at="2026-11-19T15:10")
    return case


def due(case: Case) -> date | None:
    return Duty.objects.get(case=case, duty=REPORT).due


def unit() -> Client:
    return client_for(member(Role.BUSINESS_UNIT))


@pytest.mark.clause("D2")
def test_a_holiday_added_moves_the_open_cases_and_each_says_so() -> None:
    first, second = reviewed(), reviewed()
    before = due(first)
    assert before == date(2026, 12, 10)
    Holiday.objects.create(partnership=home(), on=date(2026, 12, 1), name="Day of thanks", source="made up")
    assert catch_up(home(), NOON, "1 December 2026, Day of thanks, was added to the bank holidays") == 2
    assert due(first) == due(second) == date(2026, 12, 11)
    page = " ".join(unit().get(f"/cases/{first.reference}/").content.decode().split())
    assert "Day of thanks, was added to the bank holidays." in page
    assert "Send the Rapid Review report to the national Panel: was Thursday 10 December 2026, now Friday 11 December 2026." in page


def test_broken_off_it_goes_on_with_what_is_left_and_says_nothing_twice() -> None:
    first, second = reviewed(), reviewed()
    Holiday.objects.create(partnership=home(), on=date(2026, 12, 1), name="Day of thanks", source="made up")
    real = work_out.of_one_case
    with patch.object(work_out, "of_one_case", side_effect=[real_moves := [], KeyboardInterrupt]), pytest.raises(KeyboardInterrupt):
        catch_up(home(), NOON, "made up")
    assert real_moves == []
    assert {due(first), due(second)} == {date(2026, 12, 10)}
    with patch.object(work_out, "of_one_case", side_effect=lambda case, *rest: real(case, *rest) if case.pk == second.pk else 1 / 0), \
         pytest.raises(ZeroDivisionError):
        catch_up(home(), NOON, "made up")
    assert (due(first), due(second)) == (date(2026, 12, 10), date(2026, 12, 11))
    assert catch_up(home(), NOON, "made up") == 1
    assert catch_up(home(), NOON, "made up") == 0
    assert list(Shift.objects.values_list("case", flat=True).order_by("case")) == [first.pk, second.pk]


def test_a_new_edition_of_the_rules_is_caught_up_with_at_the_next_start(capsys: pytest.CaptureFixture[str]) -> None:
    case = reviewed()
    call_command("catch_up")
    assert capsys.readouterr().out == ""
    Duty.objects.filter(case=case, duty=REPORT).update(due=date(2026, 12, 24))  # As another edition had worked it out.
    with patch.object(protocol, "edition", lambda: "another"):
        call_command("catch_up")
    assert "1 case of" in capsys.readouterr().out
    assert due(case) == date(2026, 12, 10)


@pytest.mark.clause("J3", "J8", "K1")
def test_what_comes_round_is_on_the_home_page_on_the_first_day_of_its_period(monkeypatch: pytest.MonkeyPatch) -> None:
    page = unit().get("/").content.decode()
    assert "2026-Q4" in page
    assert "Publish the annual report" in page
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=60))
    assert "2027-Q1" not in page
    later = unit().get("/").content.decode()
    assert "2026-Q4" in later
    assert "2027-Q1" in later


def test_what_comes_round_is_worked_out_once_a_day() -> None:
    unit().get("/")
    with patch.object(work_out, "of_partnership_itself", side_effect=AssertionError("worked out twice")):
        assert unit().get("/").status_code == 200
        assert unit().get("/api/v1/owed").status_code == 200
