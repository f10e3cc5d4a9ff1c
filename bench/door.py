"""What the door costs over the writes it makes: a case created over HTTP, and one operation at a case's 10th and its 400th fact."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from _given import Took, client_of, ready, took
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

GOAL_CREATE_MS, GOAL_MORE_MS, FLAT = 30.0, 2.0, 1.5
AGENCIES, RUNS = 100, 101
WRITES = ("INSERT", "UPDATE", "DELETE")


def undone(work: Callable[[], object]) -> Callable[[], None]:
    """The work in a transaction that is then taken back, so that every run finds the same case."""
    def once() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
    return once


def writes_of(work: Callable[[], object]) -> Callable[[], None]:
    """The bare statements that the work writes with, to be run again without it."""
    with CaptureQueriesContext(connection) as queries:
        undone(work)()
    statements = [q["sql"] for q in queries if q["sql"].startswith(WRITES)]

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:  # As the door does: a savepoint within what is taken back.
            for statement in statements:
                cursor.execute(statement)
    return bare


def create() -> bool:
    """A case opened by the authority through the API, in one process, and written to disk."""
    client = client_of("notifier", "council")
    given = {"at": "2026-01-05T09:00", "about": "infant, seriously harmed", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed",
             "looked_after": False, "children": [{"name": "Rowan Thistle", "born": "2025-02-11"}]}

    def post() -> None:
        answer = client.post("/api/v1/notification/open", given, content_type="application/json")
        assert answer.status_code == 200, answer.content

    whole, beneath = took(post), took(undone(writes_of(post)))
    print(f"  a case created over HTTP: {whole} (goal < {GOAL_CREATE_MS:.0f} ms); its writes alone {beneath}; {whole.best / beneath.best:.1f} times")
    return whole.median < GOAL_CREATE_MS


class Review:
    """A made-up Rapid Review, grown through the door to as many facts as are wanted."""

    def __init__(self) -> None:
        """Just notified: five facts."""
        from cspr.operations import now
        from cspr.partnership.models import Member

        self.now, self.at = now(), (now() - timedelta(days=3)).date().isoformat()
        self.people = {m.role: m for m in Member.objects.select_related("user", "partnership", "agency").order_by("-pk")}
        self.case: Any = None
        incident = {"at": self.at, "about": "", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "looked_after": False}
        self.case = self.do("notification.open", "notifier", **incident).case
        self.do("notification.record_sin", "notifier", reference="SIN-1", at=self.at, partnership_told_at=self.at)

    def do(self, name: str, role: str, **data: Any) -> Any:
        """Run one operation as the first person of a role."""
        from cspr.operations import run

        return run(name, self.people[role], data, case=self.case.reference if self.case else None, now=self.now)

    def grow(self, facts: int) -> None:
        """Agencies asked and answering, actions set and done, learning shared, until the case has so many facts."""
        from cspr.partnership.models import Agency

        words = list(Agency.objects.order_by("pk").values_list("slug", flat=True))
        unit = "business_unit"
        self.do("rapid_review.consult_lead_professional", unit, name_or_post="Health visitor", at=self.at)
        self.do("rapid_review.request_information", unit, agencies=words[:facts // 4], due=self.now.date().isoformat(), at=self.at)
        for agency in words[1:facts // 4]:
            self.do("rapid_review.submit_return", unit, agency=agency, nil=True, nil_reason="Not known.", conversations_held=True,
                    desktop_review_done=True, at=self.at)
        for number in range(facts // 5):
            self.do("action_plan.set_action", unit, title="Another", action=f"Z{number}", owner="police", due=self.now.date().isoformat(), at=self.at)
        if facts - self.facts() > 1:
            self.do("learning.disseminate", unit, agencies=words[:facts - self.facts() - 1], at=self.at)
        while self.facts() < facts:
            self.do("learning.disseminate", unit, to="Foster carers", at=self.at)

    def facts(self) -> int:
        """How many facts the case has."""
        from cspr.record.models import Fact

        return Fact.objects.filter(case=self.case).count()


OPERATIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("learning.disseminate", "business_unit", {"to": "School nurses"}),
    ("rapid_review.tell_family", "business_unit", {"who": "Mother", "by": "Business Manager"}),
    ("rapid_review.submit_return", "business_unit", {"agency": "council", "nil": True, "nil_reason": "Not known.", "conversations_held": True,
                                                     "desktop_review_done": True}),
)


def one_operation() -> bool:
    """Several operations, each taken back, in a case of 10 facts and in one of 400."""
    from cspr.partnership.models import Agency, Partnership

    home = Partnership.objects.get()
    for number in range(AGENCIES):
        Agency.objects.create(partnership=home, slug=f"agency-{number}", name=f"Made-up agency {number}")
    reviews = {size: Review() for size in (10, 400)}
    for size, review in reviews.items():
        review.grow(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # As the database does by itself where it has run for a while.
    met = []
    for name, role, data in OPERATIONS:
        over: dict[int, float] = {}
        for size, review in reviews.items():
            work = partial(review.do, name, role, at=review.at, **data)
            ours: Took = took(undone(work), RUNS)
            beneath = took(undone(writes_of(work)), RUNS)
            over[size] = ours.best - beneath.best
            print(f"  {name:28} at fact {review.facts():3}: {ours}; its writes alone {beneath}; {over[size]:.1f} ms more "
                  f"(goal < {GOAL_MORE_MS:.0f} ms), {ours.best / beneath.best:.1f} times")
        met.append(max(over.values()) < GOAL_MORE_MS and over[400] < FLAT * over[10])
    return all(met)


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    ready()
    return 0 if all([create(), one_operation()]) else 1


if __name__ == "__main__":
    sys.exit(main())
