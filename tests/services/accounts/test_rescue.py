"""A sole administrator who has lost telephone, recovery codes and password is let in again from the server, and by nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from cspr.access.audit import verify
from cspr.cli.main import main
from cspr.operations import registry
from cspr.partnership.models import Invitation
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from cspr.services.messages.models import Message
from tests.factories import client_for, home, member
from tests.services.sign_in.telephone import PASSPHRASE, give_password, set_up

pytestmark = pytest.mark.django_db
NEW = "harbour walnut ladder"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED = True
    cache.clear()


def rescued(capsys: pytest.CaptureFixture[str], email: str, code: int = 0) -> str:
    """What the command prints."""
    capsys.readouterr()
    assert main(["accounts", "rescue", email]) == code
    return "".join(capsys.readouterr())


def test_it_resets_the_sign_in_and_prints_an_address_that_works_once(capsys: pytest.CaptureFixture[str]) -> None:
    admin, browser = member(Role.ADMINISTRATOR), Client()
    give_password(browser, admin.user.email)
    set_up(browser)
    assert browser.get("/accounts/").status_code == 200
    said = rescued(capsys, f" {admin.user.email.upper()} ")
    assert not Authenticator.objects.exists() and browser.get("/")["Location"] == "/sign-in/", "signed out everywhere"
    assert give_password(Client(), admin.user.email, PASSPHRASE).status_code == 422, "whoever has the old password gets no further with it"
    address = re.search(r"/invitation/[\w-]{43}/", said)
    assert address
    visitor = Client()
    assert visitor.get(address[0])["Location"] == "/invitation/"
    page = visitor.get("/invitation/").content.decode()
    assert "Choose a new password" in page and "Whoever keeps the server" in page
    assert visitor.post("/invitation/", {"new": NEW, "again": NEW})["Location"] == "/sign-in/"
    assert visitor.get(address[0])["Location"] == "/invitation/" and visitor.get("/invitation/").status_code == 404, "once"
    give_password(visitor, admin.user.email, NEW)
    assert visitor.get("/accounts/")["Location"] == "/my-sign-in/app/"
    set_up(visitor)
    assert visitor.get("/accounts/").status_code == 200


def test_it_is_in_the_chain_by_nobodys_hand_and_the_person_is_told(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    admin = member(Role.ADMINISTRATOR)
    elsewhere = member(Role.BUSINESS_UNIT, partnership=home("elsewhere"), email=admin.user.email)
    first = rescued(capsys, admin.user.email)
    second = rescued(capsys, admin.user.email)
    assert first != second and Invitation.objects.filter(withdrawn_at=None).count() == 1, "the address before works no more"
    facts = Fact.objects.filter(kind="account_rescued")
    assert {(f.partnership.slug, f.details["account"], f.by, f.actor) for f in facts} == {
        ("wessmoor", f"member-{admin.pk}", "service", None), ("elsewhere", f"member-{elsewhere.pk}", "service", None)}
    assert set(Message.objects.filter(kind="account_rescued").values_list("member", "address")) == {
        (admin.pk, admin.user.email), (elsewhere.pk, admin.user.email)}
    assert verify().broken == ()
    settings.MULTI_FACTOR_REQUIRED = False
    page = client_for(member(Role.AUDITOR)).get("/accounts/record/").content.decode()
    assert "Password and second step taken away, on the server" in page and "Whoever keeps the server" in page
    assert "whoever keeps the server" in client_for(member(Role.BUSINESS_UNIT)).get("/accounts/invitations/").content.decode()


@pytest.mark.parametrize("who", ["nobody", "no administrator", "ended"])
def test_nobody_else_is_let_in_by_it(who: str, capsys: pytest.CaptureFixture[str]) -> None:
    person = member(Role.ADMINISTRATOR if who == "ended" else Role.BUSINESS_UNIT)
    if who == "ended":
        person.is_active = False
        person.save()
    said = rescued(capsys, "nobody@example.org" if who == "nobody" else person.user.email, 2)
    assert "nobody acts as administrator with that address" in said and not Invitation.objects.exists()
    person.user.refresh_from_db()
    assert person.user.check_password(PASSPHRASE)


def test_neither_a_page_nor_the_api_can_do_it() -> None:
    assert not [name for name in registry() if "rescue" in name]
