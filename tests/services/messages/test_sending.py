"""Messages through a real queue, a real worker and a real mail server: sent, refused, put off, given up; and nothing of a refused run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client, override_settings

from cspr.operations import Doing, clock, get, registry
from cspr.operations.outbox import Attachment
from cspr.partnership.models import Invitation, Member
from cspr.partnership.roles import Role
from cspr.services.messages import tasks
from cspr.services.messages.models import Letter, Message
from tests.factories import NOON, do, member
from tests.services.messages.given import LEAD, asked, forget_jobs, hurry, jobs, lead, notified, work_off
from tests.services.messages.smtp import Server, mail_server, settings_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    forget_jobs()
    yield
    forget_jobs()


@pytest.fixture
def post() -> Iterator[Server]:
    """A mail server that accepts everything."""
    with mail_server() as server:
        yield server


@pytest.mark.clause("D4")
def test_a_request_reaches_each_agency_once_the_change_is_committed(post: Server) -> None:
    asked("police", "gp")
    assert post.came == [] and jobs() == 2
    work_off()
    letter, = post.to(LEAD)
    assert letter["Subject"] == "WE-2026-0001: information due Thursday 26 November"
    assert letter["From"].addresses[0].addr_spec == "reviews@wessmoor.example.org" and letter["Auto-Submitted"] == "auto-generated"
    assert "https://reviews.example.org/cases/WE-2026-0001/rapid_review/request/" in letter.get_content()
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    work_off()
    assert len(post.came) == 2, "nobody is written to twice"


def test_what_an_operation_sends_itself_comes_instead_and_brings_what_it_encloses(post: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    case, op = asked("police", "gp"), get("rapid_review.arrange_meeting")
    invitation = Attachment("meeting.ics", "text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    def body(do: Doing, data: Any) -> None:
        op.body(do, data)
        do.send("meeting", agencies=("police",), on=data.on, attachments=(invitation,))

    monkeypatch.setitem(registry(), op.name, replace(op, body=body))
    do(op.name, member(Role.BUSINESS_UNIT), case, on="2026-11-27")
    work_off()
    letter, = (one for one in post.came if "meeting" in one["Subject"])
    assert letter["To"] == LEAD and letter["Subject"] == "WE-2026-0001: meeting on Friday 27 November"
    part, = letter.iter_attachments()
    assert part.get_filename() == "meeting.ics" and part["Content-Type"].params["method"] == "REQUEST"
    assert part.get_payload(decode=True) == invitation.content


@pytest.mark.parametrize("step", ["cspr.operations.runner._told", "cspr.services.messages.queue.queue"])
def test_a_run_that_breaks_afterwards_leaves_no_message_and_no_job(post: Server, step: str) -> None:
    case = notified()
    lead()
    with patch(step, side_effect=RuntimeError("broken on purpose")), pytest.raises(RuntimeError):
        do("rapid_review.request_information", member(Role.BUSINESS_UNIT), case, agencies=["police"], due="2026-11-26")
    assert (jobs(), Letter.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_the_same_submission_twice_sends_one_letter(post: Server) -> None:
    case = notified()
    lead()
    for _ in range(2):
        do("rapid_review.request_information", member(Role.BUSINESS_UNIT), case, agencies=["police"], due="2026-11-26", key="one form")
    work_off()
    assert len(post.came) == 1


def test_an_address_that_is_refused_bounced_and_the_others_are_sent(post: Server) -> None:
    post.refuse.add(LEAD)
    asked("police", "gp")
    work_off()
    assert dict(Letter.objects.values_list("address", "state")) == {LEAD: "bounced", "agency_lead.gp@wessmoor.example.org": "sent"}
    assert Letter.objects.get(address=LEAD).error == "The mail server refused the address (550). Check it with the person or agency."
    assert jobs() == 0, "what is refused for good is not tried again"


def test_a_server_that_asks_to_come_back_is_asked_again(post: Server) -> None:
    post.later.add(LEAD)
    asked("police")
    work_off()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, letter.error) == ("waiting", 1, "The mail server asked to try again later (451).") and jobs() == 1
    work_off()
    assert Letter.objects.get().attempts == 1, "not before its time"
    hurry()
    work_off()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error, len(post.came)) == ("sent", 2, "", 1)


def test_a_server_that_is_down_is_tried_again_until_the_message_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    with settings_for(1):  # Nothing listens there.
        asked("police")
        work_off()
        letter = Letter.objects.get()
        assert (letter.state, letter.error) == ("waiting", "The mail server could not be reached.") and jobs() == 1
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=4))
        hurry()
        work_off()
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("failed", "The mail server could not be reached. It was given up after three days.")


def test_without_a_mail_server_messages_wait_and_go_once_one_is_set() -> None:
    with override_settings(EMAIL_HOST=""):
        asked("police")
        tasks.postman.func(0)
        assert Letter.objects.get().state == "waiting" and jobs() == 0
    with mail_server() as post:
        tasks.postman.func(0)
        tasks.postman.func(0)
        assert jobs() == 1, "queued once"
        work_off()
        assert len(post.came) == 1


def test_what_waited_too_long_without_a_mail_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked("police")
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=4))
    tasks.postman.func(0)
    assert Letter.objects.get().error == "No mail server is set. It was given up after three days."


def test_whoever_may_no_longer_know_of_the_case_when_it_is_sent_gets_nothing(post: Server) -> None:
    case = asked("police")
    do("conflicts.declare", lead(), case, reasons="I know the family.")
    work_off()
    assert post.came == [] and Letter.objects.get().error == "The case was no longer open to the reader."


def test_a_job_of_a_worker_that_was_killed_is_handed_out_again(post: Server) -> None:
    import asyncio

    from django.db import connection
    from procrastinate.contrib.django import app

    asked("police")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = 1", [cursor.fetchone()[0]])
    work_off()
    assert post.came == []

    async def pick_up() -> None:
        async with working.open_async():
            context: Any = type("Context", (), {"app": working})
            await tasks.pick_up.func(context, 0)

    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        asyncio.run(pick_up())
    work_off()
    assert len(post.came) == 1


def test_an_invitation_goes_to_whoever_is_invited_with_an_address_that_opens_and_none_once_it_is_withdrawn(post: Server) -> None:
    unit, person = member(Role.BUSINESS_UNIT), {"name": "Asha Example", "role": "executive"}
    for address in ("asha@example.org", "late@example.org"):
        do("accounts.invite", unit, **person, email=address)
    do("accounts.withdraw_invitation", unit, member=Member.objects.get(user__email="late@example.org").pk)
    work_off()
    letter, = post.came
    assert letter["To"] == "asha@example.org" and letter["Subject"] == "You are invited to the practice review service"
    found = re.search(r"https://reviews\.example\.org(/invitation/[\w-]{43}/)", letter.get_content())
    assert found and "by the end of Friday 27 November" in letter.get_content() and "directory" not in letter.get_content()
    assert "Accept your invitation" in Client().get(found[1], follow=True).content.decode()
    assert found[1].split("/")[2] not in str([list(model.objects.values()) for model in (Letter, Message, Invitation)])
    assert Letter.objects.get(address="late@example.org").state == "dropped"
