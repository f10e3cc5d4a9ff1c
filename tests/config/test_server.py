"""script/server as its user has it: started, started again, stopped, killed, misconfigured. On a free port, in a folder of its own."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection

from cspr.config import database, serve

LONG = 120
STARTED: list[subprocess.Popen[bytes]] = []


def free_port() -> int:
    """A port that nothing listens on, below those that the system gives to connections of the other tests meanwhile."""
    return next(port for port in random.sample(range(20_000, 30_000), 100) if serve.port_is_free(port))


class Service:
    """One run of script/server's program."""

    def __init__(self, folder: Path, *options: str, **settings: str) -> None:
        """settings: further environment. What it says is kept in a file, as a terminal would show it."""
        self.port = settings.setdefault("PORT", str(free_port()))
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        self.heard = folder.parent / f"heard-{self.port}-{time.monotonic_ns()}"
        with self.heard.open("w") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "cspr.config.serve", *options], env={**env, "DATA_DIR": str(folder), **settings},
                                            stdout=out, stderr=out, start_new_session=True)
        self.family: list[psutil.Process] = []
        STARTED.append(self.process)

    @property
    def said(self) -> str:
        """All it has said so far."""
        return self.heard.read_text()

    def ready(self) -> Service:
        """Waits until it says so, and sees that it serves."""
        line = f"ready http://127.0.0.1:{self.port}\n"
        end = time.monotonic() + LONG
        while line not in self.said:
            assert self.process.poll() is None and time.monotonic() < end, self.said
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in/") as page:  # noqa: S310
            assert page.status == 200 and "Sign in" in page.read().decode()
        return self

    def end(self, how: signal.Signals) -> int:
        """Sends the signal, Ctrl-C as a terminal does to all in its foreground; gives the exit status when all it started is gone."""
        os.killpg(self.process.pid, how) if how == signal.SIGINT else self.process.send_signal(how)
        status = self.process.wait(LONG)
        assert psutil.wait_procs(self.family, timeout=LONG)[1] == [], "the web server is gone with it"
        return status


