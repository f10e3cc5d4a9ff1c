"""The roll of a case: adding, correcting, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cspr.operations import Forbidden, InputFault, NotHere, clock
from cspr.partnership.roles import Role
from cspr.record.models import Document
from cspr.services.people.models import Person
from tests.factories import NOON, client_for, do, member, open_case

pytestmark = pytest.mark.django_db
BU, NOTIFIER = Role.BUSINESS_UNIT, Role.NOTIFIER


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_a_word_stands_for_each_person_and_is_never_given_twice() -> None:
    case = open_case(children=[{"name": "A"}, {}])
    do("people.add_person", member(BU), case, role="sibling", name="B", aliases="Bee, Bobby")
    do("people.add_person", member(BU), case, role="parent")
    do("people.add_person", member(BU), case, role="subject_child")
    assert [p.pseudonym for p in Person.objects.filter(case=case)] == ["Child 1", "Child 2", "Sibling 1", "Parent 1", "Child 3"]
    assert Person.objects.get(case=case, role="sibling").aliases == ["Bee", "Bobby"]


def test_a_baby_is_named_in_one_place_and_what_stood_before_is_kept() -> None:
    case = open_case(children=[{"unborn": True, "born_note": "due November 2026"}])
    child = Person.objects.get(case=case)
    do("people.correct_person", member(BU), case, person=str(child.pk), role="subject_child", name="Robin Madeup", reason="The baby has been named.")
    child.refresh_from_db()
    assert (child.name, child.unborn, child.pseudonym) == ("Robin Madeup", False, "Child 1")
    kept = Document.objects.filter(case=case, kind="person", for_value=str(child.pk)).order_by("version")
    assert [d.body["name"] for d in kept] == ["", "Robin Madeup"] and kept[1].body["reason"] == "The baby has been named."


@pytest.mark.parametrize(("given", "field"), [
    ({"born": "2027-01-01"}, "born"), ({"born": "2026-11-16"}, "born"), ({"born": "2026-11-01", "unborn": True}, "born"),
    ({"born": "1889-01-01"}, "born"), ({"role": "parent", "unborn": True}, "unborn"), ({"role": "uncle"}, "role"),
])
def test_what_cannot_be_is_refused_at_its_place(given: dict[str, Any], field: str) -> None:
    case = open_case(happened="2026-11-15")
    with pytest.raises(InputFault) as error:
        do("people.add_person", member(BU), case, **{"role": "subject_child", **given})
    assert field in {f.field for f in error.value.faults}
    assert not Person.objects.filter(case=case).exists()


def test_a_person_of_another_case_cannot_be_corrected_from_this_one() -> None:
    other = Person.objects.get(case=open_case(children=[{"name": "A"}]))
    for number in (str(other.pk), "0", "x", "9" * 40):
        with pytest.raises(InputFault) as error:
            do("people.correct_person", member(BU), open_case(), person=number, role="subject_child", name="B", reason="x")
        assert "person" in {f.field for f in error.value.faults}
    other.refresh_from_db()
    assert other.name == "A"


@pytest.mark.parametrize("role", [Role.SUB_GROUP_CHAIR, Role.AGENCY_LEAD, Role.AUDITOR])
def test_others_add_nobody(role: Role) -> None:
    with pytest.raises((Forbidden, NotHere)):
        do("people.add_person", member(role, "gp" if role == Role.AGENCY_LEAD else None), open_case(), role="other")


def test_the_page_lists_everybody_and_leads_to_the_change() -> None:
    case = open_case(children=[{"name": "Robin Madeup", "born": "2026-03-02"}])
    child, client = Person.objects.get(case=case), client_for(member(BU))
    page = client.get(reverse("people", args=[case.reference]))
    assert page.status_code == 200 and "Robin Madeup" in page.content.decode() and "2 Mar 2026" in page.content.decode()
    change = reverse("people.correct_person", args=[case.reference])
    assert 'value="Robin Madeup"' in client.get(f"{change}?for={child.pk}").content.decode()
    empty = client.post(change, {"action": "continue"})
    assert empty.status_code == 422 and "There is a problem" in empty.content.decode()
    done = client.post(change, {"action": "continue", "person": child.pk, "role": "subject_child", "name": "Robin Example",
                                "reason": "Name changed."})
    assert done.status_code == 302 and done["Location"] == reverse("people", args=[case.reference])
    child.refresh_from_db()
    assert child.name == "Robin Example"


def test_a_name_is_shown_as_typed_and_never_as_markup() -> None:
    case = open_case(children=[{"name": "<b>Robin</b>"}])
    assert "<b>Robin</b>" not in client_for(member(BU)).get(reverse("people", args=[case.reference])).content.decode()


def test_the_page_is_not_there_for_those_outside_the_case() -> None:
    case = open_case(children=[{"name": "Robin Madeup"}])
    for role, agency in ((Role.AGENCY_LEAD, "gp"), (Role.AUDITOR, None), (Role.SUB_GROUP_MEMBER, None)):
        assert client_for(member(role, agency)).get(reverse("people", args=[case.reference])).status_code == 404
