"""A case is opened in an emergency by its exact reference, for some hours, to read; two people are told, and it is looked back at."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cspr.access.models import Glass, Looked
from cspr.operations import Forbidden, InputFault, clock
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from cspr.services.messages.models import Letter
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D11")]
WHY = "The hospital says a brother goes home tonight."
ADDRESS = "/sight/break_glass/"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    member(Role.BUSINESS_UNIT)
    member(Role.SUB_GROUP_CHAIR, "council")


def partner() -> Member:
    return member(Role.SAFEGUARDING_PARTNER, "police")


def unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def broken(case: Case, who: Member | None = None) -> Glass:
    do("sight.break_glass", who or partner(), reference=case.reference, reasons=WHY)
    return Glass.objects.latest("pk")


def status(who: Member, address: str) -> int:
    return client_for(who).get(address).status_code


def test_a_case_that_is_not_theirs_opens_to_read_for_four_hours_and_says_so_on_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    case = open_case()
    here = f"/cases/{case.reference}/"
    assert status(partner(), here) == 404
    broken(case)
    client = client_for(partner())
    for address in (here, f"{here}people/", "/", "/cases/"):
        body = client.get(address).content.decode()
        assert "Open to you in an emergency" in body and "16:00" in body, address
    assert case.reference in client.get("/cases/").content.decode()
    assert status(partner(), f"{here}history/") == 404, "the rooms that emergencies need, and no others"
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=4))
    assert status(partner(), here) == 404
    assert case.reference not in client.get("/cases/").content.decode() and "emergency:" not in client.get("/").content.decode()


def test_nothing_is_changed_in_it() -> None:
    case, chair = open_case(), member(Role.SUB_GROUP_CHAIR, "council")
    member(Role.EXECUTIVE)
    broken(case, chair)
    chair.emergencies = frozenset({case.pk})
    with pytest.raises(Forbidden, match="to read"):
        do("rapid_review.make_recommendation", chair, case, review="none", reasons="x")
    answer = client_for(chair).get(f"/cases/{case.reference}/rapid_review/make_recommendation/")
    assert "To read only" in answer.content.decode()
    assert set(case.facts.filter(actor=chair).values_list("kind", flat=True)) == {"glass_broken"}


def test_a_conflict_can_still_be_declared_and_closes_it_at_once() -> None:
    case = open_case()
    broken(case)
    answer = client_for(partner()).post(f"/cases/{case.reference}/conflicts/declare/", {"action": "confirm", "reasons": "A cousin."}, follow=True)
    assert answer.status_code == 200
    assert status(partner(), f"/cases/{case.reference}/") == 404


def test_two_people_are_told_at_once_at_home_and_by_mail_without_a_word_of_the_case() -> None:
    case = open_case()
    broken(case)
    chair = member(Role.SUB_GROUP_CHAIR, "council")
    letters = Letter.objects.filter(kind="emergency")
    assert {one.address for one in letters} == {unit().user.email, chair.user.email}
    assert all(one.carries.get().case is None for one in letters)
    for_unit, for_chair = (client_for(who).get("/").content.decode() for who in (unit(), chair))
    assert f"{partner().user.name} opened a case in an emergency" in for_unit and case.reference in for_unit
    assert f"{partner().user.name} opened a case in an emergency" in for_chair and case.reference not in for_chair
    assert "opened a case in an emergency" not in client_for(member(Role.EXECUTIVE)).get("/").content.decode()


def test_never_the_person_themself_nor_who_is_kept_out_is_told() -> None:
    case, chair = open_case(), member(Role.SUB_GROUP_CHAIR, "council")
    second = member(Role.BUSINESS_UNIT, email="second@wessmoor.example.org")
    do("conflicts.declare", unit(), case, member=f"member-{second.pk}", reasons="A neighbour.")
    other = member(Role.EXECUTIVE)
    glass = broken(case, chair)
    assert glass.told == [unit().pk, other.pk]


def test_it_stays_closed_where_nobody_can_be_told() -> None:
    case, chair = open_case(), member(Role.SUB_GROUP_CHAIR, "council")
    Member.objects.filter(role=Role.BUSINESS_UNIT).update(is_active=False)
    do("sight.break_glass", chair, reference=case.reference, reasons=WHY)
    assert not Glass.objects.exists() and Fact.objects.filter(kind="glass_tried", case=None).exists()


def _said(who: Member, reference: str) -> list[tuple[int, str]]:
    """Every answer on the way, without the reference asked for, the form's tokens and what is said of what is open."""
    client, found = client_for(who), []
    for action in ("continue", "confirm"):
        answer = client.post(ADDRESS, {"reference": reference, "reasons": WHY, "action": action}, follow=action == "confirm")
        body = answer.content.decode().replace(reference, "REFERENCE")
        body = re.sub(r'<div class="govuk-inset-text" role="note">.*?</div>|name="(csrfmiddlewaretoken|key|seen|typed_by)" value="[^"]*"', "", body)
        body = re.sub(r"<h2[^>]*>Cases open to you</h2><ul.*?</ul><p.*?</p>", "", body)
        found.append((answer.status_code, body))
    answer = client.post("/api/v1/sight/break_glass", {"reference": reference, "reasons": WHY}, content_type="application/json")
    found.append((answer.status_code, answer.content.decode()))
    return found


