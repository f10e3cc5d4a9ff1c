"""Letters begin from what the case holds, go out as a person leaves them, and name no child by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cspr.access.reads import case_for
from cspr.operations import InputFault, clock, run
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.services.documents.letters import letters
from cspr.steps.read import CaseRead
from cspr.web.demo import people
from cspr.web.demo.walk import Walk
from tests.factories import NOON, client_for
from tests.paper import Paper
from tests.services.documents.files import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A case whose agencies were asked."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    child = {"name": "Rowan Thistle", "born": "2025-02-11"}
    made = Walk(people.make(NOON.date()), NOON.date() - timedelta(days=14), "infant, seriously harmed", [child])
    made.become_aware()
    made.notify(2)
    made.ask(["hospital", "police"])
    return made


def _page(walk: Walk, path: str) -> Paper:
    return Paper(client_for(walk.who(Role.BUSINESS_UNIT)).get(f"/cases/{walk.reference}/documents/write_letter/{path}"))


@pytest.mark.clause("D4")
def test_the_letter_to_an_agency_says_by_when_and_why_and_no_name(walk: Walk) -> None:
    typed = _page(walk, "request/to/hospital/").as_it_is()
    assert "ospital" in typed["to"][0]
    body = typed["body"][0]
    assert str(walk.reference) in body and "by " in body and "learning meeting is on" in body and "Please do not tell the family" in body


@pytest.mark.parametrize(("letter", "agency"), [("request", "hospital"), ("family", ""), ("panel", ""), ("secretary_of_state", "")])
def test_no_letter_proposes_a_childs_name(walk: Walk, letter: str, agency: str) -> None:
    read = CaseRead(case_for(walk.who(Role.BUSINESS_UNIT), str(walk.reference), NOON.date()))
    proposed = letters()[letter].propose(read, agency)
    assert proposed["body"] and "Thistle" not in str(proposed) and "Rowan" not in str(proposed)


@pytest.mark.clause("D3")
def test_a_letter_goes_out_as_it_was_left_and_each_saving_is_a_version(walk: Walk) -> None:
    client, address = client_for(walk.who(Role.BUSINESS_UNIT)), f"/cases/{walk.reference}/documents/write_letter/family/"
    typed = Paper(client.get(address)).as_it_is()
    sent = client.post(address, {**typed, "to": "Ms Hale", "address": "1 Made-up Row\nOtterholt", "opening": "Dear Ms Hale", "action": "continue"})
    assert sent["Location"].endswith("/documents/letter_family/")
    again = Paper(client.get(address)).as_it_is()
    assert again["opening"] == ["Dear Ms Hale"]
    client.post(address, {**again, "body": "We are sorry.\n\nWe would like to meet you.", "action": "continue"})
    kept = latest_document(walk.case, "letter_family")
    assert kept is not None and kept.version == 2
    words = words_of(client.get(f"/cases/{walk.reference}/documents/letter_family/2/word/").content)
    for said in ("Dear Ms Hale", "1 Made-up Row", "We would like to meet you.", "20 November 2026", "PRIVATE AND CONFIDENTIAL"):
        assert said in words
    assert "OFFICIAL-SENSITIVE" not in words
    changes = client.get(f"/cases/{walk.reference}/documents/letter_family/changes/").content.decode()
    assert "We would like to meet you." in changes and "taken out: " in changes


def test_letters_to_two_agencies_are_two_documents(walk: Walk) -> None:
    unit = walk.who(Role.BUSINESS_UNIT)
    given = {"to": "Somebody", "day": "2026-11-20", "opening": "Dear colleague", "subject": "Request", "body": "Made up."}
    for agency in ("hospital", "police"):
        run("documents.write_letter", unit, {**given, "letter": "request", "agency": agency}, case=walk.reference, now=NOON)
    for agency in ("hospital", "police"):
        found = latest_document(walk.case, "letter_request", agency)
        assert found is not None and found.version == 1


@pytest.mark.parametrize(("given", "says"), [
    ({"letter": "nobody"}, "is no letter of this service"), ({"letter": "request"}, "Say which agency"),
    ({"letter": "request", "agency": "nowhere"}, "is not an agency of this partnership"),
    ({"letter": "family", "agency": "police"}, "goes to no agency"),
])
def test_a_letter_that_there_is_not_is_refused(walk: Walk, given: dict[str, str], says: str) -> None:
    whole = {"to": "Somebody", "day": "2026-11-20", "opening": "Dear", "subject": "About", "body": "Made up.", **given}
    with pytest.raises(InputFault, match=says):
        run("documents.write_letter", walk.who(Role.BUSINESS_UNIT), whole, case=walk.reference, now=NOON)
