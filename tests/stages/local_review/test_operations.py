"""Reviewer, terms, commitments, other reviews, parallel processes and the aim, through the door."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.access.errors import Forbidden, NotHere
from cspr.access.reads import case_for
from cspr.operations import GateClosed, InputFault
from cspr.record.facts import latest_document
from cspr.record.models import Duty, Fact
from cspr.stages.local_review.aim import aim_of
from cspr.steps.tasks import CaseRead
from tests.factories import NOON, client_for, do, member, owed_by
from tests.stages.local_review.given import BU, CHAIR, EXEC, REVIEWER, SUB, approved, decided, given, kinds

pytestmark = pytest.mark.django_db
POINTS = [{"consideration": f"E2-{n}", "reasons": f"Found well on {n}."} for n in range(1, 6)]


def weigh(case: object, candidate: str = "Candidate A") -> None:
    do("local_review.weigh_candidate", member(CHAIR), case, candidate=candidate, at="2026-05-18", weighings=POINTS)  # type: ignore[arg-type]


@pytest.mark.clause("E2")
def test_five_considerations_are_weighed_before_a_reviewer_is_appointed() -> None:
    case = decided()
    do("local_review.weigh_candidate", member(CHAIR), case, candidate="Candidate A", at="2026-05-18", weighings=POINTS[:4])
    with pytest.raises(GateClosed) as held:
        do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", at="2026-05-22")
    assert any("E2" in m.clauses for m in held.value.missing)
    do("local_review.weigh_reviewer", member(CHAIR), case, candidate="Candidate A", consideration="E2-5", at="2026-05-19")
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", at="2026-05-22")
    assert kinds(case)[-1] == "reviewer_appointed"


def test_weighing_again_records_only_what_changed() -> None:
    case = decided()
    weigh(case)
    changed = [*POINTS[:4], {"consideration": "E2-5", "reasons": "Worked for the hospital in 2024."}]
    done = do("local_review.weigh_candidate", member(CHAIR), case, candidate="Candidate A", at="2026-05-19", weighings=changed)
    assert [f.details["consideration"] for f in done.facts] == ["E2-5"]
    with pytest.raises(InputFault, match="E2-1"):
        do("local_review.weigh_reviewer", member(CHAIR), case, candidate="A", consideration="E2-9", at="2026-05-19")


@pytest.mark.clause("E1", "D14")
def test_the_sub_group_and_the_business_unit_appoint_and_nobody_else() -> None:
    case = decided()
    duty = Duty.objects.filter(case=case, clauses__contains=["E1"], done__isnull=True, void=False)
    assert duty.exists()
    weigh(case)
    for role in (EXEC, REVIEWER):
        with pytest.raises((Forbidden, NotHere)):
            do("local_review.appoint_reviewer", member(role), case, name="Candidate A", at="2026-05-22")
    do("local_review.appoint_reviewer", member(SUB), case, name="Candidate A", at="2026-05-22")
    assert not duty.exists()


def test_the_case_opens_to_the_appointed_reviewer_only() -> None:
    case = decided()
    weigh(case)
    hers, other = member(REVIEWER), member(REVIEWER, email="other.reviewer@example.org")
    with pytest.raises(NotHere):
        case_for(hers, case.reference, NOON.date())
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", member=hers.who, at="2026-05-22")
    assert "review" in case_for(hers, case.reference, NOON.date()).rooms
    with pytest.raises(NotHere):
        case_for(other, case.reference, NOON.date())


def test_a_reviewer_without_a_sign_in_opens_the_case_to_no_reviewer() -> None:
    case = decided()
    weigh(case)
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", at="2026-05-22")
    with pytest.raises(NotHere):
        case_for(member(REVIEWER), case.reference, NOON.date())


def test_a_replaced_reviewer_no_longer_sees_the_case() -> None:
    case = decided()
    weigh(case)
    first, second = member(REVIEWER), member(REVIEWER, email="second.reviewer@example.org")
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", member=first.who, at="2026-05-22")
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate B", member=second.who, at="2026-07-01", reasons="Illness.")
    assert case_for(second, case.reference, NOON.date())
    with pytest.raises(NotHere):
        case_for(first, case.reference, NOON.date())


def test_the_case_is_open_to_the_reviewer_between_two_dates() -> None:
    case = decided()
    weigh(case)
    who = member(REVIEWER)
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", member=who.who, at="2026-05-22", starts="2026-06-01", ends="2026-12-31")
    for day in (date(2026, 5, 31), date(2027, 1, 1)):
        with pytest.raises(NotHere):
            case_for(who, case.reference, day)
    for day in (date(2026, 6, 1), date(2026, 12, 31)):
        assert case_for(who, case.reference, day)


def test_only_a_reviewers_sign_in_can_be_named_and_dates_run_forwards() -> None:
    case = decided()
    weigh(case)
    with pytest.raises(InputFault) as fault:
        do("local_review.appoint_reviewer", member(BU), case, name="A", member=f"member-{member(EXEC).pk}", at="2026-05-22")
    assert fault.value.faults[0].field == "member"
    with pytest.raises(InputFault) as fault:
        do("local_review.appoint_reviewer", member(BU), case, name="A", at="2026-05-22", starts="2026-06-01", ends="2026-05-30")
    assert fault.value.faults[0].field == "ends"


@pytest.mark.clause("E3")
def test_terms_are_drafted_beside_the_appointment_and_settled_with_the_reviewer() -> None:
    case = decided()
    do("local_review.draft_terms", member(CHAIR), case, at="2026-05-14", questions="What would have helped?")
    with pytest.raises(GateClosed) as held:
        do("local_review.finalise_terms", member(BU), case, at="2026-05-15", questions="What would have helped?")
    assert any("E3" in m.clauses for m in held.value.missing)
    weigh(case)
    do("local_review.appoint_reviewer", member(BU), case, name="Candidate A", member=member(REVIEWER).who, at="2026-05-22")
    do("local_review.finalise_terms", member(REVIEWER), case, at="2026-06-04", questions="What would have helped, and whom?")
    terms = latest_document(case, "terms")
    assert terms is not None and terms.version == 2 and terms.body["questions"].endswith("whom?")
    assert kinds(case)[-1] == "terms_finalised"


@pytest.mark.clause("E4")
@pytest.mark.parametrize("method", ["scie_learning_together", "silp", "bespoke", "hybrid"])
def test_the_methodology_is_one_of_four_chosen_for_the_case(method: str) -> None:
    case = decided()
    with pytest.raises(InputFault, match="Choose one of"):
        do("local_review.choose_methodology", member(BU), case, methodology="guesswork", at="2026-06-02")
    asked = client_for(member(BU)).get(f"/cases/{case.reference}/local_review/choose_methodology/").content.decode()
    assert f'value="{method}"' in asked
    done = do("local_review.choose_methodology", member(BU), case, methodology=method, at="2026-06-02", reasons="Few agencies.")
    assert done.facts[0].details == {"methodology": method, "reasons": "Few agencies."}


@pytest.mark.clause("E5")
def test_each_commitment_is_evidenced_and_the_aim_is_six_calendar_months() -> None:
    case = decided("2026-08-31")
    for n in range(1, 5):
        do("local_review.evidence_commitment", member(BU), case, commitment=f"E5-{n}", at="2026-09-30")
    with pytest.raises(InputFault, match="E5-1"):
        do("local_review.evidence_commitment", member(BU), case, commitment="E5-7", at="2026-09-30")
    aim = aim_of(CaseRead(case_for(member(BU), case.reference, NOON.date())))
    assert aim is not None and aim.due == date(2027, 2, 28)


@pytest.mark.clause("E5")
def test_a_pause_is_kept_with_its_reason_and_does_not_move_the_aim() -> None:
    case = decided()
    do("local_review.pause", member(BU), case, at="2026-06-01", reasons="The trial.")
    with pytest.raises(InputFault, match="paused already"):
        do("local_review.pause", member(BU), case, at="2026-06-02", reasons="Again.")
    with pytest.raises(InputFault, match="cannot have gone on before"):
        do("local_review.resume", member(BU), case, at="2026-05-30")
    do("local_review.resume", member(BU), case, at="2026-07-01", reasons="The trial has ended.")
    with pytest.raises(InputFault, match="not paused"):
        do("local_review.resume", member(BU), case, at="2026-07-02")
    do("local_review.complete", member(BU), case, at="2026-11-10", late_reason="The trial.")
    aim = aim_of(CaseRead(case_for(member(BU), case.reference, NOON.date())))
    assert aim is not None
    assert (aim.due, aim.days_paused, aim.days_late, aim.reasons) == (date(2026, 10, 27), 30, 14, "The trial.")


@pytest.mark.clause("G1", "G2")
def test_both_other_reviews_are_owed_and_are_raised_through_the_business_unit() -> None:
    case = decided()
    owed = Duty.objects.filter(case=case, clauses__contains=["G1"], done__isnull=True, void=False)
    assert owed.count() == 2 and set(owed.values_list("owner", flat=True)) <= {"business_unit", "sub_group"}
    do("local_review.consider_other_review", member(BU), case, review="dhr", refer=False, reasons="No death.", at="2026-04-27")
    assert owed.count() == 1
    do("local_review.consider_other_review", member(BU), case, review="sar", refer=True, reasons="An uncle at risk.", at="2026-04-27")
    assert owed.count() == 0
    with pytest.raises((Forbidden, NotHere)):
        do("local_review.consider_other_review", member(EXEC), case, review="sar", refer=True, reasons="…", at="2026-04-27")


@pytest.mark.clause("G3")
def test_a_joint_review_needs_a_methodology_that_serves_both() -> None:
    case = decided()
    joint = {"with": "sar", "at": "2026-05-04", "joint": True}
    for serves in (None, False):
        with pytest.raises(InputFault) as fault:
            do("local_review.decide_joint_review", member(BU), case, **joint, methodology_serves_both=serves)
        assert fault.value.faults[0].field == "methodology_serves_both"
    done = do("local_review.decide_joint_review", member(BU), case, **joint, methodology_serves_both=True)
    assert done.facts[0].details["with"] == "sar"


def test_joint_learning_goes_to_both_sub_groups() -> None:
    case = decided()
    with pytest.raises(GateClosed, match="a joint review was decided"):
        do("local_review.share_joint_learning", member(BU), case, group="cspr_sub_group", at="2026-10-01")
    do("local_review.decide_joint_review", member(BU), case, joint=True, methodology_serves_both=True, at="2026-05-04", **{"with": "sar"})
    for group in ("cspr_sub_group", "sar_dhr_sub_group"):
        do("local_review.share_joint_learning", member(BU), case, group=group, at="2026-10-01")
    assert Fact.objects.filter(case=case, kind="joint_learning_shared").count() == 2


@pytest.mark.clause("G4")
def test_each_sub_group_is_owed_the_learning_of_a_joint_review_once_its_report_is_approved() -> None:
    case, owed = decided(), "Bring the joint review&#x27;s learning to both sub-groups"
    do("local_review.decide_joint_review", member(BU), case, joint=True, methodology_serves_both=True, at="2026-05-04", **{"with": "sar"})
    assert owed not in owed_by(member(BU))
    approved(case, "sha256:" + "ab" * 32)
    do("local_review.share_joint_learning", member(BU), case, group="cspr_sub_group", at="2026-11-02")
    assert owed in owed_by(member(BU))
    do("local_review.share_joint_learning", member(BU), case, group="sar_dhr_sub_group", at="2026-11-02")
    assert owed not in owed_by(member(BU))


@pytest.mark.clause("G5")
def test_parallel_processes_open_and_close_by_name() -> None:
    case = decided()
    add = {"process": "Criminal proceedings", "forbids": ["publication", "family_contact"]}
    do("local_review.open_parallel_process", member(BU), case, **add, at="2026-06-01")
    with pytest.raises(InputFault, match="open already"):
        do("local_review.open_parallel_process", member(BU), case, **add, at="2026-06-02")
    do("local_review.open_parallel_process", member(BU), case, **add, called="the second trial", at="2026-06-02")
    with pytest.raises(InputFault, match="Say which"):
        do("local_review.open_parallel_process", member(BU), case, process="other", at="2026-06-02")
    with pytest.raises(InputFault, match="cannot have ended before"):
        do("local_review.close_parallel_process", member(BU), case, process="Criminal proceedings", at="2026-05-01")
    do("local_review.close_parallel_process", member(BU), case, process="Criminal proceedings", at="2026-10-21")
    with pytest.raises(InputFault, match="not open"):
        do("local_review.close_parallel_process", member(BU), case, process="Criminal proceedings", at="2026-10-22")


def test_progress_is_checked_and_stays_on_record() -> None:
    case = decided()
    done = do("local_review.check_progress", member(SUB), case, at="2026-07-15", reasons="On time. The reviewer was asked for a first draft.")
    assert done.facts[0].kind == "progress_checked"
    given(case, "review_paused", "2026-08-01", reasons="The trial.")
    with pytest.raises((Forbidden, NotHere)):
        do("local_review.resume", member(REVIEWER), case, at="2026-08-02")
