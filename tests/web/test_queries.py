"""A page's cost depends on what is on it: home and the list ask the database no more often of many cases than of a few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.web.pages import A_PAGE
from tests.factories import NOON, client_for, member, open_case
from tests.stages.rapid_review.gathering.given import ask_agencies, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def asked_for(who: Member, address: str) -> int:
    """How many queries the page takes."""
    client = client_for(who)
    client.get("/")  # The first page of the day works out what comes round.
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/", "/cases/"])
def test_more_cases_do_not_mean_more_queries(address: str) -> None:
    people = [member(Role.BUSINESS_UNIT), member(Role.NOTIFIER), member(Role.AGENCY_LEAD, "police"), member(Role.SUB_GROUP_CHAIR)]
    ask_agencies(opened(), "police", "gp")  # The police are late: each kind of line is there from the first.
    open_case()
    few = {who.role: asked_for(who, address) for who in people}
    for _ in range(4):
        ask_agencies(opened(), "police", "gp")
        open_case()
    assert {who.role: asked_for(who, address) for who in people} == few
    assert max(few.values()) <= 17


def test_home_counts_what_is_owed_beyond_the_page_it_shows() -> None:
    unit = client_for(member(Role.BUSINESS_UNIT))
    for _ in range(6):
        ask_agencies(opened(), "police", "gp")
    first = unit.get("/")
    total = first.context["page"].paginator.count
    assert total > A_PAGE
    body = first.content.decode()
    assert f"{total} things in 6 cases" in body and "page=2" in body
    rest = total - A_PAGE
    assert len(unit.get("/?page=2").context["page"].object_list) == min(rest, A_PAGE)
