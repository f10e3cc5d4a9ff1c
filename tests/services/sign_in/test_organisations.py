"""Signing in through one's organisation: a real provider, and who it may and may not let in."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from cspr.access.models import Looked
from cspr.operations import InputFault
from cspr.partnership.models import Member, User
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from cspr.services.sign_in.adapters import REFUSED
from cspr.services.sign_in.models import Provider
from tests.factories import client_for, do, home, member
from tests.paper import Paper
from tests.services.sign_in.conftest import Server
from tests.services.sign_in.telephone import code, give_password, set_up

pytestmark = pytest.mark.django_db
EMAIL = "avery.moss@police.example.org"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED, settings.LOCAL = True, True
    cache.clear()


@pytest.fixture
def police(identity_provider: Server) -> Server:
    """The provider of the police, recorded by the administrator, and known to it."""
    _let(identity_provider, "police")
    return identity_provider


def _let(server: Server, agency: str, *, multi_factor: bool = False, partnership: str = "wessmoor", **more: bool) -> None:
    admin = member(Role.ADMINISTRATOR, partnership=home(partnership))
    given = {"agency": agency, "issuer": server.address, "multi_factor": multi_factor, **more}
    do("sign_in.set_provider", admin, client="not known yet", secret="none", **given)
    one = Provider.objects.get(agency__slug=agency, agency__partnership=admin.partnership)
    client, secret = server.register(f"http://testserver/sign-in/organisation/{one.pk}/back/")
    do("sign_in.set_provider", admin, client=client, secret=secret, **given)


def lead(email: str = EMAIL, agency: str = "police") -> Member:
    """The safeguarding lead of an agency, who has an account here."""
    return member(Role.AGENCY_LEAD, agency, email=email)


def through(browser: Client, server: Server, sub: str, agency: str = "police", after: str = "/cases/") -> HttpResponse:
    """Follow the link of the organisation, sign in there, and come back."""
    number = Provider.objects.get(agency__slug=agency, agency__partnership=home()).pk
    asked = browser.get(f"/sign-in/organisation/{number}/?next={after}")
    assert asked.status_code == 302, asked.content
    return browser.get(server.sign_in(asked["Location"], sub))  # type: ignore[return-value]


def refused(browser: Client, answer: HttpResponse) -> bool:
    """Whether it led back to the sign-in page with the same words as ever, signed in as nobody."""
    return answer["Location"] == "/sign-in/" and REFUSED in Paper(browser.get("/sign-in/")).words and browser.get("/")["Location"] == "/sign-in/"


def test_who_has_an_account_for_the_agency_comes_in_and_sets_a_second_step_up_here(police: Server) -> None:
    lead()
    police.knows("avery", email=EMAIL.upper(), email_verified=True)
    browser = Client()
    assert through(browser, police, "avery")["Location"] == "/cases/"
    assert browser.get("/cases/")["Location"] == "/my-sign-in/app/"
    key, _ = set_up(browser)
    assert browser.get("/cases/").status_code == 200
    again = Client()
    assert through(again, police, "avery")["Location"] == "/sign-in/code/", "the provider did not say that it asked for more than a password"
    again.post("/sign-in/code/", {"code": code(key, 1)})
    assert again.get("/cases/").status_code == 200
    assert User.objects.count() == 2 and not SocialAccount.objects.exists(), "nothing was made by it"


def test_a_provider_that_says_it_asked_for_more_than_a_password_is_believed(police: Server) -> None:
    lead()
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["pwd", "mfa"])
    browser = Client()
    through(browser, police, "avery-mfa")
    assert browser.get("/cases/").status_code == 200 and not Authenticator.objects.exists()


def test_so_is_one_of_which_the_administrator_says_it(identity_provider: Server) -> None:
    _let(identity_provider, "police", multi_factor=True)
    lead()
    identity_provider.knows("avery", email=EMAIL, email_verified=True)
    browser = Client()
    through(browser, identity_provider, "avery")
    assert browser.get("/cases/").status_code == 200


@pytest.mark.parametrize("who", ["a stranger", "not verified", "no address", "another agency's", "ended", "of another partnership"])
def test_everybody_else_is_refused_in_the_same_words(police: Server, who: str) -> None:
    claims: dict[str, Any] = {"email": EMAIL, "email_verified": True, "amr": ["mfa"]}
    if who == "not verified":
        claims["email_verified"] = False
        lead()
    elif who == "no address":
        claims = {}
        lead()
    elif who == "another agency's":
        lead(agency="hospital")
    elif who == "ended":
        Member.objects.filter(pk=lead().pk).update(is_active=False)
    elif who == "of another partnership":
        member(Role.AGENCY_LEAD, "police", email=EMAIL, partnership=home("elsewhere"))
    people = User.objects.count()
    police.knows(f"sub-{who.replace(' ', '-').replace(chr(39), '')}", **claims)
    browser = Client()
    assert refused(browser, through(browser, police, f"sub-{who.replace(' ', '-').replace(chr(39), '')}"))
    assert User.objects.count() == people
    noted = Looked.objects.filter(kind=Looked.Kind.SIGN_IN).latest("pk")
    assert noted.what == "not let in: their organisation's sign-in was not accepted" and EMAIL not in str(vars(noted))
    assert (noted.member_id is None) == (who in ("a stranger", "no address")), "whose account it would be"


def test_where_it_says_nothing_of_verified_addresses_the_administrators_word_counts_and_never_against_its_own(identity_provider: Server) -> None:
    lead()
    for says, trusted, comes_in in (({}, False, False), ({}, True, True), ({"email_verified": False}, True, False)):
        _let(identity_provider, "police", multi_factor=True, addresses_trusted=trusted)
        sub = f"unverified-{len(says)}-{trusted}"
        identity_provider.knows(sub, email=EMAIL, **says)
        browser = Client()
        answer = through(browser, identity_provider, sub)
        assert browser.get("/cases/").status_code == 200 if comes_in else refused(browser, answer), (says, trusted)
    assert Fact.objects.filter(kind="provider_set").latest("seq").details["addresses_trusted"] is True, "who gave that word stays"


def test_a_provider_opens_only_what_its_own_agency_may_see(police: Server) -> None:
    """Somebody with roles for two agencies: the police's provider does not let them act for the hospital."""
    here = lead()
    member(Role.AGENCY_LEAD, "hospital", email=EMAIL)
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["mfa"])
    browser = Client()
    through(browser, police, "avery-mfa")
    page = browser.get("/").content.decode()
    assert "Wessmoor Police" in page and "Wessmoor General" not in page
    other = Member.objects.get(user=here.user, agency__slug="hospital")
    browser.post("/role/", {"member": other.pk})
    assert "Wessmoor General" not in browser.get("/").content.decode()


