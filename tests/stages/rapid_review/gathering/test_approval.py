"""An author's return goes through the agency's safeguarding lead."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.operations import Conflict, Forbidden, InputFault, clock
from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case, Duty
from tests.factories import NOON, client_for, do, member
from tests.paper import Paper
from tests.stages.rapid_review.gathering.given import TEXT, ask_agencies, bu, facts, lead, opened

pytestmark = pytest.mark.django_db
WHOLE = {"nil": False, "conversations_held": True, "desktop_review_done": True, **TEXT}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def author() -> Member:
    return member(Role.AGENCY_AUTHOR, "police")


def asked() -> Case:
    case = opened()
    ask_agencies(case, "police", "gp", due="2026-11-20")
    lead("police")
    return case


def send_for_approval(case: Case, **more: Any) -> None:
    do("rapid_review.send_for_approval", author(), case, agency="police", **{**WHOLE, **more})


def waiting_hash(case: Case) -> str:
    found = latest_document(case, "return_for_approval", "police")
    assert found is not None
    return found.text_hash


def page(who: Member, case: Case, name: str = "request") -> str:
    return " ".join(Paper(client_for(who).get(f"/cases/{case.reference}/rapid_review/{name}/")).words.split())


@pytest.mark.clause("D5")
def test_an_author_sends_to_the_lead_who_sends_it_on() -> None:
    case = asked()
    with pytest.raises(InputFault, match="approved before they go"):
        do("rapid_review.submit_return", author(), case, agency="police", **WHOLE)
    send_for_approval(case)
    assert not facts(case, "return_received") and Duty.objects.get(case=case, duty="return-information", for_value="police").done is None
    assert "With its approver" in page(bu(), case, "returns") and "four visits" not in page(bu(), case, "returns")
    assert "four visits" in page(lead("police"), case, "approve_return")
    do("rapid_review.approve_return", lead("police"), case, text_hash=waiting_hash(case))
    sent = latest_document(case, "return", "police")
    assert sent is not None and sent.body["involvement"] == TEXT["involvement"] and sent.body["agreed_by"] == lead("police").user.name
    assert facts(case, "return_approved") and facts(case, "return_received")
    with pytest.raises(InputFault, match="Nothing of your agency's waits"):
        do("rapid_review.approve_return", lead("police"), case, text_hash=waiting_hash(case))


@pytest.mark.clause("D5")
def test_it_is_given_back_with_words_and_sent_again() -> None:
    case = asked()
    send_for_approval(case)
    do("rapid_review.give_return_back", lead("police"), case, reasons="Say who saw the child.")
    assert "Say who saw the child." in page(author(), case)
    assert "With its approver" not in page(bu(), case, "returns")
    send_for_approval(case)
    do("rapid_review.approve_return", lead("police"), case, text_hash=waiting_hash(case))
    assert facts(case, "return_received")


def test_what_is_approved_is_what_was_read() -> None:
    case = asked()
    send_for_approval(case)
    read = waiting_hash(case)
    send_for_approval(case, good_practice="A neighbour was listened to.")
    with pytest.raises(Conflict, match="changed text"):
        do("rapid_review.approve_return", lead("police"), case, text_hash=read)
    assert not facts(case, "return_received")


def test_a_lead_may_send_it_directly_and_then_nothing_waits() -> None:
    case = asked()
    send_for_approval(case)
    do("rapid_review.submit_return", lead("police"), case, agency="police", **{**WHOLE, "involvement": "Put in order."})
    with pytest.raises(InputFault, match="Nothing of your agency's waits"):
        do("rapid_review.approve_return", lead("police"), case, text_hash=waiting_hash(case))


def test_an_agency_that_needs_no_approver_or_has_none_sends_directly() -> None:
    case = opened()
    ask_agencies(case, "police", due="2026-11-20")
    do("rapid_review.submit_return", author(), case, agency="police", **WHOLE)
    other = asked()
    Agency.objects.filter(slug="police").update(needs_approver=False)
    with pytest.raises(InputFault, match="Nobody else can approve"):
        send_for_approval(other)
    do("rapid_review.submit_return", author(), other, agency="police", **WHOLE)
    assert facts(case, "return_received") and facts(other, "return_received")


def test_nobody_approves_what_they_sent_themselves() -> None:
    case = asked()
    second = member(Role.AGENCY_LEAD, "police", email="second@wessmoor.example.org")
    do("rapid_review.send_for_approval", lead("police"), case, agency="police", **WHOLE)
    with pytest.raises(Forbidden, match="You sent this"):
        do("rapid_review.approve_return", lead("police"), case, text_hash=waiting_hash(case))
    do("rapid_review.approve_return", second, case, text_hash=waiting_hash(case))


@pytest.mark.clause("D5")
def test_by_the_pages_the_author_is_led_to_the_approver_and_lateness_is_asked_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    case = asked()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=4))
    client = client_for(author())
    address = f"/cases/{case.reference}/rapid_review/submit_return/"
    paper = Paper(client.get(address))
    typed = paper.as_it_is() | {"conversations_held": ["yes"], "desktop_review_done": ["yes"], "involvement": ["Two calls."]}
    checked = client.post(address, typed | {"action": "continue"})
    assert checked.status_code == 200 and "Send to your approver" in checked.content.decode()
    sent = client.post(address, Paper(checked).as_it_is() | {"action": "confirm"})
    assert sent.status_code == 302 and sent["Location"].endswith("/rapid_review/request/")
    approve = f"/cases/{case.reference}/rapid_review/approve_return/"
    boss = client_for(lead("police"))
    form = Paper(boss.get(approve)).as_it_is() | {"action": "continue"}
    refused = boss.post(approve, form)
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    assert boss.post(approve, form | {"late_reason": ["The inspector was in court."]}).status_code == 302
    assert facts(case, "return_received")[0].details["late_reason"] == "The inspector was in court."


def test_another_agency_finds_nothing_to_approve() -> None:
    case = asked()
    send_for_approval(case)
    with pytest.raises(InputFault, match="Nothing of your agency's waits"):
        do("rapid_review.approve_return", lead("gp"), case, text_hash=waiting_hash(case))
    assert "four visits" not in page(lead("gp"), case, "approve_return")
