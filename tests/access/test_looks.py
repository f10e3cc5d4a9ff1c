"""Who looked is written down with from where and how, in a chain; and whoever is turned away is too, without being told anything by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cspr.access.asking import address_of, asked_from
from cspr.access.audit import verify
from cspr.access.models import Bar, Looked, LookHead
from cspr.access.reads import case_for, note_look
from cspr.config.environment import networks
from cspr.partnership.roles import Role
from cspr.record.chain import sha256
from cspr.services.tokens.models import Token, new_secret
from tests.factories import NOON, client_for, home, member, open_case

pytestmark = pytest.mark.django_db
LOCAL = networks("NO_SUCH_SETTING", "127.0.0.0/8,::1,10.0.0.0/24")


@pytest.mark.parametrize(("peer", "forwarded", "found"), [
    ("203.0.113.7", "", "203.0.113.7"),
    ("203.0.113.7", "198.51.100.9", "203.0.113.7"),  # Written by the visitor: there is no proxy of ours before it.
    ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
    ("127.0.0.1", "192.0.2.1, 198.51.100.9", "198.51.100.9"),  # The visitor wrote the first.
    ("127.0.0.1", "192.0.2.1, 198.51.100.9, 10.0.0.3", "198.51.100.9"),
    ("127.0.0.1", "nonsense", "127.0.0.1"), ("127.0.0.1", "198.51.100.9, nonsense", "127.0.0.1"),
    ("", "198.51.100.9", "198.51.100.9"), ("", "", ""),
    ("::1", "2001:DB8::7", "2001:db8::7"), ("::ffff:203.0.113.7", "", "203.0.113.7"),
])
def test_where_a_request_comes_from(peer: str, forwarded: str, found: str) -> None:
    assert address_of(peer, forwarded, LOCAL) == found


def test_a_page_a_form_and_the_api_say_from_where_by_which_session_and_in_which_hat() -> None:
    case, unit = open_case(), member(Role.BUSINESS_UNIT)
    client = client_for(unit)
    client.get(f"/cases/{case.reference}/history/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9")
    client.get(f"/cases/{case.reference}/conflicts/declare/", REMOTE_ADDR="198.51.100.9")
    secret = new_secret()
    Token.objects.create(member=unit, name="made up", digest=sha256(secret), scopes=["read"], made_at=NOON,
                         until=(NOON + timedelta(days=9000)).date())
    Client().get(f"/api/v1/cases/{case.reference}", headers={"Authorization": f"Bearer {secret}"}, REMOTE_ADDR="203.0.113.7")
    page, step, api = Looked.objects.order_by("pk")
    assert [(one.kind, one.what, one.address) for one in (page, step, api)] == [
        ("page", "page: history", "198.51.100.9"), ("step", "step: Declare a conflict of interest", "198.51.100.9"),
        ("api", "api: case", "203.0.113.7")]
    assert page.by == step.by and page.by.startswith("session ") and api.by.startswith("token ") and {page.member, step.member, api.member} == {unit}
    assert not {client.session.session_key, secret} & set(" ".join((page.by, api.by)).split()), "nobody can sign in with what is kept"


def test_a_job_says_no_address_and_the_next_request_not_the_last_ones() -> None:
    case, unit = open_case(), member(Role.BUSINESS_UNIT)
    with asked_from("198.51.100.9", "key"):
        pass
    note_look(case_for(unit, case.reference, NOON.date()), "page: made up", NOON)
    assert [(one.address, one.by) for one in Looked.objects.all()] == [("", "")]


def test_each_case_has_a_chain_of_its_own_and_each_look_follows_the_one_before() -> None:
    one, other, unit = open_case(), open_case(), member(Role.BUSINESS_UNIT)
    for case in (one, other, one):
        note_look(case_for(unit, case.reference, NOON.date()), "page: made up", NOON)
    first, second = Looked.objects.filter(case=one).order_by("seq")
    assert (first.seq, second.seq, second.previous) == (1, 2, first.hash) and Looked.objects.get(case=other).previous == ""
    assert LookHead.objects.get(case=one).hash == second.hash and verify().broken == ()


def test_the_head_of_a_chain_is_not_deleted_and_a_look_not_changed() -> None:
    note_look(case_for(member(Role.BUSINESS_UNIT), open_case().reference, NOON.date()), "page: made up", NOON)
    for statement in ("DELETE FROM access_lookhead", "DELETE FROM access_looked", "UPDATE access_looked SET what = ''"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestEveryText(TestCase):
    """What the database chains, the check reads alike, whatever the words."""

    @given(st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=110))
    def test_it_verifies(self, words: str) -> None:
        note_look(case_for(member(Role.BUSINESS_UNIT), open_case().reference, NOON.date()), f"page: {words}", NOON)
        assert verify().broken == ()


def _asks(client: Client, reference: str) -> tuple[int, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/cases/{reference}/")
    return answer.status_code, [q["sql"].split(" ", 3)[0] for q in queries]


def test_whoever_is_turned_away_from_a_case_is_written_down_there_and_cannot_tell_it_from_none() -> None:
    case, lead = open_case(), member(Role.AGENCY_LEAD, "hospital")
    client = client_for(lead)
    for barred in (False, True):
        if barred:
            Bar.objects.create(case=case, user=lead.user, since=NOON)
        absent, theirs = _asks(client, "WE-1999-0001"), _asks(client, case.reference)
        assert absent[0] == theirs[0] == 404
        assert absent[1].count("INSERT") == theirs[1].count("INSERT") and len(theirs[1]) - len(absent[1]) <= 1, "only grants are asked besides"
    tries = Looked.objects.filter(kind=Looked.Kind.REFUSED)
    assert [one.case for one in tries.order_by("pk")] == [None, case, None, case] and {one.member for one in tries} == {lead}
    assert client.get(f"/api/v1/cases/{case.reference}/facts").status_code == 404 and tries.filter(case=case).count() == 3
    assert client.post(f"/cases/{case.reference}/conflicts/lift/", {}).status_code == 404 and tries.filter(case=case).count() == 4
    assert verify().broken == ()


def test_a_case_of_another_partnership_is_none_here() -> None:
    case = open_case()
    client_for(member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))).get(f"/cases/{case.reference}/")
    look = Looked.objects.get()
    assert look.case is None and look.partnership == home("elsewhere"), "nothing of another's is written to it"


def test_a_reference_that_no_database_takes_is_turned_away_too() -> None:
    assert client_for(member(Role.BUSINESS_UNIT)).get("/cases/WE%00/").status_code == 404
    assert Looked.objects.get().case is None


def test_a_setting_that_names_no_network_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.300")
    with pytest.raises(SystemExit, match="TRUSTED_PROXIES must be addresses or networks"):
        networks("TRUSTED_PROXIES", "::1")