def test_the_same_provider_of_a_force_that_covers_two_partnerships_opens_both(police: Server) -> None:
    _let(police, "police", partnership="elsewhere")
    lead()
    member(Role.AGENCY_LEAD, "police", email=EMAIL, partnership=home("elsewhere"))
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["mfa"])
    browser = Client()
    through(browser, police, "avery-mfa")
    assert Paper(browser.get("/")).source.count('name="member"') == 2


def test_an_answer_that_was_not_asked_for_signs_nobody_in(police: Server) -> None:
    lead()
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["mfa"])
    number = Provider.objects.get().pk
    asked = Client().get(f"/sign-in/organisation/{number}/")["Location"]
    stolen, browser = police.sign_in(asked, "avery-mfa"), Client()
    assert refused(browser, browser.get(stolen)), "another browser's answer"
    assert refused(browser, browser.get(f"/sign-in/organisation/{number}/back/?code=made-up&state=made-up"))
    sent = parse_qs(urlsplit(asked).query)
    assert sent["prompt"] == ["login"] and sent["code_challenge_method"] == ["S256"] and "email" in sent["scope"][0]


def test_a_wrong_secret_and_a_provider_that_is_away_are_refusals_and_no_faults(police: Server) -> None:
    lead()
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["mfa"])
    admin, one, browser = member(Role.ADMINISTRATOR), Provider.objects.get(), Client()
    do("sign_in.set_provider", admin, agency="police", issuer=police.address, client=one.client, secret="another", multi_factor=False)
    assert refused(browser, through(browser, police, "avery-mfa"))
    do("sign_in.set_provider", admin, agency="police", issuer="http://127.0.0.1:9", client=one.client, secret="another", multi_factor=False)
    assert refused(browser, browser.get(f"/sign-in/organisation/{one.pk}/"))


