"""What writing down a look costs over the plain INSERT, how it holds when many open one case, and what verifying the log costs over reading it."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from _given import ready, took
from django.db import connection, transaction

GOAL_MS, GOAL_RATIO, GOAL_ENTRIES = 2.0, 3.0, 30_000
RUNS, AT_ONCE, MANY, WALKED = 201, 8, 100, 60_000
PLAIN = """INSERT INTO access_looked (partnership_id, case_id, member_id, at, kind, what, address, "by", seq)
    VALUES (%s, %s, %s, %s, 'page', 'page: made up', '', '', %s)"""


def written() -> bool:
    """One look, each in a transaction of its own and written to disk, as a page does it."""
    from cspr.access.reads import case_for, note_look
    from cspr.operations import clock
    from cspr.partnership.models import Member
    from cspr.record.models import Case

    unit, case, now = Member.objects.filter(role="business_unit").select_related("partnership", "user")[0], Case.objects.all()[0], clock.now()
    seen, number = case_for(unit, case.reference, now.date()), iter(range(10**9, 2 * 10**9))

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [case.partnership_id, case.pk, unit.pk, now, next(number)])

    def chained() -> None:
        note_look(seen, "page: made up", now)

    bare, whole = took(plain, RUNS), took(chained, RUNS)
    print(f"  a look written down: {whole} (goal < {GOAL_MS:.0f} ms); the plain INSERT {bare}; {whole.best / bare.best:.1f} times "
          f"(goal < {GOAL_RATIO:.0f})")

    def one(turn: int) -> None:
        for _ in range(MANY):
            chained()

    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(one, range(AT_ONCE)))
    print(f"  {AT_ONCE} people opening one case without a pause: {AT_ONCE * MANY / (time.perf_counter() - begun):,.0f} looks a second")
    return whole.best < GOAL_MS and whole.best / bare.best < GOAL_RATIO


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def walked() -> bool:
    """The whole log verified, against reading the same rows and hashing each once."""
    from cspr.access.audit import verify
    from cspr.access.models import Looked
    from cspr.access.reads import case_for, note_look
    from cspr.partnership.models import Member
    from cspr.record.models import Case
    from cspr.record.walk import streamed

    unit = Member.objects.filter(role="business_unit").select_related("partnership", "user")[0]
    cases = list(Case.objects.all())
    with connection.cursor() as cursor:
        for _ in range(WALKED // len(cases)):  # Each round a transaction of its own: a head moved on a thousand times in one grows slow.
            cursor.execute("SELECT note_look(partnership_id, id, '', %s, now(), 'page', 'page: made up', '198.51.100.7', 'session 1a2b3c4d5e') "
                           "FROM record_case", [unit.pk])
    note_look(case_for(unit, cases[0].reference, datetime.now().date()), "page: made up", datetime.now().astimezone())

    def raw() -> None:
        with transaction.atomic():
            for row in streamed("SELECT * FROM access_looked ORDER BY id"):
                hashlib.sha256(str(row).encode()).digest()

    entries, bare = Looked.objects.count(), min(_timed(raw) for _ in range(3))
    found = verify()
    whole = min(_timed(verify) for _ in range(3))
    print(f"  {found.entries:,} entries verified in {whole:.2f} s, {found.entries / whole:,.0f} a second (goal > {GOAL_ENTRIES:,}); "
          f"the {entries:,} looks read and hashed alone {bare:.2f} s; {whole / bare:.1f} times; faults: {len(found.broken)}")
    return found.entries / whole > GOAL_ENTRIES


def main() -> int:
    """Run all; 1 where a goal is missed."""
    ready()
    print("Who looked")
    return 0 if all([walked(), written()]) else 1


if __name__ == "__main__":
    sys.exit(main())
