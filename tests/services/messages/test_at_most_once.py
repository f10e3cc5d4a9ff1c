"""A letter is handed over at most once. What may or may not have gone says so, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from cspr.operations import InputFault, clock
from cspr.partnership.roles import Role
from cspr.services.messages import handing, post, tasks
from cspr.services.messages.models import Letter, Message
from tests.factories import NOON, client_for, do, member
from tests.services.messages.given import LEAD, asked, forget_jobs, work_off
from tests.services.messages.smtp import Server, listening, mail_server, settings_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    forget_jobs()
    yield
    forget_jobs()


class Stopped(BaseException):
    """The process ends here: nothing after it is done."""


def _stopped(*args: Any, **more: Any) -> None:
    raise Stopped


@pytest.mark.parametrize(("place", "went"), [("send", False), ("_note", True)])
def test_a_worker_that_dies_while_it_hands_a_letter_over_leaves_the_decision_to_a_person(
        monkeypatch: pytest.MonkeyPatch, place: str, went: bool) -> None:
    with mail_server() as server:
        case = asked("police")
        letter = Letter.objects.get()
        with monkeypatch.context() as broken, pytest.raises(Stopped):
            broken.setattr(handing, place, _stopped)
            tasks.deliver.func(letter.pk)
        assert Letter.objects.get().state == "handing" and len(server.came) == went
        work_off()  # Its job, handed out again.
        letter.refresh_from_db()
        assert letter.state == "unsure" and len(server.came) == went, "nobody but a person sends it again"
        unit = client_for(member(Role.BUSINESS_UNIT))
        page = unit.get(f"/cases/{case.reference}/messages/").content.decode()
        assert "May not have gone" in page and "The service was stopped while this was being sent." in page and "Send again" in page
        assert "Not reached" in unit.get(f"/cases/{case.reference}/rapid_review/returns/").content.decode()
        do("messages.send_again", member(Role.BUSINESS_UNIT), case, message=Message.objects.get().pk)
        work_off()
        assert len(server.to(LEAD)) == went + 1
        assert len({one["Message-ID"] for one in server.came}) == went + 1
        with pytest.raises(InputFault, match="did not fail"):
            do("messages.send_again", member(Role.BUSINESS_UNIT), case, message=Message.objects.get().pk)


def test_one_whose_job_was_lost_too_is_found_by_the_postman() -> None:
    with mail_server():
        asked("police")
        Letter.objects.update(state="handing")
        forget_jobs()
        tasks.postman.func(0)
        work_off()
        assert Letter.objects.get().state == "unsure"


def test_who_was_taken_for_dead_and_was_not_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        asked("police")
        letter = Letter.objects.get()

        def slow(*args: Any) -> post.Outcome:
            handing.take_up(letter.pk, NOON)  # Another worker, which finds it being handed over.
            assert Letter.objects.get().state == "unsure"
            return post.send(*args)

        monkeypatch.setattr(handing, "send", slow)
        work_off()
        assert Letter.objects.get().state == "sent" and len(server.came) == 1


def test_a_database_that_is_away_for_a_moment_loses_no_answer_of_the_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    away, pauses, update = [1, 1], [], Letter.objects.filter

    def sometimes(**stands: Any) -> Any:
        if away:
            away.pop()
            raise OperationalError("gone")
        return update(**stands)

    with mail_server() as server:
        asked("police")
        found = handing.take_up(Letter.objects.get().pk, NOON)
        assert isinstance(found, tuple)
        monkeypatch.setattr(handing.time, "sleep", pauses.append)
        monkeypatch.setattr(Letter.objects, "filter", sometimes)
        handing.hand_over(*found)
        assert Letter.objects.get().state == "sent" and len(server.came) == 1 and pauses == [1, 2]


class Silent(Server):
    """Takes a letter, and hangs up without a word; or says nothing in parting."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """As a mail server that crashes with the letter in its hands."""
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 OK"


def test_a_mail_server_that_hangs_up_with_the_letter_in_its_hands_is_not_given_it_again() -> None:
    with listening(Silent()) as (server, port), settings_for(port):
        asked("police")
        work_off()
        letter = Letter.objects.get()
        assert letter.state == "unsure" and letter.error.startswith("The mail server did not answer when it had the message.")
        work_off()
        assert len(server.came) == 1


class Rude(Server):
    """Hangs up when it is said goodbye."""

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """No answer."""
        server.transport.abort()
        return "500 never"


def test_what_a_mail_server_does_in_parting_changes_nothing() -> None:
    with listening(Rude()) as (server, port), settings_for(port):
        asked("police")
        work_off()
        assert Letter.objects.get().state == "sent" and len(server.came) == 1
