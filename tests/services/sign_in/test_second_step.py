"""More than a password: who has to set it up, what is asked at sign-in, and what a lost telephone leads to."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from cspr.operations import InputFault
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from cspr.services.messages.models import Message
from cspr.services.sign_in.tries import TRIES
from tests.factories import client_for, do, member
from tests.paper import Paper
from tests.services.sign_in.telephone import PASSPHRASE, code, give_password, set_up, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED = True
    cache.clear()


def signed_in(browser: Client) -> bool:
    """Whether the browser gets at what its owner owes."""
    return browser.get("/").status_code == 200


def a_person() -> tuple[Member, str, list[str]]:
    """Somebody with an app: who, its key, the recovery codes."""
    person, browser = member(Role.BUSINESS_UNIT), Client()
    give_password(browser, person.user.email)
    return person, *set_up(browser)


def test_who_has_no_second_step_is_led_to_set_one_up_before_anything_else() -> None:
    person, browser = member(Role.BUSINESS_UNIT), Client()
    assert give_password(browser, person.user.email, after="/sign-in/?next=/cases/")["Location"] == "/cases/"
    for address in ("/cases/", "/", "/tokens/", "/my-sign-in/"):
        assert browser.get(address)["Location"] == "/my-sign-in/app/", address
    assert browser.get("/api/v1/cases").status_code == 401, "nor by the API with the same session"
    page = Paper(browser.get("/my-sign-in/app/"))
    assert page.status == 200 and 'src="data:image/svg+xml;base64,' in page.source
    assert browser.get("/my-sign-in/passkey/").status_code == 200, "or a passkey instead"
    key, codes = set_up(browser)
    assert len(set(codes)) == 10 and signed_in(browser)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert key not in kept and not any(c in kept for c in codes), "the database alone does not tell them"


def test_recovery_codes_are_shown_until_they_are_kept_and_never_again() -> None:
    person, browser = member(Role.BUSINESS_UNIT), Client()
    give_password(browser, person.user.email)
    page = browser.get("/my-sign-in/app/").content.decode()
    key = page.split('<code class="fingerprint">')[1].split("</code>")[0]
    browser.post("/my-sign-in/app/", {"code": code(key)})
    assert browser.get("/cases/")["Location"] == "/my-sign-in/codes/"
    elsewhere = Client()  # The first browser was closed before they were kept.
    give_password(elsewhere, person.user.email)
    elsewhere.post("/sign-in/code/", {"code": code(key)})
    assert elsewhere.get("/")["Location"] == "/my-sign-in/codes/"
    elsewhere.post("/my-sign-in/codes/")
    assert elsewhere.get("/my-sign-in/codes/")["Location"] == "/my-sign-in/"


def test_a_code_that_is_wrong_does_not_set_an_app_up() -> None:
    browser = client_for(member(Role.BUSINESS_UNIT))
    page = browser.get("/my-sign-in/app/").content.decode()
    key = page.split('<code class="fingerprint">')[1].split("</code>")[0]
    answer = browser.post("/my-sign-in/app/", {"code": wrong(key)})
    assert answer.status_code == 422 and "That code is not right" in Paper(answer).words and key in Paper(answer).source
    assert not Authenticator.objects.exists()


def test_who_has_one_gives_a_code_after_the_password() -> None:
    person, key, _ = a_person()
    browser = Client()
    asked = give_password(browser, person.user.email, after="/sign-in/?next=/cases/")
    assert asked["Location"] == "/sign-in/code/" and not signed_in(browser)
    assert browser.get("/api/v1/cases").status_code == 401
    refused = browser.post("/sign-in/code/", {"code": wrong(key)})
    assert refused.status_code == 422 and "That code is not right" in Paper(refused).words and not signed_in(browser)
    assert browser.post("/sign-in/code/", {"code": code(key)})["Location"] == "/cases/" and signed_in(browser)


def test_a_code_works_once() -> None:
    person, key, _ = a_person()
    for expected in (302, 422):
        browser = Client()
        give_password(browser, person.user.email)
        assert browser.post("/sign-in/code/", {"code": code(key)}).status_code == expected


def test_it_is_asked_on_a_demonstration_too_of_whoever_has_set_it_up(settings: Any) -> None:
    person, _, _ = a_person()
    settings.MULTI_FACTOR_REQUIRED = False
    browser = Client()
    assert give_password(browser, person.user.email)["Location"] == "/sign-in/code/" and not signed_in(browser)


def test_a_recovery_code_works_once() -> None:
    person, _, codes = a_person()
    for expected in (True, False):
        browser = Client()
        give_password(browser, person.user.email)
        browser.post("/sign-in/code/", {"code": codes[3]})
        assert signed_in(browser) is expected
    browser = Client()
    give_password(browser, person.user.email)
    browser.post("/sign-in/code/", {"code": codes[4]})
    assert "8 left" in Paper(browser.get("/my-sign-in/")).words


def test_new_recovery_codes_end_the_old_ones() -> None:
    person, key, codes = a_person()
    browser = Client()
    give_password(browser, person.user.email)
    browser.post("/sign-in/code/", {"code": code(key)})
    assert browser.post("/my-sign-in/codes/new/")["Location"] == "/my-sign-in/codes/"
    shown = browser.get("/my-sign-in/codes/").content.decode()
    assert not any(c in shown for c in codes)
    again = Client()
    give_password(again, person.user.email)
    again.post("/sign-in/code/", {"code": codes[0]})
    assert not signed_in(again)


def test_wrong_codes_at_one_place_lock_nobody_out_elsewhere() -> None:
    person, key, _ = a_person()
    browser = Client()
    give_password(browser, person.user.email)
    for _ in range(TRIES):
        assert browser.post("/sign-in/code/", {"code": wrong(key)}, REMOTE_ADDR="192.0.2.66").status_code == 422
    spent = browser.post("/sign-in/code/", {"code": code(key)}, REMOTE_ADDR="192.0.2.66")
    assert spent.status_code == 429 and "Too many tries" in Paper(spent).words
    own = Client()
    give_password(own, person.user.email)
    own.post("/sign-in/code/", {"code": code(key)}, REMOTE_ADDR="192.0.2.7")
    assert signed_in(own)


def test_the_second_step_is_nothing_without_the_first() -> None:
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"
    assert Client().post("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"


def test_the_only_one_is_replaced_and_not_removed() -> None:
    person, key, _ = a_person()
    browser = Client()
    give_password(browser, person.user.email)
    browser.post("/sign-in/code/", {"code": code(key)})
    one = Authenticator.objects.get(type="totp")
    assert "Remove" not in Paper(browser.get("/my-sign-in/")).words
    browser.post(f"/my-sign-in/remove/{one.pk}/")
    assert Authenticator.objects.filter(pk=one.pk).exists()
    page = browser.get("/my-sign-in/app/").content.decode()
    other = page.split('<code class="fingerprint">')[1].split("</code>")[0]
    browser.post("/my-sign-in/app/", {"code": code(other)})
    again = Client()
    give_password(again, person.user.email)
    again.post("/sign-in/code/", {"code": code(key, 1)})
    assert not signed_in(again), "the old app's codes no longer work"
    again.post("/sign-in/code/", {"code": code(other, 1)})
    assert signed_in(again)


def test_nobody_removes_anothers(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED = False
    a_person()
    one = Authenticator.objects.get(type="totp")
    client_for(member(Role.SUB_GROUP_CHAIR)).post(f"/my-sign-in/remove/{one.pk}/")
    assert Authenticator.objects.filter(pk=one.pk).exists()


def test_a_session_of_a_password_alone_cannot_add_to_what_was_set_up_elsewhere(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED = False
    person = member(Role.BUSINESS_UNIT)
    thief = client_for(person)
    first = Client()
    give_password(first, person.user.email)
    set_up(first)
    assert not signed_in(thief), "setting a second step up ends every other session"
    forged = client_for(person)  # As if one were left.
    for address in ("/my-sign-in/app/", "/my-sign-in/passkey/"):
        assert forged.get(address)["Location"].startswith("/sign-in/")
    assert not signed_in(forged)


# -- a lost telephone -----------------------------------------------------------------------------------------------------


def test_the_administrator_takes_a_lost_second_step_away_and_the_person_sets_up_another() -> None:
    person, key, _ = a_person()
    browser = Client()
    give_password(browser, person.user.email)
    browser.post("/sign-in/code/", {"code": code(key)})
    assert signed_in(browser)
    do("accounts.reset_factors", member(Role.ADMINISTRATOR), member=person.pk)
    assert browser.get("/")["Location"] == "/sign-in/", "signed out everywhere at once"
    assert not Authenticator.objects.exists(), "recovery codes too"
    assert Fact.objects.get(kind="factors_reset").details == {"account": f"member-{person.pk}"}
    told = Message.objects.get(kind="factors_reset")
    assert told.member == person and told.address == person.user.email and told.case is None
    give_password(browser, person.user.email)
    assert browser.get("/")["Location"] == "/my-sign-in/app/"
    set_up(browser)
    assert signed_in(browser) and mail.outbox == []


@pytest.mark.parametrize("whose", ["own", "nobody's", "not set up"])
def test_what_cannot_be_taken_away_is_said(whose: str) -> None:
    admin, other = member(Role.ADMINISTRATOR), member(Role.SUB_GROUP_CHAIR)
    number = {"own": admin.pk, "nobody's": 999_999, "not set up": other.pk}[whose]
    with pytest.raises(InputFault):
        do("accounts.reset_factors", admin, member=number)


def test_it_is_done_on_a_page_with_a_look_at_the_answers_first() -> None:
    person, _, _ = a_person()
    unit = member(Role.ADMINISTRATOR)
    settings_of = client_for(unit)
    session = settings_of.session
    session["multi_factor"] = True
    session.save()
    page = Paper(settings_of.get(f"/accounts/reset_factors/?for={person.pk}"))
    assert page.boxes["member"].on == [str(person.pk)] and "Speak with the person themselves first" in page.words
    checked = Paper(settings_of.post("/accounts/reset_factors/", page.hidden() | {"member": [str(person.pk)], "action": ["continue"]}))
    assert Authenticator.objects.exists() and "confirm" in checked.actions
    settings_of.post("/accounts/reset_factors/", checked.hidden() | {"member": [str(person.pk)], "action": ["confirm"]})
    assert not Authenticator.objects.exists()


def test_the_passphrase_alone_is_not_enough_for_a_stranger_who_has_it() -> None:
    """What the rule is for, in one line."""
    person, _, _ = a_person()
    browser = Client()
    give_password(browser, person.user.email, PASSPHRASE, here="203.0.113.9")
    assert not signed_in(browser)
