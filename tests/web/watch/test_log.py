"""What the service writes about its work: enough to find a fault, and nothing of any case, whatever goes wrong in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Document, Fact
from cspr.services.people.models import Person
from cspr.web import pages
from cspr.web.demo import people
from cspr.web.watch.logs import Line
from tests.api.walking import ApiWalk
from tests.factories import client_for

pytestmark = pytest.mark.django_db
CASE_PAGES = ("", "history/", "people/", "chronology/", "rapid_review/", "rapid_review/returns/", "rapid_review/pack/", "meetings/", "documents/",
              "who-has-looked/", "notification/sheet/", "people/file/", "chronology/take_away/csv/", "no-such-page/")
_BY_THE_SCHEMA = {"hospital", "yes", "known", "suspected", "learning", "local", "agrees", "named"}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any part says, at whatever level, as the service writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Line())
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in ("", "cspr")}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _walked(monkeypatch: pytest.MonkeyPatch) -> ApiWalk:
    """A case from its referral to the report, by the API, and its pages read."""
    walk = ApiWalk(people.make(date(2026, 1, 5)), date(2026, 1, 12), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": "2025-02-11"}])
    walk.over(lambda moment: monkeypatch.setattr(clock, "now", lambda: moment))
    walk.refer()
    walk.consider()
    walk.become_aware()
    walk.notify(3)
    walk.ask()
    walk.answer(("hospital", "police"))
    walk.meet("local")
    reader = client_for(walk.who(Role.BUSINESS_UNIT))
    for page in CASE_PAGES:
        reader.get(f"/cases/{walk.reference}/{page}")
    return walk


def test_a_case_is_walked_and_nothing_of_it_stands_in_the_log(monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    walk = _walked(monkeypatch)
    said, lines = log.getvalue(), _lines(log)
    assert len([x for x in lines if x["from"] == "cspr.requests"]) > 30, "each request has its line"
    secret = {text for p in Person.objects.values() for text in _strings(list(p.values())) if len(text) > 3}
    secret |= {text for f in Fact.objects.filter(case__isnull=False) for text in _strings(f.details) if " " in text and len(text) > 8}
    secret |= {text for d in Document.objects.filter(case__isnull=False) for text in _strings(d.body) if " " in text and len(text) > 8}
    assert "Rowan Thistle" in secret and len(secret) > 40
    assert [text for text in secret - _BY_THE_SCHEMA if text in said] == []
    assert walk.reference not in said and walk.case.about not in said
    assert {m.user.name for m in Member.objects.select_related("user")} & set(said.split('"')) == set(), "a number stands for who did it"



@pytest.mark.parametrize("told", ["by Python", "by the database"])
def test_a_fault_is_found_by_its_number_and_its_message_is_not_written(monkeypatch: pytest.MonkeyPatch, log: io.StringIO, told: str) -> None:
    people.make(date(2026, 1, 5))

    def broken(request: HttpRequest) -> HttpResponse:
        if told == "by the database":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 'Rowan Thistle'::int")
        raise ValueError("Rowan Thistle of 7 Elm Row")

    monkeypatch.setattr(pages.Paginator, "get_page", lambda *args: broken(None))  # type: ignore[arg-type]
    client = client_for(Member.objects.filter(role=Role.BUSINESS_UNIT)[0])
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Rowan" not in log.getvalue() and "Rowan" not in answer.content.decode()
    fault = next(line for line in _lines(log) if "fault" in line)
    assert fault["fault"]["kinds"][0] in ("ValueError", "DataError")
    assert any(place.startswith("cspr/web/pages.py:") for place in fault["fault"]["at"])
    assert fault["request"] == answer.headers["X-Request-Id"] and fault["request"] in answer.content.decode()



def test_a_line_has_what_a_log_reader_sorts_by(client: Client, log: io.StringIO) -> None:
    client.get("/cases/WS-2026-0001/history/?q=Rowan")
    line = next(x for x in _lines(log) if x["from"] == "cspr.requests")
    assert line["route"] == "cases/<str:reference>/history/" and line["status"] == 302 and line["member"] is None
    assert datetime.fromisoformat(line["at"]).tzinfo is not None and line["level"] == "info"


@override_settings(REQUESTS_A_MINUTE=3)
def test_a_program_that_copies_is_asked_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    assert [client.get("/sign-in/").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/api/v1/cases")
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60 and "Retry-After" in answer.json()["message"]
    assert client.get("/health").status_code == 200, "a load balancer is not counted"
    page = client.get("/sign-in/").content.decode()
    assert "Nothing you have typed is lost" in page
    cache.clear()
