"""Where somebody is signed in: listed, ended one by one or all at once, and ended by what changes an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.sign_in.browsers import in_words
from cspr.services.sign_in.models import Session
from tests.factories import do, member
from tests.paper import Paper
from tests.services.sign_in.telephone import PASSPHRASE, give_password

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def _unthrottled() -> None:
    cache.clear()


def browser_of(person: Member, agent: str = FIREFOX, here: str = "192.0.2.7") -> Client:
    """A browser in which the person signs in by the page."""
    browser = Client(headers={"User-Agent": agent})
    assert give_password(browser, person.user.email, here=here).status_code == 302
    return browser


def signed_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


def test_each_is_listed_by_browser_and_place() -> None:
    person = member(Role.BUSINESS_UNIT)
    here = browser_of(person)
    browser_of(person, SAFARI, "203.0.113.5")
    browser_of(member(Role.SUB_GROUP_CHAIR), SAFARI, "203.0.113.6")
    page = Paper(here.get("/my-sign-in/"))
    assert "Firefox on Windows" in page.words and "Safari on iPhone" in page.words and "203.0.113.5" in page.words
    assert "203.0.113.6" not in page.words, "only one's own"
    assert "This one" in page.words and not any(key in page.source for key in Session.objects.values_list("session_key", flat=True))


def test_one_is_ended_and_the_others_stay() -> None:
    person = member(Role.BUSINESS_UNIT)
    here, lost, third = browser_of(person), browser_of(person, SAFARI), browser_of(person)
    mark = Session.objects.get(session_key=lost.session.session_key).mark
    here.post("/my-sign-in/end/", {"session": mark})
    assert (signed_in(here), signed_in(lost), signed_in(third)) == (True, False, True)
    assert "had ended already" in Paper(here.post("/my-sign-in/end/", {"session": mark}, follow=True)).words


def test_it_ends_after_half_a_day_however_busy_it_was(settings: Any) -> None:
    browser = browser_of(member(Role.BUSINESS_UNIT))
    row = Session.objects.get(session_key=browser.session.session_key)
    Session.objects.filter(pk=row.pk).update(since=row.since - timedelta(hours=settings.SESSION_HOURS - 1))
    assert signed_in(browser)
    Session.objects.filter(pk=row.pk).update(since=row.since - timedelta(hours=settings.SESSION_HOURS, minutes=1))
    assert not signed_in(browser) and not Session.objects.filter(pk=row.pk).exists()


def test_signing_out_clears_what_the_browser_kept() -> None:
    assert browser_of(member(Role.BUSINESS_UNIT)).post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_nobody_ends_anothers() -> None:
    person, other = browser_of(member(Role.BUSINESS_UNIT)), browser_of(member(Role.SUB_GROUP_CHAIR))
    other.post("/my-sign-in/end/", {"session": Session.objects.get(session_key=person.session.session_key).mark})
    assert signed_in(person)


def test_signing_out_everywhere_ends_all_this_one_too() -> None:
    person, colleague = member(Role.BUSINESS_UNIT), browser_of(member(Role.SUB_GROUP_CHAIR))
    here, there = browser_of(person), browser_of(person)
    answer = here.post("/my-sign-in/end/", {"session": "everywhere"})
    assert answer["Location"] == "/sign-in/" and "You are signed out everywhere." in Paper(here.get("/sign-in/")).words
    assert (signed_in(here), signed_in(there), signed_in(colleague)) == (False, False, True)
    assert not Session.objects.filter(user=person.user).exists()


def test_another_password_ends_every_other() -> None:
    person = member(Role.BUSINESS_UNIT)
    here, there = browser_of(person), browser_of(person)
    here.post("/password/", {"present": PASSPHRASE, "new": "otter lantern gravel", "again": "otter lantern gravel"})
    assert (signed_in(here), signed_in(there)) == (True, False)


def test_a_leaver_is_out_at_once_everywhere() -> None:
    """Every session, the API with it, personal tokens and the calendar's address."""
    person, unit = member(Role.SUB_GROUP_CHAIR), member(Role.ADMINISTRATOR)
    pages, other = browser_of(person), browser_of(person, SAFARI)
    made = pages.post("/tokens/make/", {"action": "continue", "name": "A system", "key": "k", "scopes": ["read"],
                                        "until-day": "30", "until-month": "6", "until-year": "2027"}).content.decode()
    token = "cspr_" + made.split("cspr_")[1].split("<")[0]
    feed = pages.post("/messages/make_feed/", {"action": "continue", "name": "Outlook"}).content.decode()
    calendar = "/calendar/" + feed.split("/calendar/")[1].split(".ics")[0] + ".ics"
    system = Client(headers={"Authorization": f"Bearer {token}"})
    assert system.get("/api/v1/cases").status_code == 200 and Client().get(calendar).status_code == 200
    do("accounts.end_account", unit, member=person.pk)
    assert not signed_in(pages) and not signed_in(other) and pages.get("/api/v1/cases").status_code == 401
    assert system.get("/api/v1/cases").status_code == 401 and Client().get(calendar).status_code == 404
    assert give_password(Client(), person.user.email).status_code == 422


@pytest.mark.parametrize(("agent", "says"), [
    (FIREFOX, "Firefox on Windows"), (SAFARI, "Safari on iPhone"), ("", "A browser"), ("curl/8.5.0", "A browser"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Mac"),
])
def test_browsers_are_called_as_people_know_them(agent: str, says: str) -> None:
    assert in_words(agent) == says
