"""The pages of learning as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cspr.operations import clock
from cspr.partnership.models import Holiday, Member
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from tests.factories import NOON, client_for, do, home, member
from tests.stages.learning.test_operations import own, with_actions
from tests.stages.local_review.given import BU, CHAIR, SUB, decided, given

pytestmark = pytest.mark.django_db
KCS = Role.KEEPING_CHILDREN_SAFE


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def page(who: Member, name: str, *args: str, status: int = 200, query: str = "") -> str:
    found = client_for(who).get(reverse(name, args=args) + query)
    assert found.status_code == status
    return str(found.content.decode())


def on(day: int, month: int = 11) -> dict[str, str]:
    return {"at-day": str(day), "at-month": str(month), "at-year": "2026"}


def send(who: Member, name: str, *args: str, action: str = "continue", **typed: Any) -> Any:
    return client_for(who).post(reverse(name, args=args), {"action": action, **typed})


@pytest.mark.parametrize("step", ["report_exceptions", "hold_event", "publish_annual_report", "review_protocol", "distribute_protocol"])
def test_each_step_of_the_partnership_opens_and_says_what_is_missing(step: str) -> None:
    page(member(BU), f"learning.{step}")
    empty = send(member(BU), f"learning.{step}")
    assert empty.status_code == 422 and "There is a problem" in empty.content.decode()


@pytest.mark.clause("J3")
def test_the_paper_is_seen_checked_reported_and_read_by_the_group() -> None:
    case = with_actions()
    home()
    assert "Wessmoor Police" in page(member(BU), "learning.report_exceptions")
    typed = {"quarter": "2026-Q4", "note": "One barrier needs a decision.", **on(20)}
    assert "Check your answers" in send(member(BU), "learning.report_exceptions", **typed).content.decode()
    assert send(member(BU), "learning.report_exceptions", action="confirm", **typed).status_code == 302
    assert "2026-Q4" in page(member(KCS), "learning.exceptions")
    paper = page(member(KCS), "learning.paper", str(own("exceptions_reported").pk))
    assert "Overdue" in paper and "At risk: barrier" in paper and "One barrier needs a decision." in paper
    assert case.reference not in paper and "Marlow Street" not in paper


@pytest.mark.clause("J3")
def test_a_paper_taken_for_another_is_not_there_and_agencies_see_none() -> None:
    page(member(KCS), "learning.paper", "0b6f2a3e-8f1d-4a51-9a1f-1f0f5b2a7c11", status=404)
    page(member(Role.AGENCY_LEAD, "police"), "learning.exceptions", status=404)


@pytest.mark.clause("J7", "J6")
def test_events_and_briefings_are_for_everybody_who_works_in_the_partnership() -> None:
    case = decided()
    given(case, "briefing_published", "2026-11-12", of="rapid_review", url="https://example.org/briefing-7")
    typed = {"title": "Babies and those who care for them", "attended": "80", **on(5)}
    assert send(member(BU), "learning.hold_event", **typed).status_code == 302
    shown = page(member(Role.AGENCY_LEAD, "gp"), "learning")
    assert "Babies and those who care for them" in shown and "https://example.org/briefing-7" in shown
    assert case.reference not in shown and "Whom the learning reached" not in shown


@pytest.mark.clause("J5")
def test_a_case_shows_whom_its_learning_has_not_reached_yet() -> None:
    case = decided()
    given(case, "referral_circulated", "2026-04-01")
    sent = send(member(CHAIR), "learning.disseminate", case.reference, agencies=["police", "school"], how="Briefing", **on(10))
    assert sent.status_code == 302
    assert Fact.objects.filter(case=case, kind="learning_disseminated").count() == 2
    shown = page(member(SUB), "learning.case", case.reference)
    assert shown.index("Lantern") < shown.index("Wessmoor Police") and "Not yet" in shown
    assert "Wessmoor Police" in page(member(BU), "learning")


@pytest.mark.clause("J8")
def test_figures_count_without_naming_and_the_business_unit_sees_which() -> None:
    case = decided()
    given(case, "rapid_review_report_sent", "2026-04-29")
    for who, named in ((member(BU), True), (member(KCS), False), (member(Role.EXECUTIVE), False)):
        shown = page(who, "learning.figures")
        assert "Rapid Reviews opened" in shown and "1 in time, 0 late" in shown
        assert (case.reference in shown) is named
    page(member(Role.AGENCY_LEAD, "police"), "learning.figures", status=404)
    assert "2026" in page(member(BU), "learning.figures", query="?year=banana")


@pytest.mark.clause("K1", "K2")
def test_the_protocol_can_be_read_by_all_with_versions_review_and_list() -> None:
    do("learning.review_protocol", member(BU), at="2026-11-10", changes="Clearer words about delay.", who="Business Manager")
    do("learning.distribute_protocol", member(BU), at="2026-11-12", to=["executive"], version="4")
    shown = page(member(Role.AGENCY_AUTHOR, "school"), "learning.protocol")
    for words in ('id="C4"', "within 5 working days", "Clearer words about delay.", "CSPR Sub-group", "Next review",
                  "Last sent out on Thu 12 Nov 2026"):
        assert words in shown


def test_the_calendar_says_which_days_do_not_count_and_where_it_ends() -> None:
    place = home()
    Holiday.objects.create(partnership=place, on="2026-09-07", name="A day of mourning", source="Proclamation")
    shown = page(member(SUB), "learning.calendar")
    assert "Christmas Day" in shown and "A day of mourning" in shown and "2030" in shown
    assert "19 September 2022" in page(member(SUB), "learning.calendar", query="?year=2022")
    for odd in ("9999", "-1", "x", "²"):
        page(member(SUB), "learning.calendar", query=f"?year={odd}")


def test_closing_a_case_names_those_the_learning_has_not_reached_and_is_checked() -> None:
    case = decided()
    given(case, "rapid_review_report_sent", "2026-04-28")
    shown = page(member(BU), "learning.close_case", case.reference)
    assert "Lantern" in shown
    assert "Check your answers" in send(member(BU), "learning.close_case", case.reference, **on(20)).content.decode()
    assert send(member(BU), "learning.close_case", case.reference, action="confirm", **on(20)).status_code == 302
    assert "Closed" in page(member(BU), "learning.case", case.reference)
    assert send(member(BU), "learning.close_case", case.reference, action="confirm", **on(20)).status_code == 422
