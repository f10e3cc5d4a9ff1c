"""The pages of gathering, as each person sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case, SharedDraft
from tests.factories import NOON, client_for, do, member
from tests.stages.local_review.given import given
from tests.stages.rapid_review.gathering.given import MEETING, TUESDAY, ask_agencies, bu, facts, gathered, lead, opened, send

pytestmark = pytest.mark.django_db
AT = {"at-day": "5", "at-month": "11", "at-year": "2026"}
STEPS = ("open", "consult_lead_professional", "warn_agencies", "tell_family", "request_information", "arrange_meeting", "share_pack",
         "hold_meeting", "submit_return", "nil_return")
PAGES = ("returns", "pack", "meeting")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def address(name: str, case: Case, *more: str) -> str:
    return reverse(f"rapid_review.{name}" if name else "rapid_review", args=[case.reference, *more])


def text(client: Client, url: str, status: int = 200) -> str:
    page = client.get(url, follow=True)
    assert page.status_code == status, page.content.decode()[:600]
    return page.content.decode()


def post(client: Client, url: str, action: str = "continue", **typed: Any) -> Any:
    return client.post(url, {"action": action, **typed})


@pytest.mark.parametrize("step", STEPS)
def test_each_step_opens_and_says_what_is_missing_when_sent_empty(step: str) -> None:
    case = gathered()
    client = client_for(bu())
    assert case.reference in text(client, address(step, case))
    empty = post(client, address(step, case))
    if step != "arrange_meeting":  # Its day is asked; every other answer may be left out.
        assert empty.status_code == 422 and "There is a problem" in empty.content.decode()


@pytest.mark.parametrize("role", [Role.BUSINESS_UNIT, Role.SUB_GROUP_MEMBER, Role.SUB_GROUP_CHAIR])
def test_the_panel_reads_returns_pack_meeting_and_the_task_list(role: Role) -> None:
    case = gathered()
    client = client_for(member(role))
    for page in PAGES:
        assert case.reference in text(client, address(page, case))
    assert "Gather information" in text(client, address("", case))
    assert "Two strategy meetings had no minutes." in text(client, address("return", case, "police"))


def test_the_board_says_who_is_back_and_who_is_late_by_how_much() -> None:
    page = text(client_for(bu()), address("returns", gathered()))
    assert "<strong>2 of 3</strong> back" in page
    assert "Otterholt Primary 9 working days late" in page


@pytest.mark.clause("D5", "D7")
def test_an_agency_sees_its_own_request_and_nobody_elses_return_until_the_pack_is_shared() -> None:
    case = gathered()
    school = client_for(lead("school"))
    page = text(school, address("request", case))
    assert "Monday 9 November 2026" in page and "Thursday 12 November 2026" in page and "do not tell the family" in page
    for other in (address("returns", case), address("pack", case), address("return", case, "police"), address("meeting", case),
                  address("submit_return", case, "police"), address("nil_return", case, "police")):
        assert "minutes" not in text(school, other, 404)
    assert "strategy meetings" not in text(school, address("request", case) + "?for=police")
    do("rapid_review.share_pack", bu(), case, at="2026-11-11", missing_reason="The school's comes to the meeting.")
    pack = text(school, address("pack", case))
    assert "Two strategy meetings had no minutes." in pack and "<strong>Not in this pack:</strong> Otterholt Primary" in pack
    assert text(client_for(lead("housing")), address("pack", case), 404)


@pytest.mark.clause("D7")
def test_the_pack_merges_chronologies_in_time_order_and_marks_what_changed_since() -> None:
    case = gathered()
    do("rapid_review.share_pack", bu(), case, at="2026-11-11", missing_reason="The school's comes to the meeting.")
    send(case, "gp", at="2026-11-16", change_note="More found.", chronology=[{"date": "5 October 2026", "event": "Prescription."},
                                                                           {"date": "one day in spring", "event": "Telephone call."}])
    page = text(client_for(bu()), address("pack", case))
    rows = page[page.index('id="chronology"'):]
    assert rows.index("Call to the address.") < rows.index("Prescription.") < rows.index("Telephone call.")
    assert page.count("New since the pack was shared") == 1


@pytest.mark.clause("D4", "D6")
def test_a_request_is_checked_then_sent_to_each_agency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)
    case = opened()
    client = client_for(bu())
    page = text(client, address("request_information", case))
    assert 'value="9"' in page, "the due date proposed is the working day before the window"
    typed = {"agencies": ["police", "gp"], "due-day": "9", "due-month": "11", "due-year": "2026", "meeting_on-day": "12",
             "meeting_on-month": "11", "meeting_on-year": "2026", "warning": "yes"}
    checked = post(client, address("request_information", case), **typed)
    assert checked.status_code == 200 and "Check your answers" in checked.content.decode()
    assert not facts(case, "information_requested")
    sent = post(client, address("request_information", case), "confirm", **typed)
    assert sent.status_code == 302 and sent["Location"] == address("returns", case)
    assert {f.details["agency"] for f in facts(case, "information_requested")} == {"police", "gp"}
    assert facts(case, "meeting_arranged")[0].details["on"] == MEETING and facts(case, "agencies_told_not_to_inform_family")


def _return(**more: Any) -> dict[str, Any]:
    criteria = [f"{clause}-{n}" for clause in ("B3", "B4") for n in range(1, 5)]
    return {"conversations_held": "yes", "desktop_review_done": "yes", "involvement": "Attended from September.",
            "criteria-count": "8", **{f"criteria-{n}-criterion": word for n, word in enumerate(criteria)},
            "criteria-2-information": "The school was not told of the plan.", "chronology-count": "2", "chronology-0-date": "7/9/2026",
            "chronology-0-event": "First day at school.", "late_reason": "Half-term.", **more}


@pytest.mark.clause("D4", "D5")
def test_an_agency_saves_comes_back_and_sends_its_return() -> None:
    case = gathered()
    school = client_for(lead("school"))
    url = address("submit_return", case)
    tasks = text(school, address("", case))
    assert "To do" in tasks and "2 of 3" not in tasks, "whether others have returned is not the agency's to know"
    assert post(school, url, "save", **_return()).status_code == 302
    assert "Started" in text(school, address("", case))
    assert SharedDraft.objects.count() == 1 and not latest_document(case, "return", "school")
    assert "Attended from September." in text(school, url)
    assert "Attended from September." not in text(client_for(bu()), address("submit_return", case, "school"))
    more = post(school, url, "add:chronology", **_return())
    assert "chronology-2-event" in more.content.decode()
    assert "Check your answers" in post(school, url, **_return()).content.decode()
    sent = post(school, url, "confirm", **_return())
    assert sent.status_code == 302 and sent["Location"] == address("return", case, "school")
    document = latest_document(case, "return", "school")
    assert document is not None and document.body["criteria"] == [{"criterion": "B3-3", "information": "The school was not told of the plan."}]
    assert document.body["chronology"][0]["event"] == "First day at school." and len(document.body["chronology"]) == 1
    assert not SharedDraft.objects.exists()
    page = text(school, address("return", case, "school"))
    assert "First day at school." in page and "Send a changed version" in page
    changed = post(school, url, "confirm", **_return(involvement="Attended from August."))
    assert changed.status_code == 422 and "Say what has changed" in changed.content.decode()
    assert post(school, url, "confirm", **_return(involvement="Attended from August.", change_note="A register was found.")).status_code == 302
    assert "A register was found." in text(school, address("return", case, "school"))
    assert "Attended from September." in text(school, address("return", case, "school") + "?version=1")
    assert text(school, address("return", case, "school") + "?version=9", 404)


@pytest.mark.clause("D5")
def test_an_agency_with_nothing_sends_a_nil_return_in_one_step() -> None:
    case = gathered()
    school = client_for(lead("school"))
    refused = post(school, address("nil_return", case), desktop_review_done="yes")
    assert refused.status_code == 422 and "Say what was searched" in refused.content.decode()
    sent = post(school, address("nil_return", case), desktop_review_done="yes", nil_reason="The register, under three surnames.",
                late_reason="Half-term.")
    assert sent.status_code == 302
    assert facts(case, "return_received")[-1].details["nil"] is True
    assert "Nil return of Otterholt Primary" in text(school, address("return", case, "school"))
    assert "Nil return" in text(client_for(bu()), address("returns", case))


def test_the_business_unit_records_a_return_on_behalf_of_an_agency() -> None:
    case = gathered()
    client = client_for(bu())
    assert post(client, address("submit_return", case, "school"), "confirm", **_return()).status_code == 302
    assert facts(case, "return_received")[-1].details["agency"] == "school"
    assert text(client, address("submit_return", case, "housing"), 404)


@pytest.mark.clause("D7")
def test_a_pack_without_every_return_is_shared_only_with_a_reason() -> None:
    case = gathered()
    client = client_for(bu())
    refused = post(client, address("share_pack", case))
    assert refused.status_code == 422 and "Not back yet: Otterholt Primary" in refused.content.decode()
    shared = post(client, address("share_pack", case), "confirm", missing_reason="The school sends its own to the meeting.",
                  late_reason="Half-term.")
    assert shared.status_code == 302 and shared["Location"] == address("pack", case)
    assert facts(case, "pack_shared")


@pytest.mark.clause("D6")
def test_a_meeting_outside_its_window_is_recorded_with_the_reason() -> None:
    case = gathered()
    client = client_for(bu())
    typed = {"at-day": "18", "at-month": "11", "at-year": "2026", "partners": ["local_authority", "police", "health"]}
    assert post(client, address("hold_meeting", case), **typed).status_code == 422
    assert post(client, address("hold_meeting", case), **typed, late_reason="Two partners were ill.").status_code == 302
    page = text(client, address("meeting", case))
    assert "After its window" in page and "Two partners were ill." in page


@pytest.mark.clause("D3")
def test_telling_the_family_says_what_is_missing_before_anything_is_typed() -> None:
    case = opened()
    client = client_for(bu())
    page = text(client, address("tell_family", case))
    assert "This cannot be done yet" in page and "lead professional" in page
    told = {**AT, "who": "Mother", "by": "Business Manager"}
    assert post(client, address("tell_family", case), **told).status_code == 409
    consulted = post(client, address("consult_lead_professional", case), **AT, name_or_post="social worker", guidance="Tell the parents apart.")
    assert consulted.status_code == 302
    assert "Tell the parents apart." in text(client, address("tell_family", case))
    assert post(client, address("tell_family", case), **told).status_code == 302


def test_a_review_without_a_notification_has_pages_and_no_window() -> None:
    case = opened()
    told = facts(case, "partnership_told")[0]
    given(case, "withdrawn", "2026-11-03", supersedes=str(told.pk), reasons="Told of another case.")
    assert "No meeting yet" in text(client_for(bu()), address("meeting", case))
    assert "No window runs" in text(client_for(bu()), address("arrange_meeting", case))


def test_no_page_of_gathering_is_there_for_who_is_not_in_the_case() -> None:
    case = gathered()
    strangers: list[Member] = [lead("housing"), member(Role.SAFEGUARDING_PARTNER, "police"), member(Role.EXECUTIVE), member(Role.AUDITOR),
                               member(Role.NAMED_POST, post="designated_doctor")]
    ask_agencies(case, "charity")
    for stranger in strangers:
        client = client_for(stranger)
        for name in (*PAGES, "request", *STEPS):
            assert client.get(address(name, case)).status_code in (403, 404), (stranger, name)
