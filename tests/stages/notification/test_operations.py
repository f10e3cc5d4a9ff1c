"""Notifying, telling, declining and withdrawing, and the sheet, through the door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from cspr.access.reads import rooms_of
from cspr.operations import Forbidden, GateClosed, InputFault, NotHere, clock
from cspr.partnership.models import Agency, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, latest_document
from cspr.record.models import Fact
from tests.factories import NOON, do, home, member, open_case
from tests.stages.notification.given import BU, NOTIFIER, SENT, faults, kinds, notified, owed, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


# -- The notification ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("C1")
def test_the_reference_and_time_are_recorded_and_the_duty_is_met() -> None:
    case = notified()
    assert Fact.objects.get(case=case, kind="sin_submitted").details == {"reference": "SIN-EXAMPLE-1"}
    duty = owed(case, "notify-panel")
    assert duty is not None and duty.done is not None


@pytest.mark.clause("C5")
@pytest.mark.parametrize("role", [NOTIFIER, BU])
def test_every_notification_opens_a_rapid_review_with_it(role: Role) -> None:
    case = open_case()
    do("notification.record_sin", member(role), case, **SENT)
    opened = Fact.objects.get(case=case, kind="rapid_review_opened")
    assert opened.details == {"basis": "sin"} and opened.at == SENT["at"]
    assert owed(case, "request-information") is not None


@pytest.mark.clause("C5")
def test_one_is_never_without_the_other_when_something_fails() -> None:
    case = open_case()
    with pytest.raises(InputFault):
        do("notification.record_sin", member(NOTIFIER), case, **SENT, partnership_told_at="2026-12-01")
    assert "sin_submitted" not in kinds(case) and "rapid_review_opened" not in kinds(case)


@pytest.mark.clause("C5")
def test_a_notified_case_cannot_be_closed_without_its_review() -> None:
    from cspr.operations import recording

    case = notified()
    closing = [o for o in recording("case_closed") if o.stage != "record"]
    for op in closing:
        with pytest.raises(GateClosed) as closed:
            do(op.name, member(BU), case, at="2026-11-20")
        assert any("C5" in m.clauses for m in closed.value.missing)


@pytest.mark.clause("C6")
def test_the_partnership_is_owed_word_on_the_same_working_day() -> None:
    case = notified()
    duty = owed(case, "tell-partnership")
    assert duty is not None and duty.due == date(2026, 11, 19) and duty.done is None and duty.owner == "local_authority"
    do("notification.tell_partnership", member(NOTIFIER), case, at="2026-11-19T16:00", told_who="Business Manager")
    duty = owed(case, "tell-partnership")
    assert duty is not None and duty.done == date(2026, 11, 19)
    meeting = owed(case, "hold-learning-meeting")
    assert meeting is not None and meeting.window_from is not None


@pytest.mark.clause("C6")
def test_being_told_before_is_as_good_and_late_is_late() -> None:
    before = notified(partnership_told_at="2026-11-18T10:00", told_who="Business Manager, by telephone")
    duty = owed(before, "tell-partnership")
    assert duty is not None and duty.done is not None and duty.due is not None and duty.done <= duty.due
    late = notified()
    do("notification.tell_partnership", member(NOTIFIER), late, at="2026-11-20T09:00", late_reason="The office was shut.")
    duty = owed(late, "tell-partnership")
    assert duty is not None and duty.due == date(2026, 11, 19) and duty.done == date(2026, 11, 20)


@pytest.mark.parametrize(("given", "field"), [
    ({"reference": ""}, "reference"), ({"at": "2026-11-15"}, "at"), ({"at": "2026-11-21"}, "at"), ({"at": "2026-02-31"}, "at"),
])
def test_a_notification_that_cannot_be_is_refused_at_its_place(given: dict[str, Any], field: str) -> None:
    case = open_case()
    with pytest.raises(InputFault) as error:
        do("notification.record_sin", member(NOTIFIER), case, **{**SENT, **given})
    assert field in faults(error)
    assert "sin_submitted" not in kinds(case)


def test_a_second_notification_is_refused_while_one_stands() -> None:
    case = notified()
    with pytest.raises(InputFault) as error:
        do("notification.record_sin", member(NOTIFIER), case, reference="SIN-EXAMPLE-2", at="2026-11-20T10:00")
    assert "SIN-EXAMPLE-1" in faults(error)["reference"]


def test_the_same_form_sent_twice_has_one_effect() -> None:
    case = open_case()
    first = do("notification.record_sin", member(NOTIFIER), case, key="k1", **SENT)
    again = do("notification.record_sin", member(NOTIFIER), case, key="k1", **SENT)
    assert again.repeated and [f.pk for f in again.facts] == [f.pk for f in first.facts]
    assert kinds(case).count("sin_submitted") == 1


# -- Not notified, or no longer ----------------------------------------------------------------------------------------


@pytest.mark.clause("C10")
def test_an_authority_that_was_asked_may_decline_with_reasons_and_owes_nothing_then() -> None:
    case = open_case()
    do("notification.decline", member(NOTIFIER), case, reasons="The injury was an accident seen by two witnesses.", at="2026-11-19")
    duty = owed(case, "notify-panel")
    assert duty is not None and duty.void
    with pytest.raises(InputFault):
        do("notification.decline", member(NOTIFIER), open_case(), reasons="", at="2026-11-19")


def test_what_was_notified_is_withdrawn_not_declined() -> None:
    case = notified()
    with pytest.raises(InputFault) as error:
        do("notification.decline", member(NOTIFIER), case, reasons="x", at="2026-11-20")
    assert "withdrawn" in faults(error)["reasons"]


def test_a_withdrawn_notification_ends_what_it_asked_for_and_another_may_follow() -> None:
    case = notified()
    with pytest.raises(InputFault):
        do("notification.withdraw", member(NOTIFIER), open_case(), reasons="x", at="2026-11-20")
    do("notification.withdraw", member(NOTIFIER), case, reasons="The post-mortem showed illness.", at="2026-11-20T09:00")
    request = owed(case, "request-information")
    assert request is not None and request.void
    with pytest.raises(InputFault):
        do("notification.withdraw", member(NOTIFIER), case, reasons="x", at="2026-11-20T10:00")
    do("notification.record_sin", member(NOTIFIER), case, reference="SIN-EXAMPLE-2", at="2026-11-20T11:00")
    assert kinds(case).count("sin_submitted") == kinds(case).count("rapid_review_opened") == 2
    request = owed(case, "request-information")
    assert request is not None and not request.void and request.opened == date(2026, 11, 20)


# -- The sheet, views and authorities -----------------------------------------------------------------------------------


def test_the_sheet_is_kept_in_versions_and_may_be_empty() -> None:
    case = open_case()
    do("notification.save_sheet", member(NOTIFIER), case)
    do("notification.save_sheet", member(NOTIFIER), case, narrative="First facts.", keyed=["notifier"], children=[{"name": "Robin Madeup"}])
    newest = latest_document(case, "sin_sheet")
    assert newest is not None and newest.version == 2 and newest.body["keyed"] == ["notifier"]


def test_a_fifth_child_on_the_sheet_is_sent_to_further_children() -> None:
    with pytest.raises(InputFault) as error:
        do("notification.save_sheet", member(NOTIFIER), open_case(), children=[{"name": f"Child {n}"} for n in range(5)])
    assert "Further children" in faults(error)["children.4"]


def test_each_partners_view_stands_beside_the_decision_and_binds_nobody() -> None:
    case = open_case()
    do("notification.record_view", member(NOTIFIER), case, partner="police", notify=False, reasons="Not enough yet.", at="2026-11-18")
    assert said(case).must == "yes"
    assert Fact.objects.get(case=case, kind="partner_view_recorded").details["partner"] == "police"


def test_a_case_across_two_authorities_is_seen_by_both() -> None:
    Agency.objects.create(partnership=home(), slug="northmoor", name="Northmoor Council")
    other, case = member(NOTIFIER, "northmoor"), open_case()
    assert not rooms_of(other, case, NOON.date())
    do("notification.add_authority", member(NOTIFIER), case, agency="northmoor", why="The family lived there until May.")
    assert "sin" in rooms_of(other, case, NOON.date())
    do("notification.become_aware", other, case, at="2026-11-19")
    assert kinds(case).count("authority_aware") == 2
    with pytest.raises(InputFault):
        do("notification.add_authority", member(NOTIFIER), case, agency="northmoor", why="again")


def test_only_an_authority_of_the_case_becomes_aware_of_its_incident() -> None:
    case = open_case()
    with pytest.raises(InputFault) as refused:
        do("notification.become_aware", member(BU), case, at="2026-11-18T11:00", authority="gp")
    assert faults(refused) == {"authority": "Tallow Street Surgery is not an authority of this case. Add it to the case first."}


@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.SUB_GROUP_CHAIR, Role.SAFEGUARDING_PARTNER, Role.EXECUTIVE, Role.AUDITOR])
def test_only_the_authority_and_the_business_unit_notify(role: Role) -> None:
    case = open_case()
    with pytest.raises((Forbidden, NotHere)):
        do("notification.record_sin", member(role, "police" if role in (Role.AGENCY_LEAD, Role.SAFEGUARDING_PARTNER) else None), case, **SENT)


def test_another_authoritys_notifier_finds_no_such_case() -> None:
    Agency.objects.create(partnership=home(), slug="northmoor", name="Northmoor Council")
    with pytest.raises(NotHere):
        do("notification.record_sin", member(NOTIFIER, "northmoor"), open_case(), **SENT)


def test_a_time_given_with_an_offset_is_london_time() -> None:
    case = open_case()
    do("notification.record_sin", member(NOTIFIER), case, reference="S", at=datetime(2026, 11, 19, 15, 10, tzinfo=LONDON).isoformat())
    assert Fact.objects.get(case=case, kind="sin_submitted").at == "2026-11-19T15:10"


def test_where_the_protocol_says_so_a_care_leavers_death_is_notified_and_no_review_follows() -> None:
    Partnership.objects.filter(pk=home().pk).update(protocol="panel-2025")
    case = open_case(abuse_or_neglect="no", outcome="died", looked_after=False, care_leaver=True)
    assert said(case).must == "yes" and owed(case, "notify-panel") is None
    duty = owed(case, "notify-death-of-care-leaver")
    assert duty is not None and duty.title in said(case).owed
    do("notification.notify_death", member(NOTIFIER), case, of="care_leaver", at="2026-11-19T10:00", reference="D-1")
    duty = owed(case, "notify-death-of-care-leaver")
    assert duty is not None and duty.done == date(2026, 11, 19)
    assert "rapid_review_opened" not in kinds(case)
    with pytest.raises(InputFault):
        do("notification.notify_death", member(NOTIFIER), case, of="care_leaver", at="2026-11-19T10:00")
