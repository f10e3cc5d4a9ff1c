"""The calendar feed, read as a calendar program reads it: due dates and meetings, references and nothing more, as open to the person now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.messages.models import Feed
from tests.factories import NOON, client_for, do, member
from tests.services.messages.given import asked, lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _address(person: Member) -> str:
    """Made on its page, copied from the next."""
    answer = client_for(person).post("/messages/make_feed/", {"action": "continue", "name": "Outlook at work"})
    return answer.content.decode().split("calendar/")[1].split(".ics")[0]


def _get(secret: str, **headers: Any) -> Any:
    return Client().get(f"/calendar/{secret}.ics", headers=headers)


def _events(secret: str) -> dict[str, Any]:
    answer = _get(secret)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    assert {e["UID"] for e in read.walk("VEVENT")} and read["VERSION"] == "2.0" and read["PRODID"]
    return {str(e["SUMMARY"]): e for e in read.walk("VEVENT")}


def test_an_agency_has_its_due_date_and_the_meeting() -> None:
    case = asked("police", due="2026-11-26")
    do("rapid_review.arrange_meeting", member(Role.BUSINESS_UNIT), case, on="2026-11-27", place="Room 2 of the council")
    events = _events(_address(lead()))
    assert {name: e.decoded("dtstart") for name, e in events.items()} == {
        "WE-2026-0001: due": date(2026, 11, 26), "WE-2026-0001: meeting": date(2026, 11, 27)}
    due = events["WE-2026-0001: due"]
    assert due.decoded("dtend") == date(2026, 11, 27) and due["TRANSP"] == "TRANSPARENT" and due["CLASS"] == "PRIVATE"
    assert due["UID"].startswith("due-WE-2026-0001-20261126@")


def test_it_says_references_and_dates_only() -> None:
    case = asked("police", due="2026-11-26")
    do("rapid_review.arrange_meeting", member(Role.BUSINESS_UNIT), case, on="2026-11-27", place="Room 2 of the council")
    for person in (lead(), member(Role.BUSINESS_UNIT), member(Role.SUB_GROUP_CHAIR)):
        text = _get(_address(person)).content.decode()
        for word in ("infant", "police", "Police", "Room 2", "council", "Return information", person.user.name, person.user.email):
            assert word not in text, word


def test_a_meeting_that_moves_keeps_its_name_and_what_is_done_goes() -> None:
    case, unit = asked("police", due="2026-11-26"), member(Role.BUSINESS_UNIT)
    do("rapid_review.arrange_meeting", unit, case, on="2026-11-27")
    secret = _address(lead())
    before = _events(secret)["WE-2026-0001: meeting"]
    do("rapid_review.arrange_meeting", unit, case, on="2026-11-30", reason="The room was taken.")
    do("rapid_review.submit_return", lead(), case, agency="police", nil=True, nil_reason="Searched.", conversations_held=True,
       desktop_review_done=True)
    after = _events(secret)
    assert set(after) == {"WE-2026-0001: meeting"}
    assert after["WE-2026-0001: meeting"]["UID"] == before["UID"] and after["WE-2026-0001: meeting"].decoded("dtstart") == date(2026, 11, 30)


def test_it_is_the_same_as_long_as_nothing_changes_and_says_so() -> None:
    case, secret = asked("police", due="2026-11-26"), _address(lead())
    first = _get(secret)
    again = _get(secret, If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"") and first["Cache-Control"] == "private, no-cache"
    do("rapid_review.arrange_meeting", member(Role.BUSINESS_UNIT), case, on="2026-11-27")
    assert _get(secret, If_None_Match=first["ETag"]).status_code == 200


@pytest.mark.parametrize("secret", ["x", "..", "a" * 500, "%00", "0" * 43])
def test_a_wrong_address_finds_nothing(secret: str) -> None:
    assert _get(secret).status_code == 404


def test_an_ended_address_finds_nothing_and_so_does_that_of_somebody_whose_role_ended() -> None:
    one, other = _address(lead("police")), _address(lead("gp"))
    do("messages.end_feed", lead("police"), feed=Feed.objects.get(member=lead("police")).pk)
    do("accounts.end_account", member(Role.ADMINISTRATOR), member=lead("gp").pk)
    assert [_get(secret).status_code for secret in (one, other)] == [404, 404]


def test_another_cannot_end_it_and_the_address_itself_is_kept_nowhere() -> None:
    secret = _address(lead("police"))
    feed = Feed.objects.get()
    with pytest.raises(Exception, match="no such calendar address"):
        do("messages.end_feed", lead("gp"), feed=feed.pk)
    assert secret not in str(list(Feed.objects.values())) and "Outlook at work" in client_for(lead("police")).get("/messages/").content.decode()


def test_a_bar_takes_the_case_out_at_once() -> None:
    case, secret = asked("police", due="2026-11-26"), _address(lead())
    do("conflicts.declare", lead(), case, reasons="I know the family.")
    assert b"VEVENT" not in _get(secret).content


def test_the_day_it_was_last_fetched_is_shown() -> None:
    secret = _address(lead())
    assert Feed.objects.get().read_on is None
    _get(secret)
    assert Feed.objects.get().read_on == NOON.date() and NOON - timedelta(days=1) < NOON
