"""The database is away for a moment: 503, what was typed is on the page, and sent again it has one effect."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from tests.factories import NOON, client_for, member, open_case
from tests.paper import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _client() -> Any:
    client = client_for(member(Role.BUSINESS_UNIT))
    client.raise_request_exception = False
    return client


def test_a_page_that_cannot_be_read_now_says_so_and_what_to_do() -> None:
    with patch("cspr.web.pages.render", side_effect=OperationalError("terminating connection")):
        answer = _client().get("/cases/?q=x")
    assert answer.status_code == 503 and answer["Retry-After"] == "5" and answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "not available for a moment" in page and 'href="/cases/?q=x"' in page and "terminating" not in page


def test_what_was_typed_is_sent_again_from_the_page_and_recorded_once_though_it_was_recorded_the_first_time() -> None:
    client = _client()
    typed = {"title": "Learning event", "at-day": "18", "at-month": "11", "at-year": "2026", "attended": "12", "key": "one form", "action": "confirm"}
    with patch.object(SessionStore, "save", side_effect=UpdateError):  # The database went away after the run was committed.
        answer = client.post("/learning/hold_event/", typed)
    assert answer.status_code == 503 and Fact.objects.count() == 1
    again = Paper(answer).hidden()
    assert {name: values[0] for name, values in again.items()} == typed
    assert client.post("/learning/hold_event/", again).status_code == 302
    assert Fact.objects.count() == 1


def test_the_api_says_that_the_same_key_may_be_sent_again() -> None:
    case = open_case()
    with patch("cspr.operations.runner.finish", side_effect=OperationalError("gone")):
        answer = _client().post(f"/api/v1/cases/{case.reference}/messages/pause_chasing", {"reasons": "x"}, content_type="application/json")
    assert answer.status_code == 503 and "same Idempotency-Key" in answer.json()["message"] and answer["Retry-After"] == "5"
