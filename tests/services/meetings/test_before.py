"""Before the meeting: its day, the invitations, the answers, the calendar file, the agenda."""

from __future__ import annotations

from base64 import b64decode
from datetime import date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.operations import Forbidden, InputFault, NotHere
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.meetings.calendar import hours
from cspr.services.meetings.meeting import about, key_of, named, whose
from cspr.services.messages.models import Message
from tests.factories import client_for, do, member
from tests.paper import Paper
from tests.services.meetings.given import PARTNERS, THE_DAY, TUESDAY, arranged, bu, chair, invited, lead, meeting, panel, partner, sight
from tests.stages.rapid_review.gathering.given import opened
from tests.stages.referral.given import circulated

pytestmark = pytest.mark.django_db


def page(who, case, rest="learning/"):  # noqa: ANN001, ANN201
    """A page of the meetings, as somebody opens it."""
    return Paper(client_for(who).get(f"/cases/{case.reference}/meetings/{rest}"))


@pytest.mark.clause("D6")
def test_the_day_is_inside_the_window_or_a_reason_is_given_and_a_change_says_why() -> None:
    case = opened()
    with pytest.raises(InputFault) as outside:
        do("meetings.arrange", bu(), case, now=TUESDAY, meeting="learning", on="2026-11-09")
    assert "outside the window" in outside.value.faults[0].message and outside.value.faults[0].field == "reason"
    do("meetings.arrange", bu(), case, now=TUESDAY, meeting="learning", on="2026-11-12")
    with pytest.raises(InputFault) as change:
        do("meetings.arrange", bu(), case, now=TUESDAY, meeting="learning", on="2026-11-13")
    assert "Say why the day changes" in change.value.faults[0].message
    do("meetings.arrange", bu(), case, now=TUESDAY, meeting="learning", on="2026-11-13", reason="The chair is in court on the 12th.")
    assert meeting(case).on == date(2026, 11, 13) and meeting(case).changes == 1


@pytest.mark.clause("C10")
def test_a_sub_group_and_a_panel_meet_as_often_as_they_need_beside_the_learning_meeting() -> None:
    case = arranged()
    do("meetings.arrange", chair(), case, now=TUESDAY, meeting="panel", on="2026-12-01")
    do("meetings.arrange", chair(), case, now=TUESDAY, meeting="panel", number=2, on="2026-12-15")
    do("meetings.arrange", chair(), case, now=TUESDAY, meeting="sub_group", on="2026-11-20")
    words = page(bu(), case, "").words
    assert all(title in words for title in ("Learning meeting", "Review panel meeting 2", "Sub-group meeting"))
    assert meeting(case, "panel-2").on == date(2026, 12, 15) and meeting(case, "panel").on == date(2026, 12, 1)


@pytest.mark.clause("D6")
def test_a_cancelled_meeting_says_so_and_why_and_comes_back_when_arranged_again() -> None:
    case = invited()
    do("meetings.cancel", bu(), case, now=TUESDAY, meeting="learning", reasons="The building is closed.")
    assert "This meeting is off" in page(lead("gp"), case).words and "The building is closed." in page(lead("gp"), case).words
    with pytest.raises(InputFault, match="cancelled"):
        do("meetings.reply", lead("gp"), case, now=TUESDAY, meeting="learning", reply="coming")
    do("meetings.arrange", bu(), case, now=TUESDAY + timedelta(hours=1), meeting="learning", on="2026-11-12", time="9.30am to 12.30pm")
    assert meeting(case).open and len(meeting(case).invited) == 5


def test_an_agency_that_is_invited_sees_the_invitation_and_answers_in_one_click() -> None:
    case = invited()
    client, address = client_for(lead("gp")), f"/cases/{case.reference}/meetings/learning/"
    shown = Paper(client.get(address))
    assert "Thursday 12 November 2026, 9.30am to 12.30pm" in shown.words and "Room 4" in shown.words
    assert "Wessmoor Police" not in shown.words, "who else comes is for the panel"
    answer = client.post(f"/cases/{case.reference}/meetings/reply/?for=learning", {"action": "continue", "reply": "coming", "who": "agency:gp"})
    assert answer.status_code == 302
    assert "Your answer" in Paper(client.get(address)).words
    assert [i.answer for i in meeting(case).invited if i.word == "agency:gp"] == ["coming"]


