"""Every step of the service pressed by two people at the same moment: what comes of it is what would have come of one after the other.

Each pair is tried on a copy of the demo of its own, in two threads and with two connections, and both are let go where the door begins: each
has read the case as it was, and neither has its lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.http import HttpResponse

from cspr.access.audit import verify
from cspr.operations import clock
from cspr.steps import step as steps_of_pages
from cspr.web.demo import cases, people
from tests.durable import databases
from tests.factories import NOON
from tests.paper import Paper
from tests.trials import desk as desks
from tests.trials import states
from tests.trials.desk import Desk, desk, steps
from tests.trials.test_two_people import OWN

WHOLE, COPY = "at_once_whole", "at_once_copy"
PAIRS = (
    ("rapid_review.write_report", "rapid_review.circulate_report"), ("rapid_review.attach_file", "rapid_review.change_request"),
    ("rapid_review.ask_more_time", "rapid_review.change_request"), ("meetings.cancel", "meetings.hold"), ("meetings.cancel", "meetings.invite"),
    ("messages.pause_chasing", "messages.skip_step"), ("people.merge", "people.remove_person"), ("record.correct", "record.take_back"),
    ("action_plan.change_due", "action_plan.do_action"), ("action_plan.raise_barrier", "action_plan.do_action"),
    ("publication.plan", "publication.decline"), ("notification.record_sin", "notification.decline"),
)


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database with the demo of the trials, kept; beside the one of the other tests."""
    given = connection.settings_dict["NAME"]
    assert given.startswith("test_"), "run with test_each_pair_is_done_in_one_case, for which the tables are made"
    with django_db_blocker.unblock():
        try:
            databases.make(WHOLE, given)
            databases.use(WHOLE)
            desks.DESKS.clear()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(clock, "now", lambda: NOON)
                home = people.make(NOON.date())
                cases.make(home, NOON.date())
                states.add(home)
            databases.use(given)
            yield WHOLE
        finally:
            desks.DESKS.clear()
            databases.use(given)
            for name in (WHOLE, COPY):
                databases.drop(name)


@pytest.fixture
def _on_a_copy(whole: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.EMAIL_HOST = "mail.example.org"
    given = connection.settings_dict["NAME"]
    try:
        databases.make(COPY, whole)
        databases.use(COPY)
        yield
    finally:
        databases.use(given)


@dataclass(frozen=True)
class Outcome:
    """What came of two posts: their statuses, and how many rows each table has then."""

    statuses: tuple[int, int]
    rows: tuple[tuple[str, int], ...]


# Whoever is signed in and has looked is no effect of a step; dates of other cases move after a step is committed, and those in turn are undone.
_ASIDE = {"sessions.Session", "access.Looked", "record.Shift"}


def _rows() -> tuple[tuple[str, int], ...]:
    return tuple((model._meta.label, model.objects.count()) for model in apps.get_models()
                 if model._meta.managed and model._meta.label not in _ASIDE)


def _in_turn(first: Desk, second: Desk) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    with transaction.atomic():
        statuses = first.send(first.answers).status_code, second.send(second.answers).status_code
        rows = _rows()
        transaction.set_rollback(True)
    return *statuses, rows


def _at_once(one: Desk, other: Desk, monkeypatch: pytest.MonkeyPatch) -> list[HttpResponse]:
    ready, run = Barrier(2), steps_of_pages.run

    def door(*args: Any, **more: Any) -> Any:
        with suppress(BrokenBarrierError):  # The other was answered before it came here.
            ready.wait(timeout=10)
        return run(*args, **more)

    def post(here: Desk, client: Any) -> HttpResponse:
        try:
            return here.send(here.answers, client=client)
        finally:
            connections.close_all()

    monkeypatch.setattr(steps_of_pages, "run", door)
    clients = [here.client() for here in (one, other)]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(post, (one, other), clients))


def _tried(one: Desk, other: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, rows = _in_turn(one, other)
    lawful = {Outcome((first, second), rows)}
    second, first, rows = _in_turn(other, one)
    lawful.add(Outcome((first, second), rows))
    answers = _at_once(one, other, monkeypatch)
    found = Outcome((answers[0].status_code, answers[1].status_code), _rows())
    assert found in lawful, [(o.statuses, sorted(set(found.rows) ^ set(o.rows))) for o in lawful]
    assert verify().broken == ()
    for here, answer in zip((one, other), answers, strict=True):
        if answer.status_code in (409, 422):
            page = Paper(answer)
            assert page.shows(here.answers) == [], "what was typed stays on the page"
            assert answer.status_code == 422 or "be done yet" in page.words or any(p.who.user.name in page.words for p in (one, other))


@pytest.mark.django_db  # So that there is a database to begin with: the others have theirs beside it.
def test_each_pair_is_done_in_one_case() -> None:
    assert {name for pair in PAIRS for name in pair} <= {view.operation for view in steps().values()}
    assert not apps.get_model("record", "Case").objects.exists()


@pytest.mark.parametrize("route", list(steps()))
def test_two_at_the_same_moment_are_as_one_after_the_other(_on_a_copy: None, route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk(route)
    if here.step.startswith(OWN):  # Nobody else has that page: the same person, in two windows.
        _tried(here, Desk(here.step, here.address, here.who, here.paper, here.answers | {"key": ["of the other window"]}), monkeypatch)
    else:
        _tried(here, here.colleague(), monkeypatch)


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_two_different_steps_at_the_same_moment_are_as_one_after_the_other(_on_a_copy: None, pair: tuple[str, str],
                                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {view.operation: route for route, view in steps().items()}
    monkeypatch.setitem(desks.AT, pair[1], desks.AT.get(pair[0], "infant, seriously harmed"))
    monkeypatch.setattr(desks, "DESKS", {})
    _tried(desk(routes[pair[0]]), desk(routes[pair[1]]), monkeypatch)
