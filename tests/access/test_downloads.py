"""What is taken away, at every address there is: saved and not shown, under a name of ours, and able to do nothing in the service's origin."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from django.test import Client

from cspr.access.models import Looked
from cspr.services.people.models import Person
from tests.access.given import World
from tests.access.test_matrix import PAGES, _page, _takes_form
from tests.architecture.test_tree import ROOT, code
from tests.factories import client_for
from tests.services.sign_in.test_again import grown_old

pytestmark = pytest.mark.django_db
# A calendar is fetched by a calendar program, which is given no page of the service; it says dates and references alone.
INLINE = {"calendar/<str:secret>.ics"}


# Files that nobody is asked for again (ADR 0103): what somebody handed in, one at a time, which is read all day; and what holds nothing of a case.
NOT_ASKED = {
    "cases/<str:reference>/chronology/files/<int:number>/", "cases/<str:reference>/rapid_review/returns/<slug:agency>/files/<int:file>/",
    "cases/<str:reference>/meetings/<slug:meeting>/invitation.ics",
    "documents/templates/<slug:kind>/standard/", "documents/templates/<slug:kind>/<int:template>/",
}


def _taken_away(made: World, client: Client, letter: str) -> list[tuple[str, Any]]:
    """Every answer that is no page, over all addresses this role may open."""
    found = []
    for route, letters in PAGES.items():
        if letter in letters and not _takes_form(route, letter) and route not in INLINE:
            answer = client.get(_page(route, made, made.case.reference, letter))
            if answer.status_code == 200 and not answer["Content-Type"].startswith("text/html"):
                found.append((route, answer))
    return found


def test_whoever_takes_more_than_one_thing_away_shows_first_that_it_is_they_and_nothing_is_noted_before(made: World) -> None:
    asked, given = set(), set()
    for letter in ("U", "L", "T", "X"):
        browser = client_for(made.people[letter])
        files = [route for route, answer in _taken_away(made, browser, letter) if "Content-Disposition" in answer]
        grown_old(browser)
        before = Looked.objects.filter(kind="download").count()
        for route in set(files) - NOT_ASKED:
            answer = browser.get(_page(route, made, made.case.reference, letter))
            assert answer.status_code == 302 and answer["Location"].startswith("/my-sign-in/again/?"), route
            asked.add(route)
        assert Looked.objects.filter(kind="download").count() == before
        for route in set(files) & NOT_ASKED:
            assert browser.get(_page(route, made, made.case.reference, letter)).status_code == 200
            given.add(route)
    assert given == NOT_ASKED, "an address that is no longer there, or gives no file, is taken off"
    assert {"reading/person.csv", *(f"cases/<str:reference>/{rest}" for rest in (
        "who-has-looked.csv", "disclosure/schedule.<slug:ending>", "disclosure/person/<int:person>.zip", "people/file/",
        "chronology/take_away/<slug:ending>/", "rapid_review/returns.csv", "documents/<slug:kind>/<int:version>/word/",
        "documents/copies/<uuid:copy>/"))} <= asked
    browser = grown_old(client_for(made.people["U"]))
    answer = browser.get(f"/api/v1/cases/{made.case.reference}/chronology")
    assert answer.status_code == 403 and "Show first that it is you" in answer.json()["message"], "the API gives the same as the file"


@pytest.mark.clause("D11")
def test_each_download_is_saved_not_shown_and_named_without_a_name(made: World) -> None:
    found = [one for letter in ("U", "L", "X") for one in _taken_away(made, client_for(made.people[letter]), letter)]
    downloads = {route: answer for route, answer in found if "Content-Disposition" in answer}
    assert {"cases/<str:reference>/people/file/", "cases/<str:reference>/chronology/file/<slug:ending>/"} & downloads.keys() or len(downloads) >= 8
    names = [word for name in Person.objects.filter(case=made.case).values_list("name", flat=True) for word in name.split() if len(word) > 3]
    assert names
    for route, answer in downloads.items():
        assert answer["Content-Disposition"].startswith("attachment"), route
        assert not [n for n in names if re.search(rf"\b{re.escape(n)}\b", answer["Content-Disposition"], re.IGNORECASE)], route
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'", route
        assert (answer["X-Content-Type-Options"], answer["Cross-Origin-Resource-Policy"], answer["Cache-Control"]) == (
            "nosniff", "same-origin", "no-store"), route
    shown = {route: answer["Content-Type"] for route, answer in found if route not in downloads}
    assert {kind.split(";")[0] for kind in shown.values()} <= {"image/svg+xml", "application/json", "text/plain"}, shown


def test_nothing_else_makes_a_download() -> None:
    elsewhere = [str(path.relative_to(ROOT)) for path in code("cspr") for node in ast.walk(ast.parse(path.read_text()))
                 if isinstance(node, ast.Constant) and node.value == "Content-Disposition"]
    assert sorted(set(elsewhere)) == ["cspr/services/messages/feed.py", "cspr/services/messages/post.py", "cspr/steps/page.py"]


def test_no_cell_of_a_csv_can_be_taken_for_a_formula() -> None:
    """CSV is written in one place, which passes each cell of each row through `harmless`; tests of its own try that (chronology, returns)."""
    wrong, found = [], []
    for path in code("cspr"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "writerows":
                found.append(str(path.relative_to(ROOT)))
                if "[harmless(cell) for cell in row] for row in" not in ast.unparse(node):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == ["cspr/chronology/out/plain.py"] and wrong == []
