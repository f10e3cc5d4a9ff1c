"""The whole service in one file and back, on the demo's data and a database and folder of its own: through the programs that people run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from cspr.config import database
from cspr.config.backup import copying
from cspr.config.backup.sealed import HEAD
from cspr.config.environment import Refused
from tests.config.test_server import LONG

SECRET = "a made-up secret of some length"
FILLED = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("demo")
"""


def run(folder: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A program of the service on a folder of data, to its end."""
    return subprocess.run([sys.executable, *command], env=environment(folder, **settings), capture_output=True, text=True, timeout=3 * LONG)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Its environment."""
    return {**{k: v for k, v in os.environ.items() if k != "DATABASE_URL"}, "DATA_DIR": str(folder), "BACKUP_KEY": SECRET, **settings}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo's data; its database runs for as long as the module's tests."""
    made = tmp_path_factory.mktemp("kept")
    for part in (made, *made.parents[:2]):
        part.chmod(0o755)
    folder = made / "data"
    database.start(folder)
    filled = run(folder, "-c", FILLED)
    assert filled.returncode == 0, filled.stderr[-2000:]
    yield folder
    database.stop(folder)


@pytest.fixture(scope="module")
def backup(service: Path) -> Path:
    """A backup of it."""
    file = service.parent / "one.backup"
    made = run(service, "-m", "cspr.config.backup", "backup", str(file))
    assert made.returncode == 0 and f"{file}: " in made.stdout, made.stderr
    return file


def test_the_drill_restores_every_row_and_file_and_says_how_long_it_took(service: Path) -> None:
    drilled = run(service, "-m", "cspr.config.backup", "backup", "--drill")
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr
    with psycopg.connect(database.start(service)) as there:
        entries = there.execute("SELECT (SELECT count(*) FROM record_fact) + (SELECT count(*) FROM access_looked)").fetchone()
    assert entries and f"\n{entries[0]} entries, chain intact\n" in drilled.stdout
    assert re.search(r"Every row and file is as it was\. The restore took \d+\.\d seconds\.\nThe drill is done", drilled.stdout)
    assert list(service.parent.glob("*drill*")) == []


def test_what_was_restored_keeps_each_case_from_who_may_not_know_of_it(backup: Path, service: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("again") / "data"
    place.parent.chmod(0o755)
    kept = {name: (service / file).read_text() for name, file in (("SECRET_KEY", "secret-key"), ("FILES_KEY", "files-key"))}
    try:
        restored = run(place, "-m", "cspr.config.backup", "restore", str(backup), **kept)
        assert restored.returncode == 0, restored.stdout + restored.stderr
        with psycopg.connect(database.start(place)) as there, psycopg.connect(database.start(service)) as before:
            for asked in ("SELECT polname, polrelid::regclass::text, pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY 2, 1",
                          "SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY 1", "SELECT key FROM access_key"):
                assert there.execute(asked).fetchall() == before.execute(asked).fetchall() != []
            assert there.execute("SELECT count(*) > 0 FROM record_case").fetchone() == (True,)
            there.execute("SET ROLE cspr_web")
            assert there.execute("SELECT count(*) FROM record_case").fetchone() == (0,)
    finally:
        database.stop(place)


def test_a_backup_is_encrypted_readable_by_its_owner_alone_and_says_what_it_holds(backup: Path, service: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    said, manifest = backup.read_bytes(), copying.check(backup, SECRET)
    assert b"wessmoor" not in said and b"PGDMP" not in said
    with psycopg.connect(database.start(service)) as there:
        for table in ("record_fact", "record_case", "partnership_member"):
            assert there.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone() == (manifest.tables[table][0],)
    assert "access_key" not in manifest.tables, "the key with which the database is told who asks is made again"
    assert manifest.missing == [] and ["record", "0001_initial"] in manifest.migrations


def test_it_is_never_written_over(backup: Path, service: Path) -> None:
    before = backup.read_bytes()
    again = run(service, "-m", "cspr.config.backup", "backup", str(backup))
    assert again.returncode == 1 and "is there already" in again.stderr and backup.read_bytes() == before


def test_nothing_is_restored_where_something_is(backup: Path, service: Path) -> None:
    refused = run(service, "-m", "cspr.config.backup", "restore", str(backup))
    assert refused.returncode == 1 and "The database is not empty." in refused.stderr and "Traceback" not in refused.stderr


def test_one_that_was_killed_in_the_middle_is_not_taken_for_a_backup(service: Path) -> None:
    file = service.parent / "killed.backup"
    unfinished = Path(f"{file}.unfinished")
    with subprocess.Popen([sys.executable, "-m", "cspr.config.backup", "backup", str(file)], env=environment(service)) as making:
        while not (unfinished.exists() and unfinished.stat().st_size >= HEAD):
            assert making.poll() is None
            with suppress(subprocess.TimeoutExpired):
                making.wait(0.005)
        making.send_signal(signal.SIGKILL)
    assert not file.exists()
    with pytest.raises(Refused, match=r"cut off.*Nothing was restored"):
        copying.check(unfinished, SECRET)
    again = run(service, "-m", "cspr.config.backup", "backup", str(file))
    assert again.returncode == 0 and file.exists() and not unfinished.exists()


@pytest.mark.parametrize(("spoil", "words"), [
    (lambda b: b[:-1], "cut off"), (lambda b: b[:HEAD], "cut off"), (lambda b: b[:10], "no backup of this service"),
    (lambda b: b[:HEAD + len(b) // 3], "cut off"), (lambda b: b[:len(b) // 2] + bytes([b[len(b) // 2] ^ 4]) + b[len(b) // 2 + 1:], "damaged"),
    (lambda b: b"", "no backup of this service"), (lambda b: b"PK" + b[2:], "no backup of this service"),
])
def test_a_spoilt_one_is_refused_before_anything_is_restored(backup: Path, tmp_path: Path, spoil: object, words: str) -> None:
    spoilt = tmp_path / "spoilt.backup"
    spoilt.write_bytes(spoil(backup.read_bytes()))  # type: ignore[operator]
    with pytest.raises(Refused, match=words):
        copying.check(spoilt, SECRET)


def test_without_its_key_nothing_is_restored(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="BACKUP_KEY is not the one this backup was made with. Nothing was restored"):
        copying.check(backup, "another made-up secret")
    for key in ("short", ""):
        refused = run(tmp_path, "-m", "cspr.config.backup", "restore", str(backup), BACKUP_KEY=key)
        assert refused.returncode == 1 and refused.stderr.startswith("BACKUP_KEY must be a secret of 20 characters or more")


def test_one_of_a_newer_version_is_restored_by_that_version_only(backup: Path) -> None:
    manifest = copying.check(backup, SECRET)
    copying._known(manifest)
    newer = replace(manifest, migrations=[*manifest.migrations, ["record", "9999_not_yet_written"]])
    with pytest.raises(Refused, match="made by a newer version of the service .record 9999_not_yet_written"):
        copying._known(newer)
