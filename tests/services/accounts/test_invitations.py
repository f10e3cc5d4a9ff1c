"""Invitations: sent or handed over, accepted once, and all alike once they work no more."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client, override_settings

from cspr.operations import InputFault, clock
from cspr.partnership.invitations import secret_from
from cspr.partnership.models import Invitation, Member, User
from cspr.partnership.roles import LOOKS_AFTER, Role
from cspr.record.models import Fact
from cspr.services.messages.models import Letter
from tests.factories import NOON, client_for, do, home, member

pytestmark = pytest.mark.django_db
PERSON = {"name": "Asha Example", "email": "asha@example.org", "role": "agency_lead", "agency": "hospital"}
NEW = "harbour walnut ladder"
TWICE = {"new": NEW, "again": NEW}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def handed_over(by: Member | None = None, step: str = "invite", **more: Any) -> str:
    """Invite by the page, without a mail server; gives the address it shows, as a path."""
    answer = client_for(by or unit()).post(f"/accounts/{step}/", {"action": "continue", "key": str(Invitation.objects.count()), **(more or PERSON)})
    found = re.search(r"https?://[^/]+(/invitation/[\w-]{43}/)", answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def opened(address: str, client: Client | None = None) -> tuple[Client, HttpResponse]:
    """A visitor who opened the address, and the page it leads to."""
    visitor = client or Client()
    first = visitor.get(address)
    assert (first.status_code, first["Location"], first["Referrer-Policy"]) == (302, "/invitation/", "no-referrer")
    assert first["Cache-Control"] == "no-store"
    return visitor, visitor.get("/invitation/")


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_person_accepts_chooses_a_password_and_is_in() -> None:
    visitor, page = opened(handed_over())
    assert "Made-up Business Unit of the Wessmoor Safeguarding Partnership invites you" in words(page)
    assert "Agency safeguarding lead, Wessmoor General" in words(page), words(page)
    assert "Fri 27 Nov 2026" in words(page), words(page)
    assert "not the same" in words(visitor.post("/invitation/", {"new": NEW, "again": "other"}))
    assert "12 characters" in words(visitor.post("/invitation/", {"new": "short", "again": "short"}))
    assert "too similar" in words(visitor.post("/invitation/", {"new": "asha@example.org", "again": "asha@example.org"}))
    assert visitor.post("/invitation/", TWICE)["Location"] == "/"
    page = words(visitor.get("/"))
    assert "Welcome. You act as Agency safeguarding lead" in page and "Asha Example" in page
    again = Client()
    assert again.post("/sign-in/", {"email": "asha@example.org", "password": NEW})["Location"] == "/"
    kinds = list(Fact.objects.filter(case=None).order_by("seq").values_list("kind", "actor__user__name"))
    assert kinds == [("person_invited", "Made-up Business Unit"), ("account_opened", "Asha Example")]


def test_until_then_nobody_signs_in_with_it() -> None:
    handed_over()
    for password in ("", NEW, "!"):
        assert Client().post("/sign-in/", {"email": "asha@example.org", "password": password}).status_code == 422
    person = Member.objects.get(user__email="asha@example.org")
    assert not person.is_active and not person.user.has_usable_password()
    page = client_for(member(Role.ADMINISTRATOR)).get("/accounts/").content.decode()
    assert "Invited" in page and "give_back" not in page
    with pytest.raises(InputFault, match="never accepted"):
        do("accounts.give_back", unit(), member=person.pk)


def test_opening_it_uses_nothing_up() -> None:
    """Programs that look through e-mail open every address in it, some more than once."""
    address = handed_over()
    for _ in range(3):
        assert opened(address)[1].status_code == 200
        assert Client().head(address).status_code == 302
    visitor, _ = opened(address)
    assert visitor.post("/invitation/", TWICE)["Location"] == "/"


def test_used_run_out_withdrawn_replaced_and_made_up_look_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    used = handed_over()
    visitor, _ = opened(used)
    late, _ = opened(used)  # The same, in a second window.
    visitor.post("/invitation/", TWICE)
    withdrawn = handed_over(**{**PERSON, "role": "agency_author"})
    author = Member.objects.get(role="agency_author")
    do("accounts.withdraw_invitation", unit(), member=author.pk)
    replaced = handed_over(**{**PERSON, "role": "executive", "agency": ""})
    handed_over(step="invite_again", member=Member.objects.get(role="executive").pk)
    gone = words(opened(f"/invitation/{'x' * 43}/")[1])
    assert "does not work" in gone and "ask the Business Unit" in gone
    for address in (used, withdrawn, replaced):
        answer = opened(address)[1]
        assert (answer.status_code, words(answer)) == (404, gone), address
    answer = late.post("/invitation/", TWICE)
    assert (answer.status_code, words(answer)) == (404, gone)
    assert (Client().get("/invitation/").status_code, Client().post("/invitation/", TWICE).status_code) == (404, 404)
    in_time = handed_over(**{**PERSON, "role": "sub_group_member", "agency": ""})
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=7))
    assert opened(in_time)[1].status_code == 200, "the last day counts"
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=8))
    assert words(opened(in_time)[1]) == gone


def test_it_is_accepted_once_by_whoever_it_is_for() -> None:
    handed_over()
    found = Invitation.objects.get()
    given = {"digest": found.digest, "password": make_password(NEW)}
    with pytest.raises(InputFault, match="does not work any more"):
        do("accounts.accept", unit(), **given)
    do("accounts.accept", found.member, **given)
    with pytest.raises(InputFault, match="does not work any more"):
        do("accounts.accept", found.member, **given)
    refused = client_for(unit()).post("/api/v1/accounts/accept", given, content_type="application/json")
    assert refused.status_code == 422 and Fact.objects.filter(kind="account_opened").count() == 1


def test_the_address_is_shown_once_and_kept_nowhere() -> None:
    by = unit()
    address = handed_over(by)
    secret = address.split("/")[2]
    kept = [str(list(model.objects.values())) for model in (Invitation, Fact, User, Member)]
    assert [k for k in kept if secret in k] == []
    again = client_for(by).post("/accounts/invite/", {"action": "continue", "key": "0", **PERSON}, follow=True)
    assert secret not in again.content.decode() and "was not recorded twice" in again.content.decode()
    visitor, page = opened(address)
    assert secret not in page.content.decode() and secret not in str(dict(visitor.session))


@override_settings(EMAIL_HOST="mail.example.org", PUBLIC_URL="https://reviews.example.org")
def test_with_a_mail_server_it_goes_to_the_person_alone() -> None:
    page = client_for(unit()).post("/accounts/invite/", {"action": "continue", "key": "k", **PERSON}, follow=True).content.decode()
    assert "An invitation is on its way to asha@example.org" in page and "/invitation/" not in page.replace('href="/accounts/invitations/"', "")
    letter = Letter.objects.get()
    assert (letter.address, letter.kind, letter.member) == ("asha@example.org", "invitation", None)


def test_one_person_two_partnerships_signs_in_to_accept_and_keeps_the_password() -> None:
    elsewhere = member(Role.EXECUTIVE, partnership=home("elsewhere"))
    person = {"name": elsewhere.user.name, "email": elsewhere.user.email, "role": "agency_lead", "agency": "police"}
    visitor, page = opened(handed_over(**person))
    assert "Sign in to accept" in words(page) and "password" not in page.content.decode()
    assert visitor.post("/invitation/", TWICE).status_code == 200 and not Member.objects.get(role="agency_lead").is_active
    visitor.post("/sign-in/", {"email": elsewhere.user.email, "password": "made-up passphrase", "next": "/invitation/"})
    assert "The role is added to your account" in words(visitor.get("/invitation/"))
    assert visitor.post("/invitation/")["Location"] == "/"
    page = words(visitor.get("/"))
    assert "Wessmoor Safeguarding Partnership" in page and "Agency safeguarding lead, Wessmoor Police" in page
    assert User.objects.get(pk=elsewhere.user_id).check_password("made-up passphrase")


def test_somebody_else_who_is_signed_in_does_not_accept_it() -> None:
    visitor, page = opened(handed_over(), client_for(unit()))
    assert "signed in as somebody else" in words(page) and "<form" not in page.content.decode().split("<main")[1]
    visitor.post("/invitation/", TWICE)
    assert not Member.objects.get(user__email="asha@example.org").is_active


def test_a_lost_password_is_replaced_by_the_person_who_then_signs_in_anew() -> None:
    who = member(Role.EXECUTIVE)
    theirs, (visitor, page) = client_for(who), opened(handed_over(step="invite_again", member=who.pk))
    assert "Choose a new password" in words(page) and theirs.get("/").status_code == 200, "nothing has changed yet"
    assert visitor.post("/invitation/", TWICE)["Location"] == "/sign-in/", "who has a second question to answer is asked it there"
    assert "Your password is changed" in words(visitor.get("/sign-in/"))
    assert theirs.get("/").headers["Location"].startswith("/sign-in/")
    assert Client().post("/sign-in/", {"email": who.user.email, "password": NEW})["Location"] == "/"


def test_a_new_address_and_a_password_of_ones_own_end_what_was_sent() -> None:
    who, keeper = member(Role.EXECUTIVE), member(Role.ADMINISTRATOR)
    first = handed_over(step="invite_again", member=who.pk)
    do("accounts.change_person", keeper, member=who.pk, name=who.user.name, email="new@example.org")
    second = handed_over(step="invite_again", member=who.pk)
    do("accounts.choose_password", Member.objects.get(pk=who.pk), present="made-up passphrase", new=NEW)
    assert [opened(one)[1].status_code for one in (first, second)] == [404, 404]


@pytest.mark.parametrize("by", list(LOOKS_AFTER))
def test_each_gives_and_looks_after_the_roles_that_are_theirs(by: Role) -> None:
    who = member(by)
    offered = client_for(who).get("/accounts/invite/").content.decode()
    for n, role in enumerate(Role):
        post = "designated_doctor" if role == Role.NAMED_POST else ""
        given = {"name": "Asha Example", "email": f"asha{n}@example.org", "role": role.value, "agency": "police", "post": post}
        other = member(role, "police", post, email=f"other{n}@example.org")
        assert (f'value="{role.value}"' in offered) is (role in LOOKS_AFTER[by])
        steps: tuple[tuple[str, dict[str, Any]], ...] = (
            ("invite", given), ("invite_again", {"member": other.pk}), ("withdraw_invitation", {"member": other.pk}),
            ("end_account", {"member": other.pk, "reasons": "Retired."}), ("give_back", {"member": other.pk}))
        for step, data in steps:
            if role in LOOKS_AFTER[by]:
                do(f"accounts.{step}", who, **data)
            else:
                with pytest.raises(InputFault, match="only an administrator"):
                    do(f"accounts.{step}", who, **data)


def test_a_password_that_would_open_more_than_one_looks_after_is_not_sent() -> None:
    who = member(Role.EXECUTIVE)
    member(Role.ADMINISTRATOR, email=who.user.email)
    with pytest.raises(InputFault, match="Administrator: only an administrator"):
        do("accounts.invite_again", unit(), member=who.pk)
    there = member(Role.REVIEWER)
    member(Role.EXECUTIVE, email=there.user.email, partnership=home("elsewhere"))
    with pytest.raises(InputFault, match="also work for another partnership"):
        do("accounts.invite_again", unit(), member=there.pk)
    with override_settings(EMAIL_HOST="mail.example.org"):  # It goes to their own mailbox, and to nobody's eyes before.
        do("accounts.invite_again", unit(), member=there.pk)


def test_what_an_invitation_lacks_is_said_and_nothing_of_it_is_kept() -> None:
    client, other = client_for(unit()), member(Role.EXECUTIVE)
    lacking = {
        "for which agency": {"agency": ""}, "Choose the post": {"role": "named_post"}, "not one of the three": {"role": "safeguarding_partner"},
        "Look at the hint": {"email": "asha"}, "of another name": {"email": other.user.email},
    }
    for said, wrong in lacking.items():
        answer = client.post("/accounts/invite/", {"action": "continue", "key": said, **PERSON, **wrong})
        assert answer.status_code == 422 and said in answer.content.decode(), said
    assert not User.objects.filter(email="asha@example.org").exists() and not Invitation.objects.exists()


def test_who_is_invited_or_acts_already_is_not_invited_twice() -> None:
    do("accounts.invite", unit(), **PERSON)
    with pytest.raises(InputFault, match="invited to this role already"):
        do("accounts.invite", unit(), **PERSON)
    later = NOON + timedelta(days=9)
    do("accounts.invite", unit(), **{**PERSON, "name": "Asha Exemplar"}, now=later)
    assert User.objects.get(email="asha@example.org").name == "Asha Exemplar", "whoever never came can still be named aright"
    there = member(Role.EXECUTIVE)
    given = {"name": there.user.name, "email": there.user.email, "role": "executive"}
    with pytest.raises(InputFault, match="have this role already"):
        do("accounts.invite", unit(), **given)
    do("accounts.end_account", unit(), member=there.pk)
    with pytest.raises(InputFault, match="Give it back"):
        do("accounts.invite", unit(), **given)


def test_the_list_says_what_is_open_since_when_and_what_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for(unit())
    assert "None is open" in words(client.get("/accounts/invitations/"))
    do("accounts.invite", unit(), **PERSON)
    do("accounts.invite", member(Role.ADMINISTRATOR), name="Wren Example", email="wren@example.org", role="administrator")
    page = words(client.get("/accounts/invitations/"))
    assert "Today by Made-up Business Unit Open until Fri 27 Nov 2026" in page and "By an administrator" in page
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=12))
    assert "12 days ago by Made-up Business Unit Run out on Fri 27 Nov 2026" in words(client.get("/accounts/invitations/"))
    monkeypatch.setattr(clock, "now", lambda: NOON)
    handed_over(step="invite_again", member=Member.objects.get(user__email="asha@example.org").pk)
    do("accounts.withdraw_invitation", unit(), member=Member.objects.get(user__email="asha@example.org").pk)
    assert "Asha" not in words(client.get("/accounts/invitations/")) + words(client.get("/accounts/"))
    with pytest.raises(InputFault, match="No invitation of theirs is open"):
        do("accounts.withdraw_invitation", unit(), member=Member.objects.get(user__email="asha@example.org").pk)


def test_who_leaves_takes_no_open_invitation_along() -> None:
    who = member(Role.EXECUTIVE)
    address = handed_over(step="invite_again", member=who.pk)
    do("accounts.end_account", unit(), member=who.pk)
    assert opened(address)[1].status_code == 404
    do("accounts.give_back", unit(), member=who.pk)
    assert opened(address)[1].status_code == 404


def test_only_a_hash_that_this_service_would_make_is_taken() -> None:
    do("accounts.invite", unit(), **PERSON)
    found = Invitation.objects.get()
    for wrong in ("plain words", "argon2$argon2id$v=19$m=1,t=1,p=1$c2FsdHNhbHQ$AAAA", "argon2$", ""):
        with pytest.raises(InputFault, match="not a hash that this service makes|Choose a password"):
            do("accounts.accept", found.member, digest=found.digest, password=wrong)


def test_how_long_it_works_is_a_setting_and_the_key_is_not_in_the_database(settings: Any) -> None:
    settings.INVITATION_DAYS = 2
    do("accounts.invite", unit(), **PERSON, now=datetime.combine(date(2026, 11, 20), NOON.time(), NOON.tzinfo))
    found = Invitation.objects.get()
    assert found.until == date(2026, 11, 22)
    before = secret_from(found.salt)
    settings.SECRET_KEY = "another key of the service"  # noqa: S105
    assert secret_from(found.salt) != before
