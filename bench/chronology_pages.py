"""How fast the desk's pages are with 2,000 and 20,000 events, beside the plain SQL of the rows they show."""

from __future__ import annotations

import random
import sys
from datetime import date, datetime, timedelta

from _given import Took, client_of, ready, took
from django.db import connection

GOALS = {"": 150.0, "lanes/": 300.0}
WORDS = ("Home visit, no answer.", "Seen at the clinic; weight and length taken.", "Telephone call to the mother about the missed appointment.",
         "Called to the address by a neighbour: shouting heard.", "Notice sent to children's social care.", "Attended the emergency department.")
PLAIN = """SELECT * FROM chronology_entry WHERE partnership_id = %(home)s AND case_id = %(case)s AND live AND same_as_id IS NULL
    ORDER BY "order", id LIMIT 50"""
COUNT = """SELECT count(*), count(DISTINCT agency) FROM chronology_entry
    WHERE partnership_id = %(home)s AND case_id = %(case)s AND live AND same_as_id IS NULL"""
ALL = PLAIN.removesuffix(" LIMIT 50")


def filled(total: int) -> str:
    """A case of the demo with so many events of ten agencies over six years; gives its reference. By SQL's own means, past the desk."""
    from cspr.chronology.shapes import Entry as Row
    from cspr.chronology.shapes import Source, When
    from cspr.record.models import Case
    from cspr.services.chronology.models import Entry, Import, Link
    from cspr.services.chronology.rows import columns_of

    case = Case.objects.filter(about="infant, seriously harmed").order_by("pk")[0]
    made = random.Random(7)  # noqa: S311 - made-up events
    files = list(Import.objects.filter(case=case))
    agencies = list(case.partnership.agencies.values_list("slug", flat=True)[:10])
    rows = []
    for n in range(Entry.objects.filter(case=case).count(), total):
        day = date(2020, 11, 1) + timedelta(days=made.randrange(2190))
        when = When(f"{day:%d/%m/%Y}", day, day, "day")
        if n % 3 == 0:
            moment = datetime(day.year, day.month, day.day, made.randrange(24), made.randrange(60))
            when = When(f"{moment:%d/%m/%Y %H%M}hrs", moment, moment, "minute")
        row = Row(f"bench-{n}", when, agencies[n % 10], f"{made.choice(WORDS)} {n}", Source("made-up.csv", "", n), present="Mother",
                  significant=n % 40 == 0)
        rows.append(Entry(partnership=case.partnership, case=case, source=files[n % len(files)], key=row.id, agency=row.agency, **columns_of(row)))
    made_rows = Entry.objects.bulk_create(rows, batch_size=2000)
    Link.objects.bulk_create(Link(partnership=case.partnership, case=case, a=a, b=b, kind="same_event", score=70, why="On the same day.")
                             for a, b in zip(made_rows[::20], made_rows[1::20], strict=False))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return case.reference


def page(reference: str, rest: str) -> tuple[Took, Took]:
    """One page of the desk, and the rows beneath it as plain SQL: a page of them and how many; for the lanes, all."""
    from cspr.record.models import Case

    client, case = client_of("business_unit"), Case.objects.get(reference=reference)
    values = {"home": case.partnership_id, "case": case.pk}

    def whole() -> None:
        assert client.get(f"/cases/{reference}/chronology/{rest}").status_code == 200

    def plain() -> None:
        with connection.cursor() as cursor:
            for statement in (ALL,) if rest else (COUNT, PLAIN):
                cursor.execute(statement, values)
                cursor.fetchall()

    return took(whole, 11), took(plain, 11)


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    ready()
    sound, before = True, dict.fromkeys(GOALS, 0.0)
    for total in (2_000, 20_000):
        reference = filled(total)
        for rest, goal in GOALS.items():
            ours, beneath = page(reference, rest)
            most = goal if total == 2_000 else 10 * before[rest]
            said = "" if total == 2_000 else f", {ours.best / before[rest]:.1f} times that of a tenth of the events"
            print(f"  {total:6,} events, {rest.strip('/') or 'merged':7} {ours} (goal < {most:.0f} ms{said}); "
                  f"plain SQL {beneath}; {ours.best / beneath.best:.1f} times")
            sound, before[rest] = sound and ours.median < most, ours.best
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
