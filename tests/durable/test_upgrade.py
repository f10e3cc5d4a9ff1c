"""From the tables and rows of the first version to those of today, while people read."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from cspr.access.audit import verify
from cspr.operations import clock
from cspr.partnership.models import Partnership
from cspr.record.models import Case, Fact, File
from cspr.record.stored import content
from cspr.web.management.commands import migrate
from tests.config.test_server import LONG
from tests.durable import databases
from tests.factories import NOON
from tests.operations.test_projection import rows_of, worked_out

NAME = "upgraded"
# The first version: what was there when its rows (tests/data/first_version.sql) were written.
FIRST = [("access", "0003_bars_from_facts"), ("chronology", "0001_initial"), ("documents", "0001_initial"), ("mail", "0002_digest_day"),
         ("partnership", "0004_contact"), ("people", "0002_relations"), ("record", "0010_shared_drafts"), ("tokens", "0001_initial"),
         ("sessions", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]
ROWS = Path(__file__).parents[1] / "data" / "first_version.sql"
# So that a step which rewrites or scans a table under a lock is felt by who reads it.
MANY = """
INSERT INTO mail_letter (partnership_id, address, kind, state, queued_at, attempts, error, message_id, attachments)
SELECT 1, 'made-up@example.org', 'request', 'sent', now(), 1, '', n::text, '[]' FROM generate_series(1, 30000) n;
INSERT INTO record_submission (member_id, key, operation, said, facts, at) SELECT 1, n::text, 'x', '', '[]', now() FROM generate_series(1, 30000) n;
INSERT INTO access_looked (partnership_id, case_id, member_id, what, at)
SELECT 1, 1, 1, 'case', now() FROM generate_series(1, 30000) n;
"""


@pytest.fixture
def first(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database as the first version left it."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    given = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        try:
            databases.make(NAME)
            databases.use(NAME)
            executor = MigrationExecutor(connection)
            latest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "procrastinate"]
            executor.migrate([*FIRST, *latest])
            with psycopg.connect(databases.address(NAME)) as filling:
                filling.execute(ROWS.read_text())
            yield databases.address(NAME)
        finally:
            databases.use(given)
            databases.drop(NAME)


def _read(address: str, done: Event) -> int:
    """Reads every table of the first version round and round; one that is held back for a second is an error. Gives how often."""
    rounds = 0
    with psycopg.connect(address, autocommit=True, prepare_threshold=None) as reader:
        reader.execute("SET lock_timeout = '1s'")
        tables = reader.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace").fetchall()
        while not done.is_set() or not rounds:
            for (table,) in tables:
                reader.execute(sql.SQL("SELECT * FROM {} LIMIT 3").format(sql.Identifier(table))).fetchall()
            rounds += 1
    return rounds


def _migrate(stderr: Any) -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False, stderr=stderr)
    finally:
        connections.close_all()


def _up_to_date() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def test_readers_wait_for_no_table_and_everything_is_there_afterwards(first: str) -> None:
    with psycopg.connect(first) as filling:
        filling.execute(MANY)
    done = Event()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(_read, first, done)
        try:
            _migrate(StringIO())
        finally:
            done.set()
        assert reading.result() >= 1
    assert _up_to_date()
    call_command("catch_up")
    assert verify().broken == () and Fact.objects.count() == 12
    for case in Case.objects.select_related("partnership"):
        assert rows_of(case) == worked_out(case, NOON), "what is owed is what the rules say today"
    assert content(File.objects.get()) == b"Date,Event\r\n01/03/2026,Made-up\r\n"
    assert Partnership.objects.get().slug == "wessmoor"


class _Said(StringIO):
    """Tells when the first word comes."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = Event()

    def write(self, text: str) -> int:
        """A line."""
        self.heard.set()
        return super().write(text)


def test_a_table_that_somebody_reads_for_long_is_changed_when_they_have_done_and_nobody_queues_behind(first: str) -> None:
    said = _Said()
    with ThreadPoolExecutor(1) as pool, psycopg.connect(first) as long, psycopg.connect(first, autocommit=True) as other:
        long.execute("SELECT count(*) FROM record_file")  # And does not end its transaction.
        migrating = pool.submit(_migrate, said)
        assert said.heard.wait(LONG * 3), "it gives up its place"
        other.execute("SET lock_timeout = '1s'")
        assert other.execute("SELECT count(*) FROM record_file").fetchone() == (1,)
        long.commit()
        migrating.result(timeout=LONG * 3)
    assert "A table is in use. Its readers go first; this comes again." in said.getvalue()
    assert _up_to_date()


def test_one_that_never_gets_its_table_says_so_and_changes_nothing_of_it(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PAUSES", (0.01, 0))
    with psycopg.connect(first) as long:
        long.execute("SELECT count(*) FROM record_file")
        with pytest.raises(CommandError, match="something has kept one in use for five minutes"):
            _migrate(StringIO())
        columns = long.execute("SELECT count(*) FROM information_schema.columns WHERE table_name = 'record_file' AND column_name = 'blob'").fetchone()
        assert columns == (0,)
