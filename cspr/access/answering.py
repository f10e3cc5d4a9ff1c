"""For whom the database answers: who asks, and what the door has opened, as signed settings of the connection (ADR 0110).

The database's own policies (`cspr.access.policies`) read these settings. Nobody set: a case's rows are not there. Whoever
connects, what is read for somebody is read as the role `cspr_web`, which no policy lets past.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils.crypto import salted_hmac
from psycopg.pq import TransactionStatus

from cspr.access.policies import COLLATED, KNOWN, MATERIAL, THE_WHOLE, WEB
from cspr.access.rooms import COLLATED as COLLATED_ROOMS
from cspr.access.rooms import IN_EMERGENCIES, STANDING, reads_content
from cspr.partnership.models import Member
from cspr.partnership.roles import Role

_SET = "SELECT set_config('role', %s, false), set_config('cspr.asked', %s, false), set_config('cspr.at_hand', %s, false)"
# What the database has listed for who asks goes when they have asked: the next to ask, be it they again, is told anew.
_FORGET = "".join(f", set_config('cspr.listed_{far}', '', false)" for far in (KNOWN, COLLATED))


@dataclass(frozen=True)
class _Scope:
    """role: the database's, "none" for that of the connection. asked: who asks, "" nobody. door: the case that the door has opened."""

    role: str = "none"
    asked: str = ""
    door: int | None = None


_OWN = _Scope()
_scope: ContextVar[_Scope] = ContextVar("cspr.access.scope", default=_OWN)


@cache
def _key_from(secret: str) -> bytes:
    return salted_hmac("cspr.access.answering", "the key of settings", secret=secret, algorithm="sha256").digest()


def key() -> bytes:
    """The key that signs settings: the service knows it, and the database's owner; the web's role cannot read it."""
    return _key_from(settings.SECRET_KEY)


def signed(setting: str, said: str, pid: int, whose: str = "") -> str:
    """What a setting says, as the database believes it on the one connection that its process `pid` serves. "" stays "": nobody, nothing.

    whose: where it is another setting than that of who asks, that one as it is signed: it holds for them alone.
    """
    if not said:
        return ""
    inner = hashlib.sha256(key() + f"{pid} {setting} {whose[:64]} {said}".encode()).digest()
    return hashlib.sha256(key() + inner).hexdigest() + said


def _claims(member: Member, on: date) -> dict[str, Any]:
    """Whom the policies know (`cspr.access.beneath`): which rule opens what to a role stands in `cspr.access.rooms` alone."""
    role = Role(member.role)
    return {"member": member.pk, "user": member.user_id, "home": member.partnership_id,
            "standing": role in STANDING, "far": COLLATED if reads_content(role) else KNOWN,
            "role": member.protocol_role or "-", "who": member.who, "agency": member.who if member.protocol_role == "agency" else None,
            "on": on.isoformat(), "emergencies": sorted(member.emergencies),
            "far_in_emergencies": COLLATED if IN_EMERGENCIES.get(role, frozenset()) & COLLATED_ROOMS else MATERIAL}


def _tell(conn: psycopg.Connection[Any], scope: _Scope, *, listed: bool = False) -> None:
    """listed: what was listed for who asked before stays, because it will be they again."""
    pid = conn.info.backend_pid
    whose = signed("cspr.asked", scope.asked, pid)
    door = signed("cspr.at_hand", f"{scope.door} {THE_WHOLE}" if scope.door else "", pid, whose)
    conn.execute(_SET if listed else _SET + _FORGET, [scope.role, whose, door])


def _change(scope: _Scope, *, listed: bool = False) -> None:
    """From now on the connection of this thread, if it has one, and any that it opens, answers for this scope."""
    if scope == _scope.get():
        return
    _scope.set(scope)
    conn = connection.connection
    # A failed transaction takes its settings back itself when it is rolled back, which is all that can still be done with it.
    if conn is not None and not conn.closed and conn.info.transaction_status != TransactionStatus.INERROR:
        with connection.wrap_database_errors:
            _tell(conn, scope, listed=listed)


def _on_new_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _scope.get() != _OWN:
        _tell(connection.connection, _scope.get())


connection_created.connect(_on_new_connection, dispatch_uid="cspr.access.answering")


@contextmanager
def _until_the_end(*, listed: bool = False) -> Iterator[None]:
    before = _scope.get()
    try:
        yield
    finally:
        conn = connection.connection
        try:
            _change(before, listed=listed)
        except (OperationalError, InterfaceError):
            if conn is not None and not conn.closed:  # Else it was lost, and all that it had been told with it.
                raise


@contextmanager
def answering(member: Member | None, on: date) -> Iterator[None]:
    """Until its end, the database answers as this hat may know on a day (Europe/London); None: as to a stranger."""
    with _until_the_end():
        ask_as(member, on)
        yield


def ask_as(member: Member | None, on: date) -> None:
    """As `answering`, until the end of what is around it: who asks has become known in the middle of a request."""
    asked = json.dumps(_claims(member, on)) if member else ""
    if (WEB, asked) != (_scope.get().role, _scope.get().asked):
        _change(_Scope(WEB, asked))


@contextmanager
def at_the_door() -> Iterator[None]:
    """Until its end, at the latest, what `open_case` opens stays open."""
    with _until_the_end():
        yield


def open_case(pk: int) -> None:
    """Open one case, whole, whoever acts: its rules rest on facts, and its rows are written, that the person who acts may not see."""
    _change(replace(_scope.get(), door=pk))


@contextmanager
def whole(home: int) -> Iterator[None]:
    """Until its end, every case of a partnership is open: to number, count or work out again, never to show (a test lists who does)."""
    with _until_the_end(listed=True):
        scope = _scope.get()
        asked = {**json.loads(scope.asked or "{}"), "home": home, "user": None, "standing": True, "far": THE_WHOLE}
        _change(replace(scope, asked=json.dumps(asked)), listed=True)
        yield


def at_hand(reference: str) -> None:
    """Tell the database which case will be asked for now, where somebody asks: what is open of it to them is looked up once. It opens nothing."""
    if _scope.get().asked and not _scope.get().door:
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.cspr_go_to(%s)", [reference])


def forget(conn: psycopg.Connection[Any]) -> None:
    """What a pool does with a connection that comes back: nobody asks any more."""
    conn.execute(_SET + _FORGET, ["none", "", ""])
