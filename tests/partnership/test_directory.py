"""To whom an agency is written, on a day."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.partnership.directory import Addressee, addressees, approvers, by_agency
from cspr.partnership.models import Agency, Contact
from cspr.partnership.roles import Role
from tests.factories import home, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def agency(slug: str = "hospital") -> Agency:
    return Agency.objects.get(partnership=home(), slug=slug)


def entry(email: str, slug: str = "hospital", **more: object) -> Contact:
    return Contact.objects.create(partnership=home(), agency=agency(slug), **{"name": email.split("@")[0].capitalize(), "email": email, **more})


def emails(found: tuple[Addressee, ...]) -> list[str]:
    return [one.email for one in found]


def test_those_marked_for_requests_are_written_to_and_nobody_taken_off() -> None:
    entry("nurse@example.org")
    entry("matron@example.org", for_requests=False)
    entry("gone@example.org", is_active=False)
    assert emails(addressees(agency(), TODAY)) == ["nurse@example.org"]


def test_the_deputy_stands_in_on_the_days_away_and_no_others() -> None:
    entry("nurse@example.org", deputy_name="Ivo", deputy_email="ivo@example.org", away_from=date(2026, 11, 20), away_until=date(2026, 11, 24))
    assert emails(addressees(agency(), date(2026, 11, 19))) == ["nurse@example.org"]
    assert [str(one) for one in addressees(agency(), TODAY)] == ["Ivo (for Nurse)"]
    assert emails(addressees(agency(), date(2026, 11, 24))) == ["ivo@example.org"]
    assert emails(addressees(agency(), date(2026, 11, 25))) == ["nurse@example.org"]


def test_somebody_away_without_a_deputy_is_still_written_to() -> None:
    entry("nurse@example.org", away_from=TODAY)
    assert emails(addressees(agency(), TODAY)) == ["nurse@example.org"]


def test_where_the_directory_names_nobody_the_safeguarding_leads_are_written_to() -> None:
    leads = [member(Role.AGENCY_LEAD, "hospital", email=f"{name}@example.org") for name in ("ada", "ben")]
    member(Role.AGENCY_AUTHOR, "hospital")
    assert sorted(emails(addressees(agency(), TODAY))) == ["ada@example.org", "ben@example.org"]
    entry("nurse@example.org", for_requests=False)
    assert {one.member for one in addressees(agency(), TODAY)} == set(leads)
    entry("matron@example.org")
    assert emails(addressees(agency(), TODAY)) == ["matron@example.org"]


def test_an_account_is_known_by_its_link_or_by_the_same_address_and_not_once_it_is_ended() -> None:
    one, other = member(Role.AGENCY_LEAD, "hospital", email="ada@example.org"), member(Role.AGENCY_AUTHOR, "hospital", email="ben@example.org")
    entry("desk@example.org", member=one)
    entry("BEN@example.org")
    assert {e.email: e.member for e in addressees(agency(), TODAY)} == {"desk@example.org": one, "BEN@example.org": other}
    one.is_active = False
    one.save()
    assert {e.email: e.member for e in addressees(agency(), TODAY)} == {"desk@example.org": None, "BEN@example.org": other}


def test_a_request_may_name_its_own_and_lateness_goes_to_those_marked_for_it() -> None:
    entry("nurse@example.org")
    matron = entry("matron@example.org", for_requests=False, for_chasing=True)
    assert emails(addressees(agency(), TODAY, chosen=[matron.pk])) == ["matron@example.org"]
    assert emails(addressees(agency(), TODAY, late=True)) == ["matron@example.org"]


def test_many_agencies_are_asked_for_at_once(django_assert_num_queries: object) -> None:
    for slug in ("hospital", "gp", "school"):
        entry(f"desk.{slug}@example.org", slug)
    agencies = list(Agency.objects.filter(partnership=home()))
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = by_agency(agencies, TODAY)
    assert emails(found["gp"]) == ["desk.gp@example.org"] and found["housing"] == ()


def test_who_approves_and_who_needs_no_approver() -> None:
    assert approvers(agency()) == []
    one = member(Role.AGENCY_LEAD, "hospital")
    assert approvers(agency()) == [one]
    Agency.objects.filter(pk=agency().pk).update(needs_approver=False)
    assert approvers(agency()) == []
