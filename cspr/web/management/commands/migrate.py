"""Brings the tables up to date without making anybody wait (ADR 0132)."""

from __future__ import annotations

import sys
import time
from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor

LOCK_MILLISECONDS = 500
PAUSES = (0.5, 1, 2, 4, *(8,) * 36, 0)  # Seconds; five minutes in all.


class _TogetherEditor(DatabaseSchemaEditor):
    """Holds a migration's statements back until all are known: a table is locked while they run, not while the next is worked out."""

    def __enter__(self) -> _TogetherEditor:
        self._held: list[tuple[Any, Any]] | None = []
        return super().__enter__()  # type: ignore[no-any-return]

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Keep it for the end."""
        if self._held is None:
            super().execute(sql, params)
        else:
            self._held.append((sql, params))

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        held, self._held = self._held or [], None
        if kind is None:
            held += [(sql, None) for sql in self.deferred_sql]
            self.deferred_sql = []
            try:
                for sql, params in held:
                    self.execute(sql, params)
            except BaseException:
                super().__exit__(*sys.exc_info())  # Undone, as where it had failed before.
                raise
        super().__exit__(kind, value, trace)


class _Executor(MigrationExecutor):
    def apply_migration(self, state: Any, migration: Any, *args: Any, **options: Any) -> Any:
        """As Django's, its statements together where they are statements alone, of tables that are there."""
        together = migration.atomic and not migration.initial and all(one.reduces_to_sql for one in migration.operations)
        usual = self.connection.SchemaEditorClass
        self.connection.SchemaEditorClass = _TogetherEditor if together else usual
        try:
            return super().apply_migration(state, migration, *args, **options)
        finally:
            self.connection.SchemaEditorClass = usual


class Command(migrate.Command):
    """`migrate`: as Django's; but a change that cannot have its table at once steps back and comes again, so that no reader queues behind it."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Each migration stands or falls alone, so that coming again goes on where it was. Raises CommandError after five minutes."""
        migrate.MigrationExecutor = _Executor  # Django's command makes its own, by this name.
        for pause in PAUSES:
            try:
                super().handle(*args, **options)
                break
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                    raise
                if not pause:
                    raise CommandError("The tables could not be brought up to date: something has kept one in use for five minutes. They are as the "
                                       "last finished step left them, and the service can go on. Try again when less is done.") from error
                self.stderr.write("A table is in use. Its readers go first; this comes again.")
                time.sleep(pause)
            finally:
                self._give_up_after(0)

    def migration_progress_callback(self, action: str, migration: Any | None = None, fake: bool = False) -> None:
        """Before each migration: how long it waits for a table. One in steps of its own (an index made beside the readers) blocks nobody."""
        if action == "apply_start" and migration is not None:
            self._give_up_after(LOCK_MILLISECONDS if migration.atomic else 0)
        super().migration_progress_callback(action, migration, fake)

    @staticmethod
    def _give_up_after(milliseconds: int) -> None:
        if connection.connection is not None and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {milliseconds}")
