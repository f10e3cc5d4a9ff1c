"""Signing in: what a person reads who is turned away, and what was being typed when sign-in ran out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import CacheKeyWarning
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Draft, Fact
from cspr.services.sign_in.tries import TRIES
from tests.factories import NOON, client_for, member, open_case
from tests.paper import Paper, date_typed

pytestmark = pytest.mark.django_db
PASSPHRASE = "made-up passphrase"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    cache.clear()
    yield
    cache.clear()


def sign_in(browser: Client, email: str, password: str = PASSPHRASE, after: str = "/sign-in/", here: str = "192.0.2.7") -> HttpResponse:
    """Fill in the sign-in page as it stands and send it. after: its address; here: the address of the machine."""
    page = Paper(browser.get(after, REMOTE_ADDR=here))
    typed = page.hidden() | {"email": [email], "password": [password]}
    return browser.post("/sign-in/", typed, REMOTE_ADDR=here)


def locked_out(person: Member) -> None:
    """Somebody tried a person's address with wrong passwords until no more were let in."""
    for _ in range(TRIES):
        answer = sign_in(Client(), person.user.email, "a guess")
        assert answer.status_code == 422 and "is not right" in Paper(answer).words


def test_after_too_many_tries_a_person_is_told_to_wait_whatever_is_typed() -> None:
    person = member(Role.BUSINESS_UNIT)
    locked_out(person)
    answer = sign_in(Client(), person.user.email)
    assert answer.status_code == 429
    page = Paper(answer)
    assert "Too many tries. Wait 15 minutes, then try again." in page.words
    assert page.boxes["email"].on == [person.user.email], "the address need not be typed again"


def test_a_colleague_and_the_same_person_elsewhere_are_not_locked_out_with_it() -> None:
    person, colleague = member(Role.BUSINESS_UNIT), member(Role.SUB_GROUP_CHAIR)
    locked_out(person)
    assert sign_in(Client(), colleague.user.email).status_code == 302
    assert sign_in(Client(), person.user.email, here="192.0.2.8").status_code == 302


@pytest.mark.parametrize("email", ["some\x00one@wessmoor.example.org", "some one@wessmoor.example.org", "ö" * 300 + "@wessmoor.example.org", ""])
def test_an_address_that_is_none_is_a_plain_refusal(email: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", CacheKeyWarning)
        answer = sign_in(Client(), email)
    assert answer.status_code == 422 and "#id_email" in Paper(answer).problems


def test_an_unknown_address_and_a_wrong_password_are_answered_alike() -> None:
    wrong, unknown = (Paper(sign_in(Client(), email, "a guess")).words for email in (member(Role.BUSINESS_UNIT).user.email, "no.one@example.org"))
    assert wrong == unknown


# -- sign-in ran out while something was being typed ----------------------------------------------------------------------


def run_out(writer: Member) -> tuple[Client, str, HttpResponse]:
    """A form opened, sign-in run out, then the form sent: the browser, the form's address and the answer."""
    case = open_case()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer.user)
    browser.get("/")
    address = reverse("notification.decline", args=[case.reference]) + "?for=a&from=b"
    page = Paper(browser.get(address))
    browser.session.flush()  # The time is up; the browser still has its cookies.
    typed = page.hidden() | {"reasons": ["Typed with care & at length."], "action": ["continue"]} | date_typed("at", NOON)
    return browser, address, browser.post(address, typed)


def test_what_was_typed_when_sign_in_ran_out_is_there_as_a_draft_after_signing_in_again() -> None:
    writer = member(Role.NOTIFIER)
    browser, address, sent = run_out(writer)
    facts = Fact.objects.count()
    assert sent.status_code == 302
    asked = browser.get(sent["Location"])
    assert "what you typed has been kept" in Paper(asked).words and "Typed with care" not in Paper(asked).source
    back = sign_in(browser, writer.user.email, after=sent["Location"])
    assert back["Location"] == address
    page = Paper(browser.get(back["Location"]))
    assert "What you typed is still here." in page.source and page.boxes["reasons"].on == ["Typed with care & at length."]
    later = Paper(client_for(writer).get(address))
    assert later.boxes["reasons"].on == ["Typed with care & at length."] and "Only you can see it" in later.words
    assert Fact.objects.count() == facts, "nothing is recorded until it is sent again"


def test_it_comes_back_in_the_hat_it_was_typed_in() -> None:
    writer = member(Role.NOTIFIER)
    Member.objects.create(user=writer.user, partnership=writer.partnership, role=Role.AUDITOR)
    Member.objects.filter(pk=writer.pk).delete()  # Their hats in another order: the auditor's comes first now.
    writer = Member.objects.create(user=writer.user, partnership=writer.partnership, role=Role.NOTIFIER, agency=writer.agency)
    case = open_case(member(Role.NOTIFIER, email="second.notifier@wessmoor.example.org"))
    browser = client_for(writer)
    address = reverse("notification.decline", args=[case.reference])
    page = Paper(browser.get(address))
    browser.session.flush()
    sent = browser.post(address, page.hidden() | {"reasons": ["Typed as the notifier."]})
    back = sign_in(browser, writer.user.email, after=sent["Location"])
    assert Paper(browser.get(back["Location"])).boxes["reasons"].on == ["Typed as the notifier."]


def test_another_person_who_signs_in_at_that_browser_does_not_get_it() -> None:
    writer, other = member(Role.NOTIFIER), member(Role.NOTIFIER, email="another.notifier@wessmoor.example.org")
    browser, address, sent = run_out(writer)
    back = sign_in(browser, other.user.email, after=sent["Location"])
    page = Paper(browser.get(back["Location"]))
    assert page.status == 200 and "Typed with care" not in page.source
    assert "Typed with care" not in str(dict(browser.session)), "nor does their session hold it"
    assert not Draft.objects.exists()


def test_a_form_that_no_page_of_ours_made_is_not_kept() -> None:
    browser = Client()
    sent = browser.post(reverse("notification.open"), {"typed_by": str(member(Role.NOTIFIER).pk), "about": "made elsewhere"})
    assert "kept" not in sent["Location"] and "typed" not in browser.session
