"""Becoming aware of an incident, and whether it must be notified (B2, C1, C2, C4)."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.operations import InputFault, clock
from cspr.record.models import Case, Fact
from cspr.services.people.models import Person
from tests.factories import NOON, do, member, open_case
from tests.stages.notification.given import NOTIFIER, SENT, faults, kinds, notified, owed, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


# -- Becoming aware, and whether there is a duty ------------------------------------------------------------------------


@pytest.mark.clause("B2", "C1")
@pytest.mark.parametrize("abuse", ["known", "suspected"])
@pytest.mark.parametrize("outcome", ["died", "seriously_harmed"])
def test_abuse_known_or_suspected_and_death_or_serious_harm_must_be_notified(abuse: str, outcome: str) -> None:
    case = open_case(abuse_or_neglect=abuse, outcome=outcome)
    duty = owed(case, "notify-panel")
    assert duty is not None and duty.owner == "local_authority"
    assert said(case).must == "yes"


@pytest.mark.clause("B2")
@pytest.mark.parametrize(("abuse", "outcome"), [("no", "died"), ("no", "seriously_harmed"), ("known", "neither"), ("suspected", "neither")])
def test_either_alone_need_not_be_notified(abuse: str, outcome: str) -> None:
    case = open_case(abuse_or_neglect=abuse, outcome=outcome, looked_after=False)
    assert owed(case, "notify-panel") is None
    assert said(case).must == "no"


@pytest.mark.clause("C2")
def test_a_looked_after_childs_death_must_be_notified_whatever_is_known_of_abuse() -> None:
    for abuse in ("no", None):
        case = open_case(abuse_or_neglect=abuse, outcome="died", looked_after=True)
        assert owed(case, "notify-panel") is not None
        assert said(case).must == "yes"
        assert "The child was looked after by a local authority." in said(case).because
    assert owed(open_case(abuse_or_neglect="no", outcome="seriously_harmed", looked_after=True), "notify-panel") is None


def test_where_too_little_is_known_the_answer_is_to_consider() -> None:
    case = open_case(abuse_or_neglect=None, outcome="seriously_harmed")
    assert said(case).must == "consider"
    assert owed(case, "notify-panel") is None


def test_a_case_where_nothing_is_known_but_a_date_is_a_case() -> None:
    case = do("notification.open", member(NOTIFIER), at="2026-11-19").case
    assert case is not None and kinds(case) == ["authority_aware"]
    assert said(case).must == "consider"


@pytest.mark.clause("C4")
def test_it_is_due_five_working_days_after_the_authority_became_aware() -> None:
    duty = owed(open_case(at="2026-11-16T09:00"), "notify-panel")
    assert duty is not None and duty.due == date(2026, 11, 23)
    at_a_weekend = owed(open_case(at="2026-11-14"), "notify-panel")
    assert at_a_weekend is not None and at_a_weekend.due == date(2026, 11, 20)


@pytest.mark.clause("C4")
def test_a_notification_in_time_is_done_and_a_late_one_is_late_for_ever() -> None:
    in_time = owed(notified(), "notify-panel")
    assert in_time is not None and in_time.done == date(2026, 11, 19) and in_time.due is not None and in_time.done <= in_time.due
    late = open_case(at="2026-11-09T09:00")
    do("notification.record_sin", member(NOTIFIER), late, **SENT, late_reason="The front door did not pass it on.")
    duty = owed(late, "notify-panel")
    assert duty is not None and duty.due == date(2026, 11, 16) and duty.done == date(2026, 11, 19)
    assert Fact.objects.get(case=late, kind="sin_submitted").details["late_reason"] == "The front door did not pass it on."


def test_more_being_known_takes_the_place_of_what_was_recorded_and_moves_the_duty() -> None:
    case = open_case(abuse_or_neglect="no", outcome="seriously_harmed")
    assert owed(case, "notify-panel") is None
    do("notification.describe_incident", member(NOTIFIER), case, abuse_or_neglect="suspected", at="2026-11-15T20:00")
    newest = Fact.objects.filter(case=case, kind="incident_occurred").order_by("-seq")
    assert len(newest) == 2 and newest[0].supersedes_id == newest[1].pk
    assert newest[0].details == {"abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "looked_after": False}
    assert owed(case, "notify-panel") is not None


def test_the_clock_is_started_once_and_changed_only_by_a_correction() -> None:
    case = open_case(at="2026-11-16T09:00")
    assert not do("notification.become_aware", member(NOTIFIER), case, at="2026-11-16T09:00").facts
    with pytest.raises(InputFault) as error:
        do("notification.become_aware", member(NOTIFIER), case, at="2026-11-18")
    assert "correct" in faults(error)["at"]


def test_awareness_cannot_be_before_the_incident() -> None:
    with pytest.raises(InputFault) as error:
        open_case(happened="2026-11-17")
    assert "happened" in faults(error)
    assert not Case.objects.exists()


def test_an_incident_before_a_childs_birth_is_refused() -> None:
    case = open_case(children=[{"name": "Robin Madeup", "born": "2026-11-10"}])
    with pytest.raises(InputFault) as error:
        do("notification.describe_incident", member(NOTIFIER), case, at="2026-11-09")
    assert "Child 1" in faults(error)["at"] and "Robin" not in faults(error)["at"]


def test_an_unborn_child_is_no_hindrance() -> None:
    case = open_case(happened="2026-11-15", children=[{"unborn": True, "born_note": "due March 2027"}])
    assert Person.objects.get(case=case).shown_name == "Not born yet"
