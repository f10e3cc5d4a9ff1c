"""The returns board: how far each agency is, filtered, sorted, as a file; and the letter."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from cspr.access.models import Looked
from cspr.chronology.out.plain import harmless
from cspr.operations import clock
from cspr.partnership.models import Agency, Contact
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case
from tests.factories import AGENCIES, NOON, client_for, do, home, member
from tests.paper import Paper
from tests.stages.rapid_review.gathering.given import MEETING, ask_agencies, bu, facts, gathered, lead, opened, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def page(case: Case, name: str = "returns/", who: Any = None) -> str:
    answer = client_for(who or bu()).get(f"/cases/{case.reference}/{name if name.startswith('learning') else f'rapid_review/{name}'}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("D4")
def test_it_says_who_opened_a_request_and_who_has_not() -> None:
    case = opened()
    ask_agencies(case, "police", "gp", due="2026-11-24")
    assert page(case).count("Not opened yet") == 2
    page(case, "request/", lead("police"))
    shown = page(case)
    assert shown.count("Not opened yet") == 1 and f"by {lead('police').user.name}" in shown
    assert lead("police").user.name not in page(case, who=member(Role.SUB_GROUP_MEMBER)), "names are the Business Unit's"


def test_it_is_filtered_and_sorted() -> None:
    case = gathered()
    assert "Wessmoor Police" not in page(case, "returns/?show=late").split("<tbody")[1] and "Otterholt Primary" in page(case, "returns/?show=late")
    assert "None of them is so" in page(case, "returns/?show=more+time")
    by_name = page(case, "returns/?sort=agency").split("<tbody")[1]
    assert by_name.index("Otterholt") < by_name.index("Tallow") < by_name.index("Wessmoor Police")


@pytest.mark.clause("E2")
def test_a_declared_conflict_stands_on_the_board_until_it_is_lifted() -> None:
    case = gathered()
    person = lead("school")
    do("conflicts.declare", person, case, reasons="I taught the child.")
    assert f"Conflict declared: {person.user.name}" in page(case)
    do("conflicts.lift", bu(), case, member=f"member-{person.pk}", reasons="Another of that name.")
    assert "Conflict declared" not in page(case)


def test_as_a_file_it_has_every_agency_runs_no_formula_and_is_logged() -> None:
    home()
    Agency.objects.filter(slug="gp").update(name="=HYPERLINK(1)")
    case = gathered()
    answer = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/returns.csv")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Agency" and len(rows) == 4 and rows[1][0] == "'=HYPERLINK(1)"
    assert {r[3] for r in rows[1:]} == {"Returned", "Not opened"}
    assert Looked.objects.filter(case=case, what="file: returns board as CSV").count() == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}" and harmless("plain") == "plain"


def test_the_case_shows_it_at_a_glance_and_its_refresh_is_no_further_look() -> None:
    case = gathered()
    shown = client_for(bu()).get(f"/cases/{case.reference}/").content.decode()
    assert "2 of 3 back" in shown and "Otterholt Primary 9 working days late" in shown
    before = Looked.objects.count()
    assert "2 of 3 back" in page(case, "glance/") and Looked.objects.count() == before
    for who in (lead("police"), member(Role.SAFEGUARDING_PARTNER, "police")):
        assert "of 3 back" not in client_for(who).get(f"/cases/{case.reference}/", follow=True).content.decode()


def test_twenty_agencies_cost_no_more_queries_than_two(django_assert_max_num_queries: Any) -> None:
    case = opened()
    ask_agencies(case, "police", "gp", due="2026-11-24")
    client = client_for(bu())
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection, ) as few:
        client.get(f"/cases/{case.reference}/rapid_review/returns/")
    ask_agencies(case, *[a for a in AGENCIES if a not in ("police", "gp")], due="2026-11-24")
    with django_assert_max_num_queries(len(few)):
        client.get(f"/cases/{case.reference}/rapid_review/returns/")


@pytest.mark.clause("D4")
def test_the_letter_is_addressed_says_what_is_asked_and_names_no_child() -> None:
    case = opened()
    agency = Agency.objects.get(slug="gp")
    Contact.objects.create(partnership=home(), agency=agency, name="Asha Example", post="Practice manager", email="a@example.org")
    ask_agencies(case, "gp", meeting_on=MEETING, questions="Who visited?", legal_basis="Section 16H of the Children Act 2004.")
    for who in (bu(), lead("gp")):
        letter = page(case, "request/gp/letter/", who)
        for words in ("Asha Example, Practice manager", "Monday 9 November 2026", "Thursday 12 November 2026", "Who visited?", "Section 16H"):
            assert words in letter, words
    assert client_for(lead("police")).get(f"/cases/{case.reference}/rapid_review/request/gp/letter/").status_code == 404


@pytest.mark.clause("D4")
def test_a_request_goes_to_those_chosen_else_to_those_marked_and_says_whom_nothing_reaches() -> None:
    case = opened()
    agency = Agency.objects.get(slug="gp")
    usual = Contact.objects.create(partnership=home(), agency=agency, name="Zebedee", email="u@example.org")
    other = Contact.objects.create(partnership=home(), agency=agency, name="Other", email="o@example.org", for_requests=False)
    done = ask_agencies(case, "gp", "housing", addressees=[other.pk])
    request = latest_document(case, "request", "gp")
    assert request is not None and request.body["addressees"] == ["Other"] and request.body["chosen"] == [other.pk]
    assert any("Wessmoor Homes has no addressee" in note for note in done.notes)
    form = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/request_information/").content.decode()
    assert "Nobody can be written to" in form and str(usual) not in form, "the surgery was asked already"


@pytest.mark.clause("D5")
def test_what_changed_between_two_versions_is_shown_word_by_word() -> None:
    case = opened()
    ask_agencies(case, "police", due="2026-11-20")
    send(case, "police", involvement="Two calls were made.")
    send(case, "police", involvement="Three calls were made.", change_note="A log was found.")
    shown = page(case, "returns/police/?version=2&against=1")
    assert "What changed from version 1 to version 2" in shown and "A log was found." in shown
    assert "taken out: </span>Two" in shown and "put in: </span>Three" in shown and "calls were made." in shown
    assert "What life was like" not in shown, "what is the same is left out"
    assert client_for(bu()).get(f"/cases/{case.reference}/rapid_review/returns/police/?against=7").status_code == 404


@pytest.mark.clause("D5")
def test_the_cases_own_questions_are_answered_in_the_return() -> None:
    case = opened()
    ask_agencies(case, "police", due="2026-11-20", questions="Who visited?\nWho slept there?")
    client = client_for(lead("police"))
    address = f"/cases/{case.reference}/rapid_review/submit_return/"
    typed = {"conversations_held": ["yes"], "desktop_review_done": ["yes"], "involvement": ["Two calls."], "answers-0-answer": ["An uncle."]}
    assert client.post(address, Paper(client.get(address)).as_it_is() | typed | {"action": ["confirm"]}).status_code == 302
    sent = latest_document(case, "return", "police")
    assert sent is not None and sent.body["answers"] == [{"question": "Who visited?", "answer": "An uncle."}]
    assert "An uncle." in page(case, "returns/police/") and facts(case, "return_received")
