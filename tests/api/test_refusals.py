"""What the API says to a request that is not right: one clear answer, its place named, and nothing written."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cspr.operations import clock
from cspr.operations.files import LARGEST
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact, File, Submission
from tests.factories import NOON, client_for, home, member, open_case
from tests.stages.rapid_review.gathering.given import ask_agencies, lead, opened

pytestmark = pytest.mark.django_db
SIN = {"reference": "SIN-EXAMPLE-1", "at": "2026-11-17T10:00", "partnership_told_at": "2026-11-17T10:05"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    yield


@pytest.fixture
def case() -> Case:
    return open_case()


def _sin(case: Case) -> str:
    return f"/api/v1/cases/{case.reference}/notification/record_sin"


def _refused(answer: Any, status: int, *words: str) -> dict[str, Any]:
    """The refusal, after seeing that it has the one shape all have."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/json")
    said = answer.json()
    assert set(said) == {"message", "faults", "missing", "changes"} and said["message"]
    for word in words:
        assert word in said["message"], said
    return said


@pytest.mark.parametrize(("body", "words"), [
    ('{"reference": ', "line 1, column 15"), ("", "Enter"), ('{"reference": NaN}', "which is not a number of JSON"),
    ('{"reference": "a", "reference": "b"}', "gives the key “reference” twice"),
    ("[" * 100_000, "nested too deeply"), (b'{"reference": "\xff"}', "not UTF-8"), ("nonsense", "not JSON"),
])
def test_a_body_that_cannot_be_read_is_said_to_be_so(case: Case, body: str | bytes, words: str) -> None:
    before = Fact.objects.count()
    answer = client_for(member(Role.NOTIFIER)).post(_sin(case), body, content_type="application/json")
    _refused(answer, 422 if body == "" else 400, words)
    assert Fact.objects.count() == before


@pytest.mark.parametrize(("change", "field", "words"), [
    ({"reference": 7}, "reference", "must be text"), ({"reference": None}, "reference", "must be text"),
    ({"referense": "x"}, "referense", "not a field"),
    ({"at": "2026-02-31"}, "at", "date that exists"), ({"at": {"day": 1}}, "at", "date"), ({"reference": "x" * 201}, "reference", "201 characters"),
    ({"reference": "a\u0000b"}, "reference", "cannot be stored"), ({"at": "2031-01-01"}, "at", "in the future"),
    ({"reference": ["a"]}, "reference", "text"),
])
def test_each_fault_has_its_place_and_the_words_of_the_page(case: Case, change: dict[str, Any], field: str, words: str) -> None:
    before = Fact.objects.count()
    said = _refused(client_for(member(Role.NOTIFIER)).post(_sin(case), {**SIN, **change}, content_type="application/json"), 422)
    assert [f["field"] for f in said["faults"]] == [field]
    assert words in said["faults"][0]["message"] and words in said["message"]
    assert Fact.objects.count() == before


@pytest.mark.parametrize("body", ['"text"', "[1]", "7", "null", "true"])
def test_a_body_that_is_no_object_is_refused(case: Case, body: str) -> None:
    _refused(client_for(member(Role.NOTIFIER)).post(_sin(case), body, content_type="application/json"), 422)


def test_all_faults_come_at_once(case: Case) -> None:
    said = _refused(client_for(member(Role.NOTIFIER)).post(_sin(case), {"at": "soon", "extra": 1}, content_type="application/json"), 422)
    assert {f["field"] for f in said["faults"]} == {"at", "extra", "reference"}


def test_another_kind_of_content_is_named(case: Case) -> None:
    client = client_for(member(Role.NOTIFIER))
    _refused(client.post(_sin(case), json.dumps(SIN), content_type="text/plain"), 415, "Content-Type: application/json")
    _refused(client.post(_sin(case), SIN), 415, "Content-Type: application/json")


def test_more_than_the_service_takes_is_refused_before_it_is_read(case: Case) -> None:
    answer = client_for(member(Role.NOTIFIER)).post(_sin(case), json.dumps({**SIN, "reference": "x" * 3_000_000}), content_type="application/json")
    _refused(answer, 413, "2.5 MB")


