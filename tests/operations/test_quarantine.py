"""An agency attaches a file while the virus scanner is away: the return goes, the file shows its state, and is released or taken out."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from cspr.operations import clock, quarantine, virus
from cspr.operations.files import opened
from cspr.record.models import File
from cspr.services.messages.models import Message
from tests.factories import client_for, do
from tests.paper import Paper
from tests.stages.rapid_review.gathering.given import ask_agencies, lead, send
from tests.stages.rapid_review.gathering.given import opened as case_opened
from tests.steps.test_uploads import scanner

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D5")]
GOOD, BAD = b"Made-up notes.", b"made-up virus"


@pytest.fixture
def away(tmp_path: Path, settings: Any) -> str:
    """The address of a scanner that does not answer yet."""
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    return str(settings.CLAMD)


def attached(content: bytes) -> tuple[Any, File]:
    case = case_opened()
    ask_agencies(case, "police")
    done = do("rapid_review.attach_file", lead("police"), case, agency="police",
              file={"name": "Ward notes.txt", "content": base64.b64encode(content).decode()})
    assert "“Ward notes.txt” was received and waits to be checked for viruses." in done.notes[0]
    send(case, "police")
    return case, File.objects.get()


def page(case: Any) -> str:
    return Paper(client_for(lead("police")).get(f"/cases/{case.reference}/rapid_review/returns/police/")).words


def test_a_file_that_waits_is_shown_and_opened_by_nobody_then_released(away: str) -> None:
    case, file = attached(GOOD)
    client, address = client_for(lead("police")), f"/cases/{case.reference}/rapid_review/returns/police/files/{file.pk}/"
    assert "Received, waiting to be checked for viruses" in page(case)
    closed = client.get(address)
    assert closed.status_code == 409 and GOOD not in closed.content and "waits to be checked for viruses" in closed.content.decode()
    assert quarantine.look_through(clock.now()) == 0, "the scanner does not answer yet"
    with scanner(away):
        assert quarantine.look_through(clock.now()) == 1
    assert client.get(address).content == GOOD
    assert "waiting to be checked" not in page(case)
    assert not Message.objects.filter(kind=quarantine.TAKEN_OUT).exists()


def test_a_file_in_which_something_is_found_is_taken_out_and_who_sent_it_is_told(away: str, django_capture_on_commit_callbacks: Any) -> None:
    from cspr.record.places import place

    case, file = attached(BAD)
    blob = file.blob
    with scanner(away), django_capture_on_commit_callbacks(execute=True):
        assert quarantine.look_through(clock.now()) == 1
    file.refresh_from_db()
    assert (file.state, file.blob, file.wrapped) == ("taken_out", None, "")
    assert blob not in {found for found, _, _ in place().every()}
    assert "Taken out: it did not pass the check for viruses" in page(case)
    client = client_for(lead("police"))
    closed = client.get(f"/cases/{case.reference}/rapid_review/returns/police/files/{file.pk}/")
    assert closed.status_code == 409 and "was taken out" in closed.content.decode()
    told = Message.objects.get(kind=quarantine.TAKEN_OUT)
    assert told.member == lead("police") and told.case == case


def test_taking_the_scanner_away_releases_nothing(away: str, settings: Any) -> None:
    _, file = attached(GOOD)
    settings.CLAMD = ""
    assert quarantine.look_through(clock.now()) == 0
    file.refresh_from_db()
    assert file.state == "waiting" and quarantine.waiting() == 1


def test_a_damaged_file_does_not_keep_the_others_waiting(away: str) -> None:
    from cspr.record.places import place

    case, spoilt = attached(GOOD)
    other = do("rapid_review.attach_file", lead("police"), case, agency="police", file={"name": "b.txt", "content": base64.b64encode(b"b").decode()})
    assert other.notes
    place().remove(spoilt.blob)
    with scanner(away):
        assert quarantine.look_through(clock.now()) == 1
    assert opened(File.objects.get(name="b.txt")) == b"b"


def test_a_scanner_that_is_too_slow_is_left_alone_for_a_while_at_pages(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as mute:  # It takes what comes, and says nothing.
        address = str(tmp_path / "mute.ctl")
        mute.bind(address)
        mute.listen()
        with pytest.raises(virus.CannotLook, match="takes too long"):
            virus.look(GOOD, address, 0.05)
        with pytest.raises(virus.CannotLook, match="too slow a moment ago"):
            virus.look(GOOD, address)
    assert not virus.answers(address)
