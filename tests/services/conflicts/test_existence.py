"""A case from which a conflict keeps somebody is nowhere: no page, list, count, search, feed, message, export or earlier copy shows it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.documents.making import make
from cspr.services.documents.models import Copy
from cspr.services.messages.carrying import words_of
from cspr.services.messages.digest import make_digests
from cspr.services.messages.models import Letter, Message
from tests.factories import NOON, client_for, do, member
from tests.stages.rapid_review.gathering.given import gathered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("E2")]
WHY = "The child's aunt is a friend."


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.EMAIL_HOST = "mail.example.org"


def chair() -> Member:
    return member(Role.SUB_GROUP_CHAIR, "council")


def bar(case: Case, who: Member) -> None:
    do("conflicts.declare", who, case, reasons=WHY)


LISTS = ("/", "/cases/", "/meetings/", "/actions/", "/actions/?standing=all", "/messages/", "/learning/", "/learning/figures/", "/learning/calendar/",
         "/learning/exceptions/", "/api/v1/cases", "/api/v1/owed")


def everything(client: Client) -> str:
    """What a person is shown without naming a case."""
    return "\n".join(re.sub(r'value="[^"]*"', "", client.get(address).content.decode()) for address in LISTS)


def test_no_list_count_or_search_shows_it() -> None:
    case = gathered()
    client = client_for(chair())
    assert case.reference in everything(client)
    counted = client.get("/").content.decode()
    bar(case, chair())
    after = client.get("/").content.decode()
    assert case.reference not in everything(client) and case.about not in everything(client)
    assert "thing" in counted and counted != after
    for q in (case.reference, case.reference[:4], case.about[:6]):
        assert f"/cases/{case.reference}/" not in client.get("/cases/", {"q": q}).content.decode()
        assert case.reference not in client.get("/learning/", {"q": q}).content.decode().replace(f'value="{q}"', "")


def test_neither_the_calendar_feed_nor_the_digest_shows_it() -> None:
    case = gathered()
    shown = client_for(chair()).post("/messages/make_feed/", {"name": "Outlook", "action": "confirm"}, follow=True).content.decode()
    address = re.search(r"/calendar/[^\s\"<]+\.ics", shown)
    assert address, shown
    assert case.reference in Client().get(address[0]).content.decode()
    do("messages.choose", chair(), digest="08:30")
    do("rapid_review.arrange_meeting", member(Role.BUSINESS_UNIT), case, meeting="learning", on="2026-11-26", at="2026-11-20",
       reason="A partner is away.")
    bar(case, chair())
    assert case.reference not in Client().get(address[0]).content.decode()
    assert Message.objects.filter(member=chair(), letter=None).exists(), "something waits for the digest"
    assert make_digests(NOON.replace(hour=8, minute=45)) == 1
    for letter in Letter.objects.filter(kind="digest", member=chair()):
        words = words_of(letter, NOON)
        assert words is None or case.reference not in words.subject + words.body


def test_what_was_queued_before_is_not_sent_after() -> None:
    case = gathered()
    chair()
    do("rapid_review.share_pack", member(Role.BUSINESS_UNIT), case, missing_reason="It follows.", late_reason="One was late.")
    do("rapid_review.arrange_meeting", member(Role.BUSINESS_UNIT), case, meeting="learning", on="2026-11-26", at="2026-11-20",
       reason="A partner is away.")
    waiting = list(Letter.objects.filter(member=chair(), state=Letter.State.WAITING))
    assert waiting, "something waits for the chair"
    bar(case, chair())
    assert [words_of(letter, NOON) for letter in waiting] == [None] * len(waiting)
    assert set(Letter.objects.filter(pk__in=[one.pk for one in waiting]).values_list("state", flat=True)) == {Letter.State.DROPPED}
    assert not Message.objects.filter(member=chair(), dropped="").exists()


def test_a_copy_made_before_is_not_given_after_and_one_under_way_is_not_made() -> None:
    case = gathered()
    do("rapid_review.share_pack", member(Role.BUSINESS_UNIT), case, missing_reason="It follows.", late_reason="One was late.")
    do("documents.make_pack", chair(), case)
    first = Copy.objects.get()
    make(first.pk)
    do("documents.make_pack", chair(), case)
    second = Copy.objects.exclude(pk=first.pk).get()
    client = client_for(chair())
    assert client.get(f"/cases/{case.reference}/documents/copies/{first.pk}/").status_code == 200
    bar(case, chair())
    assert client.get(f"/cases/{case.reference}/documents/copies/{first.pk}/").status_code == 404
    make(second.pk)
    second.refresh_from_db()
    assert second.state == Copy.State.FAILED


def test_a_draft_typed_before_is_not_shown_after() -> None:
    case = gathered()
    client, address = client_for(chair()), f"/cases/{case.reference}/rapid_review/hold_meeting/"
    client.post(address, {"action": "save", "apologies": "Made-up apologies"})
    assert "Made-up apologies" in client.get(address).content.decode()
    bar(case, chair())
    assert "Made-up apologies" not in everything(client) and client.get(address).status_code == 404
