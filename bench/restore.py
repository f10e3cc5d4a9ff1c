"""How long a backup takes, and the way back from it, on the demo with a long log; beside PostgreSQL's own dump and restore alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from _given import ready
from django.conf import settings
from django.db import connection

LOOKS, GOAL_S = 60_000, 120.0


def _filled() -> None:
    """The log grows as `bench/looks.py` has it."""
    from cspr.partnership.models import Member
    from cspr.record.models import Case

    unit, cases = Member.objects.filter(role="business_unit")[0], Case.objects.count()
    with connection.cursor() as cursor:
        for _ in range(LOOKS // cases):
            cursor.execute("SELECT note_look(partnership_id, id, '', %s, now(), 'page', 'page: made up', '198.51.100.7', 'session 1a2b3c4d5e') "
                           "FROM record_case", [unit.pk])


def _run(words: Iterable[str], **more: str) -> float:
    """One of the programs that people run, to its end: seconds."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "cspr.config.backup", *words], env=os.environ | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - begun


def _alone(address: str, empty: str) -> tuple[float, float]:
    """pg_dump of the database, and pg_restore into an empty one, with nothing else: seconds."""
    import psycopg

    from cspr.config.backup import tables

    begun = time.perf_counter()
    with psycopg.connect(address) as moment:
        moment.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        parts = list(tables.dumped(moment, address))
    dumped = time.perf_counter() - begun
    begun = time.perf_counter()
    tables.restore(empty, parts)
    return dumped, time.perf_counter() - begun


def main() -> int:
    """Print what was measured. 1 where the goal is missed."""
    os.environ["BACKUP_KEY"] = "a made-up secret of some length"
    ready()
    _filled()
    from cspr.config import database

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file, place, bare = Path(folder) / "one.backup", Path(folder) / "restored", Path(folder) / "bare"
        keys = {"SECRET_KEY": settings.SECRET_KEY, "FILES_KEY": _files_key()}
        try:
            made = _run(["backup", str(file)])
            back = _run(["restore", str(file)], DATA_DIR=str(place), **keys)
            dumped, restored = _alone(database.start(Path(settings.DATA_DIR)), database.start(bare))
        finally:
            database.stop(place)
            database.stop(bare)
        size = file.stat().st_size / 1e6
    print(f"  a backup of {LOOKS:,} looks and the demo, {size:.1f} MB, made and read again in {made:.1f} s; "
          f"pg_dump alone {dumped:.1f} s; {made / dumped:.1f} times")
    print(f"  restored, brought up to date, every row, file and chain checked in {back:.1f} s (goal < {GOAL_S:.0f} s); "
          f"pg_restore alone {restored:.1f} s; {back / restored:.1f} times")
    return 0 if back < GOAL_S else 1


def _files_key() -> str:
    from base64 import b64encode

    return ",".join(b64encode(key).decode() for key in settings.FILES_KEYS)


if __name__ == "__main__":
    sys.exit(main())
