"""The action plan as people use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, do, member
from tests.stages.action_plan.given import ACTION, BU, CHAIR, EXEC, partner, planned, police, with_action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def address(step: str, case: Case, action: str = "") -> str:
    return reverse(f"action_plan.{step}", args=[case.reference]) + (f"?for={action}" if action else "")


def page(who: Member, url: str, status: int = 200) -> str:
    found = client_for(who).get(url)
    assert found.status_code == status
    return str(found.content.decode())


def on(day: int, month: int, year: int = 2026, name: str = "at") -> dict[str, str]:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def send(who: Member, url: str, action: str = "continue", **typed: Any) -> Any:
    return client_for(who).post(url, {"action": action, **typed})


@pytest.mark.parametrize("step", ["develop", "set_action", "do_action", "accept_action", "raise_barrier", "escalate_barrier", "answer_barrier",
                                  "change_due", "retest_impact"])
def test_each_step_opens_and_says_what_is_missing_when_sent_empty(step: str) -> None:
    case = with_action()
    url = address(step, case)
    page(member(BU), url)
    empty = send(member(BU), url)
    assert empty.status_code == 422 and "There is a problem" in empty.content.decode()


@pytest.mark.clause("J1")
def test_a_partner_reads_the_plan_checks_and_agrees() -> None:
    case = with_action()
    who = partner("health")
    shown = page(who, address("agree", case))
    assert "Nobody asked who else lived in the home." in shown and ACTION["title"] in shown
    typed = {"of": "rapid_review", **on(5, 10)}
    assert "Check your answers" in send(who, address("agree", case), **typed).content.decode()
    assert send(who, address("agree", case), "confirm", **typed).status_code == 302
    assert "Agreed on Mon 5 Oct 2026" in page(member(BU), reverse("action_plan", args=[case.reference]))


@pytest.mark.clause("J1")
def test_a_plan_whose_findings_change_is_put_to_the_partners_again() -> None:
    case = planned()
    do("action_plan.agree", partner("health"), case, partner="health", of="rapid_review", at="2026-10-05")
    do("action_plan.develop", member(CHAIR), case, of="rapid_review", findings=[{"finding": "Something else was found."}], at="2026-10-06")
    assert "to an earlier wording; asked again" in page(member(BU), reverse("action_plan", args=[case.reference]))


@pytest.mark.clause("J2", "D13")
def test_an_action_is_set_done_and_accepted_through_its_pages() -> None:
    case = planned()
    assert "Nobody asked who else lived in the home." in page(member(CHAIR), address("set_action", case))
    typed = {"title": "Train all call handlers", "owner": "police", **on(1, 3, 2027, "due"), **on(2, 10)}
    assert send(member(CHAIR), address("set_action", case), **typed).status_code == 302
    assert "Train all call handlers" in page(police(), reverse("action_plan.all"))
    url = address("do_action", case, "A1")
    bare = send(police(), url, **on(2, 11))
    assert bare.status_code == 422 and "What shows that it is done" in bare.content.decode()
    assert send(police(), url, evidence="All 40 trained; register kept.", **on(2, 11)).status_code == 302
    assert "All 40 trained" in page(member(CHAIR), address("accept_action", case, "A1"))
    assert send(member(CHAIR), address("accept_action", case, "A1"), "confirm", **on(3, 11)).status_code == 302
    shown = page(police(), reverse("action_plan.action", args=[case.reference, "A1"]))
    assert "Complete" in shown and "Action accepted as complete" in shown


@pytest.mark.clause("J2")
def test_an_agency_sees_its_own_actions_and_neither_others_nor_the_findings() -> None:
    case = with_action()
    do("action_plan.set_action", member(BU), case, **{**ACTION, "owner": "icb", "title": "Review the pathway"})
    plan = page(police(), reverse("action_plan", args=[case.reference]))
    assert ACTION["title"] in plan and "Review the pathway" not in plan and "Nobody asked who else" not in plan
    page(police(), reverse("action_plan.action", args=[case.reference, "A2"]), 404)
    page(police(), address("do_action", case, "A2"), 404)
    page(member(Role.AGENCY_LEAD, "gp"), reverse("action_plan", args=[case.reference]), 404)
    assert "Review the pathway" not in page(police(), reverse("action_plan.all"))


@pytest.mark.clause("J2")
def test_how_an_action_stands_is_written_in_words() -> None:
    case = with_action(due="2026-11-01")
    assert "Overdue" in page(member(BU), reverse("action_plan", args=[case.reference]))
    listed = reverse("action_plan.all")
    assert ACTION["title"] in page(member(BU), f"{listed}?standing=overdue&owner=police")
    assert ACTION["title"] not in page(member(BU), f"{listed}?standing=overdue&owner=icb")
    assert "None matches" in page(member(BU), f"{listed}?standing=complete")


@pytest.mark.clause("J4")
def test_a_barrier_goes_from_the_owner_to_the_executive_and_back() -> None:
    case = with_action()
    assert send(police(), address("raise_barrier", case, "A1"), reasons="The system has no field for it.", **on(2, 11)).status_code == 302
    assert "The system has no field for it." in page(member(BU), address("escalate_barrier", case, "A1"))
    assert send(member(BU), address("escalate_barrier", case, "A1"), reasons="Please fund it.", **on(3, 11)).status_code == 302
    barriers = page(member(EXEC), reverse("action_plan.all"))
    assert "Barriers brought to the Executive" in barriers and ACTION["title"] in barriers
    assert send(member(EXEC), address("answer_barrier", case, "A1"), answer="Funded from April.", **on(18, 11)).status_code == 302
    assert "Funded from April." in page(police(), reverse("action_plan.action", args=[case.reference, "A1"]))


def test_a_changed_date_is_checked_first_and_says_so() -> None:
    case = with_action()
    typed = {"reason": "The training was moved.", **on(1, 6, 2027, "due")}
    assert "Check your answers" in send(member(BU), address("change_due", case, "A1"), **typed).content.decode()
    assert send(member(BU), address("change_due", case, "A1"), "confirm", **typed).status_code == 302
    assert Fact.objects.filter(case=case, kind="action_set").count() == 2
    assert "Tue 1 Jun 2027" in page(member(BU), reverse("action_plan", args=[case.reference]))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.KEEPING_CHILDREN_SAFE, Role.NAMED_POST, Role.REVIEWER])
def test_the_list_across_cases_is_not_there_for_other_roles(role: Role) -> None:
    page(member(role), reverse("action_plan.all"), 404)


@pytest.mark.clause("J2")
def test_the_agency_that_owns_an_action_finds_it_on_its_home_page_and_nobody_elses() -> None:
    case = with_action()
    do("action_plan.set_action", member(BU), case, **{**ACTION, "owner": "icb"})
    do("action_plan.set_action", member(BU), case, **{**ACTION, "owner": "sub_group"})
    home = reverse("home")
    assert address("do_action", case, "A1") in page(police(), home)
    for other in ("A2", "A3"):
        assert address("do_action", case, other) not in page(police(), home)
    assert address("do_action", case, "A3") in page(member(CHAIR), home)
    assert address("do_action", case, "A1") not in page(member(Role.AGENCY_LEAD, "gp"), home)
    do("action_plan.do_action", police(), case, action="A1", at="2026-11-01", evidence="Done.")
    assert address("do_action", case, "A1") not in page(police(), home)
