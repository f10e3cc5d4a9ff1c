"""What real life brings: several children, a child without a name, two authorities, nothing known but a date, and a date put right."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from cspr.operations import clock
from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, home, member
from tests.paper import Paper
from tests.ways import Way, by_api, by_page

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("way", [by_page, by_api])]
AWARE = datetime(2026, 11, 16, 9, 0)  # A Monday: five working days end on Monday 23 November.
HARM: dict[str, Any] = {"abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "looked_after": False}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def notifier(authority: str = "council") -> Member:
    return member(Role.NOTIFIER, authority)


def reads(who: Member, case: Case, more: str = "") -> str:
    """What a person reads at a page of the case, or at "/" their home."""
    address = "/" if more == "/" else f"/cases/{case.reference}/{more}"
    return " ".join(Paper(client_for(who).get(address, follow=True)).words.split())


def test_several_children_on_one_incident_are_one_case(way: Way) -> None:
    unit = member(Role.BUSINESS_UNIT)
    case, _ = way("notification.open", notifier(), at=AWARE, happened=date(2026, 11, 14), **HARM, children=[
        {"name": "Ash Pell", "born": date(2019, 3, 9)}, {"name": "Bryn Pell", "born": date(2021, 8, 30)},
        {"unborn": True, "born_note": "due March 2027"}])
    way("people.add_person", unit, case, role="subject_child", name="Cory Pell", born=date(2023, 1, 5))
    people = reads(unit, case, "people/")
    for child in ("Child 1: Ash Pell", "Child 2: Bryn Pell", "Child 3: Not born yet", "due March 2027", "Child 4: Cory Pell"):
        assert child in people
    assert Case.objects.count() == 1 and case.duties.filter(duty="notify-panel").count() == 1
    assert "Pell" not in reads(unit, case) + reads(unit, case, "/") + reads(unit, case, "history/")
    sheet = client_for(notifier()).get(f"/cases/{case.reference}/notification/save_sheet/").content.decode()
    assert "Ash Pell" in sheet and "Bryn Pell" in sheet and "Cory Pell" in sheet
    with pytest.raises(AssertionError, match="before this child was born"):
        way("people.add_person", unit, case, role="subject_child", name="Dara Pell", born=date(2026, 11, 15))


def test_a_child_with_no_name_yet_is_named_later_and_the_first_entry_stays(way: Way) -> None:
    case, _ = way("notification.open", notifier(), at=AWARE, happened=date(2026, 11, 14), **{**HARM, "outcome": "died"}, about="newborn, died",
                  children=[{"born": date(2026, 11, 13)}])
    assert "Child 1: No name yet" in reads(notifier(), case, "people/")
    child = case.people.get()
    way("people.correct_person", notifier(), case, named=str(child.pk), role="subject_child", name="Rowan Vale", born=date(2026, 11, 13),
        reason="The baby has been named.")
    assert "Child 1: Rowan Vale" in reads(notifier(), case, "people/")
    assert case.people.get().pseudonym == "Child 1" and "Rowan" not in reads(member(Role.BUSINESS_UNIT), case)
    kept = [d.body["name"] for d in case.documents.filter(kind="person").order_by("version")]
    assert kept == ["", "Rowan Vale"]


def test_a_case_across_two_authorities_is_both_of_theirs(way: Way) -> None:
    Agency.objects.create(partnership=home(), slug="northmoor", name="Northmoor Council", partner="local_authority")
    case, _ = way("notification.open", notifier(), at=AWARE, **HARM)
    assert "Page not found" in reads(notifier("northmoor"), case)
    way("notification.add_authority", notifier(), case, agency="northmoor", why="The family lived there until May.")
    assert "Wessmoor Council" in reads(notifier("northmoor"), case, "notification/")
    assert "Northmoor Council" in reads(notifier(), case, "notification/")
    assert case.reference in reads(notifier("northmoor"), case, "/")
    way("notification.become_aware", notifier("northmoor"), case, at=datetime(2026, 11, 19, 9, 0))
    way("notification.record_sin", notifier("northmoor"), case, reference="SIN-MADE-UP-1", at=datetime(2026, 11, 20, 10, 0),
        partnership_told_at=datetime(2026, 11, 20, 10, 5))
    duty = case.duties.get(duty="notify-panel")
    assert (duty.due, duty.done) == (date(2026, 11, 23), date(2026, 11, 20)), "the first authority's awareness started the clock"
    assert "SIN-MADE-UP-1" in reads(notifier(), case, "notification/answer/")


def test_a_case_where_nothing_is_known_but_a_date(way: Way) -> None:
    unit = member(Role.BUSINESS_UNIT)
    case, _ = way("notification.open", notifier(), at=date(2026, 11, 16))
    assert "Too little is known to say" in reads(notifier(), case, "notification/answer/")
    assert case.about == "child, not yet known" and "No child is named or described yet" in reads(unit, case, "people/")
    assert "Next: Say what is known of the incident" in reads(unit, case)
    assert not case.duties.filter(duty="notify-panel").exists()
    way("notification.describe_incident", notifier(), case, at=date(2026, 11, 12), **HARM)
    answer = reads(notifier(), case, "notification/answer/")
    assert "It must be notified" in answer and "23 Nov" in answer, "the days are counted from the day it was known, not from the day it was described"
    assert "by Mon 23 Nov 2026" in reads(unit, case)


def test_a_correction_moves_a_duty_and_says_so(way: Way) -> None:
    unit = member(Role.BUSINESS_UNIT)
    case, _ = way("notification.open", notifier(), at=AWARE, **HARM)
    way("notification.record_sin", notifier(), case, reference="SIN-MADE-UP-1", at=datetime(2026, 11, 17, 10, 0),
        partnership_told_at=datetime(2026, 11, 17, 10, 5), told_who="Business Manager")
    before = case.duties.get(duty="send-rapid-review-report").due
    told = Fact.objects.get(case=case, kind="partnership_told")
    _, said = way("record.correct", unit, case, named=str(told.pk), at=datetime(2026, 11, 18, 9, 0), reason="Told by telephone the next morning.")
    after = case.duties.get(duty="send-rapid-review-report").due
    assert (before, after) == (date(2026, 12, 8), date(2026, 12, 9))
    assert "now due Wednesday 9 December 2026" in said or ('"moved"' in said and "2026-12-09" in said)
    history = reads(unit, case, "history/")
    assert "Told by telephone the next morning." in history and "Replaced" in history and "17 Nov 2026" in history
