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

from cspr.access.policies import WEB
from cspr.access.rooms import COLLATED, IN_EMERGENCIES, STANDING, reads_content
from cspr.partnership.models import Member
from cspr.partnership.roles import Role

_SET = "SELECT set_config('role', %s, false), set_config('cspr.asked', %s, false), set_config('cspr.door', %s, false), " \
       "set_config('cspr.at_hand', '', false)"


@dataclass(frozen=True)
class _Scope:
    """role: the database's, "none" for that of the connection. asked: who asks, "" nobody. door: the case or partnership it has opened."""

    role: str = "none"
    asked: str = ""
    door: str = ""


_OWN = _Scope()
_scope: ContextVar[_Scope] = ContextVar("cspr.access.scope", default=_OWN)


@cache
def _key_from(secret: str) -> bytes:
    return salted_hmac("cspr.access.answering", "the key of settings", secret=secret, algorithm="sha256").digest()


def key() -> bytes:
    """The key that signs settings: the service knows it, and the database's owner; the web's role cannot read it."""
    return _key_from(settings.SECRET_KEY)


def signed(setting: str, said: str, pid: int) -> str:
    """What a setting says, as the database believes it on the one connection that its process `pid` serves. "" stays "": nobody, nothing."""
    if not said:
        return ""
    text = f"{pid} {setting} {said}"
    inner = hashlib.sha256(key() + text.encode()).digest()
    return hashlib.sha256(key() + inner).hexdigest() + said


def _claims(member: Member, on: date) -> str:
    role = Role(member.role)
    opened = "{" + ",".join(str(case) for case in sorted(member.emergencies)) + "}"
    whole = opened if IN_EMERGENCIES.get(role, frozenset()) & COLLATED else "{}"
    return json.dumps({"member": member.pk, "user": member.user_id, "home": member.partnership_id,
                       "standing": role in STANDING, "content": reads_content(role),
                       "role": member.protocol_role or "-", "who": member.who, "on": on.isoformat(),
                       "emergencies": opened, "emergencies_whole": whole})


def _tell(conn: psycopg.Connection[Any], scope: _Scope) -> None:
    pid = conn.info.backend_pid
    conn.execute(_SET, [scope.role, signed("cspr.asked", scope.asked, pid), signed("cspr.door", scope.door, pid)])


def _change(scope: _Scope) -> None:
    """From now on the connection of this thread, if it has one, and any that it opens, answers for this scope."""
    if scope == _scope.get():
        return
    _scope.set(scope)
    conn = connection.connection
    # A failed transaction takes its settings back itself when it is rolled back, which is all that can still be done with it.
    if conn is not None and not conn.closed and conn.info.transaction_status != TransactionStatus.INERROR:
        with connection.wrap_database_errors:
            _tell(conn, scope)


def _on_new_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _scope.get() != _OWN:
        _tell(connection.connection, _scope.get())


connection_created.connect(_on_new_connection, dispatch_uid="cspr.access.answering")


@contextmanager
def _until_the_end() -> Iterator[None]:
    before = _scope.get()
    try:
        yield
    finally:
        conn = connection.connection
        try:
            _change(before)
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
    asked = _claims(member, on) if member else ""
    if (WEB, asked) != (_scope.get().role, _scope.get().asked):
        _change(_Scope(WEB, asked))


@contextmanager
def at_the_door() -> Iterator[None]:
    """Until its end, at the latest, what `open_case` opens stays open."""
    with _until_the_end():
        yield


def open_case(pk: int) -> None:
    """Open one case, whole, whoever acts: its rules rest on facts, and its rows are written, that the person who acts may not see."""
    _change(replace(_scope.get(), door=json.dumps({"case": pk})))


@contextmanager
def whole(home: int) -> Iterator[None]:
    """Until its end, every case of a partnership is open: to number, count or work out again, never to show (a test lists who does)."""
    with _until_the_end():
        _change(replace(_scope.get(), door=json.dumps({"home": home})))
        yield


def at_hand(reference: str) -> None:
    """Tell the database which case will be asked for now, where somebody asks: it then looks for that one first. It opens nothing."""
    if _scope.get().asked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('cspr.at_hand', %s, false)", [reference])


def forget(conn: psycopg.Connection[Any]) -> None:
    """What a pool does with a connection that comes back: nobody asks any more."""
    conn.execute(_SET, ["none", "", ""])