def test_a_deputy_is_named_and_a_moved_day_asks_again() -> None:
    case = invited()
    with pytest.raises(InputFault, match="who comes instead"):
        do("meetings.reply", lead("gp"), case, now=TUESDAY, meeting="learning", reply="deputy")
    do("meetings.reply", lead("gp"), case, now=TUESDAY, meeting="learning", reply="deputy", deputy="Practice nurse")
    assert "A deputy comes: Practice nurse" in page(bu(), case).words
    do("meetings.arrange", bu(), case, now=TUESDAY + timedelta(hours=1), meeting="learning", on="2026-11-13", reason="The chair is ill.")
    assert "No reply to the new day yet" in page(bu(), case).words
    assert "The day has changed since you answered" in page(lead("gp"), case).words


def test_nobody_answers_for_another_but_the_business_unit_and_the_chair() -> None:
    case = invited()
    with pytest.raises(Forbidden):
        do("meetings.reply", lead("gp"), case, now=TUESDAY, meeting="learning", who="agency:police", reply="apologies")
    do("meetings.reply", bu(), case, now=TUESDAY, meeting="learning", who="agency:police", reply="apologies", note="Rang this morning")
    assert "Rang this morning" in page(bu(), case).words


def test_a_meeting_one_is_not_invited_to_is_not_there() -> None:
    case = invited("agency:gp")
    assert page(lead("police"), case, "").status == page(lead("police"), case).status == 404  # Asked for information, not invited.
    do("meetings.arrange", bu(), case, now=TUESDAY, meeting="panel", on="2026-12-01")
    assert page(lead("gp"), case, "panel/").status == 404 and "panel" not in page(lead("gp"), case, "").words
    absent, hidden = (pytest.raises(InputFault) for _ in range(2))
    with absent as one:
        do("meetings.reply", lead("gp"), case, now=TUESDAY, meeting="panel-7", reply="coming")
    with hidden as other:
        do("meetings.reply", lead("gp"), case, now=TUESDAY, meeting="panel", reply="coming")
    assert one.value.faults[0].message.replace("panel-7", "panel") == other.value.faults[0].message
    with pytest.raises(NotHere):
        do("meetings.reply", lead("police"), case, now=TUESDAY, meeting="learning", reply="coming")


@pytest.mark.clause("A1", "D8")
def test_a_partner_is_let_in_by_the_invitation_and_only_to_that() -> None:
    case = invited("partner:police")
    police = partner("police")
    assert page(police, case).status == 200
    assert client_for(police).get(f"/cases/{case.reference}/rapid_review/returns/").status_code == 404
    do("meetings.uninvite", bu(), case, now=TUESDAY, meeting="learning", who="partner:police", reason="Another comes.")
    assert page(police, case).status == 404


@pytest.mark.clause("D7")
def test_the_pack_is_open_to_who_is_invited_once_it_is_shared_and_the_business_unit_sees_who_has_read_it() -> None:
    case = invited("partner:health", "agency:charity", "agency:gp")
    charity, address = lead("charity"), f"/cases/{case.reference}/rapid_review/pack/"
    assert client_for(charity).get(address).status_code == 404
    do("rapid_review.share_pack", bu(), case, now=THE_DAY - timedelta(days=1), missing_reason="They bring it.")
    assert client_for(charity).get(address).status_code == 200 and client_for(partner("icb")).get(address).status_code == 200
    read = {one.name: one.read is not None for one in sight(case).lines}
    assert read == {"Integrated care board: the safeguarding partner": True, "Lantern": True, "Tallow Street Surgery": False}
    assert "Not opened" in page(bu(), case).words
    assert "Not opened" not in page(chair(), case).words, "who has looked is for the Business Unit"


@pytest.mark.clause("D8")
def test_whoever_has_declared_a_conflict_is_neither_invited_nor_marked_as_present() -> None:
    case, who = arranged(), panel()
    do("conflicts.declare", who, case, now=TUESDAY, reasons="My sister taught the child.")
    assert str(who.pk) not in str(page(bu(), case, "invite/?for=learning").boxes["who"].offered)
    with pytest.raises(InputFault, match="has declared a conflict of interest"):
        do("meetings.invite", bu(), case, now=TUESDAY, meeting="learning", who=[f"member:{who.pk}"])
    shown = page(bu(), case).words
    assert "Declared conflicts of interest" in shown and who.user.name in shown


def test_who_was_asked_and_the_three_partners_are_proposed() -> None:
    case = arranged()
    chair(), panel()
    ticked = set(page(bu(), case, "invite/?for=learning").boxes["who"].on)
    assert {*PARTNERS, "agency:police", "agency:gp", f"member:{chair().pk}"} <= ticked and "agency:housing" not in ticked


