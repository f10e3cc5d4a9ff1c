"""The world that the matrix is tried in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from cspr.operations import clock
from tests.access.given import World, world
from tests.factories import NOON


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once; each test undoes what it does to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = world()
        connection.check_constraints()  # Now and once, else each test asks again of every row there is.
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Sessions in memory, and a clock that stands, where there is the world."""
    if "made" in request.fixturenames:
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        monkeypatch.setattr(clock, "now", lambda: NOON)
