"""What comes from the environment, checked where it is read: a mistake is one line that says what to put right."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from cspr.access.errors import RolesMissing
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


def files_place(folder: Path) -> str:
    """Where the bytes of files are kept, from FILES: a folder (DATA_DIR/files), or s3://bucket/prefix. Raises Refused."""
    given = os.environ.get("FILES") or str(folder / "files")
    if "://" in given and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[^\s?#]*)?", given):
        raise Refused(f"FILES must be a folder, or look like s3://bucket/prefix, not “{given}”.")
    return given if given.startswith("s3://") else str(Path(given).resolve())


def files_keys(folder: Path, *, local: bool) -> tuple[bytes, ...]:
    """The keys over files' own keys, from FILES_KEY: 32 bytes in base64 each, the current one first, with commas between.

    local: where none is given, one is made once and kept beside the data; elsewhere there is then none, and no file is taken in. Raises Refused.
    """
    given, kept = os.environ.get("FILES_KEY") or "", folder / "files-key"
    if not given and local and not os.environ.get("FILES_KEY_COMMAND"):
        if not kept.exists():
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(base64.b64encode(secrets.token_bytes(32)).decode())
        given = kept.read_text()
    try:
        keys = tuple(base64.b64decode(one.strip(), validate=True) for one in given.split(",") if one.strip())
    except binascii.Error:
        keys = (b"",)
    if any(len(key) != 32 for key in keys):
        raise Refused("FILES_KEY must be 32 random bytes in base64 (openssl rand -base64 32); when it is changed, the new and the old, with a comma.")
    return keys


def need_files(place: str, keys: tuple[bytes, ...], command: str) -> None:
    """Raises Refused where no file could be kept: no key, or a folder that cannot be written in."""
    if not keys and not command:
        raise Refused("FILES_KEY must be set: files are kept encrypted. Make one with “openssl rand -base64 32”, and keep a copy of it apart from "
                      "the backups: without it no file can be opened.")
    if not place.startswith("s3://"):
        try:
            Path(place).mkdir(mode=0o700, parents=True, exist_ok=True)
            writable = os.access(place, os.W_OK | os.X_OK)
        except OSError:
            writable = False
        if not writable:
            raise Refused(f"FILES: {place} cannot be written in. Change its rights, or choose another folder.")


def mail(local_address: str) -> dict[str, Any]:
    """Django's settings for e-mail, from EMAIL_URL, EMAIL_FROM and PUBLIC_URL. Without EMAIL_URL messages wait and none is sent.

    local_address: where links lead when the service runs on this machine only, "" where it does not. Raises Refused.
    """
    url, sender = os.environ.get("EMAIL_URL") or "", os.environ.get("EMAIL_FROM") or ""
    public = (os.environ.get("PUBLIC_URL") or local_address).rstrip("/")
    if public and not re.fullmatch(r"https?://[^\s/?#]+", public):
        raise Refused(f"PUBLIC_URL must look like https://reviews.example.org, not “{public}”.")
    found = {"EMAIL_BACKEND": "cspr.services.messages.post.Backend", "EMAIL_HOST": "", "PUBLIC_URL": public, "DEFAULT_FROM_EMAIL": sender,
             "EMAIL_TIMEOUT": 30}
    if not url:
        return found
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.path in ("", "/") and parts.port != 0
    except ValueError:  # A port that is no number.
        right = False
    if not right or parts.query not in ("", "tls=no"):
        raise Refused("EMAIL_URL must look like smtp://user:password@host:587 (with STARTTLS) or smtps://user:password@host:465. "
                      "Only for a mail server on this machine: smtp://localhost:25?tls=no")
    if not re.fullmatch(r"(?:[^<>@\r\n]+<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)", sender):
        raise Refused("EMAIL_FROM must be the address that messages come from, such as reviews@example.org, where EMAIL_URL is set.")
    if not public:
        raise Refused("PUBLIC_URL must be set where EMAIL_URL is: messages lead people to it. For example: https://reviews.example.org")
    direct = parts.scheme == "smtps"
    return {**found, "EMAIL_HOST": parts.hostname, "EMAIL_PORT": parts.port or (465 if direct else 587), "EMAIL_USE_SSL": direct,
            "EMAIL_USE_TLS": not direct and not parts.query, "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or "")}


def multi_factor(local: bool) -> bool:
    """Whether everybody must sign in with more than a password, from MULTI_FACTOR: "required", or "local-off" (the default where `local`).

    Raises Refused for another word, and where it would be switched off for a service that others reach.
    """
    given = os.environ.get("MULTI_FACTOR") or ("local-off" if local else "required")
    if given not in ("required", "local-off"):
        raise Refused(f"MULTI_FACTOR must be “required”, or “local-off” for a demonstration on this machine, not “{given}”.")
    if given == "local-off" and not local:
        raise Refused("MULTI_FACTOR cannot be “local-off” here: everybody signs in with more than a password, but on a demonstration on one machine "
                      "(CSPR_LOCAL=1).")
    return given == "required"


def hours(name: str, default: str) -> tuple[time, time]:
    """From when until when, on working days, from the environment. Raises Refused."""
    given = os.environ.get(name) or default
    found = re.fullmatch(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", given)
    try:
        first, last = (time(int(found[n]), int(found[n + 1])) for n in (1, 3)) if found else (time.max, time.min)
    except ValueError:  # 25:00.
        first, last = time.max, time.min
    if first >= last:
        raise Refused(f"{name} must look like 8:30-17:30, not “{given}”.")
    return first, last


def networks(name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, separated by commas, from the environment. Raises Refused where one is none."""
    given = os.environ.get(name) or default
    try:
        return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())
    except ValueError as error:
        raise Refused(f"{name} must be addresses or networks, separated by commas, such as 10.0.0.5,192.168.4.0/24. {error}.") from error


def backup_key() -> str:
    """What backups are encrypted with, from BACKUP_KEY: any secret text of twenty characters or more. Raises Refused."""
    given = os.environ.get("BACKUP_KEY") or ""
    if len(given) < 20:
        raise Refused("BACKUP_KEY must be a secret of 20 characters or more (make one with “openssl rand -base64 32”). Keep a copy of it apart from "
                      "the backups: without it none can be restored.")
    return given


# Whom no policy binds: a superuser, and whoever has the rights of the tables' owner.
_BOUND_BY_NONE = """SELECT current_user::text, rolsuper OR rolbypassrls OR coalesce(pg_has_role(
    (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.record_case')), 'MEMBER'), false) FROM pg_roles WHERE rolname = current_user"""


def need_database(url: str, name: str = "DATABASE_URL", role: str = "") -> None:
    """Raises Refused where the database does not answer, with its own reason (no password is in it).

    role: also where it answers another role than this, or one that its policies do not bind.
    """
    try:
        with psycopg.connect(url, connect_timeout=_SECONDS) as there:
            found, unbound = there.execute(_BOUND_BY_NONE).fetchone() or ("", False)
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason is given"])[0]
        raise Refused(f"{name}: the database does not answer. {reason}") from error
    if role and found != role:
        raise Refused(f"{name} must be the address for the database's role {role}: no other is kept to what its user may see.")
    if role and unbound:
        raise Refused(f"{name}: the database's role {role} is a superuser or has the owner's rights, so it would see every case. Take them from it.")


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turns a partnership's protocol that is not there, or is broken, and a database that lacks what the service rests on into Refused."""
    try:
        yield
    except ProtocolFaults as faults:
        raise Refused(f"A partnership works by a protocol that cannot be used. {str(faults).splitlines()[0]}") from faults
    except RolesMissing as missing:
        raise Refused(str(missing)) from missing
