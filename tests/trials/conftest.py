"""The demo partnership, made once for all trials; each trial is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from cspr.operations import clock
from cspr.web.demo import cases, people
from tests.factories import NOON
from tests.trials import desk, states


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The cases of the demo, and some more, as they stand at noon on 20 November 2026."""
    with django_db_blocker.unblock(), transaction.atomic():
        desk.DESKS.clear()  # Those of a demo that other tests came after.
        home = people.make(NOON.date())
        cases.make(home, NOON.date())
        states.add(home)
        connection.check_constraints()  # Now and once, else each test asks again of every row there is.
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _at_noon(demo: None, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.EMAIL_HOST = "mail.example.org"  # Set, so that a test message is taken. Nothing is sent: no worker runs.
