"""What the benchmarks of the service stand on: a database of its own with the demo in it, and a stopwatch."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO
from statistics import median
from typing import NamedTuple

import django
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client


def ready() -> None:
    """Migrates the database of DATA_DIR and makes the demo's partnership and cases in it, through the door."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("demo", stdout=StringIO())


def client_of(role: str, agency: str | None = None) -> Client:
    """A client signed in as the first person of a role (of an agency)."""
    from cspr.partnership.models import Member

    found = Member.objects.filter(role=role)
    member = (found.filter(agency__slug=agency) if agency else found).select_related("user")[0]
    client = Client()
    client.force_login(member.user)
    return client


def copied(total: int) -> None:
    """Copies the cases there are, with their duties and grants, until there are so many. By SQL: the door would take hours."""
    from cspr.access.models import Grant
    from cspr.record.models import Case, Duty

    times = -(-total // Case.objects.count())

    def columns(model: type[models.Model]) -> list[str]:
        return [f.column for f in model._meta.concrete_fields if not f.primary_key]

    case = columns(Case)
    new = {"reference": "'C' || n || '-' || reference", "opened_at": "opened_at - n * interval '1 day'"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE old ON COMMIT DROP AS SELECT * FROM record_case")
        cursor.execute(f"INSERT INTO record_case ({', '.join(case)}) SELECT {', '.join(new.get(c, c) for c in case)} "
                       "FROM old, generate_series(2, %s) n", [times])
        for model in (Duty, Grant):
            table, names = model._meta.db_table, columns(model)
            values = ", ".join("fresh.id" if n == "case_id" else f"r.{n}" for n in names)
            cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} r JOIN old ON old.id = r.case_id "
                           "CROSS JOIN generate_series(2, %s) n "
                           "JOIN record_case fresh ON fresh.reference = 'C' || n || '-' || old.reference", [times])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class Took(NamedTuple):
    """Milliseconds by the clock on the wall: the median of several runs, and the best, which says more on a busy machine."""

    median: float
    best: float

    def __str__(self) -> str:
        return f"{self.median:5.1f} ms (best {self.best:.1f})"


def took(work: Callable[[], object], runs: int = 21) -> Took:
    """How long it takes, after one run that warms up."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return Took(median(times), min(times))
