"""Files on a form: kept with what was typed, refused with the reason, handed over once, and nobody else's."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from pydantic import BaseModel

from cspr.operations import Doing, Input, clock, quarantine, registry
from cspr.operations.files import LARGEST, opened, plain_name
from cspr.operations.inputs import OptionalText, Text, Upload, ask
from cspr.operations.registry import _REGISTRY, operation
from cspr.partnership.roles import Role
from cspr.record.files import files
from cspr.record.models import Case, Document, File, Staged
from cspr.steps import CaseStep
from tests.factories import client_for, do, member
from tests.paper import Chosen, Paper
from tests.stages.rapid_review.gathering.given import bu, gathered

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Attach(Input):
    """A title and two sorts of files."""

    title: Text = ask("Title")
    letter: Upload | None = ask("The letter", default=None)
    more: list[Upload] = ask("Other files", default=[], accept=("pdf", "csv"), may_wait=True)
    note: OptionalText = ask("Note", default="")


class AttachStep(CaseStep):
    """The form."""

    operation = "made_up.attach"
    check = True
    after = "case"


urlpatterns = [path("cases/<str:reference>/made_up/attach/", AttachStep.as_view(), name="made_up.attach"), path("", include("cspr.config.urls"))]


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    registry()

    @operation("made_up.attach", title="Attach files", clauses=["D5"], by=[Role.BUSINESS_UNIT])
    def attach(do: Doing, data: Attach) -> None:
        for upload in [*([data.letter] if data.letter else []), *data.more]:
            do.keep_file(upload, purpose="made_up", field_name="letter" if upload is data.letter else "more")
    yield
    del _REGISTRY["made_up.attach"]


PDF, TABLE = Chosen("letter.pdf", b"%PDF-1.7 made up\n%%EOF"), Chosen("C:\\Users\\x\\rows.csv", b"Date,Event\n")


def desk() -> tuple[Case, Client, str]:
    case = gathered()
    return case, client_for(bu()), f"/cases/{case.reference}/made_up/attach/"


def send(client: Client, address: str, action: str = "confirm", paper: Paper | None = None, **typed: Any) -> Any:
    paper = paper or Paper(client.get(address))
    return client.post(address, {**paper.as_it_is(), **typed, "action": action})


def test_files_are_kept_with_the_step_and_checked_before_sending() -> None:
    case, client, address = desk()
    checked = send(client, address, "continue", title="Made up", letter=PDF, more=[TABLE, PDF])
    assert "letter.pdf (1 kB)" in checked.content.decode()
    assert not File.objects.exists()
    client.post(address, {**Paper(checked).as_it_is(), "action": "confirm"})
    kept = files(case, "made_up")
    assert [(f.name, f.size) for f in kept] == [("letter.pdf", 22), ("rows.csv", 11), ("letter.pdf", 22)]
    assert opened(File.objects.get(name="rows.csv")) == TABLE.content
    assert not Staged.objects.exists(), "what was sent is no longer kept apart"


def test_a_chosen_file_outlives_a_mistake_elsewhere_and_can_be_left_out() -> None:
    case, client, address = desk()
    again = Paper(send(client, address, title="", more=[TABLE, PDF]))
    assert again.status == 422
    assert "rows.csv" in again.words and "letter.pdf" in again.words
    tokens = again.as_it_is()["more-kept"]
    assert send(client, address, paper=again, title="Made up", **{"more-removed": tokens[0]}).status_code == 302
    assert [f.name for f in files(case, "made_up")] == ["letter.pdf"]


def test_a_draft_keeps_the_file() -> None:
    case, client, address = desk()
    send(client, address, "save", title="Made up", letter=PDF)
    later = Paper(client.get(address))
    assert "letter.pdf" in later.words
    send(client, address, paper=later)
    assert [f.name for f in files(case, "made_up")] == ["letter.pdf"]


@pytest.mark.parametrize(("chosen", "says"), [
    (Chosen("empty.pdf", b""), "“empty.pdf” is empty"),
    (Chosen("big.pdf", b"x" * (LARGEST + 1)), "the most is 20.0 MB"),
    (Chosen("rows.xlsm", b"PK"), "may hold macros"),
    (Chosen("tool.exe", b"MZ"), "of a kind that cannot be taken in"),
])
def test_what_cannot_come_in_is_said_at_its_question_and_nothing_stays(chosen: Chosen, says: str) -> None:
    case, client, address = desk()
    answer = Paper(send(client, address, title="Made up", letter=PDF, more=[chosen]))
    assert answer.status == 422
    assert says in answer.words
    assert "#id_more" in answer.problems
    assert "letter.pdf" in answer.words, "the other file is still there"
    assert not File.objects.exists()
    assert Document.objects.filter(kind="made_up").count() == 0


def test_nothing_stays_of_a_file_that_was_refused() -> None:
    case, client, address = desk()
    again = Paper(send(client, address, "continue", title="Made up", letter=Chosen("tool.exe", b"MZ")))
    assert "“tool.exe” is of a kind that cannot be taken in" in again.words
    assert not Staged.objects.exists()
    assert "letter-kept" not in again.as_it_is()
    assert send(client, address, paper=again, letter=PDF).status_code == 302
    assert [f.name for f in files(case, "made_up")] == ["letter.pdf"]


def test_a_word_for_somebody_elses_file_opens_nothing() -> None:
    case, client, address = desk()
    mine = Paper(send(client, address, title="", letter=PDF))
    other = client_for(member(Role.BUSINESS_UNIT, email="other@wessmoor.example.org", partnership=bu().partnership))
    answer = send(other, address, title="Made up", **{"letter-kept": mine.as_it_is()["letter-kept"]})
    assert answer.status_code == 422
    assert not File.objects.exists()


def test_a_file_sent_twice_with_one_key_is_kept_once_and_another_file_is_another_submission() -> None:
    from cspr.operations import InputFault, run

    case, one, two = gathered(), {"name": "a.txt", "content": "YQ=="}, {"name": "a.txt", "content": "Yg=="}
    for _ in range(2):
        run("made_up.attach", bu(), {"title": "Made up", "letter": one}, case=case.reference, key="k")
    assert File.objects.count() == 1
    with pytest.raises(InputFault, match="sent already"):
        run("made_up.attach", bu(), {"title": "Made up", "letter": two}, case=case.reference, key="k")
    with pytest.raises(InputFault, match="base64"):
        do("made_up.attach", bu(), case, title="Made up", letter={"name": "a.pdf", "content": "not base64!"})


@pytest.mark.parametrize(("given", "name"), [
    ("../../etc/passwd", "passwd"), ("C:\\a\\b.docx", "b.docx"), ("a\x00\n.csv", "a__.csv"), ("...", "file"),
    ("x" * 300 + ".docx", "x" * 145 + ".docx"),
])
def test_a_name_is_a_plain_name(given: str, name: str) -> None:
    assert plain_name(given) == name


class _Scanner(socketserver.BaseRequestHandler):
    """Answers as clamd does, and finds one made-up word."""

    def handle(self) -> None:
        """Read an INSTREAM to its end."""
        got = b""
        while not got.endswith(b"\0\0\0\0"):
            got += self.request.recv(65536)
        self.request.sendall(b"stream: Made.Up.Virus FOUND\0" if b"made-up virus" in got else b"stream: OK\0")


@contextmanager
def scanner(address: str) -> Iterator[None]:
    """One that answers, while it lasts."""
    with socketserver.UnixStreamServer(address, _Scanner) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


def test_a_file_that_has_to_be_read_waits_with_the_form_until_the_scanner_answers(tmp_path: Path, settings: Any) -> None:
    case, client, address = desk()
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    away = Paper(send(client, address, title="Made up", letter=PDF))
    assert "“letter.pdf” was received and waits to be checked for viruses, and has to be read here" in away.words
    assert "letter.pdf (1 kB). Received, waiting to be checked for viruses" in away.words
    assert not File.objects.exists()
    with scanner(settings.CLAMD):
        assert quarantine.look_through(clock.now()) == 1
    assert send(client, address, paper=away).status_code == 302, "it need not be chosen again"
    assert [(f.name, f.state) for f in files(case, "made_up")] == [("letter.pdf", "clean")]


def test_a_chosen_file_in_which_something_is_found_later_is_taken_out_of_the_form(tmp_path: Path, settings: Any) -> None:
    _, client, address = desk()
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    away = Paper(send(client, address, title="Made up", letter=Chosen("bad.pdf", b"%PDF-1.7 made-up virus\n%%EOF")))
    with scanner(settings.CLAMD):
        quarantine.look_through(clock.now())
    assert Staged.objects.get().blob is None, "nothing of it is kept"
    again = Paper(send(client, address, paper=away))
    assert "“bad.pdf” was taken out: the virus scanner found something in it" in again.words
    assert not File.objects.exists() and "letter-kept" not in again.as_it_is()


def test_a_virus_is_refused(tmp_path: Path, settings: Any) -> None:
    case, client, address = desk()
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    with scanner(settings.CLAMD):
        found = Paper(send(client, address, title="Made up", letter=Chosen("bad.pdf", b"made-up virus")))
        assert "the virus scanner found “Made.Up.Virus” in it" in found.words
        assert not File.objects.exists()
        assert send(client, address, title="Made up", letter=PDF).status_code == 302
    assert [f.name for f in files(case, "made_up")] == ["letter.pdf"]


def test_the_file_a_person_chose_is_a_fault_of_its_question_when_it_is_missing() -> None:
    class Must(BaseModel):
        """With a file that must be there."""

        file: Upload = ask("Which file?", missing="Choose the file.")

    from cspr.operations.inputs import faults_of
    with pytest.raises(ValueError) as caught:
        Must.model_validate({})
    assert [f.message for f in faults_of(caught.value, Must)] == ["Choose the file."]  # type: ignore[arg-type]
