"""Brings the tables up to date without making anybody wait (ADR 0132)."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection

LOCK_MILLISECONDS = 500
PAUSES = (0.5, 1, 2, 4, *(8,) * 36, 0)  # Seconds; five minutes in all.


class Command(migrate.Command):
    """`migrate`: as Django's; but a change that cannot have its table at once steps back and comes again, so that no reader queues behind it."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Each migration stands or falls alone, so that coming again goes on where it was. Raises CommandError after five minutes."""
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
