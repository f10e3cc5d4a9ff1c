"""Every page and every path of the API × every role in the case. The expectations are in `matrix`; who is not in it: test_not_theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cspr.api.api import api
from cspr.operations import registry
from cspr.steps.step import Step
from tests.access import matrix
from tests.access.given import LETTERS, World
from tests.access.size import Note, tried
from tests.factories import client_for

pytestmark = pytest.mark.django_db
CASE = "cases/<str:reference>/"
ABSENT = "WS-1999-0001"
HELP = "Say in tests/access/matrix.py who may open it."


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


ROUTES = {route: pattern for route, pattern in _patterns(get_resolver()) if not route.startswith("api/")}
STEPS = {f"{stage}.{verb}": letters for stage, verbs in matrix.STEPS.items() for verb, letters in verbs.items()}
DOCUMENT = api.get_openapi_schema()
PATHS = {path.removeprefix("/api/v1/"): methods for path, methods in DOCUMENT["paths"].items()}


def _address_of(name: str) -> str:
    """The route of an operation's page."""
    op = registry()[name]
    return f"{CASE if op.on == 'case' else ''}{op.stage}/{op.verb}/"


PAGES = {**matrix.PAGES, **{CASE + rest: letters for rest, letters in matrix.CASE_PAGES.items()},
         **{_address_of(name): letters for name, letters in STEPS.items() if _address_of(name) in ROUTES}}


def _takes_form(route: str, letter: str) -> bool:
    """Whether the page takes a form from this role, in a case that is theirs. (Page and form pass the same gate; the API is tried by all.)"""
    view = getattr(ROUTES[route].callback, "view_class", None)
    return view is not None and issubclass(view, Step) and letter in PAGES[route]


def _post(client: Client, address: str) -> HttpResponse:
    """The form sent back with nothing in it, by the button that records nothing."""
    return client.post(address, {"action": "discard"})  # type: ignore[return-value]


def _page(route: str, made: World, reference: str, letter: str = "U") -> str:
    """The address of a route, with the parts that are there in the case; of an entry, one that the role recorded, if it did.

    A step of the chronology desk says what it is about: a row, a file, a problem, a pair, a note.
    """
    thing = getattr(getattr(ROUTES[route].callback, "view_class", None), "about", "")
    about = made.facts[letter] if route.startswith(CASE) else made.paper
    parts = {"<str:reference>": reference, "<str:action>": made.action, "<uuid:paper>": made.paper, "<slug:agency>": "hospital",
             "<int:version>": "1", "<slug:ending>": "docx",
             "<int:entry>": str(made.desk["entry"]), "<int:number>": str(made.desk["source"]), "<int:person>": str(made.person),
             "<int:file>": str(made.file), "<uuid:copy>": made.copy, "<slug:letter>/to": "request/to", "<slug:letter>": "family",
             "<slug:kind>": "terms", "<int:template>": made.template, "<slug:meeting>": "learning"}
    for name, value in parts.items():
        route = route.replace(name, value)
    assert "<" not in route, f"{route}: give its further part a value in this test."
    about = made.desk.get(thing, about) if thing else about
    if route.startswith("reading/") and route != "reading/":
        return f"/{route}?person={made.people['L'].user_id}&for={made.flag}"
    return f"/{route}?for={about}" if "/record/" in f"/{route}" or thing else f"/{route}"


# What each says of itself, so that a refusal is not for speaking for somebody else.
WORDS = {"agency": "hospital", "partner": "local_authority", "url": "https://wessmoor.example.org/reports", "text_hash": "sha256:" + "0" * 64,
         "digest": "0" * 64, "prefix": "WS", "content": "TWFkZSB1cA==", "email": "made-up@example.org", "password": make_password("made up"),
         "issuer": "https://login.example.org"}
SHAPES = {"date": "2026-11-19", "uuid": "00000000-0000-4000-8000-000000000000"}


def _sample(schema: dict[str, Any], name: str = "") -> Any:
    """A value that fits a schema of the API's document, with what it requires and no more."""
    if "$ref" in schema:
        return _sample(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0])
    if "enum" in schema:
        return WORDS[name] if WORDS.get(name) in schema["enum"] else schema["enum"][0]
    if schema["type"] == "array":
        return [_sample(schema["items"])]
    if schema["type"] == "object":
        return {one: _sample(schema["properties"][one], one) for one in schema.get("required", ())}
    return {"boolean": True, "integer": 1, "string": WORDS.get(name) or SHAPES.get(schema.get("format", ""), "made up")}[schema["type"]]


