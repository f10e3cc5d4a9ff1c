"""The pages of a referral, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Draft, Fact
from cspr.services.people.models import Person
from tests.factories import NOON, client_for, do, member
from tests.stages.referral.given import NURSE, circulated, kinds, referred

pytestmark = pytest.mark.django_db
BU, CHAIR = Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR
FORM = "/referral/submit/"
TYPED = {
    "referrer_name": "Asha Example", "referrer_role": "named nurse", "children-count": "2", "children-0-name": "Robin Madeup",
    "children-0-born-day": "2", "children-0-born-month": "3", "children-0-born-year": "2026", "children-1-unborn": "yes",
    "children-1-born_note": "due March 2027", "what_happened": "An injury nobody could explain.", "when-day": "17", "when-month": "11",
    "when-year": "2026", "when-time": "21:40", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed",
    "immediate_safety": "With a grandmother.",
    "criteria-count": "8", **{f"criteria-{n}-criterion": f"B{3 + n // 4}-{n % 4 + 1}" for n in range(8)},
    "criteria-2-reasons": "Missed appointments were not joined up.", "agencies_involved": ["gp", "police"],
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def at(name: str, case: Case) -> str:
    return reverse(f"referral.{name}", args=[case.reference])


def post(client: Client, url: str, action: str = "continue", **typed: Any) -> Any:
    return client.post(url, {"action": action, **typed})


def day(name: str, number: int) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": "11", f"{name}-year": "2026"}


@pytest.mark.clause("C8")
@pytest.mark.parametrize(("role", "agency"), [NURSE, (Role.AGENCY_AUTHOR, "gp"), (Role.NOTIFIER, "council"), (BU, None), (CHAIR, None),
                                              (Role.SAFEGUARDING_PARTNER, "police")])
def test_the_form_is_there_for_every_agency_with_the_criteria_in_plain_words(role: Role, agency: str | None) -> None:
    page = client_for(member(role, agency)).get(FORM)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Do not use this form to report a child at risk now" in text
    assert text.count("Why does it apply?") == 8
    assert "two or more agencies worked together" in text and "children in institutional settings" in text


@pytest.mark.clause("C7", "C8")
def test_a_nurse_refers_checks_the_answers_and_follows_what_became_of_it() -> None:
    client = client_for(member(*NURSE))
    check = post(client, FORM, **TYPED)
    text = check.content.decode()
    assert check.status_code == 200 and "Check your answers" in text and "Robin Madeup" in text and "due March 2027" in text
    assert not Case.objects.exists()
    sent = post(client, FORM, "confirm", key="once", **TYPED)
    case = Case.objects.get()
    assert sent.status_code == 302 and sent["Location"] == reverse("referral", args=[case.reference])
    assert kinds(case) == ["referral_received", "incident_occurred"]
    assert Fact.objects.get(case=case, kind="incident_occurred").at == "2026-11-17T21:40"
    assert [p.shown_name for p in Person.objects.filter(case=case)] == ["Robin Madeup", "Not born yet"]
    again = post(client, FORM, "confirm", key="once", **TYPED)
    assert again.status_code == 302 and Case.objects.count() == 1
    page = client.get(reverse("referral", args=[case.reference])).content.decode()
    assert "An injury nobody could explain." in page and "Missed appointments were not joined up." in page
    assert "Tallow Street Surgery, Wessmoor Police" in page or "Wessmoor Police, Tallow Street Surgery" in page


def test_an_empty_form_says_everything_that_is_missing_at_once() -> None:
    page = post(client_for(member(*NURSE)), FORM)
    text = page.content.decode()
    assert page.status_code == 422 and "There is a problem" in text
    for words in ("Answer “What happened?”", "Enter your role", "Say whether abuse or neglect", "Say what the outcome was"):
        assert words in text


@pytest.mark.parametrize(("typed", "words"), [
    ({"when-day": "31", "when-month": "2"}, "February"), ({"when-day": "28", "when-year": "2027"}, "after the referral was made"),
    ({"children-0-born-year": "2027", "children-0-born-month": "1"}, "in the future"),
    ({"children-0-born-day": "18", "children-0-born-month": "11"}, "born"),
    ({"what_happened": "x" * 10_001}, "10001"), ({"abuse_or_neglect": "perhaps"}, "one of the answers"),
])
def test_bad_input_is_shown_at_its_place_and_what_was_typed_is_kept(typed: dict[str, str], words: str) -> None:
    page = post(client_for(member(*NURSE)), FORM, "confirm", **{**TYPED, **typed})
    text = page.content.decode()
    assert page.status_code == 422 and words in text.replace(",", "")
    assert "With a grandmother." in text
    assert not Case.objects.exists()


def test_it_can_be_saved_and_come_back_to() -> None:
    client = client_for(member(*NURSE))
    assert post(client, FORM, "save", what_happened="Half a sentence").status_code == 302
    assert Draft.objects.get().step == "referral.submit"
    assert "Half a sentence" in client.get(FORM).content.decode()
    assert "Half a sentence" not in client_for(member(Role.AGENCY_LEAD, "gp")).get(FORM).content.decode()


def test_another_child_can_be_added_without_script() -> None:
    page = post(client_for(member(*NURSE)), FORM, "add:children", **TYPED)
    assert page.status_code == 200 and 'name="children-2-name"' in page.content.decode()


@pytest.mark.clause("C9")
def test_triage_and_circulation_by_page() -> None:
    case, client = referred(), client_for(member(BU))
    page = client.get(at("review", case))
    assert page.status_code == 200 and "An infant was brought in" in page.content.decode()
    assert post(client, at("review", case)).status_code == 422
    assert post(client, at("review", case), children_safe="yes", notes="Looks met.", **day("at", 19)).status_code == 302
    assert post(client, at("circulate", case)).status_code == 422
    assert post(client, at("circulate", case), **day("at", 19)).status_code == 302
    assert kinds(case)[-2:] == ["referral_reviewed", "referral_circulated"]
    listed = client_for(member(CHAIR)).get(reverse("referral", args=[case.reference])).content.decode()
    assert "Looks met." in listed and "An infant was brought in" in listed


@pytest.mark.clause("C9")
def test_the_decision_is_held_back_with_the_reason_until_it_is_circulated() -> None:
    case, client = referred(), client_for(member(BU))
    page = client.get(at("consider", case)).content.decode()
    assert "This cannot be done yet" in page and "C9" in page
    refused = post(client, at("consider", case), "confirm", outcome="neither", reasons="x", learning_goes_to="y", **day("at", 19))
    assert refused.status_code == 409 and "referral_considered" not in kinds(case)


@pytest.mark.clause("C10")
@pytest.mark.parametrize(("outcome", "then"), [("ask_for_sin", "sin_requested"), ("rapid_review_without_sin", "rapid_review_opened"),
                                               ("neither", "referral_considered")])
def test_the_chair_records_the_decision_and_what_follows_opens(outcome: str, then: str) -> None:
    case, client = circulated(), client_for(member(CHAIR))
    typed = {"outcome": outcome, "reasons": "Weighed on 20 November.", "learning_goes_to": "The hospital's review.", **day("at", 20)}
    assert "This cannot be done yet" not in client.get(at("consider", case)).content.decode()
    assert "Check your answers" in post(client, at("consider", case), **typed).content.decode()
    assert post(client, at("consider", case), "confirm", **typed).status_code == 302
    assert kinds(case)[-1] == then
    assert "Weighed on 20 November." in client.get(reverse("referral", args=[case.reference])).content.decode()


@pytest.mark.clause("C10")
def test_neither_asks_where_the_learning_goes_instead() -> None:
    page = post(client_for(member(CHAIR)), at("consider", circulated()), outcome="neither", reasons="One agency only.", **day("at", 20))
    assert page.status_code == 422 and "Say where the learning goes instead" in page.content.decode()


def test_the_referrer_learns_the_outcome_but_not_the_sub_groups_reasons_or_the_triage() -> None:
    case = circulated()
    do("referral.review", member(BU), case, at="2026-11-19", children_safe="yes", notes="Between ourselves.")
    do("referral.consider", member(CHAIR), case, outcome="neither", reasons="Not for the referrer.", learning_goes_to="The hospital", at="2026-11-20")
    page = client_for(member(*NURSE)).get(reverse("referral", args=[case.reference])).content.decode()
    assert "Neither: the learning goes somewhere else" in page
    assert "Not for the referrer." not in page and "Between ourselves." not in page


def test_an_agency_reads_only_its_own_referral() -> None:
    case = referred()
    do("referral.receive", member(BU), case, agency="school", at="2026-11-19", what_happened="A teacher was worried.")
    school = client_for(member(Role.AGENCY_LEAD, "school")).get(reverse("referral", args=[case.reference])).content.decode()
    assert "A teacher was worried." in school and "An infant was brought in" not in school
    assert client_for(member(Role.AGENCY_LEAD, "gp")).get(reverse("referral", args=[case.reference])).status_code == 404


@pytest.mark.parametrize("name", ["request_notification", "receive"])
def test_the_smaller_steps_open_and_say_what_is_missing(name: str) -> None:
    case, client = referred(), client_for(member(BU))
    assert client.get(at(name, case)).status_code == 200
    assert post(client, at(name, case)).status_code == 422
    typed = {"agency": "school"} if name == "receive" else {}
    assert post(client, at(name, case), **typed, **day("at", 20)).status_code == 302


@pytest.mark.clause("C9")
def test_a_second_referral_is_to_be_reviewed_and_circulated_too_and_the_page_says_so() -> None:
    case = circulated()
    unit = client_for(member(BU))
    tasks = f"/cases/{case.reference}/referral/"
    assert "Something new has come" not in unit.get(tasks).content.decode()
    do("referral.receive", member(BU), case, at="2026-11-20T11:00", agency="school")
    page = unit.get(tasks).content.decode()
    assert page.count("Something new has come since this was last done.") == 2
    home = unit.get("/").content.decode()
    assert "Review the referral" in home and "Circulate the referral" in home
    do("referral.review", member(BU), case, at="2026-11-20T11:30", children_safe="yes")
    assert unit.get(tasks).content.decode().count("Something new has come since this was last done.") == 1
