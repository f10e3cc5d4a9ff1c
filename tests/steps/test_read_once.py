"""Every page of a case evaluates it once at most, and asks the database no more often of a long case than of a short one."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cspr import protocol
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case
from tests.factories import NOON, client_for, do, member
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, gathered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def costs(client: Client, case: Case) -> Iterator[tuple[str, int, int]]:
    """(address, evaluations, queries) of the case's page and of each of its parts."""
    overview = f"/cases/{case.reference}/"
    for path in [overview, *(t["href"] for t in client.get(overview).context["tabs"][1:])]:
        with patch.object(protocol, "evaluate", wraps=protocol.evaluate) as evaluated, CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        yield path, evaluated.call_count, len(queries)


def test_a_page_evaluates_its_case_once_and_a_longer_case_asks_no_more_of_the_database() -> None:
    case, client = gathered(), client_for(member(Role.BUSINESS_UNIT))
    do("action_plan.set_action", bu(), case, title="The first action", owner="police", due="2026-12-18", at="2026-11-18")
    short = list(costs(client, case))
    ask_agencies(case, "hospital", "housing", "probation", "charity")
    for n in range(8):
        do("learning.disseminate", bu(), case, to=f"Team {n}", at="2026-11-18")
        do("action_plan.set_action", bu(), case, title=f"Action {n}", owner="police", due="2026-12-18", at="2026-11-18")
    long = list(costs(client, case))
    assert len(long) > 10
    assert [one for one in long if one[1] > 1] == []
    assert long == short
