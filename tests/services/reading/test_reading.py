"""Who has looked, narrowed and taken away; prints; reading that is unusual, found, asked about and closed."""

from __future__ import annotations

import csv
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.test import Client

from cspr.access.audit import verify
from cspr.access.errors import NotHere
from cspr.access.models import Bar, Grant, Looked
from cspr.access.reads import case_for, note_look, note_turned_away
from cspr.operations import Forbidden, InputFault, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case, Duty, Fact
from cspr.services.reading.models import OPEN, Flag, Watched
from cspr.services.reading.tasks import go_through, seal
from cspr.services.reading.watch import watch
from tests.factories import NOON, client_for, do, home, member, open_case
from tests.services.sign_in.telephone import give_password, set_up, wrong

pytestmark = pytest.mark.django_db
UNIT = Role.BUSINESS_UNIT


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def look(case: Case, who: Member | None = None, at: datetime = NOON, what: str = "page: case") -> None:
    note_look(case_for(who or member(UNIT), case.reference, NOON.date()), what, at)


def read(who: Member, address: str) -> str:
    answer = client_for(who).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def log(case: Case, **asked: str) -> str:
    return read(member(UNIT), f"/cases/{case.reference}/who-has-looked/?" + "&".join(f"{k}={v}" for k, v in asked.items()))


# -- the page --------------------------------------------------------------------------------------------------------

@pytest.mark.clause("D11")
def test_the_log_of_a_case_is_narrowed_by_person_kind_and_period() -> None:
    case, notifier = open_case(), member(Role.NOTIFIER)
    look(case, notifier, NOON - timedelta(days=3), "page: Notification")
    look(case, at=NOON, what="downloaded: pack, copy 1")
    whole = log(case)
    assert "3 looks" in whole, "this one too"
    assert "Notification" in whole and "Pack, copy 1" in whole and notifier.user.name in whole
    theirs = log(case, person=str(notifier.user_id))
    assert "1 look found" in theirs and "Pack, copy 1" not in theirs.split("<tbody")[1]
    assert "Pack, copy 1" in log(case, kind="download") and "Notification</td>" not in log(case, kind="download")
    assert "Notification</td>" in log(case, until="18 November 2026") and "Pack" not in log(case, until="18 November 2026").split("<tbody")[1]
    assert "Nothing was found." in log(case, since="2027")


@pytest.mark.parametrize(("asked", "says"), [
    ({"since": "soon"}, "“soon” cannot be read as a date."), ({"since": "2026", "until": "2025"}, "The period ends before it begins."),
    ({"person": "x", "kind": "%00", "page": "9999"}, "2 looks")])
def test_what_cannot_be_understood_is_said_and_breaks_nothing(asked: dict[str, str], says: str) -> None:
    case = open_case()
    look(case)
    assert says in log(case, **asked)


def test_the_list_is_taken_away_as_narrowed_nothing_in_it_runs_and_that_is_written_down() -> None:
    case, who = open_case(), member(UNIT)
    who.user.name = "=HYPERLINK(1)"
    who.user.save()
    look(case, member(Role.NOTIFIER))
    look(case, who, what="page: History")
    answer = client_for(who).get(f"/cases/{case.reference}/who-has-looked.csv?person={who.user_id}")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"].startswith("attachment") and lines[0][0] == "When"
    assert [(line[2], line[5], line[6]) for line in lines[1:]] == [("'=HYPERLINK(1)", "Page", "History")]
    assert Looked.objects.filter(kind="download", what="file: who has looked, as CSV").count() == 1


def test_somebody_turned_away_is_shown_to_the_business_unit_and_the_auditor() -> None:
    case, lead = open_case(), member(Role.AGENCY_LEAD, "hospital")
    client_for(lead).get(f"/cases/{case.reference}/")
    for who in (member(UNIT), member(Role.AUDITOR)):
        body = read(who, f"/cases/{case.reference}/who-has-looked/?kind=refused")
        assert lead.user.name in body and "Turned away" in body


# -- prints ----------------------------------------------------------------------------------------------------------

def test_a_browser_that_prints_says_so_and_every_page_of_the_case_tells_it_where() -> None:
    case, client = open_case(), client_for(member(UNIT))
    there = f"/cases/{case.reference}/printed/"
    for page, what in ((f"/cases/{case.reference}/conflicts/", "printed: Conflicts of interest"), (f"/cases/{case.reference}/", "printed: case"),
                       (f"/cases/{case.reference}/conflicts/declare/", "printed: Declare a conflict of interest")):
        assert f'data-printed="{there}"' in client.get(page).content.decode(), page
        assert client.post(there, {"page": page}).status_code == 204
        newest = Looked.objects.order_by("-pk")[0]
        assert (newest.kind, newest.what) == ("print", what)
    assert "data-printed" not in client.get("/cases/").content.decode()


