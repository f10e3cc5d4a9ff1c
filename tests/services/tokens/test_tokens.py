"""Personal tokens: made on a page, shown once, and signing in another system as the role of who made them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cspr.api.api import api
from cspr.operations import InputFault, clock, registry
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from cspr.services.tokens.models import Token
from cspr.services.tokens.scopes import SCOPES
from tests.factories import NOON, client_for, do, member, open_case

pytestmark = pytest.mark.django_db
TYPED = {"action": "continue", "name": "The hospital's system", "until-day": "31", "until-month": "12", "until-year": "2026"}
SIN = {"reference": "SIN-EXAMPLE-1", "at": "2026-11-17T10:00", "partnership_told_at": "2026-11-17T10:05"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _made(who: Member, *scopes: str, key: str = "one form") -> str:
    """Makes a token on its page, and reads it from the page that shows it. scopes: what it is made for; to read and record, where none is said."""
    page = client_for(who).post("/tokens/make/", {**TYPED, "key": key, "scopes": scopes or ("read", "record")}).content.decode()
    found = re.search(r"cspr_[\w-]{40,}", page)
    assert found, page
    return found[0]


def _with(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"}, enforce_csrf_checks=True)


def test_a_token_signs_in_as_the_role_of_who_made_it() -> None:
    case, token = open_case(), _made(member(Role.NOTIFIER))
    client = _with(token)
    assert [c["reference"] for c in client.get("/api/v1/cases").json()] == [case.reference]
    answer = client.post(f"/api/v1/cases/{case.reference}/notification/record_sin", SIN, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert Fact.objects.get(kind="sin_submitted").actor == member(Role.NOTIFIER)
    assert client.get(f"/api/v1/cases/{case.reference}/evaluation").status_code == 404, "it sees no more than the notifier does"


def test_a_token_opens_no_page() -> None:
    assert _with(_made(member(Role.BUSINESS_UNIT))).get("/cases/").status_code == 302


def test_the_token_is_shown_once_and_kept_nowhere() -> None:
    who = member(Role.BUSINESS_UNIT)
    token = _made(who)
    listed = client_for(who).get("/tokens/").content.decode()
    assert "The hospital&#x27;s system" in listed and token not in listed
    kept = Token.objects.get()
    assert token not in str(vars(kept)) and len(kept.digest) == 64


@pytest.mark.parametrize("case_of", ["unknown", "ended", "past its day", "its holder left", "its role was taken away", "of another scheme"])
def test_a_token_that_does_not_work_is_told_so(case_of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = member(Role.BUSINESS_UNIT)
    token = _made(who)
    client = _with(token)
    if case_of == "unknown":
        client = _with(token[:-1])
    elif case_of == "ended":
        page = client_for(who).post("/tokens/end/", {"action": "continue", "token": str(Token.objects.get().pk)})
        assert page.status_code == 302
    elif case_of == "past its day":
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=60))
    elif case_of == "its holder left":
        who.user.is_active = False
        who.user.save()
    elif case_of == "its role was taken away":
        who.is_active = False
        who.save()
    else:
        client = Client(headers={"Authorization": f"Token {token}"})
    answer = client.get("/api/v1/cases")
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
    assert "token" in answer.json()["message"]


def test_a_wrong_token_is_not_passed_over_for_a_session() -> None:
    client = client_for(member(Role.BUSINESS_UNIT))
    assert client.get("/api/v1/cases").status_code == 200
    assert client.get("/api/v1/cases", headers={"Authorization": "Bearer nothing"}).status_code == 401


def test_a_token_makes_and_ends_no_token() -> None:
    client = _with(_made(member(Role.BUSINESS_UNIT)))
    given = {"name": "Another", "until": "2026-12-31", "digest": "0" * 64}
    assert client.post("/api/v1/tokens/make", given, content_type="application/json").status_code == 401
    assert client.post("/api/v1/tokens/end", {"token": Token.objects.get().pk}, content_type="application/json").status_code == 401
    assert Token.objects.filter(ended_at__isnull=True).count() == 1


def test_nobody_ends_or_lists_another_persons_token() -> None:
    _made(member(Role.BUSINESS_UNIT))
    other = member(Role.SUB_GROUP_CHAIR)
    with pytest.raises(InputFault, match="no such token"):
        do("tokens.end", other, token=Token.objects.get().pk)
    assert "hospital" not in client_for(other).get("/tokens/").content.decode()


@pytest.mark.parametrize(("until", "words"), [("2026-11-19", "from today"), ("2028-01-01", "a year from now")])
def test_a_token_works_for_a_year_at_most(until: str, words: str) -> None:
    with pytest.raises(InputFault, match=words):
        do("tokens.make", member(Role.BUSINESS_UNIT), name="x", until=until, digest="0" * 64)


def test_the_form_sent_twice_makes_one_token_and_shows_it_once() -> None:
    who = member(Role.BUSINESS_UNIT)
    _made(who, key="pressed twice")
    again = client_for(who).post("/tokens/make/", {**TYPED, "key": "pressed twice", "scopes": ["read", "record"]})
    assert again.status_code == 422 and "sent already" in again.content.decode()
    assert Token.objects.count() == 1


def _calls(case: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """One call of each scope: method, path, body."""
    return {"read": ("get", f"cases/{case}", {}), "record": ("post", f"cases/{case}/rapid_review/warn_agencies", {}),
            "sign": ("post", f"cases/{case}/rapid_review/sign", {})}


@pytest.mark.parametrize("scope", list(SCOPES))
def test_a_token_does_what_it_is_made_for_and_nothing_else(scope: str) -> None:
    case, who = open_case(), member(Role.SAFEGUARDING_PARTNER, "police")
    client = _with(_made(who, scope))
    for reference in (case.reference, "WE-1999-0001"):
        for needed, (method, path, body) in _calls(reference).items():
            answer = client.generic(method.upper(), f"/api/v1/{path}", json.dumps(body) if body or method == "post" else "", "application/json")
            lacks = f"it lacks “{needed}”" in answer.json()["message"]
            assert (lacks, answer.status_code == 403) == (needed != scope,) * 2 or (needed, scope) == ("record", "record"), (needed, answer.content)


def test_what_a_token_lacks_is_said_alike_of_a_case_that_is_there_and_one_that_is_not() -> None:
    case, client = open_case(), _with(_made(member(Role.BUSINESS_UNIT), "record"))
    fact = {"kind": "case_closed", "at": "2026-11-19"}
    for method, more, body in (("GET", "", {}), ("GET", "/facts", {}), ("GET", "/evaluation", {}), ("POST", "/rapid_review/sign", {}),
                               ("POST", "/facts", {**fact, "kind": "partner_signed"})):
        answers = [client.generic(method, f"/api/v1/cases/{reference}{more}", json.dumps(body), "application/json")
                   for reference in (case.reference, "WE-1999-0001")]
        assert [a.status_code for a in answers] == [403, 403] and answers[0].content == answers[1].content, more
        assert "lacks" in answers[0].json()["message"]
    answer = client.post("/api/v1/cases/WE-1999-0001/facts", fact, content_type="application/json")
    assert answer.status_code == 404, "what it is made for is asked of the case"


def test_a_signature_sent_as_a_fact_needs_the_scope_to_sign() -> None:
    partner = member(Role.SAFEGUARDING_PARTNER, "police")
    fact = {"kind": "partner_signed", "at": "2026-11-19", "details": {"partner": "police", "decision": "local", "text_hash": "sha256:0"}}
    said = {scope: _with(_made(partner, scope, key=scope)).post("/api/v1/cases/WE-1999-0001/facts", fact, content_type="application/json")
            for scope in SCOPES}
    assert {scope: answer.status_code for scope, answer in said.items()} == {"read": 403, "record": 403, "sign": 404}


def test_only_what_is_of_use_to_the_role_is_offered_and_taken() -> None:
    officer, auditor = member(Role.NOTIFIER), member(Role.AUDITOR)
    offered = client_for(auditor).get("/tokens/make/").content.decode()
    assert 'value="read"' in offered and 'value="sign"' not in offered
    with pytest.raises(InputFault, match="is of no use to you"):
        do("tokens.make", officer, name="x", until="2026-12-01", digest="0" * 64, scopes=["sign"])
    with pytest.raises(InputFault, match="at least one"):
        do("tokens.make", officer, name="x", until="2026-12-01", digest="0" * 64, scopes=[])
    do("tokens.make", officer, name="x", until="2026-12-01", digest="0" * 64)
    assert Token.objects.get().scopes == ["read"], "as little as can be, where nothing is said"


def test_the_list_says_what_each_may_and_when_it_was_last_used() -> None:
    who = member(Role.BUSINESS_UNIT)
    token = _made(who, "read", "record")
    page = client_for(who).get("/tokens/").content.decode()
    assert "read, record" in page and "Never" in page
    _with(token).get("/api/v1/cases")
    assert Token.objects.get().used_on == NOON.date() and "Never" not in client_for(who).get("/tokens/").content.decode()


def test_the_document_says_which_scope_each_call_needs() -> None:
    paths = api.get_openapi_schema()["paths"]
    needed = {path.removeprefix("/api/v1/"): {name: scopes for one in call["security"] for name, scopes in one.items()}
              for path, methods in paths.items() for call in methods.values()}
    assert needed["cases/{reference}/rapid_review/sign"] == {"PersonalToken": ["sign"], "Session": []}
    assert needed["cases/{reference}/rapid_review/tell_family"] == {"PersonalToken": ["record"], "Session": []}
    assert needed["cases"] == {"PersonalToken": ["read"], "Session": []} and needed["tokens/make"] == {"Session": []}
    signing = {path for path, scopes in needed.items() if scopes.get("PersonalToken") == ["sign"]}
    assert signing == {f"cases/{{reference}}/{name.replace('.', '/')}" for name, op in registry().items() if op.fresh_sign_in and op.on == "case"}
