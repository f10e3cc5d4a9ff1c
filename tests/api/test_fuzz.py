"""The API tried with what its own OpenAPI document allows and forbids: no fault of the server's, nothing half written.

The examples are the same at every run. They come from the document alone, but that the case is a real one and dates are near ones:
otherwise nothing would reach the operations' bodies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from cspr.access.audit import verify
from cspr.config.wsgi import application
from cspr.operations import clock, come_round, registry
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.web.demo import cases, people
from tests.factories import NOON, client_for

pytestmark = pytest.mark.django_db
CHECKS: list[Any] = [not_a_server_error, checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance,
                     checks.negative_data_rejection]
TABLES = ("record_case", "record_fact", "record_document", "record_duty", "record_draft", "record_submission", "access_grant", "access_bar",
          "people_person", "partnership_partnership", "tokens_token")
STATE = " UNION ALL ".join(f"SELECT '{t}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM {t} t" for t in TABLES)  # noqa: S608
SECRET = "a" * CSRF_SECRET_LENGTH
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
FEW = settings(max_examples=3, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
ROLES = [Role.BUSINESS_UNIT, Role.NOTIFIER, Role.SUB_GROUP_CHAIR, Role.SAFEGUARDING_PARTNER, Role.REVIEWER, Role.AGENCY_LEAD]

days = st.dates(date(2026, 1, 1), NOON.date())
schemathesis.openapi.format("date", days.map(date.isoformat))
schemathesis.openapi.format("date-time", st.datetimes(datetime(2026, 1, 1), NOON.replace(tzinfo=None)).map(datetime.isoformat))


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """The connection of the tests stays open, which the end of a request would close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _state() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and a sum over all that stands in them."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return {table: (rows, total) for table, rows, total in cursor.fetchall()}


def _schema() -> Any:
    """The document as it is served; who is asking is no part of what is tried here."""
    document = Client().get("/api/v1/openapi.json").json()
    del document["components"]["securitySchemes"]
    for path in document["paths"].values():
        for operation in path.values():
            operation.pop("security", None)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    return schema


def _session(made: Partnership, role: Role) -> dict[str, Any]:
    """What the first member in a role sends along with each request."""
    who = Member.objects.filter(partnership=made, role=role).first()
    assert who is not None
    return {"cookies": {"sessionid": client_for(who).cookies["sessionid"].value, "csrftoken": SECRET}, "headers": {"X-CSRFToken": SECRET}}


def _mine(operation: Any, role: Role) -> bool:
    """Whether the role may do it; the Business Unit tries everything, its reads too."""
    op = registry().get((operation.definition.raw.get("operationId") or "").replace("_", ".", 1))
    return role == Role.BUSINESS_UNIT or (op is not None and role in op.by)


def _try(sent: Any, reference: str, session: dict[str, Any]) -> int:
    """Send one example and see that its answer is as documented and that a refusal left nothing. Gives the status."""
    if "reference" in (sent.path_parameters or {}):
        sent.path_parameters["reference"] = reference
    before = _state()
    answer = sent.call(**session)
    sent.validate_response(answer, checks=CHECKS)
    after = _state()
    if answer.status_code != 200 or sent.method == "GET":
        assert after == before, "a refused request left something behind"
    else:
        grown = after["record_fact"][0] - before["record_fact"][0]
        assert grown == (0 if answer.json()["repeated"] else len(answer.json()["facts"]))
    return int(answer.status_code)


def _examples(operation: Any, mode: GenerationMode, reference: str, session: dict[str, Any]) -> set[int]:
    """Try a few examples of one endpoint; gives the statuses."""
    found: set[int] = set()

    @FEW
    @given(operation.as_strategy(generation_mode=mode))
    def go(sent: Any) -> None:
        found.add(_try(sent, reference, session))

    go()
    return found


def test_what_the_document_allows_and_forbids() -> None:
    made = people.make(NOON.date())
    cases._finished(cases.Walk(made, cases.protocol.Calendar.named().add_working_days(NOON.date(), -260), "infant, seriously harmed",  # noqa: SLF001
                               [{"name": "Rowan Thistle", "born": "2025-02-11"}]))
    reference = Case.objects.get().reference
    document = _schema()
    sessions = {role: _session(made, role) for role in ROLES}
    come_round(made, NOON)  # As the first look of the day at what is owed does.
    with _connection_kept():
        for role in ROLES:
            mine = [found.ok() for found in document.get_all_operations() if _mine(found.ok(), role)]
            modes = MODES if role == Role.BUSINESS_UNIT else MODES[:1]
            answered = {status for operation in mine for mode in modes for status in _examples(operation, mode, reference, sessions[role])}
            assert role != Role.BUSINESS_UNIT or answered >= {200, 422}, "some are carried out and some refused"
    found = verify()
    assert found.entries and not found.broken
