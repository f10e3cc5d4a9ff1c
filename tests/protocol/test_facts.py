"""Facts: what is refused and why, and which of them count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from cspr.protocol import KINDS, Fact, FactsInvalid, check_fact, effective, read_facts

TOLD = {"kind": "partnership_told", "at": "2026-04-09T15:40"}


def fact(**parts: Any) -> dict[str, Any]:
    return {**TOLD, **parts}


def refused(*given: Any) -> list[str]:
    with pytest.raises(FactsInvalid) as caught:
        read_facts(list(given))
    return [str(p) for p in caught.value.problems]


def counting(*given: dict[str, Any]) -> list[str]:
    return [f.id for f in effective(read_facts(list(given)))]


@pytest.mark.parametrize(("given", "says"), [
    (fact(kind="sin_sent"), "“sin_sent” is not a kind of fact"),
    ({"at": "2026-04-09"}, "the kind is missing"),
    ({"kind": "partnership_told"}, "“at” is missing"),
    (fact(at="2026-02-31"), "“2026-02-31” is not a date that exists"),
    (fact(at="2026-04-09T25:00"), "is not a date that exists"),
    (fact(at="9 April 2026"), "is not a date"), (fact(at="2026-W15-4"), "is not a date"), (fact(at="1026-04-09"), "outside the years 1900 to 2199"),
    ({"kind": "publication_planned", "at": "2026-04-09", "details": {"on": "9999-01-01"}}, "outside the years"),
    (fact(at=20260409), "is not a date"),
    (fact(recorded_at="tomorrow"), "is not a date"),
    (fact(when="2026-04-09"), "“when” is not part of a fact"),
    (fact(details=["x"]), "details must be an object"),
    (fact(supersedes="f99"), "supersedes “f99”, and no fact has that id"),
    ({"kind": "sin_submitted", "at": "2026-04-09"}, "sin_submitted needs the detail “reference”"),
    ({"kind": "sin_submitted", "at": "2026-04-09", "details": {"reference": "  "}}, "reference must be text that is not empty"),
    ({"kind": "recommendation_made", "at": "2026-04-09", "details": {"review": "regional"}}, "review must be one of local, national, none"),
    ({"kind": "information_requested", "at": "2026-04-09", "details": {"agency": "gp", "due": "2026-04-31"}},
     "“2026-04-31” is not a date that exists"),
    ({"kind": "immediate_actions_considered", "at": "2026-04-09", "details": {"any": "yes"}}, "any must be true or false"),
    ({"kind": "parallel_process_opened", "at": "2026-04-09", "details": {"process": "trial", "forbids": ["speaking"]}}, "forbids must be a list of"),
    ({"kind": "withdrawn", "at": "2026-04-09"}, "withdrawn must say in “supersedes” which fact it takes back"),
    ("partnership_told", "a fact must be an object"),
])
def test_a_fact_that_is_not_right_is_refused_with_its_place_and_reason(given: Any, says: str) -> None:
    problems = refused(TOLD, given)
    assert any(says in p for p in problems), problems
    assert all("2" in p.split(":")[0] for p in problems), "names the place"


def test_every_problem_is_named_at_once() -> None:
    assert len(refused(fact(kind="nonsense"), fact(at="2026-13-01"), {"kind": "sin_submitted", "at": "2026-04-09"})) == 3


def test_what_is_not_a_list_is_refused() -> None:
    with pytest.raises(FactsInvalid, match="must be a list"):
        read_facts({"kind": "partnership_told"})


def test_two_facts_with_one_id_are_refused() -> None:
    assert "two facts have this id" in refused(fact(id="a"), fact(id="a"))[0]


def test_a_correction_is_of_the_same_kind() -> None:
    assert "must be of the same kind" in refused(fact(id="a"), {"kind": "authority_aware", "at": "2026-04-01", "supersedes": "a"})[0]


def test_facts_that_correct_each_other_in_a_circle_are_refused() -> None:
    assert any("supersedes itself" in p for p in refused(fact(id="a", supersedes="b"), fact(id="b", supersedes="a")))


def test_ids_left_out_are_given_by_position() -> None:
    assert [f.id for f in read_facts([TOLD, fact(id="x"), TOLD])] == ["f1", "x", "f3"]


def test_further_details_are_kept() -> None:
    assert read_facts([fact(details={"how": "telephone"})])[0].details == {"how": "telephone"}


@pytest.mark.parametrize(("given", "read"), [
    ("2026-04-09", date(2026, 4, 9)), ("2026-04-09T15:40", datetime(2026, 4, 9, 15, 40)),
    ("2026-07-01T23:30+00:00", datetime(2026, 7, 2, 0, 30)), ("2026-12-01T23:30Z", datetime(2026, 12, 1, 23, 30)),
    # The night the clocks go forward, and the night they go back.
    ("2026-03-29T00:59Z", datetime(2026, 3, 29, 0, 59)), ("2026-03-29T01:00Z", datetime(2026, 3, 29, 2, 0)),
    ("2026-10-25T00:59Z", datetime(2026, 10, 25, 1, 59)), ("2026-10-25T01:00Z", datetime(2026, 10, 25, 1, 0)),
    ("2026-03-28T23:30-01:00", datetime(2026, 3, 29, 0, 30)),
])
def test_a_time_with_an_offset_is_the_wall_time_in_london(given: str, read: date) -> None:
    assert read_facts([fact(at=given)])[0].at == read


def test_a_fact_written_out_and_read_again_is_the_same() -> None:
    first = read_facts([fact(id="a", details={"how": "telephone"}), fact(id="b", at="2026-04-10", supersedes="a", by="business_unit")])
    again = read_facts([f.to_json() for f in first])
    assert [f.to_json() for f in again] == [f.to_json() for f in first]


def test_a_correction_counts_and_the_one_corrected_does_not() -> None:
    assert counting(fact(id="a"), fact(id="b", supersedes="a"), fact(id="c", supersedes="b")) == ["c"]


def test_what_was_taken_back_counts_for_nothing() -> None:
    assert counting(fact(id="a"), {"id": "w", "kind": "withdrawn", "at": "2026-04-10", "supersedes": "a"}) == []


def test_taking_back_a_taking_back_brings_the_fact_back() -> None:
    back = {"kind": "withdrawn", "at": "2026-04-10"}
    assert counting(fact(id="a"), {**back, "id": "w", "supersedes": "a"}, {**back, "id": "v", "supersedes": "w"}) == ["a"]


def test_taking_back_a_taking_back_of_a_taking_back_takes_the_fact_away_again() -> None:
    back = {"kind": "withdrawn", "at": "2026-04-10"}
    assert counting(fact(id="a"), {**back, "id": "w", "supersedes": "a"}, {**back, "id": "v", "supersedes": "w"},
                    {**back, "id": "u", "supersedes": "v"}) == []


def test_taking_back_a_correction_leaves_nothing_standing_in_for_it() -> None:
    # The correction said the first was wrong; taking the correction back does not make the first right again.
    assert counting(fact(id="a"), fact(id="b", supersedes="a"), {"id": "w", "kind": "withdrawn", "at": "2026-04-10", "supersedes": "b"}) == []


def test_a_candidate_fact_is_checked_alone() -> None:
    check_fact(Fact("partnership_told", date(2026, 4, 9)))
    with pytest.raises(FactsInvalid, match="needs the detail “reasons”"):
        check_fact(Fact("sin_declined", date(2026, 4, 9)))


def test_an_incident_of_which_nothing_is_known_but_its_date_is_a_fact() -> None:
    assert read_facts([{"kind": "incident_occurred", "at": "2026-04-01"}])[0].details == {}


CONTRACT = """
incident_occurred authority_aware sin_submitted sin_declined sin_withdrawn partnership_told referral_received
referral_reviewed referral_circulated referral_considered sin_requested rapid_review_opened lead_professional_consulted
family_told information_requested return_received meeting_arranged pack_shared meeting_held immediate_actions_considered
immediate_learning_shared improvement_considered criterion_considered rights_and_equality_considered recommendation_made
partner_signed final_decision rapid_review_report_sent panel_responded report_circulated wider_circulation_agreed
briefing_published secretary_of_state_notified national_review_settled reviewer_weighed reviewer_appointed terms_drafted
terms_finalised methodology_chosen commitment_evidenced review_paused review_resumed other_review_considered
joint_review_decided joint_learning_shared parallel_process_opened parallel_process_closed draft_received quality_point_met
executive_approved review_completed legal_advice_taken communications_advice_taken core_partners_consulted
agencies_told_of_plan publication_impact_considered family_contact_named publication_planned report_sent_to_panel
report_sent_to_secretary_of_state report_published publication_declined action_plan_developed action_plan_agreed action_set
action_done action_accepted barrier_raised barrier_escalated learning_disseminated case_closed exceptions_reported
learning_event_held annual_report_published protocol_reviewed protocol_distributed withdrawn
"""


@pytest.mark.parametrize("kind", CONTRACT.split())
def test_every_kind_that_others_rely_on_is_known_and_said_in_words(kind: str) -> None:
    assert len(KINDS[kind].says) > 5