def test_a_print_is_said_only_of_a_page_of_a_case_that_is_theirs() -> None:
    case, other, client = open_case(), open_case(), client_for(member(UNIT))
    for page in ("", "/", "/nowhere/", f"/cases/{other.reference}/"):
        assert client.post(f"/cases/{case.reference}/printed/", {"page": page}).status_code == 404, page
    assert client.get(f"/cases/{case.reference}/printed/").status_code == 405
    stranger = client_for(member(Role.AGENCY_LEAD, "hospital"))
    answers = [stranger.post(f"/cases/{reference}/printed/", {"page": f"/cases/{reference}/"}) for reference in (case.reference, "WE-1999-0001")]
    assert [a.status_code for a in answers] == [404, 404] and not Looked.objects.filter(kind="print").exists()
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.force_login(member(UNIT).user)
    assert elsewhere.post(f"/cases/{case.reference}/printed/", {"page": f"/cases/{case.reference}/"}).status_code == 403


# -- unusual reading -------------------------------------------------------------------------------------------------

def flags() -> list[tuple[str, str]]:
    Watched.objects.all().delete()  # From the beginning.
    watch(home(), NOON + timedelta(days=30))
    return [(one.reason, one.member.role) for one in Flag.objects.filter(OPEN).order_by("reason", "pk")]


def test_a_case_of_ones_own_opened_by_day_is_not_unusual() -> None:
    case = open_case()
    look(case, member(Role.NOTIFIER))
    look(case, member(Role.AUDITOR))
    assert flags() == []


def test_a_case_in_which_nothing_is_theirs_is_flagged_and_one_they_lately_wrote_in_is_not() -> None:
    case, other = open_case(), member(Role.NOTIFIER, email="another@wessmoor.example.org")
    Duty.objects.filter(case=case).delete()
    Grant.objects.filter(case=case).update(who="")  # To everybody of the role, and to nobody by name.
    look(case, member(Role.NOTIFIER))
    look(case, other)
    assert flags() == [("not_own", "notifier")] and (Flag.objects.get().case, Flag.objects.get().member) == (case, other)
    assert "In the 60 days before, nothing in this case was theirs" in read(member(Role.AUDITOR), "/reading/")


def test_to_the_business_unit_a_case_is_its_own_for_as_long_as_anybody_records_in_it() -> None:
    case = open_case()
    Duty.objects.filter(case=case).delete()
    look(case)
    assert flags() == []
    look(case, at=NOON + timedelta(days=89))
    watch(home(), NOON + timedelta(days=90))
    assert "not_own" in {one.reason for one in Flag.objects.all()}


def test_the_same_reading_long_after_the_last_entry_is_flagged(settings: Any) -> None:
    case, notifier = open_case(), member(Role.NOTIFIER)
    Duty.objects.filter(case=case).delete()
    look(case, notifier, NOON + timedelta(days=20))
    assert flags() == []
    settings.UNUSUAL_DAYS_AWAY = 10
    assert flags() == [("not_own", "notifier")]


def test_many_cases_within_an_hour_are_flagged_and_as_many_in_a_day_are_not(settings: Any) -> None:
    settings.UNUSUAL_CASES_AN_HOUR = 3
    made = [open_case() for _ in range(8)]
    for n, case in enumerate(made[:4]):
        look(case, at=NOON - timedelta(hours=4) + timedelta(hours=n))
    assert flags() == []
    for n, case in enumerate(made[4:]):
        look(case, at=NOON + timedelta(hours=2, minutes=10 * n))
    assert flags() == [("many", "business_unit")] and "4 cases within an hour, up to 14:30." in Flag.objects.get().says


@pytest.mark.parametrize(("at", "unusual"), [
    ("2026-11-20T06:59", True), ("2026-11-20T07:00", False), ("2026-11-20T19:59", False), ("2026-11-20T20:00", True),
    ("2026-11-21T12:00", True), ("2026-12-25T12:00", True), ("2026-11-20T23:30", True)])
def test_reading_at_night_or_on_a_day_off_is_flagged(at: str, unusual: bool) -> None:
    look(open_case(), at=datetime.fromisoformat(at).replace(tzinfo=LONDON))
    watch(home(), NOON + timedelta(days=60))
    assert Flag.objects.filter(reason="hours").exists() is unusual


def test_being_turned_away_again_and_again_is_flagged(settings: Any) -> None:
    settings.UNUSUAL_TRIES_A_DAY = 3
    lead = member(Role.AGENCY_LEAD, "hospital")
    for n in range(3):
        assert flags() == []
        note_turned_away(NotHere(tried=(lead, f"WE-2026-{n}")), NOON)
    assert flags() == [("tries", "agency_lead")]


