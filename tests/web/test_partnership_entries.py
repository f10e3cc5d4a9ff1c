"""What a partnership recorded outside its cases, listed and corrected by its Business Unit."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.operations import InputFault, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from tests.factories import NOON, client_for, do, home, member
from tests.paper import Paper
from tests.ways import Way, by_api, by_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def _newest(kind: str) -> Fact:
    return Fact.objects.filter(case=None, kind=kind).order_by("-seq")[0]


@pytest.mark.clause("J7")
@pytest.mark.parametrize("way", [by_page, by_api])
def test_an_event_dated_in_the_wrong_half_year_is_put_right_and_is_owed_again(way: Way) -> None:
    do("learning.hold_event", _unit(), at="2026-11-19", title="Thresholds", attended=40)
    assert home().duty_set.get(duty="hold-learning-event", for_value="2026-H2").done == date(2026, 11, 19)
    client_for(_unit()).get("/")
    stage = {"named": str(_newest("learning_event_held").pk), "at": date(2026, 5, 19), "reason": "The list of those who came says May."}
    _own(way, **stage)
    assert home().duty_set.get(duty="hold-learning-event", for_value="2026-H2").done is None
    listed = " ".join(Paper(client_for(_unit()).get("/recorded/")).words.split())
    assert "19 Nov 2026" in listed and "19 May 2026" in listed and "The list of those who came says May." in listed


def _own(way: Way, **answers: object) -> None:
    if way is by_page:
        address = f"/record/correct_own/?for={answers['named']}"
        client = client_for(_unit())
        typed = Paper(client.get(address)).as_it_is() | {"at-day": "19", "at-month": "5", "at-year": "2026", "reason": str(answers["reason"])}
        assert client.post(address, typed | {"action": "confirm"})["Location"] == "/recorded/"
    else:
        sent = {"fact": answers["named"], "at": "2026-05-19", "reason": answers["reason"]}
        assert client_for(_unit()).post("/api/v1/record/correct_own", sent, content_type="application/json").status_code == 200


def test_it_is_refused_for_what_its_step_refuses_and_the_paper_stays_with_its_report() -> None:
    do("learning.publish_annual_report", _unit(), at="2026-11-19", year=2025)
    with pytest.raises(InputFault, match="2027 is later than the day of publication"):
        do("record.correct_own", _unit(), fact=str(_newest("annual_report_published").pk), at="2026-11-19", details={"year": 2027}, reason="No.")
    do("learning.report_exceptions", _unit(), at="2026-11-19", note="None overdue.")
    do("record.correct_own", _unit(), fact=str(_newest("exceptions_reported").pk), at="2026-11-18", reason="A day earlier.")
    assert "2026-Q4" in client_for(_unit()).get("/learning/exceptions/").content.decode()


def test_another_partnerships_entry_is_not_there() -> None:
    unit = _unit()
    do("learning.hold_event", member(Role.BUSINESS_UNIT, partnership=home("elsewhere")), at="2026-11-19", title="Thresholds")
    theirs = _newest("learning_event_held")
    for entry in (str(theirs.pk), "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(InputFault, match="no entry of yours here"):
            do("record.take_back_own", unit, fact=entry, reason="No.")
    assert "Thresholds" not in client_for(unit).get("/recorded/").content.decode()
