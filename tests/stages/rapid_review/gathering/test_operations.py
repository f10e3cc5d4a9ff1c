"""What may be done while information is gathered, by whom, and what is refused."""

from __future__ import annotations

import pytest

from cspr.access.reads import rooms_of
from cspr.operations import Forbidden, GateClosed, InputFault, NotHere
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Duty
from tests.factories import NOON, do, member
from tests.stages.local_review.given import given
from tests.stages.rapid_review.gathering.given import (
    DUE,
    MEETING,
    TUESDAY,
    ask_agencies,
    bu,
    facts,
    gathered,
    lead,
    notified,
    opened,
    send,
)

pytestmark = pytest.mark.django_db
AT = "2026-11-03"


@pytest.mark.clause("D1")
def test_a_review_opens_only_where_something_calls_for_it() -> None:
    case = notified()
    given(case, "withdrawn", "2026-11-02", supersedes=str(facts(case, "sin_submitted")[0].pk), reasons="Recorded in the wrong case.")
    with pytest.raises(GateClosed, match="Serious Incident Notification"):
        do("rapid_review.open", bu(), case, basis="sin", at=AT)


@pytest.mark.clause("D1")
def test_a_notification_calls_for_a_review_which_opens_once() -> None:
    case = notified()
    assert Duty.objects.get(case=case, duty="open-rapid-review").done is None
    do("rapid_review.open", bu(), case, basis="sin", at="2026-11-02T11:00")
    do("rapid_review.open", bu(), case, basis="sin", at="2026-11-02T12:00")
    assert len(facts(case, "rapid_review_opened")) == 1
    assert Duty.objects.get(case=case, duty="open-rapid-review").done is not None


def test_a_review_does_not_open_before_the_notification() -> None:
    with pytest.raises(InputFault) as refused:
        do("rapid_review.open", bu(), notified(), basis="sin", at="2026-11-01")
    assert [f.field for f in refused.value.faults] == ["at"]


@pytest.mark.clause("D3")
def test_the_family_is_told_by_the_partnership_after_the_lead_professional_was_consulted() -> None:
    case = opened()
    told = {"who": "Mother and grandmother", "by": "Business Manager", "at": "2026-11-05"}
    with pytest.raises(GateClosed, match="lead professional") as closed:
        do("rapid_review.tell_family", bu(), case, **told)
    assert closed.value.missing[0].clauses[0] == "D3"
    do("rapid_review.consult_lead_professional", bu(), case, name_or_post="social worker", at="2026-11-04")
    with pytest.raises(InputFault, match="before the lead professional was consulted"):
        do("rapid_review.tell_family", bu(), case, **{**told, "at": "2026-11-03"})
    ask_agencies(case, "police", now=NOON, due="2026-11-27")
    with pytest.raises((Forbidden, NotHere)):
        do("rapid_review.tell_family", lead("police"), case, **told)
    do("rapid_review.tell_family", bu(), case, **told)
    assert facts(case, "family_told")[0].details["who"] == "Mother and grandmother"
    assert Duty.objects.get(case=case, duty="tell-family").done is not None


@pytest.mark.clause("D3", "G5")
def test_a_process_that_forbids_contact_with_the_family_holds_it_back() -> None:
    case = opened()
    do("rapid_review.consult_lead_professional", bu(), case, name_or_post="social worker", at="2026-11-04")
    given(case, "parallel_process_opened", "2026-11-04", process="criminal trial", forbids=["family_contact"])
    with pytest.raises(GateClosed, match="forbids contact with the family"):
        do("rapid_review.tell_family", bu(), case, who="Mother", by="Business Manager", at="2026-11-05")


@pytest.mark.clause("D3")
def test_agencies_are_asked_not_to_tell_the_family_themselves() -> None:
    case = opened()
    do("rapid_review.warn_agencies", bu(), case, at=AT)
    assert Duty.objects.get(case=case, duty="warn-agencies").done is not None
    other = opened()
    ask_agencies(other, "police", warning=True)
    assert len(facts(other, "agencies_told_not_to_inform_family")) == 1


@pytest.mark.clause("D4")
def test_each_agency_asked_has_a_fact_a_request_and_a_duty_of_its_own() -> None:
    case = opened()
    ask_agencies(case, "police", "gp", questions="Who saw the child?\n\nWas a father known?", scope_from="2025-01-01", meeting_on=MEETING)
    assert {(f.details["agency"], f.details["due"]) for f in facts(case, "information_requested")} == {("police", DUE), ("gp", DUE)}
    request = latest_document(case, "request", "gp")
    assert request is not None and request.body["questions"] == ["Who saw the child?", "Was a father known?"]
    owed = Duty.objects.filter(case=case, duty="return-information")
    assert {(d.for_value, str(d.due)) for d in owed} == {("police", DUE), ("gp", DUE)}