def test_the_answer_never_tells_whether_there_is_such_a_case() -> None:
    case, shut = open_case(), open_case()
    do("conflicts.declare", unit(), shut, member=f"member-{partner().pk}", reasons="A cousin.")
    elsewhere = open_case(member(Role.NOTIFIER, partnership=home("elsewhere")))
    absent = _said(partner(), "WE-2026-0999")
    assert [status for status, _ in absent] == [200, 200, 200]
    assert _said(partner(), shut.reference) == absent
    assert _said(partner(), elsewhere.reference.replace("EL", "XX")) == absent
    assert _said(partner(), case.reference) == absent
    assert not Glass.objects.filter(case=shut).exists() and status(partner(), f"/cases/{shut.reference}/") == 404, "a conflict is not broken by glass"


def test_a_try_that_opens_nothing_is_recorded_alike_and_read_by_the_business_unit_that_may_know_of_the_case() -> None:
    shut, second = open_case(), member(Role.BUSINESS_UNIT, email="second@wessmoor.example.org")
    for one in (partner(), second):
        do("conflicts.declare", unit(), shut, member=f"member-{one.pk}", reasons="A cousin.")
    counted = []
    for reference in ("WE-2026-0999", shut.reference):
        do("sight.break_glass", partner(), reference=reference, reasons=WHY)
        counted.append((Partnership.objects.get(pk=home().pk).facts_count, shut.facts.count()))
    assert counted[1][0] - counted[0][0] == 1 and counted[1][1] == counted[0][1], "what forms remember of a case tells nobody that there is one"
    listed = client_for(unit()).get("/recorded/").content.decode()
    assert "WE-2026-0999" in listed and shut.reference in listed
    assert WHY in client_for(unit()).get(f"/cases/{shut.reference}/who-may-see/").content.decode()
    for_second = client_for(second).get("/recorded/").content.decode()
    assert "WE-2026-0999" in for_second and shut.reference not in for_second


def test_a_case_of_another_partnership_is_not_there() -> None:
    theirs = open_case(member(Role.NOTIFIER, partnership=home("elsewhere")))
    do("sight.break_glass", partner(), reference=theirs.reference, reasons=WHY)
    assert not Glass.objects.exists() and not theirs.facts.filter(kind__startswith="glass").exists()


def test_what_cannot_be_a_reference_is_said_and_nothing_is_recorded() -> None:
    for wrong in ("", "14", "the Thistle case", "WE-2026-", "WE-2026-0001'"):
        with pytest.raises(InputFault):
            do("sight.break_glass", partner(), reference=wrong, reasons=WHY)
    assert not Fact.objects.filter(kind__startswith="glass").exists()


def test_every_look_in_that_time_is_marked() -> None:
    case = open_case()
    broken(case)
    client_for(partner()).get(f"/cases/{case.reference}/people/")
    assert Looked.objects.get(case=case, member=partner()).what.endswith("(in an emergency)")


def test_the_business_unit_ends_it_early_and_reviews_it() -> None:
    case = open_case()
    broken(case)
    with pytest.raises(InputFault, match="still open"):
        do("sight.review_glass", unit(), case, number="1", justified=True, reasons="x")
    do("sight.end_glass", unit(), case, number="1", reasons="The brother is safe.")
    assert status(partner(), f"/cases/{case.reference}/") == 404
    with pytest.raises(InputFault, match="over already"):
        do("sight.end_glass", unit(), case, number="1", reasons="Twice.")
    client = client_for(unit())
    assert "Review why the case was opened in an emergency" in client.get("/").content.decode()
    shown = client.get(f"/cases/{case.reference}/who-may-see/").content.decode()
    assert WHY in shown and "Review it" in shown
    do("sight.review_glass", unit(), case, number="1", justified=False, reasons="The duty team could have been rung.")
    home_page = client.get("/").content.decode()
    assert "Review why" not in home_page and "opened a case in an emergency" not in home_page
    assert "it was not right. The duty team could have been rung." in client.get(f"/cases/{case.reference}/who-may-see/").content.decode()
    with pytest.raises(InputFault, match="reviewed already"):
        do("sight.review_glass", unit(), case, number="1", justified=True, reasons="x")
    with pytest.raises(InputFault, match="not opened in an emergency"):
        do("sight.end_glass", unit(), case, number="2", reasons="x")


def test_roles_that_need_no_emergency_have_no_such_step() -> None:
    case = open_case()
    for role in (Role.BUSINESS_UNIT, Role.AUDITOR, Role.NAMED_POST, Role.SUB_GROUP_MEMBER):
        assert status(member(role), ADDRESS) == 403, role
    assert not case.facts.filter(kind="glass_broken").exists()
