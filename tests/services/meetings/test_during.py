"""During the meeting: who is there, one person writing, the others reading along, and actions that go to their owners."""

from __future__ import annotations

import pytest

from cspr.access.models import Looked
from cspr.operations import Conflict, InputFault
from cspr.record.facts import latest_document
from cspr.record.models import Duty, Fact
from cspr.services.meetings.pages import REFRESH
from tests.factories import client_for, do
from tests.paper import Paper
from tests.services.meetings.given import PARTNERS, THE_DAY, bu, chair, held, invited, lead, meeting, panel, partner, sight

pytestmark = pytest.mark.django_db


def live(who, case):  # noqa: ANN001, ANN201
    """The live record as somebody opens it."""
    return Paper(client_for(who).get(f"/cases/{case.reference}/meetings/learning/live/"))


@pytest.mark.clause("A1", "D8")
def test_the_page_says_whether_the_meeting_is_quorate_now_and_how_else_a_partner_is_heard() -> None:
    case = invited()
    with pytest.raises(InputFault, match="how the view of the others"):
        do("meetings.record_attendance", bu(), case, now=THE_DAY, meeting="learning", present=["partner:local_authority", "agency:police"])
    do("meetings.record_attendance", bu(), case, now=THE_DAY, meeting="learning", present=["partner:local_authority", "agency:police"],
       not_quorate="By telephone at 11.")
    assert "Not quorate now: without Integrated care board." in live(panel(), case).words and "By telephone at 11." in live(panel(), case).words
    do("meetings.record_attendance", bu(), case, now=THE_DAY, meeting="learning",
       present=["partner:local_authority", "agency:police", "partner:health"])
    assert "Quorate: all three safeguarding partners are there." in live(panel(), case).words


def test_who_is_not_invited_is_named_beside_and_not_marked() -> None:
    case = invited("partner:police")
    with pytest.raises(InputFault, match="Not invited: Lantern"):
        lead("charity")
        do("meetings.record_attendance", bu(), case, now=THE_DAY, meeting="learning", present=["agency:charity"], not_quorate="-")


@pytest.mark.clause("D8")
def test_one_person_writes_and_hands_over_and_the_others_read_along() -> None:
    case = invited()
    do("meetings.record_item", bu(), case, now=THE_DAY, meeting="learning", item="story", discussion="Five missed appointments.")
    assert "You are taking the record" in live(bu(), case).words
    shown = live(panel(), case).words
    assert f"{bu().user.name} is taking the record" in shown and "Five missed appointments." in shown
    with pytest.raises(Conflict) as refused:
        do("meetings.record_item", panel(), case, now=THE_DAY, meeting="learning", item="child", discussion="A quiet child.")
    assert "take the record over first" in refused.value.changes[0]
    do("meetings.take_record", panel(), case, now=THE_DAY, meeting="learning")
    do("meetings.record_item", panel(), case, now=THE_DAY, meeting="learning", item="child", discussion="A quiet child.")
    assert f"{panel().user.name} is taking the record" in live(bu(), case).words


def test_what_somebody_typed_stays_on_the_page_when_another_has_taken_over() -> None:
    case, who = invited(), bu()
    client, address = client_for(who), f"/cases/{case.reference}/meetings/record_item/?for=learning&item=child"
    form = Paper(client.get(address)).as_it_is()
    do("meetings.take_record", panel(), case, now=THE_DAY, meeting="learning")
    answer = client.post(address, form | {"discussion": ["Nothing of this is lost."], "action": "continue"})
    assert answer.status_code == 409 and "Nothing of this is lost." in answer.content.decode() and panel().user.name in answer.content.decode()


def test_two_who_write_different_items_do_not_meet_and_the_same_item_is_not_written_over() -> None:
    case, who = invited(), bu()
    do("meetings.take_record", who, case, now=THE_DAY, meeting="learning")
    client, address = client_for(who), f"/cases/{case.reference}/meetings/record_item/?for=learning&item=child"
    form = Paper(client.get(address)).as_it_is()
    do("meetings.record_item", who, case, now=THE_DAY, meeting="learning", item="story", discussion="In another window.")
    assert client.post(address, form | {"discussion": ["A quiet child."], "action": "continue"}).status_code == 302
    texts = [latest_document(case, "meeting_item", f"learning:{item}") for item in ("child", "story")]
    assert [t.body["discussion"] for t in texts if t] == ["A quiet child.", "In another window."]


def test_the_page_that_refreshes_itself_is_one_look_and_the_header_alone_hides_none() -> None:
    case, client = invited(), client_for(panel())
    address = f"/cases/{case.reference}/meetings/learning/live/"
    client.get(address, headers={REFRESH: "1"})
    client.get(address, headers={REFRESH: "1"})
    client.get(address)
    assert Looked.objects.filter(case=case, member=panel(), what="page: Live record").count() == 2


def test_the_live_record_is_for_the_panel() -> None:
    case = invited()
    assert live(lead("gp"), case).status == live(partner("police"), case).status == 404


@pytest.mark.clause("D8", "D13")
def test_actions_go_to_their_owners_once_and_stay_with_the_item() -> None:
    case = held()
    do("meetings.set_actions", chair(), case, now=THE_DAY, meeting="learning")
    assert {(f.details["action"], f.details["owner"]) for f in Fact.objects.filter(case=case, kind="action_set")} == {("A1", "gp"), ("A2", "police")}
    assert Duty.objects.filter(case=case, for_value="A1", holder="gp").exists()
    assert "(A1, sent to its owner)" in live(bu(), case).words
    with pytest.raises(InputFault, match="gone to its owner already"):
        do("meetings.set_actions", chair(), case, now=THE_DAY, meeting="learning")
    do("meetings.record_item", bu(), case, now=THE_DAY, meeting="learning", item="story", discussion="Put better.",
       actions=[{"what": "A third thing"}])
    assert [a.get("action") for a in sight(case).record[5].body["actions"]] == ["A1", "A2", None]
    with pytest.raises(InputFault, match="has no owner and no date"):
        do("meetings.set_actions", chair(), case, now=THE_DAY, meeting="learning")


def test_an_item_shows_what_is_recorded_of_it_on_its_own_page() -> None:
    case = invited()
    do("rapid_review.consider_immediate_actions", chair(), case, now=THE_DAY, any=True, actions="The brother moved in with his aunt.")
    assert "The brother moved in with his aunt." in live(panel(), case).words
    assert f"/cases/{case.reference}/rapid_review/consider_immediate_actions/" in live(chair(), case).source
    assert "/consider_immediate_actions/" not in live(panel(), case).source, "a member of the Sub-group does not record it"


@pytest.mark.clause("D6")
def test_what_was_kept_live_fills_in_the_record_that_it_was_held() -> None:
    case = invited()
    do("meetings.reply", lead("gp"), case, now=THE_DAY, meeting="learning", reply="apologies")
    do("meetings.record_attendance", bu(), case, now=THE_DAY, meeting="learning", present=[*PARTNERS, "agency:police"])
    paper = Paper(client_for(bu()).get(f"/cases/{case.reference}/rapid_review/hold_meeting/"))
    assert set(paper.boxes["partners"].on) == {"local_authority", "police", "health"} and paper.boxes["attended"].on == ["police"]
    assert "Tallow Street Surgery" in paper.boxes["apologies"].on[0] and paper.boxes["at-day"].on == ["12"]
    do("rapid_review.hold_meeting", bu(), case, now=THE_DAY, at="2026-11-12T09:30", partners=["local_authority", "police", "health"])
    assert meeting(case).state == "Held"
