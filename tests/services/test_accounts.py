"""Roles, agencies and bank holidays are kept by those who look after them; everybody chooses a password; all of it leaves a trace."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from cspr.operations import InputFault, clock
from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.models import Duty, Fact, Submission
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = pytest.mark.django_db
OLD, NEW = "made-up passphrase", "harbour walnut ladder"
CHANGE = {"present": OLD, "new": NEW, "again": NEW}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def admin() -> Client:
    return client_for(member(Role.ADMINISTRATOR))


def signed_in(email: str, password: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"email": email, "password": password}).status_code == 302
    return client


def said(client: Client, address: str, **typed: Any) -> str:
    """The page that answers a form."""
    return client.post(address, typed, follow=True).content.decode()


def test_ones_own_password_asks_for_the_old_one_and_ends_every_other_session() -> None:
    who = member(Role.EXECUTIVE)
    here, elsewhere = signed_in(who.user.email, OLD), signed_in(who.user.email, OLD)
    assert "not your present password" in said(here, "/password/", **{**CHANGE, "present": "guessed"})
    assert "Choose another" in said(here, "/password/", present=OLD, new=OLD, again=OLD)
    assert "Your password is changed" in said(here, "/password/", **CHANGE)
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").headers["Location"].startswith("/sign-in/")


def test_the_api_asks_for_the_old_password_too_and_keeps_no_trace_of_either() -> None:
    client = client_for(member(Role.EXECUTIVE))
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": "once"}}
    wrong = client.post("/api/v1/accounts/choose_password", {"present": "guessed", "new": NEW}, **sent)
    assert wrong.status_code == 422 and "not your present password" in wrong.content.decode()
    assert client.post("/api/v1/accounts/choose_password", {"present": OLD, "new": NEW}, **sent).status_code == 200
    kept = [str(list(model.objects.values())) for model in (Fact, Submission)]
    assert Fact.objects.filter(kind="password_chosen").exists() and not [k for k in kept if NEW in k or OLD in k]


def test_passwords_that_nobody_types_are_refused_in_words() -> None:
    client = client_for(member(Role.EXECUTIVE))
    for odd in ("\\ud800" * 12, "\\u0000" * 12, "x" * 3000, ""):
        answer = client.post("/api/v1/accounts/choose_password", f'{{"present": "{OLD}", "new": "{odd}"}}', content_type="application/json")
        assert answer.status_code == 422 and "new" in answer.content.decode(), odd
    for odd in ("\x00" * 12, "x" * 100_000, "🌱" * 300):
        assert client.post("/password/", {"present": odd, "new": odd, "again": odd}).status_code == 422
    assert client.post("/password/", {}).status_code == 422


def test_a_role_that_is_ended_ends_at_once_and_can_be_given_back() -> None:
    person = member(Role.AGENCY_LEAD, "hospital")
    theirs, keeper = client_for(person), admin()
    assert theirs.get("/cases/").status_code == 200
    assert "Nothing is open for them" in said(keeper, "/accounts/end_account/", action="continue", member=person.pk)
    assert "Recorded: Role ended." in said(keeper, "/accounts/end_account/", action="confirm", member=person.pk)
    assert theirs.get("/cases/").headers["Location"].startswith("/sign-in/")
    assert "Give back" in keeper.get("/accounts/").content.decode()
    said(keeper, "/accounts/give_back/", action="continue", member=person.pk)
    assert Member.objects.get(pk=person.pk).is_active
    assert theirs.get("/cases/").headers["Location"].startswith("/sign-in/"), "an old session does not come back with the role"
    assert signed_in(person.user.email, OLD).get("/cases/").status_code == 200


def test_before_a_role_is_ended_it_says_what_is_left_and_to_whom() -> None:
    case, unit, keeper = open_case(), member(Role.BUSINESS_UNIT), admin()
    do("notification.record_sin", unit, case, at="2026-11-19T15:00", reference="MADE-UP-1")
    leaver, title = member(Role.NOTIFIER, "council"), "Tell the partnership"
    nobody = re.compile(r'<strong class="govuk-tag[^>]*>\s*Nobody')
    page = said(keeper, "/accounts/end_account/", action="continue", member=leaver.pk)
    assert title in page and nobody.search(page) and "owed by nobody else" in page
    assert case.reference not in page and case.about not in page
    member(Role.NOTIFIER, "council", email="asha@example.org")
    page = said(keeper, "/accounts/end_account/", action="continue", member=leaver.pk)
    assert title in page and "Owed from then on" in page and not nobody.search(page)


def test_the_last_administrator_stays() -> None:
    only = member(Role.ADMINISTRATOR)
    with pytest.raises(InputFault, match="last administrator"):
        do("accounts.end_account", only, member=only.pk)
    do("accounts.end_account", member(Role.ADMINISTRATOR, email="second@example.org"), member=only.pk)


def test_somebody_of_two_partnerships_is_not_one_administrators_to_change() -> None:
    here = member(Role.EXECUTIVE)
    member(Role.EXECUTIVE, email=here.user.email, partnership=home("elsewhere"))
    keeper = member(Role.ADMINISTRATOR)
    with pytest.raises(InputFault, match="also work for another partnership"):
        do("accounts.change_person", keeper, member=here.pk, name="Another", email="another@example.org")
    with pytest.raises(InputFault, match="not on the list"):
        do("accounts.end_account", member(Role.ADMINISTRATOR, partnership=home("elsewhere")), member=here.pk)


def test_a_misspelt_address_is_put_right() -> None:
    who, other = member(Role.EXECUTIVE), member(Role.AUDITOR)
    keeper = admin()
    assert who.user.email in keeper.get(f"/accounts/change_person/?for={who.pk}").content.decode()
    typed = {"action": "continue", "member": who.pk, "name": "Sybil Made-up"}
    assert "Somebody else signs in" in said(keeper, "/accounts/change_person/", **typed, email=other.user.email)
    said(keeper, "/accounts/change_person/", **typed, email="sybil@example.org")
    assert "Sybil Made-up" in signed_in("sybil@example.org", OLD).get("/").content.decode()


def test_the_partnership_is_named_and_its_next_case_numbered_so() -> None:
    keeper, before = admin(), open_case()
    typed = {"action": "continue", "name": "Fen Edge Partnership"}
    assert "Look at the hint" in said(keeper, "/accounts/change_partnership/", **typed, prefix="fe")
    assert "Fen Edge Partnership" in said(keeper, "/accounts/change_partnership/", **typed, prefix="FE")
    assert (before.reference, open_case().reference) == ("WE-2026-0001", "FE-2026-0001")


def test_an_agency_is_added_once_and_put_right() -> None:
    keeper = member(Role.ADMINISTRATOR)
    do("accounts.add_agency", keeper, agency="tallow", name="Tallow Street Surgery")
    with pytest.raises(InputFault, match="in the directory already"):
        do("accounts.add_agency", keeper, agency="tallow", name="Another")
    do("accounts.change_agency", keeper, agency="tallow", name="Tallow Council", partner="local_authority", on_sub_group=True)
    there = Agency.objects.get(slug="tallow")
    assert (there.name, there.partner, there.on_sub_group) == ("Tallow Council", "local_authority", True)
    record = client_for(member(Role.AUDITOR)).get("/accounts/record/").content.decode()
    assert record.count("Tallow Council") == 2 and "Made-up Administrator" in record


def test_two_administrators_are_in_each_others_way_only_at_the_same_thing() -> None:
    first, second = client_for(member(Role.ADMINISTRATOR)), member(Role.ADMINISTRATOR, email="second@example.org")
    seen = re.findall(r'name="seen" value="([^"]+)"', first.get("/accounts/change_agency/?for=gp").content.decode())[0]
    client_for(member(Role.EXECUTIVE)).post("/password/", CHANGE)
    do("accounts.change_agency", second, agency="school", name="Otterholt School")
    typed = {"action": "continue", "agency": "gp", "name": "Tallow Surgery", "seen": seen}
    assert first.post("/accounts/change_agency/", typed).status_code == 302
    slower = client_for(second).post("/accounts/change_agency/", {**typed, "name": "Another name"})
    assert slower.status_code == 409 and "Agency changed" in slower.content.decode() and "Another name" in slower.content.decode()


def test_an_empty_service_says_where_to_begin() -> None:
    keeper = member(Role.ADMINISTRATOR)
    keeper.partnership.agencies.all().delete()
    client = client_for(keeper)
    assert "Begin with the agencies" in client.get("/accounts/").content.decode()
    assert "Begin with the three safeguarding partners" in client.get("/accounts/agencies/").content.decode()
    assert "Nothing yet" in client.get("/accounts/record/").content.decode()
    assert "Nobody matches" in client.get("/accounts/?q=zzz").content.decode()


@pytest.mark.clause("D2")
def test_a_bank_holiday_added_on_the_page_moves_the_dates_of_open_cases(django_capture_on_commit_callbacks: Any) -> None:
    case, unit, keeper = open_case(), member(Role.BUSINESS_UNIT), admin()
    do("notification.record_sin", unit, case, at="2026-11-19T15:00", reference="MADE-UP-1")
    do("notification.tell_partnership", unit, case, at="2026-11-19T15:10")
    day = {"on-day": "1", "on-month": "12", "on-year": "2026", "name": "Day of thanks", "source": "Made up", "key": "h"}
    with django_capture_on_commit_callbacks(execute=True):
        assert keeper.post("/accounts/add_holiday/", {**day, "action": "confirm"}).headers["Location"] == "/learning/calendar/"
    report = Duty.objects.get(case=case, duty="send-rapid-review-report")
    assert report.due == date(2026, 12, 11)
    assert "Day of thanks" in keeper.get("/learning/calendar/?year=2026").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post("/accounts/remove_holiday/", {"on": "2026-12-01", "action": "confirm", "key": "r"})
    report.refresh_from_db()
    assert report.due == date(2026, 12, 10)
    assert "Day of thanks" in client_for(unit).get(f"/cases/{case.reference}/").content.decode()