def test_a_file_comes_in_by_the_api_up_to_what_a_page_allows() -> None:
    case = opened()
    ask_agencies(case, "police")
    client, address = client_for(lead("police")), f"/api/v1/cases/{case.reference}/rapid_review/attach_file"

    def send(size: int) -> Any:
        file = {"name": "notes.txt", "content": base64.b64encode(b"made up " * (size // 8)).decode()}
        return client.post(address, json.dumps({"agency": "police", "file": file}), content_type="application/json")

    taken = send(LARGEST)
    assert taken.status_code == 200, taken.content
    assert [f.size for f in File.objects.all()] == [LARGEST]
    _refused(send(LARGEST + 8), 422, "the most is 20.0 MB")
    _refused(send(LARGEST + 2_000_000), 413, "and a file may have 20.0 MB")


@pytest.mark.parametrize("verb", ["get", "put", "patch", "delete"])
def test_a_method_that_an_address_does_not_know_is_refused_with_those_it_knows(case: Case, verb: str) -> None:
    answer = getattr(client_for(member(Role.NOTIFIER)), verb)(_sin(case))
    _refused(answer, 405, "Allow header")
    assert answer["Allow"] == "POST"


def test_no_such_address_is_answered_as_the_api_answers() -> None:
    _refused(client_for(member(Role.NOTIFIER)).get("/api/v1/nothing"), 404, "openapi.json")


def test_absent_and_not_yours_are_one_answer(case: Case) -> None:
    stranger = client_for(member(Role.NOTIFIER, partnership=home("elsewhere")))
    for path in ("", "/facts", "/evaluation"):
        theirs, absent = (stranger.get(f"/api/v1/cases/{ref}{path}") for ref in (case.reference, "WS-1999-0001"))
        assert (theirs.status_code, theirs.content) == (404, absent.content)
    for path, body in (("notification/record_sin", SIN), ("facts", {"kind": "sin_submitted", "at": "2026-11-17", "details": {"reference": "x"}})):
        theirs, absent = (stranger.post(f"/api/v1/cases/{ref}/{path}", body, content_type="application/json")
                          for ref in (case.reference, "WS-1999-0001"))
        assert (theirs.status_code, theirs.content) == (404, absent.content)


def test_a_stranger_is_told_to_sign_in_whatever_is_sent(case: Case) -> None:
    for client in (Client(), Client(enforce_csrf_checks=True)):
        _refused(client.get("/api/v1/cases"), 401, "Sign in")
        _refused(client.post(_sin(case), SIN, content_type="application/json"), 401, "Sign in")
        _refused(client.post(_sin(case), "{", content_type="application/json"), 401, "Sign in")


def test_a_form_of_another_site_is_refused(case: Case) -> None:
    known = client_for(member(Role.NOTIFIER))
    client = Client(enforce_csrf_checks=True)
    client.cookies = known.cookies
    before = Fact.objects.count()
    _refused(client.post(_sin(case), SIN, content_type="application/json"), 403)
    assert Fact.objects.count() == before


def test_a_key_stands_for_one_submission(case: Case) -> None:
    client, key = client_for(member(Role.NOTIFIER)), {"Idempotency-Key": "one of our own"}
    first = client.post(_sin(case), SIN, content_type="application/json", headers=key)
    again = client.post(_sin(case), SIN, content_type="application/json", headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["facts"] == first.json()["facts"] and (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    count = Fact.objects.count()
    other = client.post(_sin(case), {**SIN, "reference": "SIN-EXAMPLE-2"}, content_type="application/json", headers=key)
    _refused(other, 422, "sent already with other answers")
    elsewhere = client.post(f"/api/v1/cases/{case.reference}/notification/withdraw", {"reasons": "x", "at": "2026-11-18"},
                            content_type="application/json", headers=key)
    _refused(elsewhere, 422, "used for something else")
    assert Fact.objects.count() == count


def test_a_key_of_a_refused_submission_is_free_again(case: Case) -> None:
    client, key = client_for(member(Role.NOTIFIER)), {"Idempotency-Key": "one of our own"}
    _refused(client.post(_sin(case), {**SIN, "at": "2031-01-01"}, content_type="application/json", headers=key), 422)
    assert not Submission.objects.exists()
    assert client.post(_sin(case), SIN, content_type="application/json", headers=key).status_code == 200


@pytest.mark.parametrize(("fact", "field", "words"), [
    ({"kind": "nothing_known", "at": "2026-11-17"}, "kind", "choose one of"),
    ({"kind": "sin_submitted", "at": "2026-11-17", "details": {}}, "details.reference", "Answer"),
    ({"kind": "sin_submitted", "at": "soon", "details": {"reference": "x"}}, "at", "date"),
    ({"kind": "sin_submitted", "details": {"reference": "x"}}, "at", "Enter"),
    ({"kind": "withdrawn", "at": "2026-11-17", "details": {"reasons": "x"}}, "kind", "names in “supersedes” the entry"),
    ({"kind": "withdrawn", "at": "2026-11-17", "supersedes": "nothing"}, "supersedes", "UUID"),
    ({"kind": "withdrawn", "at": "2026-11-17", "details": {"reasons": ""}, "supersedes": "0" * 32}, "details.reasons", "Answer"),
    ({"kind": "sin_submitted", "at": "2026-11-17", "details": {"a\u0000": "x"}}, "details", "cannot be stored"),
    ({"kind": "sin_submitted", "at": "2026-11-17", "details": "x"}, "details", ""),
])
def test_a_fact_that_the_contract_does_not_know_is_refused_at_its_place(case: Case, fact: dict[str, Any], field: str, words: str) -> None:
    before = Fact.objects.count()
    answer = client_for(member(Role.BUSINESS_UNIT)).post(f"/api/v1/cases/{case.reference}/facts", fact, content_type="application/json")
    said = _refused(answer, 422)
    assert field in [f["field"] for f in said["faults"]], said
    assert any(words in f["message"] for f in said["faults"])
    assert Fact.objects.count() == before


def test_a_correction_is_of_the_kind_it_corrects(case: Case) -> None:
    client = client_for(member(Role.BUSINESS_UNIT))
    path = f"/api/v1/cases/{case.reference}/facts"
    aware = next(f for f in client.get(path).json() if f["kind"] == "authority_aware")
    wrong = {"kind": "sin_submitted", "at": "2026-11-15", "details": {}, "supersedes": aware["id"]}
    said = _refused(client.post(path, wrong, content_type="application/json"), 422, "of the kind “authority_aware”")
    assert said["faults"][0]["field"] == "kind"
    right = client.post(path, {**wrong, "kind": "authority_aware"}, content_type="application/json")
    assert right.status_code == 200 and right.json()["facts"][0]["supersedes"] == aware["id"]


@pytest.mark.parametrize("details", [{"place": "a\u0000b"}, {"place": "\ud800"}, {"place": {"deep": ["\u202e"]}}])
def test_no_text_that_cannot_be_kept_comes_in_by_a_correction(case: Case, details: dict[str, Any]) -> None:
    client = client_for(member(Role.BUSINESS_UNIT))
    path = f"/api/v1/cases/{case.reference}/facts"
    incident = next(f for f in client.get(path).json() if f["kind"] == "incident_occurred")
    sent = json.dumps({"kind": "incident_occurred", "at": incident["at"], "details": details, "supersedes": incident["id"]})
    _refused(client.post(path, sent, content_type="application/json"), 422, "cannot be stored")


def test_a_word_longer_than_its_column_is_refused_at_its_place(case: Case) -> None:
    client = client_for(member(Role.BUSINESS_UNIT))
    path = f"/api/v1/cases/{case.reference}/facts"
    client.post(path, {"kind": "sin_submitted", "at": "2026-11-17", "details": {"reference": "x"}}, content_type="application/json")
    fact = {"kind": "wider_circulation_agreed", "at": "2026-11-18", "details": {"to": "x" * 150, "by": "business_manager"}}
    said = _refused(client.post(path, fact, content_type="application/json"), 422, "150 characters")
    assert [f["field"] for f in said["faults"]] == ["details.to"]


def test_the_guide_names_addresses_that_there_are(case: Case) -> None:
    """What docs/guide/api.md lists can be read, and what it says of an operation's address is so."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "api.md").read_text()
    client = client_for(member(Role.BUSINESS_UNIT))
    reads = re.findall(r"`(/(?:owed|cases)[^` ]*)`", guide)
    document = client.get("/api/v1/openapi.json").json()["paths"]
    assert len(reads) >= 6
    for address in reads:
        assert f"/api/v1{address.replace('REFERENCE', '{reference}')}" in document
        if "tell_family" not in address:
            assert client.get(f"/api/v1{address.replace('REFERENCE', case.reference)}").status_code == 200
