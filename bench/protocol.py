"""How fast the protocol is: a case of 400 facts evaluated, and working days counted against numpy's busday_offset."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

import numpy as np
from _watch import best

from cspr.protocol import Calendar, Fact, evaluate, load

MILLION = 1_000_000
ONE_BY_ONE = 100_000
GOAL_EVALUATION_MS, GOAL_VECTOR, GOAL_SCALAR = 5.0, 2.0, 20.0


def four_hundred_facts() -> list[Fact]:
    """A long case: 100 agencies asked, answered and told what was learnt, 40 actions set and done, and what holds it together."""
    day = date(2026, 1, 5)
    facts = [
        Fact("incident_occurred", day, "f-incident", details={"abuse_or_neglect": "known", "outcome": "died"}),
        Fact("authority_aware", day, "f-aware"), Fact("sin_submitted", day, "f-sin", details={"reference": "SIN-0001"}),
        Fact("partnership_told", day, "f-told"), Fact("rapid_review_opened", day, "f-open", details={"basis": "sin"}),
        Fact("meeting_held", day + timedelta(days=10), "f-met", details={"meeting": "learning"}),
    ]
    for n in range(100):
        agency, returned = f"agency-{n}", {"nil": n % 2 == 0, "conversations_held": True, "desktop_review_done": True}
        facts += [Fact("information_requested", day + timedelta(days=1), f"a{n}", details={"agency": agency, "due": "2026-01-12"}),
                  Fact("return_received", day + timedelta(days=4 + n % 7), f"b{n}", details={"agency": agency, **returned}),
                  Fact("learning_disseminated", day + timedelta(days=60), f"c{n}", details={"to": agency})]
    for n in range(47):
        action = {"action": f"A{n}"}
        facts += [Fact("action_set", day + timedelta(days=40), f"d{n}", details={**action, "owner": f"agency-{n}", "due": "2026-06-01"}),
                  Fact("action_done", day + timedelta(days=90), f"e{n}", details=action)]
    return facts[:400]


def evaluation() -> bool:
    """A case of 400 facts, every duty, gate, access rule and stage."""
    protocol, facts, on = load("kbsp-2022"), four_hundred_facts(), date(2026, 3, 2)
    took = best(lambda: evaluate(protocol, facts, on, scope="case"), 20) * 1000
    print(f"  {len(facts)} facts evaluated in {took:.1f} ms (goal < {GOAL_EVALUATION_MS:.0f} ms)")
    return took < GOAL_EVALUATION_MS


def working_days() -> bool:
    """A million additions at once, and one by one, each against numpy with the same holidays."""
    calendar, chosen = Calendar.named(), random.Random(2026)
    starts = [date(2015, 1, 1) + timedelta(days=chosen.randrange(5800)) for _ in range(MILLION)]
    holidays = np.array(sorted(calendar.holidays), dtype="datetime64[D]")
    vector, peer = np.array(starts, dtype="datetime64[D]"), np.busdaycalendar(holidays=holidays)
    expected = np.busday_offset(vector, 15, roll="backward", busdaycal=peer).astype(object)
    if calendar.add_many(starts, 15) != list(expected):
        print("  the two calendars do not agree")
        return False
    ours = best(lambda: calendar.add_many(starts, 15))
    theirs = best(lambda: np.busday_offset(vector, 15, roll="backward", busdaycal=peer))
    both = f"{ours * 1000:.0f} ms, numpy {theirs * 1000:.0f} ms"
    print(f"  {MILLION:,} additions at once: {both}: {ours / theirs:.2f} times numpy (goal ≤ {GOAL_VECTOR:.0f})")
    some = starts[:ONE_BY_ONE]
    single = best(lambda: [calendar.add_working_days(s, 15) for s in some], 3)
    scalar = best(lambda: [np.busday_offset(s, 15, roll="backward", busdaycal=peer) for s in some[:10_000]], 3) * (ONE_BY_ONE / 10_000)
    both = f"{single * 1000:.0f} ms, numpy {scalar * 1000:.0f} ms"
    print(f"  {ONE_BY_ONE:,} one by one: {both}: {scalar / single:.0f} times faster (goal ≥ {GOAL_SCALAR:.0f})")
    return ours / theirs <= GOAL_VECTOR or scalar / single >= GOAL_SCALAR


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    return 0 if all([evaluation(), working_days()]) else 1


if __name__ == "__main__":
    sys.exit(main())
