"""The daily digest: one letter instead of many, on working days, with references, dates and counts."""

from __future__ import annotations

from datetime import datetime

import pytest

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.messages.carrying import words_of
from cspr.services.messages.digest import make_digests
from cspr.services.messages.models import Letter, Message
from tests.factories import client_for, do, member
from tests.services.messages.given import asked, lead

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 8, minute: int = 30) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


def _chooses(person: Member, digest: str = "08:30") -> Member:
    do("messages.choose", person, digest=digest)
    return person


def _text(day: int) -> str:
    letter = Letter.objects.get(kind="digest", queued_at__date=at(day).date())
    words = words_of(letter, at(day, 8, 31))
    return f"{words.subject}\n{words.body}" if words else ""


def _shared() -> None:
    """Two agencies asked, one of whom reads a digest; the pack is shared."""
    _chooses(lead("police"))
    case = asked("police", "gp")
    do("rapid_review.share_pack", member(Role.BUSINESS_UNIT), case, missing_reason="The meeting is near.")


def test_what_can_wait_stands_in_the_digest_and_what_cannot_comes_by_itself() -> None:
    _shared()
    sent = {(m.kind, m.agency, m.letter is not None) for m in Message.objects.all()}
    assert sent >= {("request", "police", True), ("pack", "police", False), ("request", "gp", True), ("pack", "gp", True)}
    assert make_digests(at(23)) == 1
    text = _text(23)
    assert text.startswith("Practice reviews: 1 new, 1 owed\n")
    assert "- WE-2026-0001: the pack can be read\n" in text and "- WE-2026-0001: due Thursday 26 November\n" in text


def test_one_a_day_at_its_hour_however_often_it_is_asked() -> None:
    _shared()
    assert [make_digests(at(23, hour, 15)) for hour in (7, 8)] == [0, 0], "not before its hour"
    assert [make_digests(at(23, 8, minute)) for minute in (30, 45)] == [1, 0]
    assert make_digests(at(24)) == 1 and "1 owed" in _text(24) and "new" not in _text(24).splitlines()[0]


@pytest.mark.parametrize("moment", [at(21), at(22), at(23, 12)], ids=["on a Saturday", "on a Sunday", "hours too late"])
def test_none_on_a_day_off_and_none_hours_too_late(moment: datetime) -> None:
    _shared()
    assert make_digests(moment) == 0


def test_with_nothing_to_say_there_is_none() -> None:
    _chooses(member(Role.AGENCY_LEAD, "school"))
    assert make_digests(at(23)) == 0 and not Letter.objects.exists()


def test_a_debt_that_is_past_is_said_so_and_another_agencys_is_not_there() -> None:
    _shared()
    make_digests(at(30))
    assert "- WE-2026-0001: overdue since Thursday 26 November\n" in _text(30)
    _chooses(member(Role.AGENCY_LEAD, "school"))
    assert Letter.objects.filter(kind="digest", address__startswith="agency_lead.school").count() == 0


def test_what_is_no_longer_open_to_the_reader_is_not_in_it() -> None:
    _shared()
    make_digests(at(23))
    do("conflicts.declare", lead("police"), Message.objects.filter(kind="pack")[0].case, reasons="I know the family.")
    assert _text(23) == "" and Letter.objects.get(kind="digest").state == "dropped"


def test_chosen_again_by_itself_what_waited_goes_at_once() -> None:
    _shared()
    do("messages.choose", lead("police"), digest="each")
    assert not Message.objects.filter(letter__isnull=True).exists() and make_digests(at(23)) == 0


def test_the_page_says_how_one_is_told_and_changes_it() -> None:
    client = client_for(lead("police"))
    assert "Each message by itself" in client.get("/messages/").content.decode()
    assert client.post("/messages/choose/", {"action": "continue", "digest": "12:30"}).status_code == 302
    assert "One digest at 12.30pm, on working days" in client.get("/messages/").content.decode()
