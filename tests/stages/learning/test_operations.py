"""Learning through the door: whom it reached, exceptions, events, the annual report, the protocol itself, closing."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.access.errors import Forbidden, NotHere
from cspr.operations import GateClosed, InputFault, clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Document, Duty, Fact
from cspr.services.insight.figures import exceptions, years
from cspr.stages.learning import reads
from tests.factories import NOON, do, home, member
from tests.stages.local_review.given import BU, CHAIR, decided, given

pytestmark = pytest.mark.django_db
SET = {"at": "2026-10-02", "owner": "police", "title": "Ask about Marlow Street", "theme": "information sharing", "type": "practice"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def own(kind: str) -> Fact:
    return Fact.objects.get(partnership=home(), case__isnull=True, kind=kind)


def owed(clause: str, case: Case | None = None) -> set[tuple[str, str]]:
    rows = Duty.objects.filter(partnership=home(), case=case, clauses__contains=[clause], done__isnull=True, void=False)
    return set(rows.values_list("duty", "for_value"))


def with_actions() -> Case:
    """One action overdue, one held up by a barrier, one on track."""
    case = decided()
    for due, theme in (("2026-11-02", "information sharing"), ("2027-03-01", "think family"), ("2027-06-01", "voice of the child")):
        given(case, "action_set", "2026-10-02", action=f"A-{due}", owner="police", due=due, theme=theme)
    given(case, "barrier_raised", "2026-11-02", action="A-2027-03-01", reasons="Marlow Street has no field for it.")
    return case


@pytest.mark.clause("J3")
def test_the_exceptions_paper_lists_what_is_overdue_or_held_up_and_names_no_case() -> None:
    case = with_actions()
    do("action_plan.set_action", member(BU), case, **{**SET, "due": "2026-11-10"})
    now = exceptions(home(), NOON.date())
    assert [(r.standing, r.due.isoformat(), r.days_late) for r in now.rows] == [
        ("Overdue", "2026-11-02", 14), ("Overdue", "2026-11-10", 8), ("At risk: barrier", "2027-03-01", 0)]
    assert now.total == 4
    do("learning.report_exceptions", member(BU), at="2026-11-20")
    fact = own("exceptions_reported")
    assert fact.details == {"quarter": "2026-Q4", "exceptions": 3, "actions": 4}
    paper = Document.objects.get(kind="exceptions_paper", for_value=str(fact.pk))
    words = str(paper.body)
    assert "information sharing" in words and "Wessmoor Police" in words
    assert case.reference not in words and "Marlow Street" not in words


@pytest.mark.clause("J3")
def test_the_quarter_is_owed_until_it_is_reported() -> None:
    do("learning.hold_event", member(BU), at="2026-11-01")
    assert ("report-exceptions", "2026-Q4") in owed("J3")
    do("learning.report_exceptions", member(BU), at="2026-11-20")
    assert ("report-exceptions", "2026-Q4") not in owed("J3")
    do("learning.report_exceptions", member(BU), at="2026-11-20", quarter="2026-Q4")
    assert len(reads.papers(home())) == 2


@pytest.mark.clause("J5")
def test_whom_the_learning_reached_is_known_and_whom_it_did_not() -> None:
    case = decided()
    given(case, "briefing_published", "2026-11-01", of="rapid_review")
    assert owed("J5", case)
    do("learning.disseminate", member(CHAIR), case, agencies=["police", "school"], to="Foster carers' forum", how="Briefing", at="2026-11-10")
    assert not owed("J5", case)
    reached = {r.name: r.times for r in reads.reached_across(home())}
    assert (reached["Wessmoor Police"], reached["Foster carers' forum"], reached["Lantern"]) == (1, 1, 0)


@pytest.mark.clause("J5")
def test_one_receipt_may_be_recorded_on_its_own_and_must_name_somebody() -> None:
    case = decided()
    do("learning.disseminate", member(BU), case, to="police", at="2026-11-10")
    assert Fact.objects.get(case=case, kind="learning_disseminated").details == {"to": "police"}
    for data in ({}, {"agencies": ["nobody"]}):
        with pytest.raises(InputFault) as fault:
            do("learning.disseminate", member(BU), case, at="2026-11-10", **data)
        assert fault.value.faults[0].field == "agencies"


@pytest.mark.clause("J6")
def test_a_briefing_is_owed_by_each_review_and_all_are_listed() -> None:
    case = decided()
    given(case, "rapid_review_report_sent", "2026-04-29")
    given(case, "publication_declined", "2026-11-02", reasons="A sibling would be known.")
    assert len(owed("J6", case)) == 2
    for of in ("rapid_review", "local_review"):
        given(case, "briefing_published", "2026-11-12", of=of)
    assert not owed("J6", case)
    assert sorted(str(b.details["of"]) for b in reads.briefings(home())) == ["local_review", "rapid_review"]


@pytest.mark.clause("J7")
def test_a_learning_event_is_owed_each_half_year() -> None:
    do("learning.report_exceptions", member(BU), at="2026-11-20")
    assert ("hold-learning-event", "2026-H2") in owed("J7")
    do("learning.hold_event", member(BU), at="2026-11-05", title="Babies and those who care for them", attended=80)
    assert ("hold-learning-event", "2026-H2") not in owed("J7")
    this, before = reads.halves(home(), NOON.date())
    assert (this.name, len(this.events), before.name, len(before.events)) == ("July to December 2026", 1, "January to June 2026", 0)


@pytest.mark.clause("J8")
def test_the_annual_report_says_which_rapid_reviews_were_held_and_how_timely() -> None:
    case = decided()
    given(case, "rapid_review_report_sent", "2026-04-29")
    late = decided()
    given(late, "rapid_review_report_sent", "2026-05-11")
    year = years(home())[0]
    assert (year.year, year.counts["rapid_review_opened"], year.in_time, year.late, year.outcomes["local"]) == (2026, 2, 1, 1, 2)
    assert year.median_days == 17.5
    held = reads.rapid_reviews(member(BU), 2026, NOON.date())
    assert [h.reference for h in held] == [case.reference, late.reference] and {h.outcome for h in held} == {"Local review"}
    do("learning.publish_annual_report", member(BU), at="2026-11-20", year=2025, url="https://example.org/annual-report")
    assert own("annual_report_published").details == {"year": 2025, "url": "https://example.org/annual-report"}
    assert not any(for_ == "2026" for _, for_ in owed("J8"))


@pytest.mark.clause("J8")
def test_figures_do_not_count_what_was_taken_back() -> None:
    case = decided()
    fact = given(case, "rapid_review_report_sent", "2026-04-29")
    do("record.take_back", member(BU), case, fact=str(fact.pk), reason="It had not gone.")
    year = years(home())[0]
    assert (year.counts["rapid_review_report_sent"], year.in_time, year.late) == (0, 0, 0)


@pytest.mark.clause("K1")
def test_the_protocol_is_reviewed_each_year_with_what_changed() -> None:
    do("learning.hold_event", member(BU), at="2026-11-01")
    assert ("review-protocol", "2026") in owed("K1")
    do("learning.review_protocol", member(BU), at="2026-11-10", changes="Nothing needed to change.", who="Business Manager")
    assert ("review-protocol", "2026") not in owed("K1")
    assert own("protocol_reviewed").details == {"changes": "Nothing needed to change.", "who": "Business Manager"}


@pytest.mark.clause("K2")
def test_after_a_review_the_protocol_is_owed_to_those_on_its_list() -> None:
    do("learning.review_protocol", member(BU), at="2026-11-10")
    assert owed("K2")
    with pytest.raises(InputFault) as fault:
        do("learning.distribute_protocol", member(BU), at="2026-11-12", to=["the press"])
    assert fault.value.faults[0].field == "to"
    do("learning.distribute_protocol", member(BU), at="2026-11-12", to=["executive", "sub_group"], version="4")
    assert not owed("K2")


def test_a_case_is_closed_once_and_not_while_its_rapid_review_is_missing() -> None:
    case = decided()
    with pytest.raises(GateClosed):
        do("learning.close_case", member(BU), case, at="2026-11-20")
    given(case, "rapid_review_report_sent", "2026-04-28")
    do("learning.close_case", member(BU), case, at="2026-11-20", reasons="All is done.")
    with pytest.raises(InputFault, match="closed on 20 November 2026"):
        do("learning.close_case", member(BU), case, at="2026-11-20")


@pytest.mark.clause("J3", "J7", "J8", "K1", "K2")
@pytest.mark.parametrize("step", ["report_exceptions", "hold_event", "publish_annual_report", "review_protocol", "distribute_protocol"])
def test_what_the_partnership_owes_is_recorded_by_the_business_unit_alone(step: str) -> None:
    for role in (CHAIR, Role.KEEPING_CHILDREN_SAFE, Role.EXECUTIVE):
        with pytest.raises((Forbidden, NotHere)):
            do(f"learning.{step}", member(role), at="2026-11-20")


@pytest.mark.parametrize(("step", "data", "field"), [
    ("hold_event", {"at": "2026-11-21"}, "at"), ("hold_event", {"at": "2026-11-20", "attended": -1}, "attended"),
    ("publish_annual_report", {"at": "2026-11-20", "year": 2027}, "year"),
    ("publish_annual_report", {"at": "2026-11-20", "url": "javascript:x"}, "url"),
    ("report_exceptions", {"at": "2026-11-20", "quarter": "winter"}, "quarter"),
])
def test_bad_input_is_refused_at_its_field(step: str, data: dict[str, Any], field: str) -> None:
    with pytest.raises(InputFault) as fault:
        do(f"learning.{step}", member(BU), **data)
    assert fault.value.faults[0].field == field