def test_the_calendar_file_keeps_its_name_counts_its_changes_and_tells_no_more_than_where_and_when() -> None:
    case = invited()
    gp, address = client_for(lead("gp")), f"/cases/{case.reference}/meetings/learning/invitation.ics"

    def event():  # noqa: ANN202
        answer = gp.get(address)
        calendar = icalendar.Calendar.from_ical(answer.content)
        return calendar, next(iter(calendar.walk("VEVENT"))), answer

    calendar, first, answer = event()
    assert answer["Content-Type"].startswith("text/calendar") and calendar["METHOD"] == "REQUEST" and first["SEQUENCE"] == 0
    assert first.decoded("DTSTART") == datetime(2026, 11, 12, 9, 30, tzinfo=LONDON) and first["DTSTART"].params["TZID"] == "Europe/London"
    assert first.decoded("DTEND") == datetime(2026, 11, 12, 12, 30, tzinfo=LONDON) and str(first["LOCATION"]) == "Room 4"
    assert str(first["SUMMARY"]) == f"Learning meeting: {case.reference}" and case.about not in answer.content.decode()
    do("meetings.arrange", bu(), case, now=TUESDAY + timedelta(hours=1), meeting="learning", on="2026-11-13", reason="The chair is ill.")
    _, moved, _ = event()
    assert moved["UID"] == first["UID"] and moved["SEQUENCE"] == 1 and moved.decoded("DTSTART") == date(2026, 11, 13)  # No time: the whole day.
    do("meetings.cancel", bu(), case, now=TUESDAY + timedelta(hours=2), meeting="learning", reasons="Off.")
    calendar, off, _ = event()
    assert calendar["METHOD"] == "CANCEL" and off["SEQUENCE"] == 2 and off["STATUS"] == "CANCELLED" and off["UID"] == first["UID"]


def test_a_time_that_cannot_be_read_is_kept_and_said() -> None:
    done = do("meetings.arrange", bu(), opened(), now=TUESDAY, meeting="learning", on="2026-11-12", time="after lunch")
    assert "calendars show the whole day" in done.notes[0]


@pytest.mark.parametrize(("typed", "found"), [
    ("9.30am to 12.30pm", (time(9, 30), time(12, 30))), ("14:00", (time(14), None)), ("10-12.30", (time(10), time(12, 30))),
    ("9 to 11am", (time(9), time(11))), ("11 to 1pm", (time(11), time(13))), ("from 2pm until 4pm", (time(14), time(16))),
    ("noon", None), ("9am-8am", None), ("", None), ("9am to 10am to 11am", None),
])
def test_times_as_people_type_them(typed: str, found: object) -> None:
    assert hours(typed) == found


@given(st.text(max_size=40))
def test_any_words_for_a_time_are_read_or_left(typed: str) -> None:
    found = hours(typed)
    assert found is None or found[1] is None or found[0] < found[1]


@given(st.sampled_from(["learning", "sub_group", "panel"]), st.none() | st.integers(1, 999))
def test_a_meeting_s_word_says_which_it_is(word: str, number: int | None) -> None:
    key = key_of({"meeting": word, "number": number})
    assert key_of(named(key)) == key
    assert whose(about("member:14")) == "member:14" and whose(about("agency:gp")) == "agency:gp"


@pytest.mark.clause("D8")
def test_the_agenda_is_what_the_protocol_asks_and_its_items_keep_their_record_when_moved() -> None:
    case = invited()
    agenda = sight(case).agenda
    assert {"D8", "B3", "F4", "A1"} <= {c for item in agenda for c in item.clauses}
    assert "0 of 2 returned; missing: Wessmoor Police, Tallow Street Surgery." in page(bu(), case, "learning/live/").source
    rows = [{"item": i.id, "order": 99 if i.id == "welcome" else i.number, "title": i.title, "clauses": " ".join(i.clauses)} for i in agenda]
    do("meetings.set_agenda", bu(), case, now=TUESDAY, meeting="learning", items=[*rows, {"title": "Press interest", "order": 1}])
    moved = sight(case).agenda
    assert moved[-1].id == "welcome" and "added-1" in {i.id for i in moved[:2]}
    assert "Press interest" in page(lead("gp"), case, "learning/agenda/").words
    with pytest.raises(InputFault, match="not a paragraph"):
        do("meetings.set_agenda", bu(), case, now=TUESDAY, meeting="learning", items=[{"title": "A", "clauses": "Z9"}])
    with pytest.raises(InputFault, match="at least one item"):
        do("meetings.set_agenda", bu(), case, now=TUESDAY, meeting="learning", items=[{"title": ""}])


