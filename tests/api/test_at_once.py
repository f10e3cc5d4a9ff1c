"""Several systems writing at the same moment: each is carried out whole or refused whole, and the chain has no fork and no gap."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from cspr.access.audit import verify
from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact, Submission
from tests.factories import NOON, client_for, member, open_case

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4
SIN = {"at": "2026-11-17T10:00", "partnership_told_at": "2026-11-17T10:05"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _together(people: list[Member], send: Callable[[Any, int], Any]) -> list[Any]:
    """Everyone's answer to a request that all of them send when the last is ready."""
    ready = Barrier(len(people))
    clients = [client_for(who) for who in people]

    def one(number: int) -> Any:
        ready.wait(timeout=30)
        try:
            return send(clients[number], number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, range(len(people))))


def _people() -> list[Member]:
    return [member(Role.NOTIFIER, email=f"notifier{n}@wessmoor.example.org") for n in range(AT_ONCE)]


def test_of_several_notifications_at_once_one_is_recorded() -> None:
    case = open_case()
    path = f"/api/v1/cases/{case.reference}/notification/record_sin"
    answers = _together(_people(), lambda client, n: client.post(path, {**SIN, "reference": f"SIN-{n}"}, content_type="application/json"))
    assert sorted(a.status_code for a in answers) == [200] + [422] * (AT_ONCE - 1)
    assert all("recorded already" in a.json()["message"] for a in answers if a.status_code == 422)
    assert Fact.objects.filter(kind="sin_submitted").count() == 1 and verify().broken == ()


def test_one_submission_sent_several_times_at_once_has_one_effect() -> None:
    case, who = open_case(), member(Role.NOTIFIER)
    path = f"/api/v1/cases/{case.reference}/notification/record_sin"
    answers = _together([who] * AT_ONCE, lambda client, n: client.post(path, {**SIN, "reference": "SIN-1"}, content_type="application/json",
                                                                      headers={"Idempotency-Key": "pressed often"}))
    assert [a.status_code for a in answers] == [200] * AT_ONCE
    assert sorted(a.json()["repeated"] for a in answers) == [False] + [True] * (AT_ONCE - 1)
    assert all(a.json()["facts"] == answers[0].json()["facts"] for a in answers)
    assert Submission.objects.count() == 1 and Fact.objects.filter(kind="sin_submitted").count() == 1 and verify().broken == ()


def test_cases_opened_at_once_have_references_of_their_own() -> None:
    given = {"at": "2026-11-16T09:00", "about": "infant, seriously harmed", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed"}
    answers = _together(_people(), lambda client, n: client.post("/api/v1/notification/open", given, content_type="application/json"))
    assert [a.status_code for a in answers] == [200] * AT_ONCE
    assert sorted(c.reference[-4:] for c in Case.objects.all()) == [f"{n:04d}" for n in range(1, AT_ONCE + 1)] and verify().broken == ()


def test_the_partnerships_own_facts_keep_one_chain() -> None:
    people = [member(Role.BUSINESS_UNIT, email=f"unit{n}@wessmoor.example.org") for n in range(AT_ONCE)]
    answers = _together(people, lambda client, n: client.post("/api/v1/learning/hold_event", {"title": f"Event {n}", "at": "2026-11-18"},
                                                             content_type="application/json"))
    assert [a.status_code for a in answers] == [200] * AT_ONCE
    assert sorted(Fact.objects.values_list("seq", flat=True)) == [1, 2, 3, 4] and verify().broken == ()
