"""The minutes: drafted from the record, put right, sent round, commented on, agreed; and corrected afterwards."""

from __future__ import annotations

import pytest

from cspr.operations import Forbidden, InputFault
from cspr.record.models import Fact
from cspr.services.meetings.minutes import drafted
from cspr.services.meetings.reads import minutes as minutes_of
from tests.factories import client_for, do
from tests.paper import Paper
from tests.services.meetings.given import THE_DAY, bu, chair, held, invited, lead, minuted, minutes, panel, sight, write

pytestmark = pytest.mark.django_db


def shown(who, case, more: str = ""):  # noqa: ANN001, ANN201
    """The minutes as somebody opens them."""
    return Paper(client_for(who).get(f"/cases/{case.reference}/meetings/learning/minutes/{more}"))


@pytest.mark.clause("D8")
def test_they_are_drafted_from_what_was_recorded() -> None:
    case = held()
    body = drafted(sight(case))
    assert "Police: the safeguarding partner" in body["present"] and body["quorum"].startswith("Quorate")
    story = next(row for row in body["items"] if row["item"] == "story")
    assert story["discussion"] == "Five missed appointments in nine weeks." and story["decision"] == "Agreed as the story."
    assert story["dissent"] == "Police: Four, not five."
    assert story["actions"].splitlines()[0] == "Share the list: Tallow Street Surgery, by Tuesday 1 December 2026"
    assert "kept by nobody yet" in shown(bu(), case).words


def test_they_are_not_saved_before_the_meeting_was_held_nor_without_a_change() -> None:
    with pytest.raises(InputFault, match="not recorded as held"):
        write(invited())
    case = minuted()
    with pytest.raises(InputFault, match="Nothing is different"):
        write(case)


def test_those_invited_read_them_once_they_are_sent_round_and_comment() -> None:
    case = held()
    write(case)
    assert shown(lead("gp"), case).status == 404 and shown(panel(), case).status == 200
    with pytest.raises(InputFault, match="not been sent round"):
        do("meetings.comment_minutes", lead("gp"), case, now=THE_DAY, meeting="learning", comment="Item 6.")
    do("meetings.circulate_minutes", bu(), case, now=THE_DAY, meeting="learning")
    assert "Five missed appointments" in shown(lead("gp"), case).words
    do("meetings.comment_minutes", lead("gp"), case, now=THE_DAY, meeting="learning", comment="It was six.")
    assert "It was six." in shown(chair(), case).words and "It was six." not in shown(lead("police"), case).words


@pytest.mark.clause("D8")
def test_the_chair_agrees_to_one_text_and_the_actions_that_wait_go_to_their_owners() -> None:
    case = minuted()
    with pytest.raises(Forbidden):
        do("meetings.agree_minutes", bu(), case, now=THE_DAY, meeting="learning")
    read = minutes(case)
    assert read is not None
    write(case, apologies="The housing officer")
    with pytest.raises(InputFault, match="version 2 is the newest"):
        do("meetings.agree_minutes", chair(), case, now=THE_DAY, meeting="learning", text_hash=read.text_hash)
    do("meetings.agree_minutes", chair(), case, now=THE_DAY, meeting="learning")
    agreed = Fact.objects.get(case=case, kind="minutes_agreed")
    assert agreed.details["text_hash"] == minutes(case).text_hash and Fact.objects.filter(case=case, kind="action_set").count() == 2
    assert "Version 2, agreed by the chair" in shown(bu(), case).words
    with pytest.raises(InputFault, match="record is closed"):
        do("meetings.record_item", bu(), case, now=THE_DAY, meeting="learning", item="child", discussion="Late.")


@pytest.mark.clause("D8")
def test_a_correction_after_that_is_a_new_version_with_a_reason_and_waits_for_the_chair() -> None:
    case = minuted()
    do("meetings.agree_minutes", chair(), case, now=THE_DAY, meeting="learning")
    with pytest.raises(InputFault, match="Say why they are corrected"):
        write(case, apologies="None")
    write(case, apologies="None", reason="The apologies were another meeting's.")
    page = shown(bu(), case).words
    assert "An earlier version is agreed; this one waits for the chair." in page and "The apologies were another meeting's." in page
    assert "agreed by the chair" in shown(bu(), case, "?version=1").words
    assert minutes_of(case, "learning", 1)["apologies"] != "None" and minutes_of(case, "learning")["version"] == 2


def test_two_who_correct_them_at_once_lose_nothing() -> None:
    case, client = minuted(), client_for(panel())
    address = f"/cases/{case.reference}/meetings/write_minutes/?for=learning"
    form = Paper(client.get(address)).as_it_is()
    write(case, apologies="First to save")
    answer = client.post(address, form | {"apologies": ["Second to save"], "action": "continue"})
    assert answer.status_code == 409 and "Second to save" in answer.content.decode() and bu().user.name in answer.content.decode()
    assert minutes(case).body["apologies"] == "First to save"


def test_agreeing_by_the_page_is_bound_to_the_text_that_was_shown() -> None:
    case, client = minuted(), client_for(chair())
    address = f"/cases/{case.reference}/meetings/agree_minutes/?for=learning"
    form = Paper(client.get(address)).as_it_is()
    write(case, apologies="Changed meanwhile")
    assert client.post(address, form | {"action": "continue"}).status_code in (409, 422)
    assert not Fact.objects.filter(case=case, kind="minutes_agreed").exists()
