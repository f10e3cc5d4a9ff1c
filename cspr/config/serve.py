"""script/server: database, tables, demo, web server and worker of the job queue, each started again should it end; all stopped on the way out."""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import psutil

from cspr.access.policies import WEB, WORKER
from cspr.config import database
from cspr.config.environment import Refused, need_files, number, said_in_one_line
from cspr.web.turns import THREADS

_WAIT_SECONDS = 60
_LONGEST_PAUSE = 60  # Seconds before a part is started again; one that ran as long is started again at once.
_LOOK_SECONDS = 0.25  # How often the parts are looked after.
_HOST = "127.0.0.1"
_ADDRESSES = ("DATABASE_URL", "WEB_DATABASE_URL", "WORKER_DATABASE_URL")
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Ctrl-C or a request to end: carries on to the orderly end of `main`."""


def _asked_to_stop(asked: int, frame: FrameType | None) -> None:
    raise Stop


def _say(line: str) -> None:
    print(line, flush=True)


def port_is_free(port: int) -> bool:
    """Whether nothing listens on this port of the machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def _same(pid: int, started: float) -> psutil.Process | None:
    """The process of that id, unless the id has since gone to another program."""
    try:
        process = psutil.Process(pid)
        return process if process.create_time() == started and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def _noted(note: Path) -> dict[str, Any]:
    """What a running script/server wrote of itself: its web server and worker, itself, its port. Empty where there is none."""
    try:
        kept = json.loads(note.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and {"web", "worker", "self", "port"} <= kept.keys() else {}


def _known_by(pid: int) -> tuple[int, float]:
    """A process's id and when it started (seconds since 1970): the two that name it for good."""
    return pid, psutil.Process(pid).create_time()


def _note(note: Path, port: int, web: _Part, worker: _Part) -> None:
    written = note.with_suffix(".new")  # Put in its place in one go: nobody reads half of it.
    written.write_text(json.dumps({"port": port, "self": _known_by(os.getpid()), "web": web.known_by, "worker": worker.known_by}))
    written.replace(note)


def _end_left_behind(note: Path) -> None:
    """End what the note names, if it still runs: its script/server was killed outright."""
    kept = _noted(note)
    _end(*(one for name in ("web", "worker") if kept and (one := _same(*kept[name]))))


def _end(*processes: psutil.Process) -> None:
    """End processes and what they started."""
    family = [one for process in processes for one in (process, *process.children(recursive=True))]
    for one in family:
        _quietly(one.terminate)
    for one in psutil.wait_procs(family, timeout=10)[1]:
        _quietly(one.kill)


def _quietly(end: Callable[[], None]) -> None:
    try:
        end()
    except psutil.NoSuchProcess:
        return


def _die_with_parent() -> None:
    """On Linux the kernel ends what this program started when it is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class _Part:
    """A process beside this one, started again whenever it ends by itself: after a pause that grows, so that nothing is tried in a whirl."""

    def __init__(self, says: str, address: str, *command: str, first: Mapping[str, str] | None = None, **more: Any) -> None:
        """says: what it is called where it ends. address: of the database, as its role. command: of Python. first, more: for its first start."""
        self.says, self.command = says, (sys.executable, *command)
        self.env = {**{k: v for k, v in os.environ.items() if k not in _ADDRESSES}, "DATABASE_URL": address}
        self.ends, self.again = 0, 0.0
        self._start(first or {}, **more)

    def _start(self, env: Mapping[str, str], **more: Any) -> None:
        # Its own session: Ctrl-C reaches this program alone, which then ends the others in order.
        self.process = subprocess.Popen(
            self.command, env={**self.env, **env}, preexec_fn=_die_with_parent, start_new_session=True, **more)  # noqa: PLW1509
        self.since = time.monotonic()
        self.known_by = _known_by(self.process.pid)  # Asked now: once it has ended and waits to be started again, nobody knows it.

    def started_again(self) -> bool:
        """Looks after it. Gives whether it has just been started again."""
        if self.process.poll() is None:
            return False
        now = time.monotonic()
        if not self.again:
            self.ends = self.ends + 1 if now - self.since < _LONGEST_PAUSE else 1
            self.again = now + min(2 ** (self.ends - 1), _LONGEST_PAUSE) - 1
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # What it had started itself, and left behind with its port.
            _say(f"The {self.says} ended (status {self.process.returncode}). It is started again.")
        if now < self.again:
            return False
        self.again = 0.0
        self._start({})
        return True


def web_server(port: int, address: str) -> _Part:
    """The web server, being started. address: of the database, as the web server's role."""
    return _Part("web server", address, "-m", "granian", "--interface", "wsgi", "--host", _HOST, "--port", str(port), "--workers", "1",
                 "--blocking-threads", str(THREADS), "--log-level", "error", "cspr.config.wsgi:application")


class _Worker(_Part):
    """The process that runs the jobs of the queue. Its note says which it was, so that the next takes up at once what it had begun."""

    def __init__(self, address: str, note: Path) -> None:
        self.heard, says = os.pipe()
        super().__init__("worker of the job queue", address, "-m", "cspr.config.manage", "worker", "--note", str(note),
                         first={"CSPR_READY": str(says)}, pass_fds=(says,))
        os.close(says)

    def wait_until_ready(self) -> None:
        """Until it takes jobs. Ends the program where it does not."""
        ready = select.select([self.heard], [], [], _WAIT_SECONDS)[0] and os.read(self.heard, 5) == b"ready"
        os.close(self.heard)
        if not ready:
            raise SystemExit("The worker of the job queue was not ready; what it said is above.")


def wait_for_health(port: int, server: _Part) -> None:
    """Until its pages are answered. Ends the program where they are not."""
    address = f"http://{_HOST}:{port}/health"
    for _ in range(_WAIT_SECONDS * 10):
        if server.process.poll() is not None:
            raise SystemExit("The web server ended before it was ready; what it said is above.")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"The web server did not answer within {_WAIT_SECONDS} seconds.")


