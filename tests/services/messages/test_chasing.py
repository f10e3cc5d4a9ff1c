"""The chase over real cases: whom it writes to and whom not, once, in working hours, whichever worker runs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test import override_settings

from cspr.operations import InputFault
from cspr.partnership.models import Agency, Contact, Holiday
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.messages.chasing import chase
from cspr.services.messages.models import Letter, Message
from cspr.services.messages.reads import chased
from tests.factories import client_for, do, home, member
from tests.services.messages.given import asked, lead, notified

DUE = "2026-11-26"  # A Thursday; asked at noon on Friday 20 November.


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def reminders() -> list[tuple[str, str, str]]:
    """Every reminder: step, to whom, on which day."""
    found = Message.objects.exclude(step="").order_by("at", "pk")
    return [(m.step, m.address.split("@")[0], f"{m.at.astimezone(LONDON):%a %-d}") for m in found]


def run_through(first: int, last: int) -> None:
    """Every quarter of an hour's job of these days of November, night and weekend included."""
    moment = at(first, 0)
    while moment < at(last, 23):
        chase(home(), moment)
        moment += timedelta(hours=1, minutes=30)


pytestmark = pytest.mark.django_db


def _addressee(address: str, **marks: bool) -> None:
    """An entry of the police's in the directory."""
    police = Agency.objects.get(partnership=home(), slug="police")
    Contact.objects.create(partnership=home(), agency=police, name=address.split("@")[0].capitalize(), email=address, **marks)


@pytest.mark.clause("D4", "D5")
def test_a_late_return_is_chased_up_to_the_chair_and_no_further() -> None:
    asked("police", due=DUE)
    member(Role.SUB_GROUP_CHAIR)
    _addressee("author@police.example.org"), _addressee("head@police.example.org", for_requests=False, for_chasing=True)
    run_through(20, 30)
    author, head = "author", "head"
    assert reminders() == [("reminder", author, "Tue 24"), ("due", author, "Thu 26"), ("late", author, "Fri 27"), ("lead", head, "Mon 30")]
    chase(home(), at(1, month=12))
    assert reminders()[-1] == ("chair", "sub_group_chair.one", "Tue 1")
    assert [chase(home(), at(day, month=12)) for day in (2, 3, 4, 7)] == [0, 0, 0, 0]


def test_only_in_working_hours_on_working_days() -> None:
    asked("police", due=DUE)
    Holiday.objects.create(partnership=home(), on=at(24).date(), name="Day of thanks", source="Made up")
    for moment in (at(21), at(22), at(24, 12), at(25, 8, 29), at(25, 17, 30), at(25, 23)):
        assert chase(home(), moment) == 0, moment
    assert chase(home(), at(25, 8, 30)) == 1, "what a holiday held up comes when people are back, in time for the day itself"
    with override_settings(WORKING_HOURS=(at(1, 10).time(), at(1, 16).time())):
        assert chase(home(), at(26, 9)) == 0 and chase(home(), at(26, 10)) == 1


def test_run_again_it_finds_nothing_to_do() -> None:
    asked("police", "gp", due=DUE)
    assert [chase(home(), at(24, hour)) for hour in (9, 10, 11, 17)] == [2, 0, 0, 0]


def test_several_reviews_go_in_one_letter_and_nobody_is_written_to_twice_on_a_day() -> None:
    first, second = asked("police", due=DUE), asked("police", due=DUE, case=notified())
    assert chase(home(), at(24)) == 1
    assert Letter.objects.filter(kind="chase").get().carries.count() == 2
    third = asked("police", due="2026-11-27", case=notified(), now=at(23))
    assert chase(home(), at(25)) == 1, "the third's own reminder"
    do("messages.skip_step", member(Role.BUSINESS_UNIT), third, agency="police", step="due", reasons="Rang them.", now=at(25))
    fact = first.facts.get(kind="information_requested")
    do("record.correct", member(Role.BUSINESS_UNIT), first, fact=str(fact.pk), at="2026-11-20", details={"agency": "police", "due": "2026-11-30"},
       reason="More time.", now=at(25))
    assert Message.objects.get(kind="request_changed").due.day == 30
    assert chase(home(), at(25, 15)) == 0
    assert chase(home(), at(26)) == 1
    carried = Letter.objects.filter(kind="chase").order_by("-pk")[0].carries.order_by("case")
    assert [(m.case, m.step) for m in carried] == [(first, "reminder"), (second, "due")], "a day that moved begins the reminders anew"


def test_whoever_returned_is_not_reminded_nor_whoever_is_barred() -> None:
    case = asked("police", "gp", "school", due=DUE)
    do("rapid_review.submit_return", lead("police"), case, agency="police", nil=True, nil_reason="Searched.", conversations_held=True,
       desktop_review_done=True, now=at(23))
    do("conflicts.declare", lead("gp"), case, reasons="I know the family.", now=at(23))
    chase(home(), at(24))
    assert [(m.agency, m.address) for m in Message.objects.exclude(step="").order_by("agency")] == [
        ("gp", ""), ("school", "agency_lead.school@wessmoor.example.org")]
    line = chased(case, at(24, 12))["gp"]
    assert line.unreachable and line.state == "Not sent"


