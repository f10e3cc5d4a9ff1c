"""Signing in, in a real browser: an authenticator app, a recovery code, a passkey; each page looked at on a wide and a narrow screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cspr.partnership.roles import Role
from cspr.services.sign_in.models import Session
from tests.factories import member
from tests.journeys.browsing import NewPage, press
from tests.journeys.looking import AXE, faults
from tests.services.sign_in.telephone import PASSPHRASE, code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED = True
    cache.clear()


def _password(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.locator("input[name=password]").fill(PASSPHRASE)
    press(page, page.get_by_role("button", name="Sign in", exact=True))


def _code(page: Page, typed: str, button: str) -> None:
    page.get_by_label("Code", exact=True).fill(typed)
    press(page, page.get_by_role("button", name=button, exact=True))


def _sign_out(page: Page) -> None:
    press(page, page.get_by_role("button", name="Sign out", exact=True))


@pytest.mark.parametrize("scripts", [True, False])
def test_an_authenticator_app_is_set_up_and_used_and_a_recovery_code_in_its_place(live_server: LiveServer, new_page: NewPage, scripts: bool) -> None:
    person, page, wrong = member(Role.BUSINESS_UNIT), new_page(scripts=scripts, csp=False), {}
    page.context.add_init_script(path=AXE)

    def look() -> None:
        if scripts:
            wrong[page.url] = faults(page)

    _password(page, live_server.url, person.user.email)
    assert page.url.endswith("/my-sign-in/app/")
    key = (page.locator("code.fingerprint").text_content() or "").strip()
    assert page.locator(".kit-qr").evaluate("e => e.naturalWidth > 0") if scripts else page.locator(".kit-qr").count()
    look()
    _code(page, code(key), "Go on")
    codes = page.locator(".kit-codes code").all_inner_texts()
    assert len(codes) == 10
    look()
    press(page, page.get_by_role("button", name="I have kept them"))
    assert "What you owe" in page.title()
    _sign_out(page)
    look()
    _password(page, live_server.url, person.user.email)
    look()
    _code(page, code(key, 1), "Sign in")
    assert "What you owe" in page.title()
    for address in ("/my-sign-in/", "/my-sign-in/again/?why=sign", "/my-sign-in/app/", "/my-sign-in/passkey/", "/sign-in/organisation/"):
        page.goto(live_server.url + address)
        look()
    page.goto(f"{live_server.url}/my-sign-in/")
    _sign_out(page)
    _password(page, live_server.url, person.user.email)
    _code(page, codes[0], "Sign in")
    assert "What you owe" in page.title()
    assert {address: said for address, said in wrong.items() if said} == {}


def test_a_passkey_is_added_and_used_alone_and_after_the_password_and_before_a_signature(live_server: LiveServer, new_page: NewPage) -> None:
    person, page = member(Role.BUSINESS_UNIT), new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True}})
    _password(page, live_server.url, person.user.email)
    press(page, page.get_by_role("link", name="Use a passkey instead"))
    page.get_by_label("What will you call it?").fill("Work laptop")
    press(page, page.get_by_role("button", name="Add a passkey"))
    assert page.url.endswith("/my-sign-in/codes/")
    press(page, page.get_by_role("button", name="I have kept them"))
    page.goto(f"{live_server.url}/my-sign-in/")
    assert page.get_by_text("Work laptop").first.is_visible()
    _sign_out(page)
    press(page, page.get_by_role("button", name="Sign in with a passkey"))
    assert "What you owe" in page.title()
    _sign_out(page)
    _password(page, live_server.url, person.user.email)
    press(page, page.get_by_role("button", name="Use your passkey"))
    assert "What you owe" in page.title()
    page.goto(f"{live_server.url}/my-sign-in/again/?next=/my-sign-in/")
    press(page, page.get_by_role("button", name="Use your passkey"))
    assert page.url.endswith("/my-sign-in/") and Session.objects.filter(user=person.user).count() == 1


def test_a_passkey_that_the_device_refuses_leads_to_another_way(live_server: LiveServer, new_page: NewPage) -> None:
    page = new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": False,
        "automaticPresenceSimulation": True}})
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").wait_for()
    assert not page.locator("[data-failed]").is_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").filter(has_text="sign in with your email address").wait_for()
