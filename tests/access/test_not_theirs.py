"""Every page, file and call of the API × every role × everybody who is not in the case: as if there were no such case, to the letter.

Relations: never in it (another case of the partnership), barred, was in it (the right ended; the role ended), of the same agency or of
another one in the same role, in the same role of another partnership, and the same person wearing that other hat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cspr.access.models import Bar, Grant
from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from tests.access import matrix
from tests.access.given import LETTERS, World
from tests.access.size import Note, tried
from tests.access.test_matrix import ABSENT, CASE, PAGES, _call, _calls, _page, _post, _said, _takes_form
from tests.factories import NOON, client_for, member

pytestmark = pytest.mark.django_db
Seen = tuple[int, str, tuple[str, ...]]
# What differs between two askings of the same: the texts, numbers and marks within a statement.
_DIFFERS = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\bs\d+_x\d+\b")


def _shape(statements: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(_DIFFERS.sub("?", one["sql"]) for one in statements)


def _asked(ask: Any, *given: Any) -> Seen:
    """An answer: its status, its words, and what the database was asked for it."""
    connection.queries_log.clear()  # It holds so and so many in all, and what it has no room for would be compared with nothing.
    with CaptureQueriesContext(connection) as asked:
        answer = ask(*given)
    return (*_said(answer), _shape(asked.captured_queries))


def _everywhere(made: World, letter: str, client: Client, reference: str) -> Iterator[tuple[str, str, Seen]]:
    """What is answered about a case of that reference at each address of a case, and by each call: (where, how it is asked, the answer)."""
    for route in PAGES:
        if route.startswith(CASE):
            yield route, "page", _asked(client.get, _page(route, made, reference))
            if _takes_form(route, letter):
                yield route, "form", _asked(_post, client, _page(route, made, reference))
    for path, method, letters in _calls():
        # Who could take no step in the case is refused for the role alone; the KCS group, never in a case, tries them all the same.
        if "{reference}" in path and (letter in letters or letter == "K"):
            yield path, method, _asked(_call, client, path, method, reference)


def _told_apart(made: World, letter: str, client: Client, reference: str) -> tuple[int, list[str]]:
    """How many places were tried, and where the case can be told from one that does not exist: by status, words or what is asked of the database."""
    page, call = f"/cases/{ABSENT}/", f"/api/v1/cases/{ABSENT}/facts"  # As at every other address: test_matrix.
    nothing = {"page": _asked(client.get, page), "form": _asked(_post, client, page), "get": _asked(client.get, call)}
    nothing["post"] = _asked(_call, client, "cases/{reference}/conflicts/declare", "post", ABSENT)
    assert {said[0] for said in nothing.values()} <= {403, 404}
    found = list(_everywhere(made, letter, client, reference))
    unlike = {(place, how): said for place, how, said in found if said != nothing[how]}
    # Where an address is answered unlike the others, that it is so for no case as well is asked of that very address.
    absent = {(place, how): said for place, how, said in _everywhere(made, letter, client, ABSENT)} if unlike else {}
    return len(found), [place for (place, how), said in unlike.items() if said[0] not in (403, 404, 422) or said != absent[place, how]]


def _mentioned(made: World, letter: str, client: Client, reference: str) -> tuple[int, list[str]]:
    """How many lists, counts and searches were opened that show cases, and which mention this one."""
    lists = [f"/{route}" for route, letters in matrix.PAGES.items() if letter in letters and "<" not in route]
    lists += [f"/cases/?q={reference}", "/actions/?standing=all", "/api/v1/cases", "/api/v1/owed"]
    bodies = {address: client.get(address).content.decode().replace(f'value="{reference}"', "") for address in lists}
    return len(lists), [address for address, body in bodies.items() if reference in body]


def _other_hat(made: World, letter: str) -> Member:
    """The very person of the case, in the same role of another partnership."""
    there, person = made.elsewhere[letter], made.people[letter]
    return Member.objects.create(user=person.user, partnership=there.partnership, agency=there.agency, role=there.role)


def _of_an_agency_beside(made: World, letter: str) -> Member:
    """The same role for an agency that is not in the case; for a reviewer, one who was not appointed; for a post, another one."""
    home, role = made.case.partnership, LETTERS[letter]
    agency = {"N": "neighbouring_council", "L": "housing", "A": "housing"}.get(letter)
    return member(role, agency, "made_up_post" if letter == "D" else "", email=f"beside.{letter.lower()}@wessmoor.example.org", partnership=home)


def _of_the_same_agency(made: World, letter: str) -> Member:
    """Somebody of an agency that is in the case, in a role of it that is not: a post of the hospital to which nothing was circulated."""
    found = member(Role.NAMED_POST, "hospital", "made_up_post", email="same.agency@wessmoor.example.org", partnership=made.case.partnership)
    assert Agency.objects.get(pk=found.agency_id).slug == "hospital"
    return found


def _whose_right_ended(made: World, letter: str) -> Member:
    """As after hand-over, a withdrawn request or an ended window: everything that was granted to the role ended yesterday."""
    person = made.people[letter]
    Grant.objects.filter(case=made.case, role=person.protocol_role).update(until=NOON.date() - timedelta(days=1))
    return person


def _barred(made: World, letter: str) -> Member:
    person = made.people[letter]
    if letter not in "KX":  # Who is in no case needs no bar.
        Bar.objects.create(case=made.case, user=person.user, since=NOON)
    return person


RELATIONS: dict[str, tuple[Any, str]] = {
    "another hat": (_other_hat, "".join(LETTERS)), "right ended": (_whose_right_ended, "NLACMPERD"), "barred": (_barred, "".join(LETTERS)),
    "agency beside": (_of_an_agency_beside, "NLARD"), "same agency": (_of_the_same_agency, "D"),
    "other partnership": (lambda made, letter: made.elsewhere[letter], "UT"),  # For the others the other hat is the same and more.
}


@pytest.mark.parametrize(("relation", "letter"), [(name, letter) for name, (_, letters) in RELATIONS.items() for letter in letters])
def test_whoever_is_not_in_the_case_cannot_tell_it_from_none(made: World, relation: str, letter: str, record_property: Note) -> None:
    before = Fact.objects.count()
    client = client_for(RELATIONS[relation][0](made, letter))
    cells, wrong = _told_apart(made, letter, client, made.case.reference)
    lists, mentioned = _mentioned(made, letter, client, made.case.reference)
    assert tried(record_property, cells + lists, wrong + mentioned) == []
    assert Fact.objects.count() == before


@pytest.mark.parametrize("letter", [one for one in LETTERS if one not in "UTKX"])
def test_a_case_of_the_partnership_that_was_shown_to_nobody_is_not_there(made: World, letter: str, record_property: Note) -> None:
    client = client_for(made.people[letter])
    cells, wrong = _told_apart(made, letter, client, made.unshared.reference)
    lists, mentioned = _mentioned(made, letter, client, made.unshared.reference)
    assert tried(record_property, cells + lists, wrong + mentioned) == []


@pytest.mark.parametrize("letter", LETTERS)
def test_whose_role_ended_is_a_stranger(made: World, letter: str, record_property: Note) -> None:
    person = made.people[letter]
    client = client_for(person)
    Member.objects.filter(pk=person.pk).update(is_active=False)
    wrong = []
    for route in PAGES:
        answer = client.get(_page(route, made, made.case.reference))
        if route not in ("health", "ready", "sign-in/") and not (answer.status_code == 302 and answer["Location"].startswith("/sign-in/")):
            wrong.append((route, answer.status_code))
    calls = [(path, _call(client, path, method, made.case.reference).status_code) for path, method, _ in _calls()]
    assert tried(record_property, len(PAGES) + len(calls), wrong + [call for call in calls if call[1] != 401]) == []
