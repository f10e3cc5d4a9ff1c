"""The pages of notification, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cspr.operations import clock
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case, Fact
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = pytest.mark.django_db
BU, NOTIFIER = Role.BUSINESS_UNIT, Role.NOTIFIER
STEPS = ("become_aware", "describe_incident", "record_view", "save_sheet", "record_sin", "tell_partnership", "decline", "withdraw", "add_authority")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def at(name: str, case: Case) -> str:
    return reverse(f"notification.{name}", args=[case.reference])


def post(client: Client, url: str, action: str = "continue", **typed: Any) -> Any:
    return client.post(url, {"action": action, **typed})


def day(name: str, number: int, time: str = "") -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": "11", f"{name}-year": "2026", f"{name}-time": time}


def kinds(case: Case) -> list[str]:
    return list(Fact.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize("role", [NOTIFIER, BU])
@pytest.mark.parametrize("step", STEPS)
def test_each_step_opens_and_says_what_is_missing_when_sent_empty(step: str, role: Role) -> None:
    case, client = open_case(), client_for(member(role))
    page = client.get(at(step, case))
    assert page.status_code == 200 and case.reference in page.content.decode()
    if step != "save_sheet":  # The sheet may be saved empty.
        empty = post(client, at(step, case))
        assert empty.status_code == 422 and "There is a problem" in empty.content.decode()


def test_an_incident_is_opened_by_its_day_alone_and_the_answer_follows() -> None:
    client = client_for(member(NOTIFIER))
    assert client.get("/notification/open/").status_code == 200
    assert post(client, "/notification/open/").status_code == 422
    sent = post(client, "/notification/open/", **day("at", 19))
    case = Case.objects.get()
    assert sent.status_code == 302 and sent["Location"] == at("answer", case)
    assert "Too little is known to say" in client.get(sent["Location"]).content.decode()


@pytest.mark.clause("B2", "C3", "C4")
def test_the_answer_is_in_words_with_its_date_its_test_and_the_guidance() -> None:
    page = client_for(member(NOTIFIER)).get(at("answer", open_case())).content.decode()
    assert "It must be notified" in page and "Abuse or neglect is suspected." in page
    assert "Monday 23 November 2026" in page and "5 working days from" in page
    assert "gov.uk/guidance/report-a-serious-child-safeguarding-incident" in page and "Working Together to Safeguard Children" in page
    assert "B2" in page and "C3" in page


@pytest.mark.clause("C3")
@pytest.mark.parametrize("step", ["describe_incident", "record_view", "save_sheet", "decline"])
def test_the_guidance_is_at_hand_where_the_decision_is_made(step: str) -> None:
    page = client_for(member(NOTIFIER)).get(at(step, open_case())).content.decode()
    assert "gov.uk/guidance/report-a-serious" in page and "guidance for safeguarding partners, in its current edition" in page


@pytest.mark.clause("C2")
def test_the_answer_names_the_looked_after_childs_death() -> None:
    page = client_for(member(NOTIFIER)).get(at("answer", open_case(abuse_or_neglect="no", outcome="died", looked_after=True))).content.decode()
    assert "It must be notified" in page and "looked after by a local authority" in page and "C2" in page


def test_declining_what_must_be_notified_is_warned_of() -> None:
    page = client_for(member(NOTIFIER)).get(at("decline", open_case())).content.decode()
    assert "On what is recorded, this has to be notified" in page


def test_the_sheet_begins_with_what_the_case_holds_and_follows_the_forms_order() -> None:
    case = open_case(happened="2026-11-15T20:00", children=[{"name": "Robin Madeup", "born": "2026-03-02"}])
    page = client_for(member(NOTIFIER)).get(at("save_sheet", case)).content.decode()
    assert 'value="Robin Madeup"' in page
    headings = ["Who is notifying", "What kind of notification", "When and where", "What happened", "The children", "Family and others",
                "Police, coroner"]
    places = [page.index(f". {h}") for h in headings]
    assert places == sorted(places)


def test_the_sheet_is_saved_ticked_and_printed() -> None:
    case, client = open_case(), client_for(member(NOTIFIER))
    assert client.get(at("sheet", case)).status_code == 404
    typed = {"narrative": "Facts first.", "keyed": ["notifier", "kind"], "children-count": "1", "children-0-name": "Robin"}
    saved = post(client, at("save_sheet", case), **typed)
    assert saved.status_code == 302 and saved["Location"] == at("sheet", case)
    page = client.get(saved["Location"]).content.decode()
    assert "Facts first." in page and "2 of 7 parts typed" in page and "Robin" in page and "data-print" in page
    assert "OFFICIAL-SENSITIVE" in page
    assert "2 of 7 keyed" in client.get(reverse("notification", args=[case.reference])).content.decode()


def test_two_people_at_the_sheet_lose_no_typing() -> None:
    case, client = open_case(), client_for(member(NOTIFIER))
    seen = client.get(at("save_sheet", case)).context["seen_token"]
    do("notification.save_sheet", member(BU), case, narrative="From the Business Unit.")
    page = post(client, at("save_sheet", case), seen=seen, narrative="From the authority.")
    assert page.status_code == 409 and "From the authority." in page.content.decode()
    newest = latest_document(case, "sin_sheet")
    assert newest is not None and newest.body["narrative"] == "From the Business Unit."


@pytest.mark.clause("C1", "C5", "C6")
def test_recording_the_notification_opens_the_rapid_review_and_says_who_was_told() -> None:
    case, client = open_case(), client_for(member(NOTIFIER))
    page = client.get(at("record_sin", case)).content.decode()
    assert "This cannot be done yet" not in page
    typed = {"reference": "SIN-EXAMPLE-1", "told_who": "Business Manager", **day("at", 19, "15:10"), **day("partnership_told_at", 19, "15:40")}
    check = post(client, at("record_sin", case), **typed).content.decode()
    assert "Check your answers" in check and "SIN-EXAMPLE-1" in check and "sin_submitted" not in kinds(case)
    assert post(client, at("record_sin", case), "confirm", **typed).status_code == 302
    assert kinds(case)[-3:] == ["sin_submitted", "rapid_review_opened", "partnership_told"]
    assert "SIN-EXAMPLE-1" in client.get(reverse("notification", args=[case.reference])).content.decode()


@pytest.mark.clause("C4")
def test_a_late_notification_is_asked_for_its_reason_and_accepted_with_it() -> None:
    case, client = open_case(at="2026-11-09T09:00"), client_for(member(NOTIFIER))
    typed = {"reference": "SIN-EXAMPLE-1", **day("at", 19, "15:10")}
    page = post(client, at("record_sin", case), **typed)
    assert page.status_code == 422 and "was due on Monday 16 November 2026. Say why" in page.content.decode()
    assert post(client, at("record_sin", case), "confirm", late_reason="Passed on late.", **typed).status_code == 302


@pytest.mark.parametrize(("step", "typed", "kind"), [
    ("decline", {"reasons": "An accident seen by two people."}, "sin_declined"),
    ("record_view", {"partner": "health", "notify": "yes", "reasons": "Meets the test."}, "partner_view_recorded"),
    ("describe_incident", {"outcome": "died"}, "incident_occurred"),
])
def test_the_other_steps_by_page(step: str, typed: dict[str, str], kind: str) -> None:
    case, client = open_case(), client_for(member(NOTIFIER))
    assert post(client, at(step, case), "confirm", **typed, **day("at", 15 if step == "describe_incident" else 19)).status_code == 302
    assert kinds(case)[-1] == kind
    for page in ("answer", "record_sin"):
        assert client.get(at(page, case)).status_code == 200
    assert client.get(reverse("notification", args=[case.reference])).status_code == 200


def test_the_sub_group_and_agencies_do_not_find_the_notification() -> None:
    case = open_case()
    for role, agency in ((Role.SUB_GROUP_CHAIR, None), (Role.AGENCY_LEAD, "hospital"), (Role.NOTIFIER, "police")):
        client = client_for(member(role, agency))
        for url in (reverse("notification", args=[case.reference]), at("answer", case), at("sheet", case), at("save_sheet", case)):
            assert client.get(url).status_code == 404


@pytest.mark.parametrize(("by", "shown"), [("kbsp-2022", False), ("panel-2025", True)])
def test_notifying_a_death_elsewhere_is_offered_only_where_the_protocol_knows_it(by: str, shown: bool) -> None:
    Partnership.objects.filter(pk=home().pk).update(protocol=by)
    case = open_case(abuse_or_neglect="no", outcome="died", looked_after=True)
    client = client_for(member(NOTIFIER))
    assert (at("notify_death", case) in client.get(reverse("notification", args=[case.reference])).content.decode()) is shown
    assert client.get(at("notify_death", case)).status_code == 200
    assert "It must be notified" in client.get(at("answer", case)).content.decode()