@pytest.mark.clause("D4")
def test_a_single_agency_can_be_asked_with_its_name_and_date_alone() -> None:
    case = opened()
    do("rapid_review.request_information", bu(), case, now=TUESDAY, agency="school", due=DUE, at=AT)
    assert [f.kind for f in facts(case, "information_requested")] == ["information_requested"]
    assert not facts(case, "agencies_told_not_to_inform_family")


@pytest.mark.parametrize(("change", "field"), [
    ({"agencies": []}, "agencies"), ({"agencies": ["circus"]}, "agencies"), ({"due": "2026-11-01"}, "due"),
    ({"due": "2026-11-13", "meeting_on": MEETING}, "due"), ({"scope_from": "2026-02-01", "scope_to": "2026-01-01"}, "scope_to"),
    ({"at": "2026-11-01"}, "at"), ({"at": "2026-12-01", "due": "2026-12-05"}, "at"),
])
def test_a_request_that_cannot_be_right_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    case = opened()
    with pytest.raises(InputFault) as refused:
        ask_agencies(case, **{"agencies": ["police"], **change})  # type: ignore[arg-type]
    assert field in [f.field for f in refused.value.faults]
    assert not facts(case, "information_requested")


def test_an_agency_is_asked_once() -> None:
    case = opened()
    ask_agencies(case, "police")
    with pytest.raises(InputFault, match="asked already"):
        ask_agencies(case, "police", "gp")
    assert len(facts(case, "information_requested")) == 1


@pytest.mark.clause("D6")
def test_agencies_learn_the_meeting_with_the_request() -> None:
    case = opened()
    ask_agencies(case, "police", meeting_on=MEETING)
    assert facts(case, "meeting_arranged")[0].details["on"] == MEETING
    assert facts(case, "meeting_arranged")[0].seq < facts(case, "information_requested")[0].seq


@pytest.mark.clause("D6")
@pytest.mark.parametrize(("day", "inside"), [("2026-11-09", False), ("2026-11-10", True), ("2026-11-16", True), ("2026-11-17", False)])
def test_the_meeting_is_between_working_days_6_and_10_unless_a_reason_is_given(day: str, inside: bool) -> None:
    case = opened()
    if not inside:
        with pytest.raises(InputFault, match="Tuesday 10 November 2026 to Monday 16 November 2026") as refused:
            do("rapid_review.arrange_meeting", bu(), case, now=TUESDAY, on=day)
        assert [f.field for f in refused.value.faults] == ["reason"]
    do("rapid_review.arrange_meeting", bu(), case, now=TUESDAY, on=day, reason="" if inside else "The room floods every week.")
    assert facts(case, "meeting_arranged")[0].details["on"] == day


@pytest.mark.clause("D6")
def test_a_meeting_after_its_window_is_recorded_as_late() -> None:
    case = opened()
    do("rapid_review.hold_meeting", bu(), case, at="2026-11-18T09:30", partners=["local_authority", "police", "health"],
       late_reason="Two partners were ill.")
    duty = Duty.objects.get(case=case, duty="hold-learning-meeting")
    assert str(duty.window_from) == "2026-11-10" and str(duty.due) == "2026-11-16" and str(duty.done) == "2026-11-18"


def test_a_meeting_without_all_three_partners_says_how_the_others_are_heard() -> None:
    case = opened()
    with pytest.raises(InputFault) as refused:
        do("rapid_review.hold_meeting", bu(), case, at="2026-11-12", partners=["police", "health"])
    assert [f.field for f in refused.value.faults] == ["not_quorate"]
    do("rapid_review.hold_meeting", bu(), case, at="2026-11-12", partners=["police", "health"], not_quorate="By telephone the same day.")
    assert facts(case, "meeting_held")


@pytest.mark.clause("D5")
@pytest.mark.parametrize("left_out", ["conversations_held", "desktop_review_done"])
def test_a_return_rests_on_conversations_and_a_review_of_all_records(left_out: str) -> None:
    case = opened()
    ask_agencies(case, "police")
    with pytest.raises(InputFault) as refused:
        send(case, "police", **{left_out: False})
    assert [f.field for f in refused.value.faults] == ["why_not"]
    assert not facts(case, "return_received")
    send(case, "police", **{left_out: False}, why_not="The officer is on leave until Monday.")
    assert facts(case, "return_received")[0].details[left_out] is False