def test_ending_it_ends_the_sessions_that_began_through_it(police: Server) -> None:
    lead()
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["mfa"])
    browser = Client()
    through(browser, police, "avery-mfa")
    assert browser.get("/cases/").status_code == 200
    do("sign_in.end_provider", member(Role.ADMINISTRATOR), agency="police")
    assert browser.get("/cases/")["Location"].startswith("/sign-in/")
    with pytest.raises(InputFault):
        do("sign_in.end_provider", member(Role.ADMINISTRATOR), agency="police")


def test_it_can_be_shown_there_again_that_it_is_the_same_person(police: Server) -> None:
    person = lead()
    User.objects.filter(pk=person.user.pk).update(password="!")
    police.knows("avery-mfa", email=EMAIL, email_verified=True, amr=["mfa"])
    browser = Client()
    through(browser, police, "avery-mfa")
    session = browser.session
    session["proved_at"] = 0
    session.save()
    page = Paper(browser.get("/my-sign-in/again/?next=/cases/"))
    assert "Show it through Wessmoor Police" in page.words and "password" not in page.boxes
    assert through(browser, police, "avery-mfa")["Location"] == "/cases/"
    assert browser.session["proved_at"] > 0


def test_the_page_of_organisations_is_the_same_for_everybody(police: Server) -> None:
    strangers = Client().get("/sign-in/organisation/").content.decode()
    assert "Wessmoor Police" in strangers
    assert Client().get("/sign-in/organisation/999999/").status_code == 404 == Client().get("/sign-in/organisation/made-up/").status_code
    give_password(Client(), lead().user.email)
    assert Client().get("/sign-in/organisation/").content.decode() == strangers


def test_its_secret_is_kept_encrypted_and_never_shown(police: Server) -> None:
    admin = client_for(member(Role.ADMINISTRATOR))
    session = admin.session
    session["multi_factor"] = True
    session.save()
    do("sign_in.set_provider", member(Role.ADMINISTRATOR), agency="police", issuer=police.address, client="c", secret="told to nobody",
       multi_factor=False)
    assert "told to nobody" not in str(vars(Provider.objects.get()))
    for address in ("/accounts/providers/", "/sign_in/set_provider/?for=police", "/accounts/record/"):
        page = admin.get(address)
        assert page.status_code == 200 and "told to nobody" not in page.content.decode()
    assert "Agency's own sign-in set" in Paper(admin.get("/accounts/record/")).words


@pytest.mark.parametrize("issuer", ["login.example.org", "http://login.example.org", "https://u:p@login.example.org", "https://login.example.org/?a=b",
                                    "javascript:alert(1)", "https://"])
def test_only_an_address_that_is_safe_is_taken(issuer: str) -> None:
    with pytest.raises(InputFault) as said:
        do("sign_in.set_provider", member(Role.ADMINISTRATOR), agency="police", issuer=issuer, client="c", secret="s", multi_factor=False)
    assert [f.field for f in said.value.faults] == ["issuer"]


def test_on_a_server_of_ones_own_even_this_machine_is_asked_by_https(settings: Any) -> None:
    settings.LOCAL = False
    with pytest.raises(InputFault):
        do("sign_in.set_provider", member(Role.ADMINISTRATOR), agency="police", issuer="http://127.0.0.1:9", client="c", secret="s",
           multi_factor=False)
