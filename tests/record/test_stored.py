"""Files as they lie: encrypted each with its own key, told when missing, altered or swapped, moved to a new key, swept, and erased."""

from __future__ import annotations

import base64
import os
import stat
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from moto.server import ThreadedMotoServer

from cspr.cli.main import main
from cspr.operations import clock
from cspr.record import stored
from cspr.record.models import File
from cspr.record.places import place
from tests.factories import home

pytestmark = pytest.mark.django_db
SECRET = b"What the child said, made up."


def kept(content: bytes = SECRET, name: str = "notes.txt") -> File:
    """A file as it is stored."""
    file = File(partnership=home(), purpose="made_up", name=name, at=clock.now())
    stored.put(file, content)
    file.save()
    return file


def again(file: File) -> File:
    return File.objects.get(pk=file.pk)


@pytest.fixture(params=["a folder", "S3"])
def where(request: pytest.FixtureRequest, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Each place in turn, empty: a folder, and a bucket of a server that is asked over HTTP."""
    if request.param == "a folder":
        settings.FILES = str(tmp_path / "files")
        yield
        return
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up",
                            "AWS_DEFAULT_REGION": "eu-west-2"}.items():
            monkeypatch.setenv(name, value)
        import boto3

        bucket = f"files-{os.getpid()}-{port}"
        boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        settings.FILES = f"s3://{bucket}/reviews"
        yield
    finally:
        server.stop()


@pytest.mark.usefixtures("where")
def test_what_is_kept_comes_back_and_lies_there_encrypted() -> None:
    one, two = kept(), kept()
    assert stored.content(again(one)) == SECRET and again(one).size == len(SECRET)
    lying = [place().read(f.blob) for f in (one, two)]
    assert SECRET not in lying[0] and lying[0] != lying[1], "two files of the same bytes do not look alike"
    assert stored.verify() == (2, [])


@pytest.mark.usefixtures("where")
def test_a_file_that_is_missing_altered_cut_or_swapped_is_never_given_out() -> None:
    gone, changed, cut, one, two = (kept(SECRET + str(n).encode()) for n in range(5))
    here = place()
    here.remove(gone.blob)
    sealed = bytearray(here.read(changed.blob))
    sealed[20] ^= 1
    here.write(changed.blob, bytes(sealed))
    here.write(cut.blob, here.read(cut.blob)[:-1])
    ones, twos = here.read(one.blob), here.read(two.blob)
    here.write(one.blob, twos)
    here.write(two.blob, ones)
    for file in (gone, changed, cut, one, two):
        with pytest.raises(stored.Spoilt):
            stored.content(again(file))
    number, wrong = stored.verify()
    assert number == 5 and wrong[0] == f"record.File {gone.pk}: its bytes are missing" and len(wrong) == 5


@pytest.mark.usefixtures("where")
def test_two_rows_whose_keys_and_bytes_were_swapped_by_sql_are_told() -> None:
    one, two = kept(b"one"), kept(b"two")
    for row, other in ((one, two), (two, one)):
        File.objects.filter(pk=row.pk).update(**{n: getattr(other, n) for n in ("wrapped", "wrapped_by")})
    with pytest.raises(stored.Spoilt):
        stored.content(again(one))
    for row, other in ((one, two), (two, one)):
        File.objects.filter(pk=row.pk).update(blob=other.blob)
    with pytest.raises(stored.Spoilt):
        stored.content(again(one))


@pytest.mark.usefixtures("where")
def test_only_old_bytes_that_no_row_names_are_swept() -> None:
    there, deleted = kept(), kept()
    File.objects.filter(pk=deleted.pk).delete()
    now = clock.now()
    assert stored.sweep(now) == 0, "a transaction that still runs may name it"
    assert stored.sweep(now + timedelta(days=2)) == 1
    assert stored.content(again(there)) == SECRET
    File.objects.all().delete()
    assert stored.sweep(now + timedelta(days=2)) == 0, "a database that names no file is not this place's"


@pytest.mark.usefixtures("where")
def test_bytes_of_a_run_that_was_rolled_back_are_swept() -> None:
    kept()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        kept()
        raise ZeroDivisionError
    assert len(list(place().every())) == 2
    assert stored.sweep(clock.now() + timedelta(days=2)) == 1
    assert stored.verify() == (1, [])


def test_an_erased_file_has_neither_bytes_nor_key(where: None, django_capture_on_commit_callbacks: Any) -> None:
    file = kept()
    with django_capture_on_commit_callbacks(execute=True):
        stored.erase(file)
    row = again(file)
    assert (row.blob, row.wrapped, row.wrapped_by) == (None, "", "") and row.sha256 and row.name == "notes.txt"
    assert list(place().every()) == []
    with pytest.raises(stored.Spoilt):
        stored.content(row)
    assert stored.verify() == (0, [])


def test_a_folder_is_for_the_service_alone_and_a_write_cut_off_is_swept(tmp_path: Path, settings: Any) -> None:
    settings.FILES = str(tmp_path / "files")
    file = kept()
    path = tmp_path / "files" / file.blob.hex[:2] / file.blob.hex[2:4] / file.blob.hex
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.with_name("0" * 32 + ".new").write_bytes(b"half")
    path.with_name("notes-of-the-administrator").write_bytes(b"not ours")
    assert stored.sweep(clock.now() + timedelta(days=2)) == 1
    assert sorted(p.name for p in path.parent.iterdir()) == sorted([path.name, "notes-of-the-administrator"])


NEW, OLD = os.urandom(32), os.urandom(32)


def test_keys_are_changed_while_both_are_there(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.FILES_KEYS = (OLD,)
    file = kept()
    settings.FILES_KEYS = (NEW, OLD)
    newer = kept(b"since")
    assert stored.content(again(file)) == SECRET, "before the change, with the old key"
    before = place().read(file.blob)
    assert main(["files", "rotate"]) == 0
    assert capsys.readouterr().out == "1 keys wrapped anew\n"
    assert place().read(file.blob) == before, "the bytes stay"
    settings.FILES_KEYS = (NEW,)
    assert [stored.content(again(f)) for f in (file, newer)] == [SECRET, b"since"]
    assert main(["files", "rotate"]) == 0
    assert capsys.readouterr().out == "0 keys wrapped anew\n"


def test_a_change_of_keys_without_the_old_one_changes_nothing_and_says_so(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.FILES_KEYS = (OLD,)
    file = kept()
    settings.FILES_KEYS = (NEW,)
    assert main(["files", "rotate"]) == 1
    assert "keep the old key" in capsys.readouterr().out
    assert main(["files", "verify"]) == 1
    assert f"record.File {file.pk}: the key" in capsys.readouterr().out
    settings.FILES_KEYS = (NEW, OLD)
    assert main(["files", "verify"]) == 0
    assert capsys.readouterr().out == "1 files, all whole\n"


PROGRAM = """
import base64, sys
verb, *about = sys.argv[1:]
given = sys.stdin.read() if verb != "id" else ""
known = open({word!r}).read().split()
key = known[0]
if verb == "id":
    print(key)
elif verb == "wrap":
    print(key, base64.b64encode((about[0] + "/" + key + "/" + given).encode()).decode())
else:
    file, word, plain = base64.b64decode(given).decode().split("/", 2)
    assert [file, word] == about, "another file's"
    assert word in known, "a key that is gone"
    print(plain)
"""


def test_a_program_may_hold_the_key(tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.FILES_KEYS = (OLD,)
    before = kept(b"before")
    word, program = tmp_path / "word", tmp_path / "program.py"
    word.write_text("first")
    program.write_text(PROGRAM.format(word=str(word)))
    settings.FILES_KEY_COMMAND = f"{sys.executable} {program}"
    file = kept()
    assert file.wrapped_by == "command:first" and stored.content(again(file)) == SECRET
    assert stored.content(again(before)) == b"before", "the keys of the settings still open what they wrapped"
    word.write_text("second")
    assert main(["files", "rotate"]) == 1, "this program cannot open what its first key wrapped"
    word.write_text("second first")
    assert main(["files", "rotate"]) == 0
    assert {f.wrapped_by for f in File.objects.all()} == {"command:second"}
    program.write_text("raise SystemExit('no')")
    with pytest.raises(stored.NoKey, match="unwrap failed"):
        stored.content(again(file))
    assert capsys.readouterr().err == "", "what the program says is not repeated: it may be a key"


def test_without_any_key_nothing_is_kept(settings: Any) -> None:
    settings.FILES_KEYS = ()
    with pytest.raises(stored.NoKey, match="FILES_KEY"):
        kept()
    assert base64.b64encode(OLD).decode() not in str(settings.FILES_KEYS)
