"""Rows that belong side by side: told twice, told by several agencies, told differently.

What is found is for a person to decide on; nothing is joined by itself. Each pair says why in a sentence. Few of them, and those worth
looking at: a phrase that comes again and again ("DNA. Text reminder sent.") is no duplicate. How it is found: docs/adr/0076.
"""

from __future__ import annotations

from collections.abc import Sequence

from cspr.chronology.matching.contradictions import Who, contradiction
from cspr.chronology.matching.duplicates import duplicates
from cspr.chronology.matching.events import events
from cspr.chronology.matching.seen import Rarity, see
from cspr.chronology.order import place
from cspr.chronology.shapes import Entry, Pair


def look(entries: Sequence[Entry], *, who: Who | None = None) -> tuple[Pair, ...]:
    """The pairs among the entries of all agencies, in time order; a is the earlier. An event told three times makes three pairs at most.

    who: whose id a name or a role means (Names.who), so that "mother's partner" and his name are one in accounts that differ.
    The copies of a row told twice are left out of everything else: what is said of the first is true of them.
    """
    ordered = sorted(entries, key=place)
    seen = [see(n, e) for n, e in enumerate(ordered)]
    rarity = Rarity(seen)
    twice = list(duplicates(seen, rarity.of))
    copies = {pair.b for pair in twice}
    found = {(p.a, p.b, p.kind): p for p in twice}
    for match in events([s for s in seen if s.entry.id not in copies], rarity):
        a, b = (match.a, match.b) if match.a.at < match.b.at else (match.b, match.a)
        ids = (a.entry.id, b.entry.id)
        found[*ids, "same_event"] = Pair(*ids, "same_event", round(min(99.0, 50 + 12 * match.points), 1), match.why)
        differs = contradiction(match, who)
        if differs:
            found[*ids, "contradiction"] = Pair(*ids, "contradiction", round(min(99.0, 60 + 10 * match.points), 1), differs)
    at = {s.entry.id: s.at for s in seen}
    return tuple(sorted(found.values(), key=lambda p: (at[p.a], at[p.b], p.kind)))
