"""What comes from the environment, checked where it is read: a mistake is one line that says what to put right."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from cspr.protocol import ProtocolFaults

_SECONDS = 5


class Refused(SystemExit):
    """A setting that cannot be used. Ends the process with the line, whichever command has read the settings."""


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from the environment. Raises Refused where it is none, or not between least and most."""
    given = os.environ.get(name) or str(default)
    if not (given.isascii() and given.isdecimal() and least <= int(given) <= most):
        raise Refused(f"{name} must be a whole number from {least} to {most}, not “{given}”.")
    return int(given)


def data_folder(default: Path) -> Path:
    """DATA_DIR, made where it is not there. Raises Refused where it cannot be made or written in."""
    folder = Path(os.environ.get("DATA_DIR") or default).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        raise Refused(f"DATA_DIR: {folder} cannot be made ({error.strerror}). Choose another folder.") from error
    if not writable:
        raise Refused(f"DATA_DIR: {folder} cannot be written in. Change its rights, or choose another folder.")
    return folder


def secret_key(folder: Path) -> str:
    """SECRET_KEY from the environment, else one made once and kept beside the data."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    kept = folder / "secret-key"
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text()


def need_database(url: str) -> None:
    """Raises Refused where the database does not answer, with its own reason (no password is in it)."""
    try:
        psycopg.connect(url, connect_timeout=_SECONDS).close()
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason is given"])[0]
        raise Refused(f"DATABASE_URL: the database does not answer. {reason}") from error


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turns a partnership's protocol that is not there, or is broken, into Refused."""
    try:
        yield
    except ProtocolFaults as faults:
        raise Refused(f"A partnership works by a protocol that cannot be used. {str(faults).splitlines()[0]}") from faults
