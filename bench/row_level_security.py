"""What the database's own policies cost (ADR 0110): each listed page with them and without, turn by turn, in a partnership of 5,000 cases."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from unittest import mock

from _given import client_of, copied, ready
from django.db import connection
from django.test import Client

CASES, GOAL, TURNS = 5000, 1.3, 41
PEOPLE = (("business_unit", None), ("sub_group_chair", None), ("agency_lead", "hospital"), ("notifier", "council"))
OF_A_CASE = ("", "history/", "rapid_review/returns/", "chronology/", "rapid_review/pack/")


def spent(client: Client, path: str) -> float:
    """Seconds of a processor until the page is there, here and in the database: what the machine does besides disturbs them least."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        beneath = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def until_now() -> float:
        return time.process_time() + int(beneath.read_text().split()[0]) / 1e9

    begun = until_now()
    assert client.get(path).status_code == 200, path
    return until_now() - begun


def page(client: Client, who: str, path: str) -> bool:
    """One page for one person. Without: the owner reads, whom no policy binds, and nobody is told who asks."""
    kept, free = [], []
    spent(client, path)
    for _ in range(TURNS):
        kept.append(spent(client, path) * 1000)
        with mock.patch("cspr.access.answering._change"):
            free.append(spent(client, path) * 1000)
    ratio = median(kept) / median(free)
    print(f"  {path:45} {who:16} {median(kept):6.1f} ms with, {median(free):6.1f} without: {ratio:.2f} times (goal < {GOAL})", flush=True)
    return ratio < GOAL


def main() -> int:
    """Print what was measured. 1 where a page costs more than the goal."""
    ready()
    from cspr.record.models import Fact

    fullest = Fact.objects.filter(kind="panel_report_sent").first() or Fact.objects.filter(kind="pack_shared").first()
    assert fullest and fullest.case
    case = f"/cases/{fullest.case.reference}/"
    copied(CASES)
    right = []
    for role, agency in PEOPLE:
        client = client_of(role, agency)
        for path in ("/", "/cases/", *(case + part for part in OF_A_CASE)):
            if path.startswith(case) and client.get(path).status_code == 404:  # Not this person's.
                continue
            right.append(page(client, role, path))
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
