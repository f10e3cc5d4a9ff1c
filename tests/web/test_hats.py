"""One person in several roles: which one is worn is on every page, lists never mix, and a form is sent in the role it was opened in or not at all."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Draft, Fact
from tests.factories import NOON, client_for, do, home, member, open_case
from tests.paper import Paper

pytestmark = pytest.mark.django_db
FORCE = "sergeant@police.example.org"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def hats() -> tuple[Member, Member]:
    """Somebody of a police force that covers two partnerships."""
    return (member(Role.AGENCY_LEAD, "police", email=FORCE),
            member(Role.AGENCY_LEAD, "police", email=FORCE, partnership=home("marlshire")))


def change_to(client: Client, hat: Member, **more: str) -> str:
    return client.post("/role/", {"member": hat.pk, **more})["Location"]


def heading(client: Client, address: str = "/") -> str:
    """What the head of a page says of who is there, the list of roles to change to left out."""
    head = client.get(address).content.decode().split("</header>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<details.*?</details>", "", head, flags=re.S)))


def test_each_page_says_which_role_is_worn_where_and_changing_asks_for_no_sign_in() -> None:
    here, there = hats()
    client = client_for(here)
    for address in ("/", "/cases/", "/tokens/", "/referral/submit/"):
        assert "Wessmoor Safeguarding Partnership" in heading(client, address), address
        assert "Agency safeguarding lead, Wessmoor Police" in heading(client, address), address
    choice = client.get("/").content.decode()
    assert "Wessmoor Police · Wessmoor Safeguarding Partnership" in choice and "Wessmoor Police · Marlshire Safeguarding Partnership" in choice
    assert change_to(client, there) == "/"
    assert "Marlshire Safeguarding Partnership" in heading(client) and "Wessmoor Safeguarding" not in heading(client)
    assert change_to(client, member(Role.EXECUTIVE)) == "/" and "Marlshire" in heading(client), "nobody wears another's role"


def test_lists_are_those_of_the_role_worn() -> None:
    here, there = hats()
    given = {"referrer_role": "Sergeant", "what_happened": "Made up.", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed",
             "immediate_safety": "Made up."}
    ours, theirs = (do("referral.submit", hat, about="infant, seriously harmed", **given).case for hat in (here, there))
    assert ours and theirs
    client = client_for(here)
    for hat, own, other in ((here, ours, theirs), (there, theirs, ours)):
        change_to(client, hat)
        for address in ("/cases/", "/", "/api/v1/cases"):
            page = client.get(address).content.decode()
            assert (own.reference in page) or address == "/", address
            assert other.reference not in page, address
        assert client.get(f"/cases/{other.reference}/").status_code == 404


def test_a_form_opened_in_one_role_is_never_sent_in_another_and_comes_back_with_it() -> None:
    here, there = hats()
    client = client_for(here)
    form = Paper(client.get("/referral/submit/")).as_it_is() | {"about": ["infant, seriously harmed"], "what_happened": ["Typed with care."]}
    change_to(client, there)  # In a second window.
    for action in ("continue", "confirm", "save"):
        answer = client.post("/referral/submit/", {**form, "action": action})
        assert answer.status_code == 409 and "Wessmoor Police" in Paper(answer).words and "Change back to" in Paper(answer).words
    assert not Fact.objects.exists() and not Draft.objects.exists()
    assert change_to(client, here, next="/referral/submit/") == "/referral/submit/"
    page = client.get("/referral/submit/")
    assert "Your role is changed back. What you typed is still here." in page.content.decode() and "Typed with care." in page.content.decode()
    assert "Wessmoor Safeguarding Partnership" in heading(client)


def test_what_was_typed_stays_with_its_role_where_it_is_not_changed_back() -> None:
    here, there = hats()
    client = client_for(here)
    form = Paper(client.get("/referral/submit/")).as_it_is() | {"what_happened": ["Typed with care."]}
    change_to(client, there)
    client.post("/referral/submit/", {**form, "action": "continue"})
    assert "Typed with care." not in client.get("/referral/submit/").content.decode()


def test_a_form_of_a_role_that_is_not_ones_own_any_more_is_refused() -> None:
    here, there = hats()
    client = client_for(here)
    form = Paper(client.get("/referral/submit/")).as_it_is() | {"about": ["infant, seriously harmed"], "what_happened": ["Typed with care."]}
    do("accounts.end_account", member(Role.BUSINESS_UNIT), member=here.pk)
    answer = client.post("/referral/submit/", {**form, "action": "confirm"})
    assert answer.status_code == 409 and "not yours any more" in Paper(answer).words and not Fact.objects.filter(kind="referral_received").exists()
    assert "Marlshire Safeguarding Partnership" in heading(client), "the other partnership's role goes on"


def test_one_click_answers_are_sent_as_the_role_that_saw_them() -> None:
    here, there = hats()
    client = client_for(here)
    seen = re.search(r'name="typed_by" value="([^"]+)"', client.get("/referral/submit/").content.decode())
    assert seen
    change_to(client, there)
    assert client.post("/cases/WE-2026-0001/meetings/reply/?for=learning", {"typed_by": seen[1], "reply": "coming"}).status_code == 409


def test_only_a_page_of_this_service_is_gone_on_to() -> None:
    here, _ = hats()
    client = client_for(here)
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert change_to(client, here, next=elsewhere) == "/"
    assert open_case()