def test_the_board_says_how_each_agency_was_chased() -> None:
    case = asked("police", "gp", due=DUE)
    before = chased(case, at(23))["police"]
    assert (before.times, before.last, before.next, before.next_on) == (0, None, "Reminder", at(24).date())
    chase(home(), at(24))
    chase(home(), at(26))
    line = chased(case, at(26, 12))["police"]
    assert (line.times, line.step, line.last, line.state, line.next) == (2, "Due today", at(26), "Waiting", "Late")
    Letter.objects.filter(address="agency_lead.police@wessmoor.example.org").update(state="bounced")
    assert chased(case, at(26, 12))["police"].bounced and not chased(case, at(26, 12))["gp"].bounced


@pytest.mark.clause("D5")
def test_reminders_are_paused_resumed_and_left_out_with_a_reason_that_stays_in_the_history() -> None:
    case, unit = asked("police", "gp", due=DUE), member(Role.BUSINESS_UNIT)
    do("messages.pause_chasing", unit, case, agency="police", reasons="They rang: it comes on Friday.", now=at(23))
    with pytest.raises(InputFault, match="paused there already"):
        do("messages.pause_chasing", unit, case, agency="police", reasons="Again", now=at(23))
    assert chase(home(), at(24)) == 1 and chased(case, at(24))["police"].paused and not chased(case, at(24))["gp"].paused
    do("messages.resume_chasing", unit, case, agency="police", now=at(25))
    do("messages.skip_step", unit, case, agency="gp", step="due", reasons="Spoke to them.", now=at(25))
    with pytest.raises(InputFault, match="left out already"):
        do("messages.skip_step", unit, case, agency="gp", step="due", reasons="Spoke to them.", now=at(25))
    with pytest.raises(InputFault, match="was sent already"):
        do("messages.skip_step", unit, case, agency="gp", step="reminder", reasons="Too late.", now=at(25))
    assert chase(home(), at(26)) == 1
    do("messages.pause_chasing", unit, case, reasons="Office moved.", now=at(26))
    assert [chase(home(), at(day)) for day in (27, 30)] == [0, 0]
    body = client_for(unit).get(f"/cases/{case.reference}/history/").content.decode()
    assert "They rang: it comes on Friday." in body and "Spoke to them." in body and "Office moved." in body


@pytest.mark.clause("D5")
def test_whoever_asks_for_more_time_is_not_reminded_until_that_is_answered_and_is_told_of_it_once() -> None:
    case, unit = asked("police", due=DUE), member(Role.BUSINESS_UNIT)
    do("rapid_review.ask_more_time", lead(), case, agency="police", until="2026-11-30", reasons="Two systems.", now=at(23))
    assert [chase(home(), at(day)) for day in (24, 25, 26, 27)] == [0, 0, 0, 0]
    do("rapid_review.answer_more_time", unit, case, agency="police", agreed=True, now=at(27))
    assert [(m.kind, m.agency) for m in Message.objects.filter(at=at(27))] == [("more_time", "police")]
    assert chase(home(), at(30)) == 1 and reminders()[-1][0] == "due"


def test_an_agency_that_owes_nothing_is_not_steered() -> None:
    case, unit = asked("police", due=DUE), member(Role.BUSINESS_UNIT)
    for name, more in (("pause_chasing", {}), ("skip_step", {"step": "late"})):
        with pytest.raises(InputFault, match="owes no return"):
            do(f"messages.{name}", unit, case, agency="gp", reasons="x", **more)
    with pytest.raises(InputFault, match="not paused"):
        do("messages.resume_chasing", unit, case)
    with pytest.raises(InputFault, match="no such reminder"):
        do("messages.skip_step", unit, case, agency="police", step="never", reasons="x")


def test_the_cases_page_says_what_went_out_and_what_comes_next() -> None:
    case = asked("police", due=DUE)
    chase(home(), at(24))
    Letter.objects.filter(kind="chase").update(state="bounced", error="The mail server refused the address (550). Check it.")
    body = client_for(member(Role.BUSINESS_UNIT)).get(f"/cases/{case.reference}/messages/").content.decode()
    assert "Request for information" in body and "agency_lead.police@wessmoor.example.org" in body
    assert "Reminder: not delivered Tue 24 Nov" in body
    assert "The mail server refused the address (550)." in body and "Send again" in body and "no mail server is set" in body


def test_what_bounced_is_sent_again_to_the_address_that_stands_now() -> None:
    case, unit = asked("police", due=DUE), member(Role.BUSINESS_UNIT)
    message = Message.objects.get(kind="request")
    with pytest.raises(InputFault, match="did not fail"):
        do("messages.send_again", unit, case, message=message.pk)
    Letter.objects.update(state="bounced")
    do("accounts.change_person", member(Role.ADMINISTRATOR), member=lead().pk, name=lead().user.name, email="new@wessmoor.example.org")
    do("messages.send_again", unit, case, message=message.pk)
    message.refresh_from_db()
    assert (message.address, message.letter.address, message.letter.state) == ("new@wessmoor.example.org", "new@wessmoor.example.org", "waiting")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_letter() -> None:
    asked("police", due=DUE)
    place = home()

    def one(_: int) -> int:
        try:
            return chase(place, at(24))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [0, 0, 0, 1]
    assert Message.objects.filter(step="reminder").count() == 1
