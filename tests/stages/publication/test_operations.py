"""The publication plan through the door: gates, dates, and what is bound to the approved text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cspr.access.errors import Forbidden, NotHere
from cspr.access.reads import case_for
from cspr.operations import GateClosed, InputFault
from cspr.partnership.roles import Role
from cspr.record.models import Case, Duty, Fact
from cspr.stages.publication.reads import held_back, timing
from cspr.steps.tasks import CaseRead
from tests.factories import NOON, do, member, owed_by
from tests.stages.local_review.given import BU, CHAIR, EXEC, approved, decided, given, kinds

pytestmark = pytest.mark.django_db
TEXT = "sha256:" + "ab" * 32
NEWER = "sha256:" + "cd" * 32
ADVICE = ("take_legal_advice", "take_communications_advice", "consult_core_partners", "tell_agencies_of_plan", "consider_impact")


def ready(leave_out: str = "", sent: str = "2026-11-12", text: str = TEXT) -> Case:
    """A case with everything for publication on 20 November 2026 done, but one step."""
    case = decided()
    approved(case, text)
    for step in ADVICE:
        if step != leave_out:
            do(f"publication.{step}", member(BU), case, at="2026-11-02", reasons="Recorded in the plan.")
    if leave_out != "name_family_contact":
        do("publication.name_family_contact", member(BU), case, at="2026-11-02", name_or_post="Business Manager")
    do("publication.plan", member(BU), case, at="2026-11-02", on="2026-11-20")
    for step in ("send_to_panel", "send_to_secretary_of_state"):
        if step != leave_out:
            do(f"publication.{step}", member(BU), case, at=sent, late_reason="It came late from the printer." if sent > "2026-11-13" else "")
    return case


def publish(case: Case, at: str = "2026-11-20", **more: Any) -> None:
    do("publication.publish", member(BU), case, at=at, url="https://example.org/reports/child-m", **more)


def missing_clauses(case: Case, at: str = "2026-11-20") -> set[str]:
    with pytest.raises(GateClosed) as held:
        publish(case, at)
    assert "report_published" not in kinds(case)
    return {c for m in held.value.missing for c in m.clauses}


@pytest.mark.clause("I1")
def test_an_approved_report_is_owed_to_the_public_and_legal_advice_comes_first() -> None:
    case = decided()
    approved(case, TEXT)
    owed = owed_by(member(BU))
    assert "Publish the report, or record why not" in owed and "Take legal advice on publishing" in owed
    do("publication.decline", member(BU), case, at="2026-11-16", reasons="A sibling would be known by any reader.")
    assert "Publish the report, or record why not" not in owed_by(member(BU))


@pytest.mark.clause("I7")
def test_an_approved_report_is_published_with_its_address() -> None:
    case = ready()
    publish(case)
    fact = Fact.objects.get(case=case, kind="report_published")
    assert fact.details == {"url": "https://example.org/reports/child-m", "text_hash": TEXT}
    with pytest.raises(InputFault, match="was published on"):
        publish(case)


@pytest.mark.clause("I2", "I3", "I5", "I6")
@pytest.mark.parametrize(("step", "clause"), [
    ("take_communications_advice", "I2"), ("consult_core_partners", "I2"), ("tell_agencies_of_plan", "I3"), ("consider_impact", "I5"),
    ("name_family_contact", "I6"),
])
def test_each_part_of_the_plan_is_owed_until_it_is_done(step: str, clause: str) -> None:
    case = ready(leave_out=step)
    owed = Duty.objects.filter(case=case, clauses__contains=[clause], done__isnull=True, void=False)
    assert owed.exists() and clause in missing_clauses(case)
    data = {"name_or_post": "Business Manager"} if step == "name_family_contact" else {"reasons": "Recorded in the plan."}
    with pytest.raises((Forbidden, NotHere)):
        do(f"publication.{step}", member(EXEC), case, at="2026-11-03", **data)
    do(f"publication.{step}", member(BU), case, at="2026-11-03", **data)
    assert not owed.exists()


@pytest.mark.clause("I4")
def test_a_parallel_process_that_forbids_publication_holds_it_back() -> None:
    case = ready()
    given(case, "parallel_process_opened", "2026-06-01", process="criminal trial", forbids=["publication"])
    assert "I4" in missing_clauses(case)
    assert any("I4" in m.clauses for m in held_back(CaseRead(case_for(member(BU), case.reference, NOON.date()))))
    given(case, "parallel_process_closed", "2026-10-21", process="criminal trial")
    publish(case)


@pytest.mark.clause("I8")
@pytest.mark.parametrize("unsent", ["send_to_panel", "send_to_secretary_of_state"])
def test_both_the_panel_and_the_secretary_of_state_have_it_first(unsent: str) -> None:
    assert "I8" in missing_clauses(ready(leave_out=unsent))


@pytest.mark.clause("I8")
def test_seven_full_days_lie_between_sending_and_publishing() -> None:
    assert "I8" in missing_clauses(ready(sent="2026-11-14"))
    publish(ready(sent="2026-11-13"))


@pytest.mark.clause("I8")
def test_the_plan_says_by_when_to_send_and_the_first_day_possible() -> None:
    case = decided()
    approved(case, TEXT)
    do("publication.plan", member(BU), case, at="2026-11-18", on="2026-12-11")
    found = timing(CaseRead(case_for(member(BU), case.reference, NOON.date())))
    assert found.send_by == date(2026, 12, 4)
    assert found.earliest is not None and (found.earliest - found.today).days == 7


@pytest.mark.clause("H2")
def test_nothing_is_published_that_the_executive_has_not_approved() -> None:
    case = decided()
    given(case, "draft_received", "2026-10-05", text_hash=TEXT)
    assert "H2" in missing_clauses(case)


def test_only_the_approved_text_is_sent_and_published() -> None:
    case = ready()
    with pytest.raises(InputFault, match="not the text the Executive approved"):
        publish(case, text_hash=NEWER)
    given(case, "draft_received", "2026-11-15", text_hash=NEWER)
    with pytest.raises(InputFault, match="newer draft"):
        publish(case)


@pytest.mark.clause("J6")
def test_declining_needs_reasons_and_asks_for_a_briefing() -> None:
    case = ready()
    with pytest.raises(InputFault):
        do("publication.decline", member(BU), case, at="2026-11-16", reasons="")
    do("publication.decline", member(BU), case, at="2026-11-16", reasons="A sibling would be known by any reader.")
    assert Duty.objects.filter(case=case, clauses__contains=["J6"], done__isnull=True, void=False).exists()
    with pytest.raises(InputFault, match="decided on 16 November 2026 not to publish"):
        publish(case)


def test_the_planned_day_is_not_before_the_planning_and_the_address_is_whole() -> None:
    case = ready()
    with pytest.raises(InputFault) as fault:
        do("publication.plan", member(BU), case, at="2026-11-02", on="2026-11-01")
    assert fault.value.faults[0].field == "on"
    for url in ("reports/child-m", "javascript:alert(1)", "https://", "https://example.org/a b"):
        with pytest.raises(InputFault) as fault:
            do("publication.publish", member(BU), case, at="2026-11-20", url=url)
        assert fault.value.faults[0].field == "url"


def test_publication_is_the_business_units_and_the_impact_the_sub_groups_too() -> None:
    case = ready(leave_out="consider_impact")
    do("publication.consider_impact", member(CHAIR), case, at="2026-11-03", children="A brother of 9 at the same school.")
    for role in (CHAIR, EXEC, Role.AGENCY_LEAD):
        with pytest.raises((Forbidden, NotHere)):
            do("publication.publish", member(role, "police" if role == Role.AGENCY_LEAD else None), case, at="2026-11-20", url="https://example.org/")