def test_a_reviewer_or_a_named_post_arranges_nothing() -> None:
    case = invited()
    with pytest.raises((Forbidden, NotHere)):
        do("meetings.arrange", member(Role.NAMED_POST, "icb", "designated_doctor"), case, now=TUESDAY, meeting="panel", on="2026-12-01")
    with pytest.raises(Forbidden):
        do("meetings.cancel", panel(), case, now=TUESDAY, meeting="learning", reasons="No.")


@pytest.mark.clause("D6")
def test_those_invited_are_written_to_with_the_calendar_file_and_again_when_it_changes() -> None:
    people = (partner("police"), chair(), lead("gp"))
    case = invited("partner:police", f"member:{people[1].pk}", "agency:gp")
    do("meetings.arrange", bu(), case, now=TUESDAY + timedelta(hours=1), meeting="learning", on="2026-11-13", reason="The chair is ill.")
    do("meetings.cancel", bu(), case, now=TUESDAY + timedelta(hours=2), meeting="learning", reasons="Off.")
    for kind, method, sequence in (("meeting", "REQUEST", 0), ("meeting_changed", "REQUEST", 1), ("meeting_cancelled", "CANCEL", 2)):
        sent = Message.objects.filter(case=case, kind=kind, letter__isnull=False).select_related("letter")
        told = {m.member_id for m in sent if m.letter.attachments}
        assert told >= {p.pk for p in people}, kind
        file = next(m.letter.attachments[0] for m in sent if m.letter.attachments)
        calendar = icalendar.Calendar.from_ical(b64decode(file["content"]))
        assert calendar["METHOD"] == method and file["type"].endswith(method)
        assert next(iter(calendar.walk("VEVENT")))["SEQUENCE"] == sequence


@pytest.mark.clause("D7")
def test_the_pack_is_told_of_to_who_is_invited_and_not_asked_too() -> None:
    charity, gp = lead("charity"), lead("gp")
    case = invited("agency:charity")
    do("rapid_review.share_pack", bu(), case, now=THE_DAY - timedelta(days=1), missing_reason="They bring it.")
    assert set(Message.objects.filter(case=case, kind="pack", member__isnull=False).values_list("member", flat=True)) >= {charity.pk, gp.pk}


@pytest.mark.clause("C9", "C10")
def test_a_sub_group_meeting_considers_several_cases_each_with_a_record_of_its_own() -> None:
    cases = [opened() for _ in range(2)]
    for case in cases:
        do("meetings.arrange", chair(), case, now=TUESDAY, meeting="sub_group", on="2099-01-08", time="10am", place="Town hall")
        do("meetings.invite", chair(), case, now=TUESDAY, meeting="sub_group", who=["agency:gp", f"member:{panel().pk}"])
    shown = Paper(client_for(panel()).get("/meetings/"))
    assert "2 cases, each with a record of its own" in shown.words and all(c.reference in shown.words for c in cases)
    do("conflicts.declare", panel(), cases[0], now=TUESDAY, reasons="Knows the family.")
    shown = Paper(client_for(panel()).get("/meetings/"))
    assert cases[0].reference not in shown.words and cases[1].reference in shown.words
    do("meetings.uninvite", chair(), cases[1], now=TUESDAY, meeting="sub_group", who="agency:gp", reason="Not needed.")
    assert cases[1].reference not in Paper(client_for(lead("gp")).get("/meetings/")).words
    assert "No meeting to come" in Paper(client_for(lead("school")).get("/meetings/")).words


@pytest.mark.clause("C9", "C10")
def test_a_case_that_waits_for_the_sub_group_is_put_on_a_meeting_that_is_arranged() -> None:
    do("meetings.arrange", chair(), opened(), now=TUESDAY, meeting="sub_group", on="2099-01-08", time="10am", place="Town hall")
    case = circulated()
    wanted = f"{case.reference}/meetings/arrange/?for=sub_group&amp;on"
    links = [link for link in Paper(client_for(chair()).get("/meetings/")).source.split('"') if wanted in link]
    form = Paper(client_for(chair()).get(links[0].replace("&amp;", "&")))
    assert form.boxes["on-day"].on == ["8"] and form.boxes["place"].on == ["Town hall"] and form.boxes["meeting"].on == ["sub_group"]
