"""The action plan through the door: who may do what, in which order, and how each action stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cspr.access.errors import Forbidden, NotHere
from cspr.operations import GateClosed, InputFault, clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Document, Duty, Fact
from cspr.stages.action_plan.reads import actions_across
from tests.factories import NOON, do, member
from tests.stages.action_plan.given import (
    ACTION,
    BU,
    CHAIR,
    EXEC,
    FINDING,
    SUB,
    actions,
    bare_case,
    details,
    partner,
    planned,
    police,
    seen_by,
    with_action,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def standing(case: Case) -> str:
    return seen_by(member(BU), case)[0].standing.words


def fault(name: str, who: Any, case: Case, **data: Any) -> str:
    with pytest.raises(InputFault) as refused:
        do(f"action_plan.{name}", who, case, **data)
    return refused.value.faults[0].field


@pytest.mark.clause("J1")
def test_the_sub_group_develops_the_plan_and_it_is_no_longer_owed() -> None:
    case = bare_case()
    owed = Duty.objects.filter(case=case, clauses__contains=["J1"], done__isnull=True, void=False)
    before = set(owed.values_list("duty", flat=True))
    do("action_plan.develop", member(SUB), case, of="rapid_review", findings=[FINDING], at="2026-10-01")
    assert before - set(owed.values_list("duty", flat=True))
    assert Document.objects.get(case=case, kind="action_plan").body["findings"] == [FINDING]
    with pytest.raises((Forbidden, NotHere)):
        do("action_plan.develop", police(), case, of="rapid_review", at="2026-10-01")


@pytest.mark.clause("J1")
def test_each_of_the_three_partners_agrees_for_itself_only() -> None:
    case = planned()
    with pytest.raises(Forbidden):
        do("action_plan.agree", partner("police"), case, partner="health", of="rapid_review", at="2026-10-05")
    for which in ("health", "police", "local_authority"):
        open_for = Duty.objects.filter(case=case, clauses__contains=["J1"], for_value=which, done__isnull=True, void=False)
        assert open_for.exists()
        do("action_plan.agree", partner(which), case, partner=which, of="rapid_review", at="2026-10-05")
        assert not open_for.exists()
    assert [d["partner"] for d in details(case, "action_plan_agreed")] == ["health", "police", "local_authority"]


@pytest.mark.clause("J1")
def test_there_is_nothing_to_agree_to_before_a_plan() -> None:
    case = bare_case()
    with pytest.raises(GateClosed) as held:
        do("action_plan.agree", partner("police"), case, partner="police", of="rapid_review", at="2026-10-05")
    assert held.value.missing[0].clauses == ("J1",)
    assert fault("agree", partner("police"), planned(), partner="police", of="rapid_review", at="2026-09-30") == "at"


@pytest.mark.clause("J2", "D13")
def test_an_action_has_an_owner_and_a_date_and_a_name_of_its_own() -> None:
    case = with_action()
    do("action_plan.set_action", member(CHAIR), case, at="2026-10-02", owner="sub_group", due="2027-01-11", title="Sample the visits")
    assert details(case, "action_set") == [{"action": "A1", "owner": "police", "due": "2027-03-01"},
                                           {"action": "A2", "owner": "sub_group", "due": "2027-01-11"}]
    assert fault("set_action", member(BU), case, **{**ACTION, "action": "A1"}) == "action"
    assert fault("set_action", member(BU), case, **{**ACTION, "owner": "nobody"}) == "owner"
    assert fault("set_action", member(BU), case, **{**ACTION, "due": "2026-10-01"}) == "due"
    with pytest.raises(Forbidden):
        do("action_plan.set_action", police(), case, **ACTION)


@pytest.mark.clause("J2")
@pytest.mark.parametrize(("due", "words"), [("2026-11-19", "Overdue"), ("2026-11-20", "Due soon"), ("2026-12-18", "Due soon"),
                                            ("2026-12-21", "On track")])
def test_how_an_action_stands_follows_from_its_date(due: str, words: str) -> None:
    assert standing(with_action(due=due)) == words


@pytest.mark.clause("J2", "D13")
def test_an_action_is_accepted_by_somebody_other_than_who_reported_it() -> None:
    case = with_action()
    with pytest.raises(GateClosed):
        do("action_plan.accept_action", member(CHAIR), case, action="A1", at="2026-11-02")
    unit = member(BU)
    do("action_plan.do_action", unit, case, action="A1", at="2026-11-01", evidence="Sampled 20 visits.")
    assert standing(case) == "Done, to be accepted"
    with pytest.raises(Forbidden, match="Somebody else"):
        do("action_plan.accept_action", unit, case, action="A1", at="2026-11-02")
    report = Fact.objects.get(case=case, kind="action_done")
    other = member(BU, email="second.unit@wessmoor.example.org")
    do("record.correct", other, case, fact=str(report.pk), at="2026-11-03", reason="The sample ended later.")
    for reporter in (unit, other):
        with pytest.raises(Forbidden, match="Somebody else"):
            do("action_plan.accept_action", reporter, case, action="A1", at="2026-11-04")
    assert fault("accept_action", member(CHAIR), case, action="A1", at="2026-11-02") == "at"
    do("action_plan.accept_action", member(CHAIR), case, action="A1", at="2026-11-04")
    assert standing(case) == "Complete"


@pytest.mark.clause("J2")
def test_an_agency_does_its_own_actions_and_sees_no_other() -> None:
    case = with_action()
    do("action_plan.set_action", member(BU), case, **{**ACTION, "owner": "icb"})
    assert [line.id for line in seen_by(police(), case)] == ["A1"]
    assert [f.details["action"] for f in actions_across(police(), NOON.date())] == ["A1"]
    assert fault("do_action", police(), case, action="A2", at="2026-11-01", evidence="Done.") == "action"
    with pytest.raises(NotHere):
        do("action_plan.do_action", member(Role.AGENCY_LEAD, "gp"), case, action="A1", at="2026-11-01", evidence="Done.")
    do("action_plan.do_action", police(), case, action="A1", at="2026-11-01", evidence="Done at every visit since.")
    assert fault("do_action", police(), case, action="A1", at="2026-11-01", evidence="Done.") == "action"


@pytest.mark.clause("J4")
def test_a_barrier_puts_an_action_at_risk_and_is_owed_to_the_executive() -> None:
    case = with_action()
    assert fault("escalate_barrier", member(BU), case, action="A1", reasons="Please decide.", at="2026-11-03") == "action"
    with pytest.raises(NotHere):
        seen_by(member(EXEC), case)
    do("action_plan.raise_barrier", police(), case, action="A1", reasons="The system has no field for it.", at="2026-11-02")
    assert standing(case) == "At risk: barrier"
    owed = Duty.objects.filter(case=case, clauses__contains=["J4"], done__isnull=True, void=False)
    assert owed.exists()
    do("action_plan.escalate_barrier", member(CHAIR), case, action="A1", reasons="Please fund the change.", at="2026-11-04")
    assert not owed.exists()
    assert [line.id for line in seen_by(member(EXEC), case)] == ["A1"]
    do("action_plan.answer_barrier", member(EXEC), case, action="A1", answer="Funded from April.", at="2026-11-18")
    assert Document.objects.get(case=case, kind="barrier_answer").body["answer"] == "Funded from April."


@pytest.mark.clause("J4")
def test_the_executive_sees_only_the_actions_brought_to_it() -> None:
    case = with_action()
    do("action_plan.set_action", member(BU), case, **{**ACTION, "owner": "icb"})
    for step, who in (("raise_barrier", police()), ("escalate_barrier", member(BU))):
        do(f"action_plan.{step}", who, case, action="A1", reasons="No field for it.", at="2026-11-03")
    assert [line.id for line in seen_by(member(EXEC), case)] == ["A1"]
    assert [f.details["action"] for f in actions_across(member(EXEC), NOON.date())] == ["A1"]


@pytest.mark.clause("J2")
def test_a_changed_date_keeps_the_first_one_with_the_reason() -> None:
    case = with_action(due="2026-11-10")
    do("action_plan.change_due", member(BU), case, action="A1", due="2027-02-01", reason="The training was moved.")
    first, second = Fact.objects.filter(case=case, kind="action_set").order_by("seq")
    assert (first.details["due"], second.details["due"], second.supersedes_id, second.reason) == (
        "2026-11-10", "2027-02-01", first.pk, "The training was moved.")
    assert [a.due for a in actions(case)] == [date(2027, 2, 1)] and standing(case) == "On track"
    assert fault("change_due", member(BU), case, action="A1", due="2027-02-01", reason="Again.") == "due"
    do("action_plan.do_action", police(), case, action="A1", at="2026-11-12", evidence="Done.")
    assert fault("change_due", member(BU), case, action="A1", due="2027-03-01", reason="Too late.") == "action"


@pytest.mark.clause("J2")
def test_impact_is_looked_at_again_only_once_an_action_is_complete() -> None:
    case = with_action()
    assert fault("retest_impact", member(SUB), case, action="A1", reasons="Asked again.", at="2026-11-05") == "action"
    do("action_plan.do_action", police(), case, action="A1", at="2026-11-01", evidence="Done.")
    do("action_plan.accept_action", member(SUB), case, action="A1", at="2026-11-02")
    do("action_plan.retest_impact", member(SUB), case, action="A1", reasons="19 of 20 visits asked.", at="2026-11-05")
    assert details(case, "impact_retested") == [{"action": "A1", "reasons": "19 of 20 visits asked."}]


@pytest.mark.clause("J2")
@pytest.mark.parametrize(("standing_word", "expected"), [
    ("", ["A1", "A2", "A3"]), ("overdue", ["A1"]), ("close", ["A2"]), ("on_track", ["A3"]), ("at_risk", []), ("to_accept", []), ("complete", []),
    ("all", ["A1", "A2", "A3"]),
])
def test_the_list_across_cases_is_filtered_by_how_actions_stand(standing_word: str, expected: list[str]) -> None:
    case = with_action(due="2026-11-01")
    do("action_plan.set_action", member(BU), case, **{**ACTION, "due": "2026-12-01"})
    do("action_plan.set_action", member(BU), case, **{**ACTION, "due": "2027-06-01"})
    assert [f.details["action"] for f in actions_across(member(BU), NOON.date(), standing_word)] == expected


def test_an_action_taken_back_is_no_longer_in_the_plan() -> None:
    case = with_action()
    fact = Fact.objects.get(case=case, kind="action_set")
    do("record.take_back", member(BU), case, fact=str(fact.pk), reason="Set twice.")
    assert actions(case) == [] and not actions_across(member(BU), NOON.date()).exists()
