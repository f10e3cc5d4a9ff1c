"""Every address of the service with references, words and numbers that nobody was given: nothing breaks, and nothing is learnt."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Draft, Fact
from tests.factories import client_for, home, member, open_case
from tests.trials.desk import patterns, recorded

pytestmark = pytest.mark.django_db
PAGES = [route for route, _ in patterns() if not route.startswith(("api/", "static/", "health"))]
OF_A_CASE = [route for route in PAGES if "<str:reference>" in route]
NOTHING = ("WS-1999-0001", "\x00", "x" * 3000, "🌱", "‮", "..", "' OR 1=1 --", "%s")
ODD = {name: "\x00‮🌱" for name in ("q", "for", "stage", "standing", "owner", "person", "next")} | {
    "page": "9" * 40, "version": "-9" * 30, "year": "٣٤٥٦", "fresh": "\x00"}


def _address(route: str, reference: str) -> str:
    """An address with its further parts filled in by a word that names nothing."""
    parts = {"reference": quote(reference, safe=""), "agency": "police", "action": "%00", "version": "9" * 12,
             "paper": "00000000-0000-4000-8000-000000000000"}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: parts.get(found[1], "1"), route)


def _unit() -> Client:
    who = Member.objects.filter(role=Role.BUSINESS_UNIT, partnership__slug="wessmoor").first()
    assert who is not None
    return client_for(who)


def _said(client: Client, address: str, *, post: bool) -> tuple[int, str]:
    answer = client.post(address, {"action": "confirm"}) if post else client.get(address)
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("route", OF_A_CASE)
def test_a_case_of_another_partnership_is_as_absent_as_one_that_never_was(route: str) -> None:
    theirs = Case.objects.filter(partnership__slug="elsewhere").first() or open_case(
        by=member(Role.NOTIFIER, partnership=home("elsewhere")))
    before, client = recorded(), _unit()
    for post in (False, True):
        absent = _said(client, _address(route, "WS-1999-0001"), post=post)
        assert absent[0] in (404, 405) and _said(client, _address(route, theirs.reference), post=post) == absent
    assert recorded() == before


@pytest.mark.parametrize("reference", NOTHING)
def test_a_reference_that_cannot_be_is_not_found(reference: str) -> None:
    client = _unit()
    for route in ("cases/<str:reference>/", "cases/<str:reference>/history/", "cases/<str:reference>/learning/disseminate/"):
        for post in (False, True):
            assert _said(client, _address(route, reference), post=post)[0] in (404, 405), (route, post)


@pytest.mark.parametrize("route", [route for route in PAGES if route != "ready"])  # Which says 503 where no worker runs.
def test_what_follows_the_question_mark_may_be_anything(route: str) -> None:
    case = Case.objects.filter(partnership__slug="wessmoor").order_by("pk")[0]
    client = _unit()
    assert client.get(_address(route, case.reference), ODD).status_code < 500
    assert client.get(_address(route, case.reference), {name: ["a", "b"] for name in ODD}).status_code < 500


def test_signing_in_and_choosing_a_role_with_anything() -> None:
    client = _unit()
    for typed in ({}, {"member": "x"}, {"member": "9" * 40}, {"member": "\x00"}):
        assert client.post("/role/", typed).status_code == 302
    long = {"email": "x" * 10_000, "password": "x" * 100_000}
    for typed in ({}, {"email": "\x00", "password": "\x00"}, long, {"email": "🌱", "next": "//else.where"}):
        answer = Client().post("/sign-in/", typed)
        assert answer.status_code == 422 and "There is a problem" in answer.content.decode(), typed


def test_a_draft_of_something_else_is_shown_as_far_as_it_fits() -> None:
    """Questions change between versions of the service; what was saved under the old ones is not a reason to fail."""
    case = Case.objects.filter(partnership__slug="wessmoor").order_by("pk")[0]
    client, facts = _unit(), Fact.objects.count()
    address = f"/cases/{case.reference}/local_review/pause/"
    client.post(address, {"action": "save", "reasons": "Typed before", "gone": "x", "at-day": "77", "rows-count": "-5"})
    page = client.get(address).content.decode()
    assert "Typed before" in page and 'value="77"' in page
    assert Draft.objects.count() == 1 and Fact.objects.count() == facts
