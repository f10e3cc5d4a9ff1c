"""A real clamd, with one signature of its own, looks at what people hand in: what it finds is refused at the question, and is kept nowhere."""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cspr.operations import clock, quarantine
from cspr.operations.errors import InputFault
from cspr.operations.files import LARGEST
from cspr.record.files import files
from cspr.record.models import File, Staged
from tests.factories import do
from tests.paper import Chosen, Paper
from tests.stages.rapid_review.gathering.given import bu
from tests.steps.test_uploads import PDF, _registered, desk, send  # noqa: F401

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.steps.test_uploads"),
              pytest.mark.skipif(CLAMD is None, reason="clamd is not installed (Debian: apt-get install clamav-daemon)")]
# The harmless file that every scanner takes for a virus, in two halves, so that none takes this one for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def scanner() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a clamd that knows one virus, and its process. In a short folder: a socket's path has at most 107 letters."""
    folder = Path(tempfile.mkdtemp(prefix="clamd"))
    try:
        folder.chmod(0o755)
        (folder / "db").mkdir()
        (folder / "db" / "made-up.ndb").write_text(f"Made.Up.Test:0:*:{EICAR.hex()}\n")
        socket = folder / "clamd.sock"
        (folder / "clamd.conf").write_text(f"LocalSocket {socket}\nDatabaseDirectory {folder / 'db'}\nForeground yes\nTemporaryDirectory {folder}\n"
                                           f"StreamMaxLength {LARGEST + 1024}\n")
        with subprocess.Popen([str(CLAMD), "--config-file", str(folder / "clamd.conf")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) as process:
            try:
                said = []
                for line in process.stdout or ():
                    said.append(line)
                    if "Self checking every" in line:  # It listens by now.
                        break
                assert socket.exists(), "".join(said)
                yield str(socket), process
            finally:
                process.kill()
    finally:
        shutil.rmtree(folder)


def nothing_kept() -> bool:
    """Neither with the case nor with what a person has begun."""
    return not File.objects.exists() and not Staged.objects.exists()


def test_a_virus_is_refused_at_its_question_and_kept_nowhere(scanner: tuple[str, Any], settings: Any) -> None:
    settings.CLAMD = scanner[0]
    case, client, address = desk()
    for content in (EICAR, b"Date,Event\n1/3/24," + EICAR):
        page = Paper(send(client, address, title="Made up", letter=Chosen("letter.pdf", content)))
        assert "“letter.pdf” was not taken in: the virus scanner found “Made.Up.Test.UNOFFICIAL” in it. Tell your IT service." in page.words
        assert nothing_kept()
    with pytest.raises(InputFault, match="the virus scanner found") as refused:
        do("made_up.attach", bu(), case, title="Made up", letter={"name": "letter.pdf", "content": base64.b64encode(EICAR).decode()})
    assert [fault.field for fault in refused.value.faults] == ["letter"]
    assert nothing_kept()


def test_one_bad_file_among_good_ones_keeps_them_all_out(scanner: tuple[str, Any], settings: Any) -> None:
    settings.CLAMD = scanner[0]
    _, client, address = desk()
    page = Paper(send(client, address, title="Made up", more=[PDF, Chosen("bad.csv", EICAR)]))
    assert "“bad.csv” was not taken in" in page.words
    assert not File.objects.exists()
    assert [s.name for s in Staged.objects.all()] == ["letter.pdf"], "the good one need not be chosen again"


def test_a_draft_does_not_keep_a_virus_and_says_so(scanner: tuple[str, Any], settings: Any) -> None:
    settings.CLAMD = scanner[0]
    _, client, address = desk()
    sent = send(client, address, "save", title="Made up", letter=Chosen("letter.pdf", EICAR))
    assert "“letter.pdf” was not taken in: the virus scanner found" in Paper(client.get(sent["Location"])).words
    assert nothing_kept()
    later = Paper(client.get(address))
    assert later.as_it_is()["title"] == ["Made up"]
    assert "letter.pdf" not in later.words


def test_a_clean_file_is_kept_up_to_the_largest(scanner: tuple[str, Any], settings: Any) -> None:
    settings.CLAMD = scanner[0]
    case, client, address = desk()
    assert send(client, address, title="Made up", letter=Chosen("letter.pdf", b"%PDF-1.7".ljust(LARGEST - 5) + b"%%EOF")).status_code == 302
    assert [f.size for f in files(case, "made_up")] == [LARGEST]


def test_once_the_scanner_is_gone_what_is_new_waits(scanner: tuple[str, Any], settings: Any) -> None:
    """The last of this file: the scanner is stopped."""
    settings.CLAMD = scanner[0]
    case, client, address = desk()
    checked = Paper(send(client, address, "continue", title="Made up", letter=PDF))
    scanner[1].kill()
    scanner[1].wait()
    assert client.post(address, {**checked.as_it_is(), "action": "confirm"}).status_code == 302, "it was looked through when it came"
    assert send(client, address, title="Made up", more=[PDF]).status_code == 302
    assert [f.state for f in files(case, "made_up")] == ["clean", "waiting"]
    assert quarantine.look_through(clock.now()) == 0
    assert [f.state for f in files(case, "made_up")] == ["clean", "waiting"], "nothing passes by itself"
