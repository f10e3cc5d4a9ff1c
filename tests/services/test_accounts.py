"""The administrator opens accounts, agencies and bank holidays; everybody chooses a password; all of it leaves a trace."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from cspr.operations import InputFault, clock
from cspr.partnership.models import Agency, Member, User
from cspr.partnership.roles import Role
from cspr.record.models import Duty, Fact
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = pytest.mark.django_db
PERSON = {"action": "continue", "name": "Asha Example", "email": "asha@example.org", "role": "agency_lead", "agency": "hospital"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def admin() -> Client:
    return client_for(member(Role.ADMINISTRATOR))


def opened(client: Client, **more: Any) -> str:
    """Open an account by the page; gives the password it shows."""
    home()
    answer = client.post("/accounts/open_account/", {**PERSON, "key": "k", **more})
    assert answer.status_code == 200, answer.content.decode()
    return re.findall(r'class="fingerprint">([^<]+)<', answer.content.decode())[0]


def test_a_person_gets_a_first_password_and_must_choose_another_before_anything_else() -> None:
    member(Role.AGENCY_LEAD, "hospital")
    secret = opened(admin())
    person = Client()
    assert person.post("/sign-in/", {"email": "asha@example.org", "password": secret}).status_code == 302
    assert person.get("/cases/").headers["Location"] == "/password/"
    refused = person.post("/password/", {"present": secret, "new": "short", "again": "other"})
    assert refused.status_code == 422
    assert "not the same" in refused.content.decode() and "12 characters" in refused.content.decode()
    changed = {"present": secret, "new": "harbour walnut ladder", "again": "harbour walnut ladder"}
    assert person.post("/password/", changed).headers["Location"] == "/"
    assert person.get("/cases/").status_code == 200
    assert Client().post("/sign-in/", {"email": "asha@example.org", "password": secret}).status_code == 422
    assert "harbour" not in str(list(Fact.objects.values_list("details", flat=True)))


def test_a_role_that_is_ended_ends_at_once_and_can_be_given_back() -> None:
    person = member(Role.AGENCY_LEAD, "hospital")
    theirs, keeper = client_for(person), admin()
    assert theirs.get("/cases/").status_code == 200
    page = keeper.post("/accounts/end_account/", {"action": "continue", "member": person.pk, "key": "a"})
    assert "Check your answers" in page.content.decode()
    assert keeper.post("/accounts/end_account/", {"action": "confirm", "member": person.pk, "key": "a"}).headers["Location"] == "/accounts/"
    assert theirs.get("/cases/").headers["Location"].startswith("/sign-in/")
    assert "Give back" in keeper.get("/accounts/").content.decode()
    keeper.post("/accounts/give_back/", {"action": "continue", "member": person.pk, "key": "b"})
    assert Member.objects.get(pk=person.pk).is_active


def test_the_last_administrator_stays() -> None:
    only = member(Role.ADMINISTRATOR)
    with pytest.raises(InputFault, match="last administrator"):
        do("accounts.end_account", only, member=only.pk)


def test_a_role_without_its_agency_or_post_is_refused_in_words_and_nothing_is_kept() -> None:
    keeper = admin()
    home()
    for wrong, says in (({"agency": ""}, "say for which agency"), ({"role": "named_post"}, "Choose the post")):
        answer = keeper.post("/accounts/open_account/", {**PERSON, "key": "k", "agency": "", **wrong})
        assert answer.status_code == 422 and says in answer.content.decode()
    assert not User.objects.filter(email="asha@example.org").exists()


def test_an_agency_is_added_once_and_renamed() -> None:
    keeper = member(Role.ADMINISTRATOR)
    do("accounts.add_agency", keeper, agency="tallow", name="Tallow Street Surgery")
    with pytest.raises(InputFault, match="in the directory already"):
        do("accounts.add_agency", keeper, agency="tallow", name="Another")
    do("accounts.change_agency", keeper, agency="tallow", name="Tallow Road Surgery", on_sub_group=True)
    assert Agency.objects.get(slug="tallow").name == "Tallow Road Surgery"
    record = client_for(member(Role.AUDITOR)).get("/accounts/record/").content.decode()
    assert record.count("tallow") == 2


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
        keeper.post("/accounts/remove_holiday/", {"on-day": "1", "on-month": "12", "on-year": "2026", "action": "confirm", "key": "r"})
    report.refresh_from_db()
    assert report.due == date(2026, 12, 10)
    assert "Day of thanks" in client_for(unit).get(f"/cases/{case.reference}/").content.decode()
