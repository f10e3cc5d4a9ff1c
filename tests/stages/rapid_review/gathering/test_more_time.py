"""Agencies ask for more time, and a request is changed for one of them: the duty follows, the history says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cspr.operations import Forbidden, InputFault, clock
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import OPEN, Case, Duty
from tests.factories import NOON, client_for, do, member, owed_by
from tests.stages.rapid_review.gathering.given import DUE, MEETING, TUESDAY, ask_agencies, bu, facts, gathered, lead, opened, send

pytestmark = pytest.mark.django_db
LATER = "2026-11-24"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def asked() -> Case:
    case = opened()
    ask_agencies(case, "police", "gp", meeting_on=MEETING)
    return case


def ask_time(case: Case, agency: str = "police", until: str = LATER, **more: Any) -> None:
    do("rapid_review.ask_more_time", lead(agency), case, agency=agency, until=until, reasons="The officer is away.", **more)


def due(case: Case, agency: str = "police") -> str:
    return str(Duty.objects.get(case=case, duty="return-information", for_value=agency).due)


@pytest.mark.clause("D4", "D5")
def test_asking_moves_nothing_and_an_agreed_date_moves_the_agencys_duty() -> None:
    case = asked()
    ask_time(case)
    assert due(case) == DUE
    assert "Answer an agency that asks for more time" in owed_by(bu())
    do("rapid_review.answer_more_time", bu(), case, agency="police", agreed=True, due="2026-11-25", reasons="Send what you have.")
    assert (due(case), due(case, "gp")) == ("2026-11-25", DUE)
    first, corrected = facts(case, "information_requested")[0], facts(case, "information_requested")[-1]
    assert corrected.supersedes_id == first.pk and corrected.at == first.at and "More time agreed" in corrected.reason
    request = latest_document(case, "request", "police")
    assert request is not None and request.body["due"] == "2026-11-25"
    assert not Duty.objects.filter(OPEN, case=case, duty="answer-more-time").exists()


@pytest.mark.clause("D4")
def test_a_refusal_says_why_and_leaves_the_date() -> None:
    case = asked()
    ask_time(case)
    with pytest.raises(InputFault, match="Say why not") as refused:
        do("rapid_review.answer_more_time", bu(), case, agency="police", agreed=False)
    assert [f.field for f in refused.value.faults] == ["reasons"]
    do("rapid_review.answer_more_time", bu(), case, agency="police", agreed=False, reasons="The meeting cannot wait.")
    assert due(case) == DUE
    page = client_for(lead("police")).get(f"/cases/{case.reference}/rapid_review/request/").content.decode()
    assert "More time was refused" in page and "The meeting cannot wait." in page
    ask_time(case, now=NOON + timedelta(hours=1))
    assert Duty.objects.filter(OPEN, case=case, duty="answer-more-time").count() == 1, "asked again, it is owed again"


def test_what_cannot_be_asked_or_answered_is_refused() -> None:
    case = asked()
    with pytest.raises(InputFault, match="Give a later day"):
        ask_time(case, until=DUE)
    with pytest.raises(Forbidden):
        do("rapid_review.ask_more_time", lead("gp"), case, agency="police", until=LATER, reasons="For them.")
    with pytest.raises(InputFault, match="has not asked for more time"):
        do("rapid_review.answer_more_time", bu(), case, agency="gp", agreed=True)
    ask_time(case)
    with pytest.raises(InputFault, match="has not answered yet"):
        ask_time(case)
    with pytest.raises(InputFault, match="has passed"):
        do("rapid_review.answer_more_time", bu(), case, agency="police", agreed=True, due="2026-11-19")
    send(case, "gp")
    with pytest.raises(InputFault, match="nothing more is owed"):
        ask_time(case, "gp")


def test_a_date_after_the_meeting_is_pointed_out() -> None:
    case = asked()
    done = do("rapid_review.ask_more_time", bu(), case, agency="gp", until=LATER, reasons="By telephone.")
    assert any("after the learning meeting" in note for note in done.notes)


@pytest.mark.clause("D4")
def test_a_request_is_changed_for_one_agency_and_it_reads_why() -> None:
    case = asked()
    given = {"due": "2026-11-23", "criteria": ["B3-1"], "questions": "Who saw the child last?", "reasons": "A call log came to light."}
    do("rapid_review.change_request", bu(), case, agency="police", **given)
    assert (due(case), due(case, "gp")) == ("2026-11-23", DUE)
    page = client_for(lead("police")).get(f"/cases/{case.reference}/rapid_review/request/").content.decode()
    assert "A call log came to light." in page and "Who saw the child last?" in page and "Monday 23 November 2026" in page
    form = client_for(lead("police")).get(f"/cases/{case.reference}/rapid_review/submit_return/").content.decode()
    assert "criteria-0-criterion" in form and "criteria-1-criterion" not in form and "Who saw the child last?" in form
    assert "A call log" not in client_for(lead("gp")).get(f"/cases/{case.reference}/rapid_review/request/").content.decode()
    with pytest.raises(InputFault, match="Nothing is different"):
        do("rapid_review.change_request", bu(), case, agency="police", **given)


def test_a_request_whose_return_is_back_keeps_its_date() -> None:
    case = gathered()
    with pytest.raises(InputFault, match="its date stays"):
        do("rapid_review.change_request", bu(), case, agency="police", due="2026-11-23", reasons="Later.")
    do("rapid_review.change_request", bu(), case, agency="police", due=DUE, questions="One more thing?", reasons="A question.")


@pytest.mark.clause("D4")
def test_a_later_agency_is_asked_the_same_and_the_due_date_is_proposed_from_the_clock() -> None:
    case = opened()
    ask_agencies(case, "police", questions="Who visited?", criteria=["B3-1", "B3-3"], legal_basis="Section 16H.")
    page = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/request_information/?for=school").content.decode()
    assert "Who visited?" in page and "Section 16H." in page
    assert page.count('name="criteria"') == 8 and page.count("checked") >= 3


@pytest.mark.parametrize("role", [Role.SUB_GROUP_CHAIR, Role.AGENCY_LEAD])
def test_only_the_business_unit_answers_and_changes(role: Role) -> None:
    case = asked()
    ask_time(case)
    who = lead("police") if role == Role.AGENCY_LEAD else member(role)
    for name, data in (("answer_more_time", {"agency": "police", "agreed": True}),
                       ("change_request", {"agency": "police", "due": LATER, "reasons": "Because."})):
        with pytest.raises(Exception, match="is done by|not"):
            do(f"rapid_review.{name}", who, case, **data)


def test_the_first_request_is_the_way_such_an_entry_is_made() -> None:
    from cspr.operations import recording

    assert [op.name for op in recording("information_requested") if op.stage != "record"] == ["rapid_review.request_information"]
    assert date.fromisoformat(DUE) > TUESDAY.date()