def test_going_through_the_log_again_raises_nothing_twice_and_misses_nothing() -> None:
    case, evening = open_case(), NOON + timedelta(hours=9)
    look(case, at=evening)
    watch(home(), evening)
    look(case, at=evening + timedelta(minutes=30))
    watch(home(), evening + timedelta(hours=1))
    watch(home(), evening + timedelta(days=3))
    flag = Flag.objects.get()
    assert flag.says == "2 looks between 21:00 and 21:30, outside working hours."


def evening_flag() -> Flag:
    look(open_case(), at=NOON + timedelta(hours=9))
    watch(home(), NOON + timedelta(hours=10))
    return Flag.objects.get()


def test_a_flag_is_closed_with_a_note_which_stands_in_the_partnerships_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    flag, auditor = evening_flag(), member(Role.AUDITOR)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=10))
    client = client_for(auditor)
    address = f"/reading/look_into/?for={flag.pk}"
    assert "outside working hours" in client.get(address).content.decode()
    assert client.post(address, {"action": "continue", "outcome": "explained", "note": ""}).status_code == 422
    answer = client.post(address, {"action": "continue", "outcome": "explained", "note": "Asked: the panel met that evening."})
    assert answer.status_code == 302 and answer["Location"] == "/reading/"
    assert "Nothing is open." in read(auditor, "/reading/")
    assert "Asked: the panel met that evening." in read(auditor, "/reading/?show=closed")
    fact = Fact.objects.get(kind="reading_looked_into")
    assert fact.details == {"flag": f"flag-{flag.pk}", "outcome": "explained", "reasons": "Asked: the panel met that evening."}
    again = client.post(address, {"action": "continue", "outcome": "explained", "note": "Once more."})
    assert again.status_code == 422 and "looked into it on" in again.content.decode() and "Once more." in again.content.decode()
    assert verify().broken == ()
    with pytest.raises(InputFault, match="no such flag that is open"):
        do("reading.look_into", auditor, flag=flag.pk, outcome="explained", note="Again.")


def test_reading_that_goes_on_after_it_was_closed_comes_back() -> None:
    flag = evening_flag()
    do("reading.look_into", member(Role.AUDITOR), now=NOON + timedelta(hours=10), flag=flag.pk, outcome="explained", note="Asked.")
    assert flags() == []
    look(Case.objects.get(), at=NOON + timedelta(hours=11))
    assert flags() == [("hours", "business_unit")]
    assert "Again" in read(member(Role.AUDITOR), "/reading/")


def test_nobody_closes_their_own() -> None:
    flag, unit = evening_flag(), member(UNIT)
    with pytest.raises(Forbidden, match="your own reading"):
        do("reading.look_into", unit, flag=flag.pk, outcome="explained", note="It was me.")
    assert "Your own: somebody else looks into it." in read(unit, "/reading/")


def test_a_flag_of_a_case_that_is_closed_to_a_person_is_not_there_for_them() -> None:
    case, lead = open_case(), member(Role.NOTIFIER)
    Duty.objects.filter(case=case).delete()
    look(case, lead, NOON + timedelta(days=200))
    watch(home(), NOON + timedelta(days=201))
    flag, unit = Flag.objects.get(reason="not_own"), member(UNIT)
    Bar.objects.create(case=case, user=unit.user, since=NOON)
    assert case.reference not in read(unit, "/reading/") and case.reference in read(member(Role.AUDITOR), "/reading/")
    assert client_for(unit).get(f"/reading/look_into/?for={flag.pk}").status_code == 404
    with pytest.raises(InputFault, match="no such flag"):
        do("reading.look_into", unit, flag=flag.pk, outcome="explained", note="Made up.")


# -- one person across cases -----------------------------------------------------------------------------------------

def test_what_one_person_opened_across_cases_without_what_is_closed_to_the_reader() -> None:
    one, other, lead, unit = open_case(), open_case(), member(Role.NOTIFIER), member(UNIT)
    for case in (one, other):
        look(case, lead)
        look(case, member(Role.AUDITOR))
    Bar.objects.create(case=other, user=unit.user, since=NOON)
    address = f"/reading/person/?person={lead.user_id}"
    assert "2 looks" in read(member(Role.AUDITOR), address)
    mine = read(unit, address)
    assert "1 look" in mine and one.reference in mine and other.reference not in mine and one.about not in mine
    file = client_for(unit).get(f"/reading/person.csv?person={lead.user_id}").content.decode("utf-8-sig")
    assert one.reference in file and other.reference not in file
    assert Looked.objects.filter(case=None, kind="download", member=unit).count() == 1


