"""Several people of an agency write one return: each sees what the others saved, and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Draft, SharedDraft
from tests.factories import NOON, client_for, member
from tests.paper import Paper, Typed
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, facts, lead, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


class Desk:
    """One person with the return open."""

    def __init__(self, case: Case, client: Client, address: str = "submit_return/") -> None:
        self.client, self.address = client, f"/cases/{case.reference}/rapid_review/{address}"
        self.open()

    def open(self) -> None:
        self.paper = Paper(self.client.get(self.address))

    def send(self, action: str = "save", **typed: str) -> Any:
        self.answer = self.client.post(self.address, self.paper.as_it_is() | {k: [v] for k, v in typed.items()} | {"action": action})
        if self.answer.status_code != 302:
            self.paper = Paper(self.answer)
        return self.answer.status_code

    @property
    def typed(self) -> Typed:
        return self.paper.as_it_is()

    @property
    def words(self) -> str:
        return " ".join(self.paper.words.split())


@pytest.fixture
def two() -> tuple[Case, Desk, Desk]:
    case = opened()
    ask_agencies(case, "police", "gp", due="2026-11-20")
    second = member(Role.AGENCY_LEAD, "police", email="second@wessmoor.example.org")
    second.user.name = "Bela Second"
    second.user.save()
    return case, Desk(case, client_for(lead("police"))), Desk(case, client_for(second))


@pytest.mark.clause("D5")
def test_a_colleague_goes_on_with_what_was_saved_and_sees_who_typed_what(two: tuple[Case, Desk, Desk]) -> None:
    _, one, other = two
    assert one.send(family="Three children.") == 302
    other.open()
    assert other.typed["family"] == ["Three children."]
    assert other.send(involvement="Two calls.") == 302
    one.open()
    assert one.typed["involvement"] == ["Two calls."] and "Last saved by Bela Second" in one.words
    assert re.search(r"How was your agency involved\?\s*Bela Second", one.words)


@pytest.mark.clause("D5")
def test_two_at_once_on_different_questions_both_stand(two: tuple[Case, Desk, Desk]) -> None:
    _, one, other = two
    assert one.send(family="Three children.") == 302
    assert other.send(involvement="Two calls.") == 302
    landed = other.client.get(other.answer["Location"]).content.decode()
    assert "While you typed" in landed and "What is known of the family" in landed
    one.open()
    assert (one.typed["family"], one.typed["involvement"]) == (["Three children."], ["Two calls."])


@pytest.mark.clause("D5")
def test_two_at_once_on_one_question_the_second_sees_both_and_loses_nothing(two: tuple[Case, Desk, Desk]) -> None:
    _, one, other = two
    assert one.send(family="Three children.") == 302
    assert other.send(family="Four children.", involvement="Two calls.") == 409
    assert other.typed["family"] == ["Four children."] and "Three children." in other.words
    assert SharedDraft.objects.count() == 1, "nothing of the first is gone"
    other.open()  # The browser was closed.
    assert other.typed["family"] == ["Four children."] and other.typed["involvement"] == ["Two calls."] and "Three children." in other.words
    assert other.send(family="Three children; a fourth visits.") == 302
    one.open()
    assert one.typed["family"] == ["Three children; a fourth visits."] and one.typed["involvement"] == ["Two calls."]
    assert not Draft.objects.exists()


def test_rows_of_the_chronology_typed_by_both_are_all_there(two: tuple[Case, Desk, Desk]) -> None:
    _, one, other = two
    assert one.send(**{"chronology-0-event": "A call."}) == 302
    assert other.send(**{"chronology-0-event": "A visit."}) == 302
    one.open()
    assert {v[0] for k, v in one.typed.items() if k.startswith("chronology-") and k.endswith("event") and any(v)} == {"A call.", "A visit."}


@pytest.mark.clause("D5")
def test_nothing_is_sent_over_what_a_colleague_saved_meanwhile(two: tuple[Case, Desk, Desk]) -> None:
    case, one, other = two
    whole = {"conversations_held": "yes", "desktop_review_done": "yes", "involvement": "Two calls."}
    assert one.send(voice_of_child="Settled.") == 302
    assert other.send("continue", **whole) == 409
    assert "Nothing was sent" in other.words and not facts(case, "return_received")
    assert other.send("continue") == 200 and other.send("confirm") == 302
    assert facts(case, "return_received") and not SharedDraft.objects.exists()
    one.open()
    assert one.typed["voice_of_child"] == ["Settled."], "the return as sent, to be changed"


def test_an_earlier_save_can_be_opened_and_saved_again(two: tuple[Case, Desk, Desk]) -> None:
    _, one, _ = two
    one.send(family="Three children.")
    one.open()
    one.send(family="")
    one.address += "?version=1"
    one.open()
    assert one.typed["family"] == ["Three children."]
    assert one.send() == 302
    assert SharedDraft.objects.first().typed["family"] == ["Three children."]  # type: ignore[union-attr]


def test_the_draft_is_the_agencys_alone(two: tuple[Case, Desk, Desk]) -> None:
    case, one, _ = two
    one.send(family="Three children.")
    unit = Desk(case, client_for(bu()), "submit_return/police/")
    assert not any(unit.typed["family"]) and "Three children." not in unit.words
    assert unit.send(family="By telephone: two.") == 302
    one.open()
    assert one.typed["family"] == ["Three children."]
    assert "Three children." not in Desk(case, client_for(lead("gp"))).words
    board = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/returns/").content.decode()
    assert "Started" in board and "Draft saved" in board and "Three children." not in board


def test_what_was_typed_when_the_sign_in_ran_out_is_put_to_what_others_saved(two: tuple[Case, Desk, Desk]) -> None:
    _, one, other = two
    session = other.client.session
    session["typed"] = {"path": other.address, "member": session["member"], "data": "base=0&involvement=Two+calls.&action=save"}
    session.save()
    one.send(family="Three children.")
    other.open()
    assert other.typed["involvement"] == ["Two calls."] and other.typed["family"] == ["Three children."]


def test_a_character_that_the_database_cannot_keep_loses_nothing(two: tuple[Case, Desk, Desk]) -> None:
    _, one, other = two
    assert one.send(family="100%00 of\x00 it") == 302
    other.open()
    assert other.typed["family"] == ["100%00 of\x00 it"]
