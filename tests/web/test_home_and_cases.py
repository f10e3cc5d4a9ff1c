"""Home, the list of cases, and the case page, as different people read them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case
from tests.factories import NOON, client_for, do, member, open_case
from tests.stages.rapid_review.gathering.given import ask_agencies, gathered, opened
from tests.stages.referral.given import referred

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def read(who: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = who.get(address, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def lead(agency: str) -> Client:
    return client_for(member(Role.AGENCY_LEAD, agency))


def test_home_says_how_late_a_duty_is_in_the_days_its_clock_counts() -> None:
    case = opened()
    ask_agencies(case, "police")  # Due on Monday 9 November 2026; today is Friday 20 November.
    assert "9 working days late" in read(lead("police"), "/")


def test_duties_of_one_kind_without_a_date_stand_together() -> None:
    case = open_case()
    page = read(client_for(member(Role.NOTIFIER)), "/")
    assert "in 1 case, the oldest debt first" in page and case.reference in page


def test_an_agency_reads_of_a_case_only_what_it_owes_itself() -> None:
    case = opened()
    ask_agencies(case, "police", "gp")
    do("rapid_review.submit_return", member(Role.AGENCY_LEAD, "police"), case, agency="police", at="2026-11-09", nil=True,
       conversations_held=True, desktop_review_done=True, nil_reason="The family is not known to us.")
    police, gp = read(lead("police"), "/cases/"), read(lead("gp"), "/cases/")
    assert case.reference in police and case.reference in gp
    assert "Return information" in gp and "Overdue" in gp
    assert "Return information" not in police and "Overdue" not in police, "that another agency is late is not theirs to know"
    assert "Rapid Review" not in police.split("<main")[1], "nor is the stage"
    assert case.reference not in read(lead("police"), "/cases/?stage=rapid_review")


def test_the_api_tells_no_more_of_a_case_than_its_page() -> None:
    case = opened()
    ask_agencies(case, "police", "gp")
    of_police, of_unit = (client_for(who).get("/api/v1/cases").json() for who in (member(Role.AGENCY_LEAD, "police"), member(Role.BUSINESS_UNIT)))
    assert of_police == [{"reference": case.reference, "about": case.about, "stage": ""}], "nor by the API is the stage theirs to know"
    assert of_unit[0]["stage"] == "rapid_review"
    answer = lead("police").post(f"/api/v1/cases/{case.reference}/rapid_review/submit_return", content_type="application/json", data={
        "agency": "police", "at": "2026-11-09", "nil": True, "nil_reason": "Not known.", "conversations_held": True, "desktop_review_done": True})
    assert {(m["duty"], m["for_"]) for m in answer.json()["moved"]} == {("return-information", "police")}, "what others owe is not told"


def test_the_notifier_is_not_told_what_the_notification_set_in_motion() -> None:
    case = open_case()
    do("notification.save_sheet", member(Role.NOTIFIER), case)
    answer = client_for(member(Role.NOTIFIER)).post(f"/api/v1/cases/{case.reference}/facts", content_type="application/json", data={
        "kind": "sin_submitted", "at": "2026-11-18T10:00", "details": {"reference": "SIN-MADE-UP-2"}})
    assert answer.status_code == 200, answer.content
    assert "notify-panel" in {m["duty"] for m in answer.json()["moved"]}
    assert not {m["duty"] for m in answer.json()["moved"]} & {"send-rapid-review-report", "hold-learning-meeting"}


def test_an_auditor_finds_cases_by_reference_and_reads_nothing_about_them() -> None:
    case = gathered()
    auditor = client_for(member(Role.AUDITOR))
    for address in ("/", "/cases/", f"/cases/?q={case.reference}", f"/cases/{case.reference}/who-has-looked/"):
        page = read(auditor, address)
        assert case.reference in page and case.about not in page, address
    assert case.reference not in read(auditor, "/cases/?q=infant")
    assert auditor.get("/api/v1/cases").json() == [{"reference": case.reference, "about": "", "stage": ""}]


def test_a_person_with_one_part_of_a_case_lands_on_it() -> None:
    case = opened()
    ask_agencies(case, "police")
    answer = lead("police").get(f"/cases/{case.reference}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.reference}/rapid_review/request/")


def test_the_notifier_sees_the_notification_and_not_the_rapid_review() -> None:
    case = gathered()
    notifier = client_for(member(Role.NOTIFIER))
    page = read(notifier, f"/cases/{case.reference}/")
    assert f"/cases/{case.reference}/notification/" in page
    assert "Rapid Review</a>" not in page and "What is owed now" not in page
    assert notifier.get(f"/cases/{case.reference}/rapid_review/").status_code == 404


def test_what_a_gate_holds_back_says_what_comes_first() -> None:
    case = gathered()
    page = read(client_for(member(Role.BUSINESS_UNIT)), f"/cases/{case.reference}/")
    assert "Waiting" in page and "Held back: The report goes to the Panel only on the safeguarding partners" in page


def test_a_role_that_owes_nothing_finds_what_is_open_to_it() -> None:
    case = gathered()
    assert case.reference in read(client_for(member(Role.SUB_GROUP_MEMBER, "police")), "/")
    assert "/learning/exceptions/" in read(client_for(member(Role.KEEPING_CHILDREN_SAFE)), "/")
    assert "Cases open to you" not in read(client_for(member(Role.ADMINISTRATOR)), "/")


def test_every_page_of_a_case_names_it_and_its_other_parts() -> None:
    case = gathered()
    unit = client_for(member(Role.BUSINESS_UNIT))
    for part in ("", "people/", "rapid_review/", "rapid_review/returns/", "history/", "who-has-looked/"):
        page = read(unit, f"/cases/{case.reference}/{part}")
        assert f"Case {case.reference} · infant, seriously harmed" in page
        assert page.count('aria-current="page"') == 1, part
    assert Case.objects.count() == 1


def test_a_fresh_referral_is_seen_at_once_however_much_is_owed() -> None:
    """It has no date, so it stands after every debt; the figures beside the list still lead to it."""
    opened()
    case, unit = referred(), client_for(member(Role.BUSINESS_UNIT))
    ways = re.findall(r'href="([^"]+)">referral not yet decided on<', read(unit, "/"))
    assert len(ways) == 1
    assert re.findall(r"WE-2026-\d{4}(?=</a>)", read(unit, ways[0])) == [case.reference]


def test_beyond_the_last_year_of_the_calendar_home_says_that_a_date_may_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    later, who = NOON.replace(year=2030, month=12, day=30), member(Role.NOTIFIER)
    monkeypatch.setattr(clock, "now", lambda: later)
    do("notification.open", who, now=later, at="2030-12-30T09:00", about="infant", abuse_or_neglect="known", outcome="died", looked_after=False)
    assert "The table of bank holidays ends with 2030: those after it are not known, so check this date." in read(client_for(who), "/")


def test_the_list_says_the_next_step_and_whose_it_is() -> None:
    ask_agencies(opened(), "gp")
    assert "Return information and a chronology · Tallow Street Surgery" in read(lead("gp"), "/cases/")
    referred()
    page = read(client_for(member(Role.BUSINESS_UNIT)), "/cases/")
    assert "As soon as possible" in page and "Review the referral · Business Unit" in page


def test_an_ended_case_says_why_nothing_is_owed_and_counts_no_longer() -> None:
    unit = client_for(member(Role.BUSINESS_UNIT))
    case = open_case(abuse_or_neglect="no", outcome="neither")
    do("notification.decline", member(Role.NOTIFIER), case, at="2026-11-19", reasons="No harm came of it.")
    assert "Nothing owed" in read(unit, "/cases/")
    assert "No case you may see matches" in read(unit, "/cases/?owed=on")
    page = read(unit, f"/cases/{case.reference}/")
    assert "Nothing is owed in this case now" in page and "No harm came of it." in page


def test_a_referral_that_was_decided_on_is_no_longer_counted_as_waiting() -> None:
    def words(who: Client) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", read(who, "/")).split())

    unit, case = client_for(member(Role.BUSINESS_UNIT)), referred()
    assert "1 referral not yet decided on" in words(unit)
    do("referral.review", member(Role.BUSINESS_UNIT), case, at="2026-11-20", notes="Complete.", children_safe="yes")
    do("referral.circulate", member(Role.BUSINESS_UNIT), case, at="2026-11-20")
    do("referral.consider", member(Role.SUB_GROUP_CHAIR), case, at="2026-11-20", outcome="neither", reasons="Below the criteria.",
       learning_goes_to="The hospital")
    assert "0 referrals not yet decided on" in words(unit)


def test_the_history_writes_out_what_a_word_stands_for() -> None:
    page = read(client_for(member(Role.BUSINESS_UNIT)), f"/cases/{opened().reference}/history/")
    assert "Serious Incident Notification" in page.split("Basis")[1][:200]
