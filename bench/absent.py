"""Whether the time of an answer tells a case that is there for others from one there is none of: both asked in turn, in one run.

Beside the medians it says how often the one took longer than the other over all pairs. Where nothing can be told that is half of them; the
nearer it is to half, the more often somebody who wants to know has to ask.
"""

from __future__ import annotations

import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from statistics import median, quantiles

from _given import client_of, ready
from django.test import Client

RUNS, OF_SIGN_IN, GOAL_RATIO, GOAL_APART = 400, 200, 1.1, 0.08


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _longer(those: list[float], than: list[float]) -> float:
    """The share of all pairs in which the first took longer; a tie is half of one."""
    ordered = sorted(than)
    return sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in those) / 2 / len(those) / len(than)


def compared(says: str, hidden: Callable[[], int], absent: Callable[[], int], runs: int = RUNS) -> bool:
    """Ask for both in turn, first the one and then the other first; both have to give the same status."""
    assert hidden() == absent(), says
    times: tuple[list[float], list[float]] = [], []
    for n in range(runs):
        for which in (0, 1) if n % 2 else (1, 0):
            times[which].append(_timed((hidden, absent)[which]))
    middle, late = [median(one) for one in times], [quantiles(one, n=20)[-1] for one in times]
    ratio, longer = middle[0] / middle[1], _longer(*times)
    print(f"  {says:46} {middle[0]:5.2f} ms (95 % below {late[0]:.2f}), absent {middle[1]:5.2f} ms ({late[1]:.2f}); {ratio:.3f} times; "
          f"took longer in {longer:.0%} of pairs (goal 50 ± {GOAL_APART:.0%})")
    return 1 / GOAL_RATIO < ratio < GOAL_RATIO and abs(longer - 0.5) < GOAL_APART


def main() -> int:
    """Print what was measured. 1 where the one can be told from the other."""
    ready()
    from cspr.access.models import Bar
    from cspr.access.reads import visible_cases
    from cspr.operations import clock
    from cspr.partnership.models import Member
    from cspr.record.models import Case

    lead, unit = client_of("agency_lead", "police"), client_of("business_unit")
    member = Member.objects.select_related("user", "partnership", "agency").get(user=lead.session["_auth_user_id"])
    theirs = visible_cases(member, clock.today()).values("pk")
    hidden = Case.objects.exclude(pk__in=theirs)[0].reference
    barred = Case.objects.filter(disposed_at=None)[0]
    Bar.objects.create(case=barred, user_id=unit.session["_auth_user_id"], since=clock.now())
    absent = hidden[:-4] + "9999"

    def page(client: Client, reference: str) -> Callable[[], int]:
        return lambda: client.get(f"/cases/{reference}/").status_code

    def call(client: Client, reference: str) -> Callable[[], int]:
        return lambda: client.get(f"/api/v1/cases/{reference}/facts").status_code

    places = (f"198.51.{n // 250}.{n % 250}" for n in range(60_000))  # From none of them often enough to be told to wait.

    def sign_in(email: str) -> Callable[[], int]:
        return lambda: Client(REMOTE_ADDR=next(places)).post("/sign-in/", {"email": email, "password": "a wrong guess"}).status_code

    return 0 if all([
        compared("a page of a case that is not theirs", page(lead, hidden), page(lead, absent)),
        compared("a page of a case that a conflict hides", page(unit, barred.reference), page(unit, absent)),
        compared("the API, of a case that is not theirs", call(lead, hidden), call(lead, absent)),
        compared("the API, of a case that a conflict hides", call(unit, barred.reference), call(unit, absent)),
        compared("a wrong password of an address that is here", sign_in(member.user.email), sign_in("nobody@example.org"), OF_SIGN_IN),
    ]) else 1


if __name__ == "__main__":
    sys.exit(main())