def test_a_person_of_another_partnership_is_none_here() -> None:
    stranger, unit = member(Role.NOTIFIER, partnership=home("elsewhere")), member(UNIT)
    for person in (str(stranger.user_id), "", "0", "x", "9" * 40):
        assert client_for(unit).get(f"/reading/person/?person={person}").status_code == 404


# -- by the clock ----------------------------------------------------------------------------------------------------

def test_the_worker_seals_and_goes_through_the_log(caplog: pytest.LogCaptureFixture) -> None:
    look(open_case(), at=NOON - timedelta(hours=8))
    go_through(0)
    assert Flag.objects.filter(reason="hours").count() == 1
    seal(0)
    assert "sealed 2 entries and 1 looks" in caplog.text and verify().sealed_at == NOON
    Case.objects.update(facts_count=9)
    seal(0)
    assert "does not verify: 1 faults" in caplog.text


# -- signing in ------------------------------------------------------------------------------------------------------

def test_who_signs_in_and_out_and_who_is_not_let_in_is_written_down_without_what_was_typed() -> None:
    unit = member(UNIT)
    assert not Looked.objects.exists(), "a person that a test seats was at no browser"
    client = Client()
    for address, word in ((unit.user.email, "wrong"), ("nobody@example.org", "a secret"), (unit.user.email, "made-up passphrase")):
        client.post("/sign-in/", {"email": address, "password": word}, REMOTE_ADDR="203.0.113.7")
    client.post("/sign-out/", REMOTE_ADDR="203.0.113.7")
    noted = [(one.what, one.member, one.address) for one in Looked.objects.filter(kind="sign_in").order_by("pk")]
    here = "203.0.113.7"
    refused = "not let in: wrong password"
    assert noted == [(refused, unit, here), (refused, None, here), ("signed in", unit, here), ("signed out", unit, here)]
    assert "secret" not in str(Looked.objects.values_list()) and "nobody@" not in str(Looked.objects.values_list())
    page = read(member(Role.ADMINISTRATOR), "/reading/sign-ins/")
    assert page.count("Not let in: wrong password") == 1 and "Signed out" in page and unit.user.name in page
    assert client_for(unit).get("/reading/sign-ins/").status_code == 404 and verify().broken == ()
    stranger = member(Role.AUDITOR, partnership=home("elsewhere"))
    assert unit.user.name not in read(stranger, "/reading/sign-ins/")


def test_so_is_a_wrong_code_or_passkey_and_what_is_wrong_when_somebody_is_asked_again(settings: Any) -> None:
    settings.MULTI_FACTOR_REQUIRED = True
    person, browser, thief = member(UNIT), Client(), Client()
    give_password(browser, person.user.email)
    key, _ = set_up(browser)
    give_password(thief, person.user.email)
    for shown in ({"code": wrong(key)}, {"code": "recovery-no"}, {"credential": "{}"}):
        assert thief.post("/sign-in/code/", shown).status_code == 422
    handle = urlsafe_b64encode(user_pk_to_url_str(person.user).encode()).decode().rstrip("=")
    for credential in (json.dumps({"response": {"userHandle": handle}}), "no JSON", '{"response": 1}'):
        assert Client().post("/sign-in/passkey/", {"credential": credential})["Location"] == "/sign-in/"
    for shown in ({"password": "a guess"}, {"credential": "{}"}):
        browser.post("/my-sign-in/again/", shown)
    noted = list(Looked.objects.filter(kind="sign_in", member=person).exclude(what="signed in").order_by("pk").values_list("what", flat=True))
    assert noted == ["not let in: wrong code"] * 2 + ["not let in: wrong passkey"] * 2 + [
        "asked again who it is: wrong password", "asked again who it is: wrong passkey"]
    assert Looked.objects.filter(kind="sign_in", member=None, what="not let in: wrong passkey").count() == 2
    settings.MULTI_FACTOR_REQUIRED = False
    page = read(member(Role.AUDITOR), "/reading/sign-ins/")
    assert page.count("Not let in: wrong code") == 2 and page.count("Asked again who it is: wrong passkey") == 1
    assert not any(secret in str(Looked.objects.values_list()) for secret in (wrong(key), "recovery-no", "a guess")) and verify().broken == ()


def test_a_leaver_with_the_right_password_is_written_down_too() -> None:
    person = member(UNIT)
    Member.objects.filter(pk=person.pk).update(is_active=False)
    give_password(Client(), person.user.email)
    assert Looked.objects.get(kind="sign_in").what == "not let in: right password, but no role any more"
