"""Brings a database to what `cspr.access.policies` declares: the roles, what each may do with a table, and the policies.

Done by the owner after each migration and at each start. A table whose policies are as declared is not touched, so an upgrade
keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

import psycopg
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.crypto import salted_hmac
from psycopg import sql

from cspr.access import policies
from cspr.access.answering import key
from cspr.access.beneath import FUNCTIONS
from cspr.access.errors import RolesMissing
from cspr.access.policies import WEB, WORKER

# What an administrator of the server runs, where the owner may not (docs/guide/running.md); each is run where what it brings about is not so.
_ROLES = {
    f"CREATE ROLE {WEB} LOGIN": f"SELECT to_regrole('{WEB}') IS NOT NULL",
    f"CREATE ROLE {WORKER} LOGIN NOINHERIT": f"SELECT to_regrole('{WORKER}') IS NOT NULL",
    f"GRANT {WEB} TO {WORKER}": f"SELECT pg_has_role('{WORKER}', '{WEB}', 'SET')",
    f"GRANT {WEB} TO CURRENT_USER": f"SELECT pg_has_role('{WEB}', 'SET')",
}


def password_of(role: str) -> str:
    """The password with which this service makes a role: from SECRET_KEY, so that nobody has to keep another."""
    return salted_hmac("cspr.access.enforcing", role, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def enforce() -> None:
    """Make the roles where they are missing, then grants and policies as declared. By the owner's connection. Raises RolesMissing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cspr.access.enforcing'))")
        tables = _tables(cursor)
        if not policies.REACHES.keys() <= tables:  # Only part of the service has been migrated; the rest brings it about.
            return
        _make_roles(cursor)
        _lay_beneath(cursor)
        cursor.execute("INSERT INTO public.access_key (key) VALUES (%s) ON CONFLICT (one) DO UPDATE SET key = excluded.key "
                       "WHERE access_key.key <> excluded.key", [key()])
        for statement in _grants(tables):
            cursor.execute(statement)
        for table in policies.REACHES:
            _protect(cursor, table)


def _tables(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
    return {name for (name,) in cursor.fetchall()}


def _make_roles(cursor: CursorWrapper) -> None:
    """The roles are the whole server's, so another database of it may have them, or be making them, too. One that is there is left as it is."""
    for statement, is_so in _ROLES.items():
        cursor.execute(is_so)
        if cursor.fetchone()[0]:
            continue
        try:
            with transaction.atomic():
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cspr.roles'))")
                cursor.execute(statement + _with_password(statement))
        except ProgrammingError as error:
            if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                raise RolesMissing(f"DATABASE_URL: its role may not do “{statement}”, without which the database would keep no case from anybody. "
                                   "Let an administrator of the server do it: see “The database's roles” in docs/guide/running.md.") from error
            if not isinstance(error.__cause__, psycopg.errors.DuplicateObject):
                raise
        except IntegrityError:  # Another database of the server has just made it.
            continue


def _with_password(statement: str) -> str:
    """As only who knows the password can use it: the server writes statements in its log."""
    words = statement.split()
    if words[1] != "ROLE":
        return ""
    hashed = connection.connection.pgconn.encrypt_password(password_of(words[2]).encode(), words[2].encode(), b"scram-sha-256")
    return f" PASSWORD '{hashed.decode()}'"


def renew_password(role: str) -> None:
    """SECRET_KEY is another than when the role was made: give it the password of now, if the owner may and nobody is signed in as it anywhere."""
    with suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = %s)", [role])
        if not cursor.fetchone()[0]:
            cursor.execute((statement := f"ALTER ROLE {role}") + _with_password(statement))


def _lay_beneath(cursor: CursorWrapper) -> None:
    """What the policies rest on, unless it lies there: to lay it anew, all who read would be waited for."""
    edition = sha256(FUNCTIONS.encode()).hexdigest()[:32]
    cursor.execute("SELECT obj_description(to_regclass('public.access_key'), 'pg_class')")
    if cursor.fetchone()[0] != edition:
        cursor.execute(FUNCTIONS)
        cursor.execute(f"COMMENT ON TABLE public.access_key IS '{edition}'")


def _grants(tables: set[str]) -> Iterator[sql.Composed | str]:
    """What each role may do with each table. No grant that is not said here stays."""
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(connection.settings_dict["NAME"]))
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {WORKER}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {WEB}, {WORKER}, PUBLIC"
    for role in (WEB, WORKER):
        theirs = tables - set(policies.THE_OWNERS) - set(policies.NOT_THE_WORKERS if role == WORKER else ())
        removed = theirs & set(policies.THE_WORKER_REMOVES if role == WORKER else ())
        once, for_them = theirs & set(policies.WRITTEN_ONCE), theirs & set(policies.WRITTEN_FOR_THEM)
        for rights, some in (("SELECT", for_them), ("SELECT, INSERT", once), ("SELECT, DELETE", removed),
                             ("SELECT, INSERT, UPDATE, DELETE", theirs - once - for_them - removed)):
            if not some:
                continue
            yield sql.SQL("GRANT {} ON {} TO {}").format(
                sql.SQL(rights), sql.SQL(", ").join(sql.Identifier(t) for t in sorted(some)), sql.Identifier(role))


def _protect(cursor: CursorWrapper, table: str) -> None:
    """Lay the policies of a table, unless they lie there as they are declared."""
    declared = policies.of_table(table)
    editions = {name: sha256(rule.encode()).hexdigest()[:32] for name, rule in declared.items()}
    cursor.execute("""SELECT c.relrowsecurity, coalesce(json_object_agg(p.polname, obj_description(p.oid, 'pg_policy'))
        FILTER (WHERE p.polname IS NOT NULL), '{}') FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.oid = %s::regclass GROUP BY 1""", [f"public.{table}"])
    enabled, there = cursor.fetchone()
    if enabled and there == editions:
        return
    cursor.execute(f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY")
    for name in there:
        cursor.execute(f"DROP POLICY {name} ON public.{table}")
    for name, rule in declared.items():
        cursor.execute(f"CREATE POLICY {name} ON public.{table} {rule}")
        cursor.execute(f"COMMENT ON POLICY {name} ON public.{table} IS '{editions[name]}'")


def after_migrating(**_: Any) -> None:
    """Django's word that tables are as the code has them."""
    enforce()