@pytest.mark.clause("D5")
def test_a_return_meets_the_duty_of_its_own_agency() -> None:
    case = opened()
    ask_agencies(case, "police", "gp")
    send(case, "police", at="2026-11-11", late_reason="Two officers were away.")
    done = {d.for_value: d.done for d in Duty.objects.filter(case=case, duty="return-information")}
    assert str(done["police"]) == "2026-11-11" and done["gp"] is None


def test_an_agency_returns_for_itself_only() -> None:
    case = opened()
    ask_agencies(case, "police", "gp")
    with pytest.raises(Forbidden):
        do("rapid_review.submit_return", lead("gp"), case, agency="police", nil=True, conversations_held=False, desktop_review_done=True)
    with pytest.raises(NotHere):
        do("rapid_review.submit_return", lead("school"), case, agency="school", nil=True, conversations_held=False, desktop_review_done=True)


def test_the_business_unit_can_record_a_return_that_came_another_way() -> None:
    case = opened()
    ask_agencies(case, "gp")
    do("rapid_review.submit_return", bu(), case, agency="gp", nil=True, conversations_held=False, desktop_review_done=True,
       nil_reason="Searched under three names.", at="2026-11-05")
    assert facts(case, "return_received")[0].details["nil"] is True
    with pytest.raises(InputFault, match="has not been asked"):
        do("rapid_review.submit_return", bu(), case, agency="housing", nil=True, conversations_held=False, desktop_review_done=True)


def test_a_return_sent_again_is_a_new_version_and_keeps_its_day() -> None:
    case = opened()
    ask_agencies(case, "police")
    send(case, "police")
    with pytest.raises(InputFault, match="Say what has changed"):
        send(case, "police", at="2026-11-16", good_practice="A neighbour was listened to.")
    send(case, "police", at="2026-11-16", good_practice="A neighbour was listened to.", change_note="A statement was found.")
    newest = latest_document(case, "return", "police")
    assert newest is not None and newest.version == 2 and newest.body["good_practice"] == "A neighbour was listened to."
    assert [f.at for f in facts(case, "return_received")] == ["2026-11-09"]
    send(case, "police", conversations_held=False, why_not="One colleague has left.", change_note="Corrected.")
    last = facts(case, "return_received")[-1]
    assert last.at == "2026-11-09" and last.supersedes_id and last.details["conversations_held"] is False


def test_information_is_addressed_to_a_criterion_of_the_protocol() -> None:
    case = opened()
    ask_agencies(case, "gp")
    with pytest.raises(InputFault, match="not a criterion of this protocol") as refused:
        send(case, "gp", criteria=[{"criterion": "Z9", "information": "Something."}])
    assert [f.field for f in refused.value.faults] == ["criteria.0.criterion"]


def test_a_nil_return_has_no_information_in_it() -> None:
    case = opened()
    ask_agencies(case, "gp")
    with pytest.raises(InputFault, match="nothing was found"):
        send(case, "gp", nil=True, chronology=[{"date": "2026", "event": "A visit."}])


@pytest.mark.clause("D7")
def test_the_pack_opens_to_agencies_only_when_it_is_shared() -> None:
    case = gathered()
    assert "pack" not in rooms_of(lead("school"), case, NOON.date())
    do("rapid_review.share_pack", bu(), case, at="2026-11-11", missing_reason="The school's comes to the meeting.")
    assert "pack" in rooms_of(lead("school"), case, NOON.date())
    assert "returns" not in rooms_of(lead("school"), case, NOON.date())
    assert "pack" not in rooms_of(lead("housing"), case, NOON.date())
    assert Duty.objects.get(case=case, duty="share-pack").done is not None
    pack = latest_document(case, "pack")
    assert pack is not None and pack.body["returns"] == {"police": 1, "gp": 1}


@pytest.mark.clause("D1", "D4")
def test_only_the_business_unit_opens_asks_and_shares() -> None:
    case = gathered()
    for name, data in (("request_information", {"agency": "gp", "due": DUE}), ("share_pack", {}), ("open", {"basis": "sin"})):
        with pytest.raises((Forbidden, NotHere)):
            do(f"rapid_review.{name}", member(Role.SUB_GROUP_MEMBER), case, **data)
        with pytest.raises((Forbidden, NotHere)):
            do(f"rapid_review.{name}", lead("police"), case, **data)
