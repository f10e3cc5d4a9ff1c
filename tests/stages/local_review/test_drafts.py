"""Drafts, the check of one text, and the approval of that same text."""

from __future__ import annotations

from typing import Any

import pytest

from cspr import protocol
from cspr.access.errors import Forbidden, NotHere
from cspr.operations import GateClosed, InputFault
from cspr.record.facts import of_case
from cspr.record.models import Case
from cspr.stages.local_review.reads import Quality, quality
from tests.factories import client_for, do, member
from tests.stages.local_review.given import BU, CHAIR, EXEC, SUB, decided, kinds

pytestmark = pytest.mark.django_db
ELSEWHERE = "sha256:" + "ab" * 32


def submit(case: Case, text: str = "The first draft.", at: str = "2026-10-05") -> str:
    return str(do("local_review.submit_draft", member(BU), case, text=text, at=at).facts[0].details["text_hash"])


def check(case: Case, upto: int = 7, **more: Any) -> None:
    points = [{"point": f"H1-{n}", "met": True} for n in range(1, upto + 1)]
    do("local_review.check_quality", member(CHAIR), case, at="2026-10-13", points=points, **more)


def standing(case: Case) -> Quality:
    return quality(case, protocol.load(case.protocol), protocol.effective(of_case(case)))


@pytest.mark.clause("H2")
def test_the_executive_approves_only_a_text_checked_on_all_seven_points() -> None:
    case = decided()
    submit(case)
    check(case, upto=6)
    with pytest.raises((GateClosed, NotHere)):
        do("local_review.approve", member(EXEC), case, at="2026-10-20")
    do("local_review.check_quality_point", member(SUB), case, point="H1-7", at="2026-10-14")
    do("local_review.approve", member(EXEC), case, at="2026-10-20")
    assert kinds(case)[-1] == "executive_approved"


@pytest.mark.clause("H1")
def test_a_new_draft_voids_the_check_and_the_approval_of_the_one_before() -> None:
    case = decided()
    first = submit(case)
    check(case)
    do("local_review.approve", member(EXEC), case, at="2026-10-14")
    second = submit(case, "The second draft.", "2026-10-15")
    assert second != first
    found = standing(case)
    assert found.met == 0 and found.voided_approval is not None and found.voided_approval.version == 1
    assert all(p.voided == ("version 1",) for p in found.points)
    with pytest.raises((GateClosed, NotHere)):
        do("local_review.approve", member(EXEC), case, at="2026-10-20")


@pytest.mark.clause("H1", "H2")
def test_a_new_draft_is_owed_a_check_of_its_own_and_its_name_is_no_fingerprint() -> None:
    case = decided()
    submit(case)
    check(case)
    executive, chair, what = client_for(member(EXEC)), client_for(member(CHAIR)), "Check the draft on the seven points"
    assert what not in chair.get("/").content.decode() and "Approve the report" in executive.get("/").content.decode()
    second = submit(case, "The second draft.", "2026-10-15")
    home = chair.get("/").content.decode()
    assert what in home and second not in home
    assert "Approve the report" not in executive.get("/").content.decode()


@pytest.mark.clause("H1")
def test_there_are_seven_points_and_the_sub_group_checks_them() -> None:
    case = decided()
    submit(case)
    assert [p.id for p in standing(case).points] == [f"H1-{n}" for n in range(1, 8)]
    for role in (BU, EXEC):
        with pytest.raises((Forbidden, NotHere)):
            do("local_review.check_quality_point", member(role), case, point="H1-1", at="2026-10-14")
    with pytest.raises(InputFault, match="H1-1"):
        do("local_review.check_quality_point", member(SUB), case, point="H1-8", at="2026-10-14")


def test_who_read_an_earlier_version_is_asked_to_read_the_newer_one() -> None:
    case = decided()
    first = submit(case)
    submit(case, "The second draft.")
    with pytest.raises(InputFault, match="has replaced the version you read"):
        check(case, text_hash=first)
    with pytest.raises(InputFault, match="No draft with that fingerprint"):
        check(case, text_hash=ELSEWHERE)


def test_a_point_not_met_says_what_is_asked_and_is_not_recorded_as_met() -> None:
    case = decided()
    submit(case)
    with pytest.raises(InputFault) as fault:
        do("local_review.check_quality", member(CHAIR), case, at="2026-10-13", points=[{"point": "H1-4", "met": False}])
    assert fault.value.faults[0].field == "points.0.comments"
    do("local_review.check_quality", member(CHAIR), case, at="2026-10-13", points=[{"point": "H1-4", "met": False, "comments": "Page 7: the year."}])
    assert "quality_point_met" not in kinds(case)
    assert [p.comments for p in standing(case).unmet_with_comments] == ["Page 7: the year."]


def test_a_draft_kept_elsewhere_is_known_by_its_hash_alone() -> None:
    case = decided()
    done = do("local_review.submit_draft", member(BU), case, text_hash=ELSEWHERE, at="2026-10-05")
    assert done.facts[0].details["text_hash"] == ELSEWHERE
    check(case, text_hash=ELSEWHERE)
    do("local_review.approve", member(EXEC), case, text_hash=ELSEWHERE, at="2026-10-20")
    assert kinds(case)[-1] == "executive_approved"


def test_a_draft_needs_words_and_the_same_words_are_not_another_draft() -> None:
    case = decided()
    with pytest.raises(InputFault, match="Paste the text"):
        do("local_review.submit_draft", member(BU), case, at="2026-10-05")
    submit(case)
    with pytest.raises(InputFault, match="same text as version 1"):
        submit(case)
    with pytest.raises(InputFault, match="not that of the text"):
        do("local_review.submit_draft", member(BU), case, text="Other words.", text_hash=ELSEWHERE, at="2026-10-05")


def test_going_back_to_the_checked_words_brings_their_check_back() -> None:
    case = decided()
    submit(case, "A")
    check(case)
    submit(case, "B")
    submit(case, "A")
    assert standing(case).met == 7
