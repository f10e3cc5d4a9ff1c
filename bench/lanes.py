"""How fast the swim lanes of 2,000 events are drawn, beside writing a linked circle for each."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

import django
from _given import took

EVENTS, AGENCIES, GOAL_MS = 2000, 10, 300.0


def main() -> int:
    """Print what was measured. 1 where the goal is missed."""
    django.setup()
    from django.utils.html import escape

    from cspr.govuk.svg.lanes import Lane, lanes
    from cspr.govuk.svg.marks import Mark

    chance, first = random.Random(3), date(2024, 1, 1)
    days = [first + timedelta(days=chance.randrange(1000)) for _ in range(EVENTS)]
    marks = [Mark(day, f"{day:%d %B %Y}: home visit by the worker", href=f"/cases/EX-1/chronology/{n}/") for n, day in enumerate(days)]
    rows = [Lane(f"Agency {n}", marks[n::AGENCIES]) for n in range(AGENCIES)]

    def bare() -> str:
        return "".join(
            f'<a href="{escape(m.href)}" aria-label="{escape(m.label)}"><circle cx="{(m.start - first).days}" cy="40" r="6"/></a>' for m in marks
        )

    raw = took(bare)
    for until, named in ((date(2026, 9, 26), "the whole period"), (date(2024, 3, 31), "three months of it")):
        ours = took(lambda until=until: lanes(rows, first, until))
        print(f"  {named}: {ours} (goal < {GOAL_MS:.0f} ms); a bare linked circle for each event {raw}; {ours.best / raw.best:.1f} times")
        if ours.median >= GOAL_MS:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