def _body(path: str) -> dict[str, Any]:
    if path == matrix.API_FACT[0]:
        return {"kind": "case_closed", "at": "2026-11-19"}
    sample: dict[str, Any] = _sample(PATHS[path]["post"]["requestBody"]["content"]["application/json"]["schema"])
    return sample


def _call(client: Client, path: str, method: str, reference: str) -> HttpResponse:
    """One call of the API; what it did is undone."""
    address = "/api/v1/" + path.replace("{reference}", reference)
    if method == "get":
        return client.get(address)  # type: ignore[return-value]
    with transaction.atomic():
        answer = client.post(address, _body(path), content_type="application/json")
        transaction.set_rollback(True)
    return answer  # type: ignore[return-value]


def _calls() -> Iterator[tuple[str, str, str]]:
    """(path, method, letters of those it is open to) of the whole API."""
    for path, methods in PATHS.items():
        for method in methods:
            if method == "get":
                yield path, method, matrix.API_READS[path]
            elif path == matrix.API_FACT[0]:
                yield path, method, matrix.API_FACT[1]
            else:
                yield path, method, STEPS[".".join(path.split("/")[-2:])]


def _said(answer: Any) -> tuple[int, str]:
    """Status and body, without the form tokens, which differ at each answer."""
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_every_address_and_every_operation_is_in_the_matrix() -> None:
    assert set(ROUTES) - set(PAGES) - set(matrix.FORMS) - set(matrix.PRIVATE) - set(matrix.MACHINES) - set(matrix.SIGNING_IN) == set(), HELP
    assert set(PAGES) - set(ROUTES) == set(), "There is no such address any more: take it out of tests/access/matrix.py."
    assert set(registry()) == set(STEPS), HELP
    reads = {path for path, methods in PATHS.items() if "get" in methods}
    assert reads == set(matrix.API_READS), HELP
    writes = {path for path, methods in PATHS.items() if set(methods) - {"get"}}
    assert writes - {matrix.API_FACT[0]} == {f"{'cases/{reference}/' if op.on == 'case' else ''}{op.stage}/{op.verb}" for op in registry().values()}


@pytest.mark.parametrize("letter", LETTERS)
def test_in_the_case_each_role_opens_its_own_pages_and_no_others(made: World, letter: str, record_property: Note) -> None:
    wrong, client = [], client_for(made.people[letter])
    for route, letters in PAGES.items():
        address, form = _page(route, made, made.case.reference, letter), _takes_form(route, letter)
        # The page of a step is drawn for the first who may take it; the others send its form, through the same gate.
        status = (client.get(address) if not form or letter == letters[0] else _post(client, address)).status_code
        if (status < 400) is not (letter in letters) or (status >= 400 and status not in (403, 404)):
            wrong.append((address, status))
    assert tried(record_property, len(PAGES), wrong) == []


@pytest.mark.parametrize("letter", LETTERS)
def test_in_the_case_each_role_has_its_own_steps_in_the_api_and_no_others(made: World, letter: str, record_property: Note) -> None:
    wrong, client, calls = [], client_for(made.people[letter]), list(_calls())
    for path, method, letters in calls:
        status = _call(client, path, method, made.case.reference).status_code
        # Where the step is theirs, the answer is of the step itself: done, or why not.
        if (status in (200, 409, 422)) is not (letter in letters) or (letter not in letters and status not in (403, 404)):
            wrong.append((path, status))
    assert tried(record_property, len(calls), wrong) == []


def test_a_case_that_does_not_exist_is_answered_alike_at_every_address(made: World) -> None:
    client = client_for(made.people["U"])
    page, call = _said(client.get(f"/cases/{ABSENT}/")), _said(client.get(f"/api/v1/cases/{ABSENT}/facts"))
    assert (page[0], call[0]) == (404, 404)
    pages = [address for route in PAGES if route.startswith(CASE) for address in [_page(route, made, ABSENT)] if _said(client.get(address)) != page]
    calls = [path for path, method, letters in _calls() if "{reference}" in path and "U" in letters
             and _said(_call(client, path, method, ABSENT)) != call]
    assert pages + calls == []


def test_strangers_are_sent_to_sign_in_from_every_page(made: World) -> None:
    client = Client()
    for route in set(PAGES) - {"health", "sign-in/"}:
        answer = client.get(_page(route, made, made.case.reference))
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), route
    for path, method, _ in _calls():
        assert _call(client, path, method, made.case.reference).status_code == 401, path