def running_postgres(folder: Path) -> bool:
    """Whether an embedded PostgreSQL runs on this folder."""
    note = folder / "postgres" / "postmaster.pid"
    return note.exists() and psutil.pid_exists(int(note.read_text().split("\n", 1)[0]))


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for data, open to the user that the embedded PostgreSQL runs as. What a failed test leaves running is ended."""
    made = tmp_path_factory.mktemp("served")
    for part in (made, *made.parents[:2]):
        part.chmod(0o755)
    yield made / "data"
    while STARTED:
        with STARTED.pop() as left:
            left.terminate()
    database.stop(made / "data")


def test_started_stopped_killed_and_started_again(folder: Path) -> None:
    first = Service(folder, "--empty").ready()
    password = re.search(r"first administrator  administrator@example\.org  (\S+)\nThis password is shown once", first.said)
    assert password and "Traceback" not in first.said

    second = Service(folder, "--empty")
    assert second.process.wait(LONG) == 1
    assert second.said == f"This folder is being served already: http://127.0.0.1:{first.port}\n"

    assert first.end(signal.SIGINT) == 0 and first.said.endswith("Stopped\n")
    assert not running_postgres(folder)

    again = Service(folder, "--empty", PORT=first.port).ready()
    assert "administrator" not in again.said and password[1] not in again.said
    assert again.end(signal.SIGKILL) == -signal.SIGKILL

    after = Service(folder, "--empty", PORT=first.port).ready()
    assert "Traceback" not in after.said
    (folder / "server.json").unlink()  # Somebody tidied the folder: it ends all the same.
    assert after.end(signal.SIGTERM) == 0
    assert not running_postgres(folder)


def _noted(folder: Path, part: str) -> int:
    """The process of a part of the running service, by the note it wrote."""
    return int(json.loads((folder / "server.json").read_text())[part][0])


def test_a_worker_that_ends_is_started_again_and_the_pages_go_on(folder: Path) -> None:
    service = Service(folder, "--empty").ready()
    first = psutil.Process(_noted(folder, "worker"))
    assert "worker" in first.cmdline()
    first.kill()
    end = time.monotonic() + LONG
    while _noted(folder, "worker") == first.pid:
        assert time.monotonic() < end, service.said
        with suppress(subprocess.TimeoutExpired):
            service.process.wait(0.05)
    assert "The worker of the job queue ended (status -9). It is started again.\n" in service.said
    service.ready()
    assert service.end(signal.SIGTERM) == 0 and "Traceback" not in service.said


def test_web_server_and_worker_that_end_together_are_both_started_again(folder: Path) -> None:
    service = Service(folder, "--empty").ready()
    for parts in (["worker"], ["web", "worker"]):  # The worker has ended before, so that it waits a second while the web server starts.
        ended = {part: _noted(folder, part) for part in parts}
        for number in ended.values():
            psutil.Process(number).kill()
        end = time.monotonic() + LONG
        while any(_noted(folder, part) == number for part, number in ended.items()):
            assert service.process.poll() is None and time.monotonic() < end, service.said
            with suppress(subprocess.TimeoutExpired):
                service.process.wait(0.05)
    assert service.end(signal.SIGTERM) == 0 and "Traceback" not in service.said


@pytest.mark.django_db
def test_a_database_of_ones_own_is_used_and_no_other_is_made(folder: Path) -> None:
    given = connection.settings_dict
    where = f"host={given['HOST']} user={given['USER']}"

    def address(role: str) -> str:
        return f"postgresql://{role}@/ones_own?host={given['HOST']}"

    with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE ones_own")
        try:
            own = Service(folder, "--empty", DATABASE_URL=address(given["USER"])).ready()
            assert admin.execute("SELECT DISTINCT usename::text FROM pg_stat_activity WHERE datname = 'ones_own' ORDER BY 1").fetchall() == [
                ("cspr_web",), ("cspr_worker",)]  # The owner's work is done.
            with psycopg.connect(f"{where} dbname=ones_own") as seen:
                assert seen.execute("SELECT role FROM partnership_member").fetchall() == [("administrator",)]
            assert own.end(signal.SIGINT) == 0
            assert not (folder / "postgres").exists()
            for settings, words in (
                ({"WEB_DATABASE_URL": address("cspr_web")}, "WEB_DATABASE_URL and WORKER_DATABASE_URL must both be set, or neither"),
                ({"WEB_DATABASE_URL": address(given["USER"]), "WORKER_DATABASE_URL": address("cspr_worker")},
                 "WEB_DATABASE_URL must be the address for the database's role cspr_web"),
                ({"WEB_DATABASE_URL": address("cspr_web"), "WORKER_DATABASE_URL": address("nobody")},
                 "WORKER_DATABASE_URL: the database does not answer."),
            ):
                refused = Service(folder, "--empty", DATABASE_URL=address(given["USER"]), **settings)
                assert refused.process.wait(LONG) == 1
                assert words in refused.said and refused.said.count("\n") == 1
        finally:
            admin.execute("DROP DATABASE ones_own WITH (FORCE)")


@pytest.mark.django_db
def test_nothing_is_served_where_the_roles_cannot_be_made(folder: Path) -> None:
    given = connection.settings_dict
    with psycopg.connect(f"host={given['HOST']} user={given['USER']} dbname=postgres", autocommit=True) as admin:
        admin.execute("CREATE ROLE a_poor_owner LOGIN")
        try:
            admin.execute("CREATE DATABASE a_poor_ones OWNER a_poor_owner")
            refused = Service(folder, "--empty", DATABASE_URL=f"postgresql://a_poor_owner@/a_poor_ones?host={given['HOST']}")
            assert refused.process.wait(LONG) == 1
            assert "its role may not do “GRANT cspr_web TO CURRENT_USER”" in refused.said.splitlines()[-1]
            assert "docs/guide/running.md" in refused.said and "Traceback" not in refused.said
        finally:
            admin.execute("DROP DATABASE IF EXISTS a_poor_ones WITH (FORCE)")
            admin.execute("DROP ROLE a_poor_owner")


@pytest.mark.parametrize(("settings", "words"), [
    ({"PORT": "abc"}, "PORT must be a whole number from 1 to 65535, not “abc”."),
    ({"PORT": "99999"}, "PORT must be"), ({"PORT": "-1"}, "PORT must be"),
    ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL must look like postgresql://"),
    ({"DATABASE_URL": "postgresql://anna:secret@127.0.0.1:1/reviews"}, "DATABASE_URL: the database does not answer."),
    ({"SESSION_MINUTES": "long"}, "SESSION_MINUTES must be a whole number"),
    ({"EMAIL_URL": "http://mail.example.org"}, "EMAIL_URL must look like smtp://user:password@host:587"),
    ({"EMAIL_URL": "smtp://mail.example.org:99999", "EMAIL_FROM": "a@example.org"}, "EMAIL_URL must look like smtp://"),
    ({"EMAIL_URL": "smtp://anna:secret@mail.example.org"}, "EMAIL_FROM must be the address that messages come from"),
    ({"EMAIL_URL": "smtp://mail.example.org", "EMAIL_FROM": "a@example.org", "CSPR_LOCAL": "0"}, "PUBLIC_URL must be set where EMAIL_URL is"),
    ({"PUBLIC_URL": "reviews.example.org/start"}, "PUBLIC_URL must look like https://reviews.example.org"),
    ({"WORKING_HOURS": "17:30-8:30"}, "WORKING_HOURS must look like 8:30-17:30"), ({"WORKING_HOURS": "25:00-26:00"}, "WORKING_HOURS must"),
    ({"DATA_DIR": "{file}/data"}, "cannot be made"), ({"DATA_DIR": "{file}"}, "cannot be"),
    ({"DATA_DIR": "/proc/cspr"}, "cannot be made"),
])
def test_a_setting_that_cannot_be_used_is_said_in_one_line(folder: Path, settings: dict[str, str], words: str) -> None:
    file = folder.parent / "file"
    file.write_text("")
    # A database that does not answer, where none is to be started: each of these is refused before one is asked for.
    given = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", **{k: v.format(file=file) for k, v in settings.items()}}
    service = Service(folder, "--empty", **given)
    assert service.process.wait(LONG) == 1
    assert words in service.said and service.said.count("\n") == 1 and "secret" not in service.said


def test_a_port_that_is_taken_is_said_in_one_line(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        service = Service(folder, "--empty", PORT=taken, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
        assert service.process.wait(LONG) == 1
    assert service.said == f"Port {taken} is taken by another program. Stop that program, or choose another: PORT=8001 script/server\n"