def _prepare(empty: bool) -> None:
    """Bring the tables up to date and, where the service is new, load the demo or make the first administrator."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from cspr.access.enforcing import enforce
    from cspr.partnership.models import Partnership

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
    enforce()
    if empty:
        if not Partnership.objects.exists():
            call_command("first_administrator")
    elif not Partnership.objects.exists():
        _say("Loading the demo partnership")
        call_command("demo")
    call_command("catch_up")


def _sign_ins() -> None:
    from django.core.management import call_command

    call_command("demo", sign_ins=True)
    database.let_go()


def _serve(port: int, empty: bool) -> NoReturn:
    """Make everything ready, serve until somebody ends it, and end it all again, however this ends."""
    from cspr.config import settings

    note = settings.DATA_DIR / "server.json"
    kept = _noted(note)
    if kept and _same(*kept["self"]):
        raise Refused(f"This folder is being served already: http://{_HOST}:{kept['port']}")
    _end_left_behind(note)
    if not port_is_free(port):
        raise Refused(f"Port {port} is taken by another program. Stop that program, or choose another: PORT=8001 script/server")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cspr.config.settings"
    embedded = not os.environ.get("DATABASE_URL")
    owner = os.environ["DATABASE_URL"] = database.for_the_owner(settings.DATA_DIR)
    need_files(settings.FILES, settings.FILES_KEYS, settings.FILES_KEY_COMMAND)
    if not settings.LOCAL and not settings.CLAMD:
        _say("CLAMD is not set: files that people hand in are NOT looked through for viruses. See docs/guide/running.md.")
    parts: list[_Part] = []
    try:
        with said_in_one_line():
            _prepare(empty)
        for_web, for_worker = (database.for_a_role(owner, role, f"{name}_DATABASE_URL") for role, name in ((WEB, "WEB"), (WORKER, "WORKER")))
        database.let_go()
        web = web_server(port, for_web)
        parts.append(web)
        worker = _Worker(for_worker, settings.DATA_DIR / "worker")
        parts.append(worker)
        _note(note, port, web, worker)
        wait_for_health(port, web)
        worker.wait_until_ready()
        _say(f"ready http://{_HOST}:{port}")
        if not empty:
            _sign_ins()
        while True:
            time.sleep(_LOOK_SECONDS)
            if embedded and not database.runs(settings.DATA_DIR):
                _start_database_again(settings.DATA_DIR)
            if any([part.started_again() for part in parts]):
                _note(note, port, web, worker)
    finally:
        for asked in _STOPS:
            signal.signal(asked, signal.SIG_IGN)
        # By their numbers, not by the note, which may be gone with the folder.
        started = [part.process for part in parts if part.process.poll() is None]
        _end(*(psutil.Process(one.pid) for one in started))
        for one in started:
            one.wait()
        note.unlink(missing_ok=True)


def _start_database_again(folder: Path) -> None:
    """What was acknowledged is in its log, and it reads that first; the pages and the worker find it at its old address."""
    _say("The database ended. It is started again.")
    try:
        database.start(folder)
    except subprocess.SubprocessError:  # What it left behind still holds its memory: it ends by itself, and the next look finds it gone.
        _say("The database could not be started yet.")


def main() -> int:
    """Serve until asked to stop. Gives the exit status."""
    parser = argparse.ArgumentParser(prog="script/server", description="Serve cspr on this machine.")
    parser.add_argument("--empty", action="store_true", help="no demo: an empty service and its first administrator")
    empty = parser.parse_args().empty
    for asked in _STOPS:
        signal.signal(asked, _asked_to_stop)
    try:
        _serve(number("PORT", 8000, 1, 65_535), empty)
    except Stop:
        _say("Stopped")
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
