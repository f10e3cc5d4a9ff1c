"""Before a signature, and before anything is taken away, a person shows once more that it is they."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cspr.operations import registry
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from cspr.services.sign_in.tries import TRIES
from tests.factories import client_for, member, open_case
from tests.paper import Paper
from tests.services.sign_in.telephone import PASSPHRASE, code, set_up, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.clear()


def grown_old(browser: Client) -> Client:
    """The same browser when its owner has not shown for a while that it is they."""
    session = browser.session
    session["proved_at"] = 0
    session.save()
    return browser


def test_what_counts_as_a_signature() -> None:
    asked = {name for name, op in registry().items() if op.fresh_sign_in}
    assert asked >= {"rapid_review.sign", "local_review.approve", "action_plan.agree", "meetings.agree_minutes", "accounts.reset_factors",
                     "sign_in.set_provider", "sign_in.end_provider"}


def test_what_was_typed_comes_back_filled_and_nothing_is_recorded_before() -> None:
    admin, before = member(Role.ADMINISTRATOR), Fact.objects.count()
    browser = grown_old(client_for(admin))
    address = "/sign_in/set_provider/?for=police"
    page = Paper(browser.get(address))
    typed = {"agency": "police", "issuer": "https://login.police.example.org", "client": "reviews", "secret": "kept away", "multi_factor": "yes"}
    asked = browser.post(address, page.hidden() | typed | {"action": "continue"})
    assert asked.status_code == 302 and asked["Location"].startswith("/my-sign-in/again/?") and Fact.objects.count() == before
    assert "kept away" not in str(dict(browser.session)), "a secret is typed again"
    again = Paper(browser.get(asked["Location"]))
    wrong_one = browser.post("/my-sign-in/again/", again.hidden() | {"password": "a guess"})
    assert wrong_one.status_code == 422 and "#id_password" in Paper(wrong_one).problems
    back = browser.post("/my-sign-in/again/", again.hidden() | {"password": PASSPHRASE})
    assert back["Location"] == address
    filled = Paper(browser.get(back["Location"]))
    assert filled.boxes["client"].on == ["reviews"] and "What you typed is still here." in filled.source
    sent = browser.post(address, filled.hidden() | typed | {"action": "continue"})
    assert sent["Location"] == "/accounts/providers/" and Fact.objects.filter(kind="provider_set").count() == 1


def test_a_proof_lasts_for_the_minutes_that_are_set(settings: Any) -> None:
    browser = client_for(member(Role.BUSINESS_UNIT))
    case = open_case()
    address = reverse("people.file", args=[case.reference])
    assert browser.get(address).status_code == 200, "they have just signed in"
    grown_old(browser)
    page = f"/cases/{case.reference}/people/"
    asked = browser.get(address, headers={"Referer": f"http://testserver{page}"})
    assert asked.status_code == 302
    again = Paper(browser.get(asked["Location"]))
    assert "take something away" in again.words
    back = browser.post("/my-sign-in/again/", again.hidden() | {"password": PASSPHRASE})
    assert back["Location"] == page, "back at the page with the link"
    assert "You can take the file now" in Paper(browser.get(page)).words
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("referer", [
    "https://elsewhere.example.org/x", "http://testserver//elsewhere.example.org/", "http://testserver/sign-in/", ""])
def test_the_way_back_is_a_page_of_this_service(referer: str) -> None:
    browser, case = grown_old(client_for(member(Role.BUSINESS_UNIT))), open_case()
    address = reverse("people.file", args=[case.reference])
    asked = browser.get(address, headers={"Referer": referer})
    again = Paper(browser.get(asked["Location"]))
    assert again.boxes["next"].on == [address]


def test_nothing_of_the_case_is_said_to_whoever_may_not_see_it() -> None:
    browser = grown_old(client_for(member(Role.AGENCY_LEAD, "charity")))
    absent, hidden = (browser.get(f"/cases/{ref}/people/file/") for ref in ("WE-1999-0001", open_case().reference))
    assert absent.status_code == hidden.status_code == 404


def test_the_api_asks_a_session_and_not_a_token() -> None:
    partner = member(Role.SAFEGUARDING_PARTNER, "police")
    browser = client_for(partner)
    made = browser.post("/tokens/make/", {"action": "continue", "name": "A system", "key": "k", "scopes": ["record", "sign"],
                                          "until-day": "30", "until-month": "6", "until-year": "2027"}).content.decode()
    system = Client(headers={"Authorization": f"Bearer cspr_{made.split('cspr_')[1].split('<')[0]}"})
    address, body = "/api/v1/cases/WE-1999-0001/action_plan/agree", {"partner": "police", "of": "rapid_review", "at": "2026-11-20T10:00"}
    grown_old(browser)
    by_session, by_token = (c.post(address, body, content_type="application/json") for c in (browser, system))
    assert by_session.status_code == 403 and "Show first that it is you" in by_session.json()["message"]
    assert by_token.status_code == 404, by_token.content


def test_who_signs_in_without_a_password_gives_a_code() -> None:
    person = member(Role.BUSINESS_UNIT)
    browser = client_for(person)
    key, _ = set_up(browser)
    person.user.set_unusable_password()
    person.user.save()
    browser = client_for(person)
    session = browser.session
    session["multi_factor"] = True
    session.save()
    page = Paper(grown_old(browser).get("/my-sign-in/again/?next=/cases/"))
    assert "password" not in page.boxes
    assert browser.post("/my-sign-in/again/", {"code": wrong(key), "next": "/cases/"}).status_code == 422
    assert browser.post("/my-sign-in/again/", {"code": code(key), "next": "/cases/"})["Location"] == "/cases/"


def test_too_many_wrong_passwords_are_refused_for_a_while() -> None:
    browser = client_for(member(Role.BUSINESS_UNIT))
    for _ in range(TRIES):
        assert browser.post("/my-sign-in/again/", {"password": "a guess"}).status_code == 422
    assert browser.post("/my-sign-in/again/", {"password": PASSPHRASE}).status_code == 429


def test_the_way_on_is_never_out_of_the_service() -> None:
    browser = client_for(member(Role.BUSINESS_UNIT))
    assert browser.post("/my-sign-in/again/", {"password": PASSPHRASE, "next": "https://elsewhere.example.org/"})["Location"] == "/"
