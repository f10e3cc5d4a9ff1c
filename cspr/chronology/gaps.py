"""Stretches without contact: with any agency, and with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from cspr.chronology.matching.seen import day_of
from cspr.chronology.shapes import Entry, Gap

SIX_WEEKS = 42
VAGUE = 92  # Days: a row known only to a year, or "early 2019", says neither that there was contact all that time nor when.


def gaps(entries: Iterable[Entry], at_least: int = SIX_WEEKS) -> tuple[Gap, ...]:
    """Stretches of at least so many days in which nothing is recorded; with any agency first, then by agency, each in time order.

    A range counts for its whole stretch. Rows whose date is unknown, or vaguer than a quarter of a year, are left out. Before the first
    row and after the last there is no gap: what is not asked for is not missing.
    """
    if at_least < 1:
        raise ValueError("A gap has at least one day.")
    stretches: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for entry in entries:
        when = entry.when
        if when.start is None:
            continue
        first, last = day_of(when.start), day_of(when.end or when.start)
        if when.precision == "range" or (last - first).days <= VAGUE:
            stretches[entry.agency].append((first, last))
    everybody = [s for agency in stretches.values() for s in agency]
    found = list(_between("", everybody, at_least)) if len(stretches) > 1 else []
    for agency in sorted(stretches):
        found += _between(agency, stretches[agency], at_least)
    return tuple(found)


def _between(agency: str, stretches: list[tuple[date, date]], at_least: int) -> Iterator[Gap]:
    reached: date | None = None
    for first, last in sorted(stretches):
        if reached is not None and (days := (first - reached).days - 1) >= at_least:
            yield Gap(agency, reached, first, days)
        reached = max(reached or last, last)
