"""The Business Unit and the administrator keep the directory; every change leaves a trace, and no address in it."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.operations import Conflict, Forbidden, InputFault, clock
from cspr.operations.runner import seen_token
from cspr.partnership.models import Agency, Contact, Partnership
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from tests.factories import NOON, client_for, do, home, member

pytestmark = pytest.mark.django_db
NURSE = {"agency": "hospital", "name": "Asha Example", "post": "Named nurse", "email": "asha@example.org"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def unit() -> Any:
    return member(Role.BUSINESS_UNIT)


def added(**more: Any) -> Contact:
    do("directory.add", unit(), **{**NURSE, **more})
    return Contact.objects.latest("pk")


def page(address: str = "/directory/") -> str:
    return client_for(unit()).get(address).content.decode()


@pytest.mark.clause("D4")
def test_an_addressee_is_added_changed_and_taken_off_and_each_is_in_the_history_without_an_address() -> None:
    contact = added()
    whole = {k: v for k, v in NURSE.items() if k != "agency"}
    do("directory.change", unit(), addressee=contact.pk, **{**whole, "email": "new@example.org"})
    do("directory.end", unit(), addressee=contact.pk, reasons="Has left.")
    assert not Contact.objects.get(pk=contact.pk).is_active
    do("directory.put_back", unit(), addressee=contact.pk)
    kinds = list(Fact.objects.filter(kind__startswith="addressee").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["addressee_added", "addressee_changed", "addressee_ended", "addressee_put_back"]
    assert not [f for f in Fact.objects.filter(kind__startswith="addressee") if "@" in str(f.details)]
    record = page("/directory/record/")
    assert "Addressee changed: address" in record and "Has left." in record and "Asha Example, Named nurse, Wessmoor General" in record


def test_the_page_says_who_is_written_to_today() -> None:
    home()
    assert "No message can reach this agency" in page()
    member(Role.AGENCY_LEAD, "hospital")
    assert "so requests go to its safeguarding lead" in page()
    contact = added(deputy_name="Ivo Lark", deputy_email="ivo@example.org")
    do("directory.set_away", unit(), addressee=contact.pk, away_from="2026-11-20", away_until="2026-11-24")
    shown = page("/directory/?q=general")
    assert "Away" in shown and "Ivo Lark" in shown and "Tallow Street" not in shown
    do("directory.set_back", unit(), addressee=contact.pk)
    assert "Away</strong>" not in page("/directory/?q=general")


@pytest.mark.parametrize(("given", "field"), [
    ({"email": "not an address"}, "email"), ({"deputy_name": "Ivo"}, "deputy_email"), ({"deputy_email": "ivo@example.org"}, "deputy_name"),
    ({"deputy_name": "Asha", "deputy_email": "asha@example.org"}, "deputy_email"), ({"agency": "circus"}, "agency"),
    ({"member": "member-0"}, "member"),
])
def test_what_cannot_be_right_is_refused_at_its_field(given: dict[str, str], field: str) -> None:
    home()
    with pytest.raises(InputFault) as refused:
        do("directory.add", unit(), **{**NURSE, **given})
    assert [f.field for f in refused.value.faults] == [field] and not Contact.objects.exists()


def test_an_address_stands_once_in_an_agency_and_a_deputy_needs_an_address() -> None:
    contact = added()
    with pytest.raises(InputFault, match="has an addressee with this address already"):
        added(name="Somebody else")
    with pytest.raises(InputFault, match="has no deputy"):
        do("directory.set_away", unit(), addressee=contact.pk, away_from="2026-11-20")
    assert added(agency="gp").agency.slug == "gp"


def test_of_two_who_change_the_same_entry_the_slower_is_told_and_other_entries_are_free() -> None:
    contact, other = added(), added(email="other@example.org")
    seen = seen_token(Partnership.objects.get(pk=home().pk), None)
    whole = {k: v for k, v in NURSE.items() if k != "agency"}
    do("directory.change", member(Role.ADMINISTRATOR), addressee=contact.pk, **{**whole, "post": "Matron"})
    with pytest.raises(Conflict, match="Addressee changed"):
        do("directory.change", unit(), seen=seen, addressee=contact.pk, **{**whole, "name": "Asha"})
    do("directory.change", unit(), seen=seen, addressee=other.pk, **{**whole, "email": "other@example.org", "name": "Asha"})


def test_another_partnerships_entry_is_not_there() -> None:
    contact = added()
    stranger = member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))
    with pytest.raises(InputFault, match="not in the directory"):
        do("directory.end", stranger, addressee=contact.pk, reasons="Mine now.")
    assert "Asha" not in client_for(stranger).get(f"/directory/change/?for={contact.pk}").content.decode()
    with pytest.raises(Forbidden):
        do("directory.end", member(Role.AGENCY_LEAD, "hospital"), addressee=contact.pk, reasons="Mine.")


@pytest.mark.clause("D5")
def test_whether_an_agencys_returns_are_approved_is_set_here() -> None:
    home()
    assert Agency.objects.get(slug="gp").needs_approver
    do("directory.set_approval", unit(), agency="gp", needs_approver=False)
    assert not Agency.objects.get(slug="gp").needs_approver
    assert "Its authors send returns without approval" in page("/directory/?q=tallow")
