"""Need to know as people meet it: an agency before and after the pack is released, the reviewer's window, the one document of a post, access
withdrawn and given back. By pages, files, the API, lists, counts, search and the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, File
from cspr.services.chronology.models import Entry, Import
from cspr.services.people.models import Person
from tests.access import matrix
from tests.factories import NOON, client_for, do, member
from tests.stages.local_review.given import decided as local_review_decided
from tests.stages.local_review.test_operations import weigh
from tests.stages.rapid_review.decision.given import decided, post
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, lead, opened, send

pytestmark = pytest.mark.django_db
POLICE, SCHOOL = "Two strategy meetings had no minutes.", "He was late on Mondays."


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon, until a test sets it on."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def body(client: Client, address: str) -> str:
    """What is answered, or only its status where it is refused."""
    found = client.get(address)
    return found.content.decode(errors="replace") if found.status_code == 200 else str(found.status_code)


def everywhere(client: Client, case: Case, more: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address of a case and every read of the API that a person could try, with what it answers. more: the parts of addresses."""
    parts = {"<slug:ending>": "csv", "<int:version>": "1", "<slug:meeting>": "learning", "<slug:letter>": "family", "<str:action>": "A1",
             "<slug:kind>": "rapid_review_report", "<uuid:copy>": "00000000-0000-4000-8000-000000000000", "<slug:agency>": "police",
             **dict.fromkeys(("<int:number>", "<int:entry>", "<int:person>", "<int:file>"), "1"), **more}
    for rest in matrix.CASE_PAGES:
        for name, value in parts.items():
            rest = rest.replace(name, value)
        yield rest, body(client, f"/cases/{case.reference}/{rest}")
    for rest in ("", "/facts", "/evaluation", "/chronology"):
        yield f"api{rest}", body(client, f"/api/v1/cases/{case.reference}{rest}")


def feed_of(who: Member) -> str:
    """What the person's calendar holds."""
    made = client_for(who).post("/messages/make_feed/", {"name": "Outlook", "action": "confirm"}, follow=True).content.decode()
    address = re.search(r"/calendar/[^\s\"<]+\.ics", made)
    assert address, made
    return Client().get(address[0]).content.decode()


# -- an agency ----------------------------------------------------------------------------------------------------------


def asked() -> tuple[Case, dict[str, str]]:
    """Police and school have returned, the police with a file and a chronology; the GP has not. And the parts of the police's addresses."""
    case = opened()
    ask_agencies(case, "police", "gp", "school", meeting_on="2026-11-12")
    do("people.add_person", bu(), case, role="other", name="Zinnia Quill")
    do("rapid_review.attach_file", lead("police"), case, agency="police", file={"name": "police-log.txt", "content": b"Made up."})
    send(case, "police", criteria=[{"criterion": "B3-1", "information": POLICE}])
    table = f"Date,Event\n3/3/2026,{POLICE}".encode()
    do("chronology.import_file", lead("police"), case, agency="police", file={"name": "police.csv", "content": table})
    send(case, "school", involvement=SCHOOL)
    there = {"file": File.objects.get(case=case, purpose="return"), "number": Import.objects.exclude(kept=None).get(),
             "entry": Entry.objects.filter(case=case)[0], "person": Person.objects.filter(case=case)[0]}
    return case, {f"<int:{name}>": str(one.pk) for name, one in there.items()}


LISTS = ("/", "/cases/", "/cases/?q=Zinnia", "/meetings/", "/actions/?standing=all", "/messages/", "/learning/", "/api/v1/cases", "/api/v1/owed")


OF_OTHERS = (POLICE, SCHOOL, "police-log", "police.csv", "Zinnia", "Wessmoor Police", "Otterholt Primary")


@pytest.mark.clause("D4")
@pytest.mark.clause("D7")
@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.AGENCY_AUTHOR])
def test_until_the_pack_is_released_an_agency_finds_its_own_request_and_nothing_of_others(role: Role) -> None:
    case, parts = asked()
    client = client_for(member(role, "gp"))
    found = dict(everywhere(client, case, parts))
    assert not [(place, word) for place, said in found.items() for word in OF_OTHERS if word in said]
    assert {place for place, said in found.items() if not said.isdecimal()} == {
        "recorded/", "rapid_review/", "rapid_review/request/", "chronology/files/", "chronology/problems/", "rapid_review/nil_return/",
        "api", "api/facts"}
    assert "What your agency is asked for" in found["rapid_review/request/"] and found["rapid_review/pack/"] == "404"
    lists = [re.sub('value="[^"]*"', "", body(client, place)) for place in LISTS]  # But for what was typed.
    assert not [word for said in lists for word in OF_OTHERS if word in said.split("<main")[-1]]
    assert case.reference in lists[1] and "Return information and a chronology" in lists[0]
    calendar = feed_of(member(role, "gp"))
    events = calendar.replace("\r\n ", "").count("BEGIN:VEVENT")
    assert events == 2, "the day its own return is due, and the meeting that it was told of with the request"
    assert not [word for word in OF_OTHERS if word in calendar]


@pytest.mark.clause("D7")
def test_once_it_is_released_the_agency_reads_the_pack_and_its_files_and_nothing_besides() -> None:
    case, parts = asked()
    client = client_for(lead("gp"))
    before = {place for place, said in everywhere(client, case, parts) if not said.isdecimal()}
    do("rapid_review.share_pack", bu(), case, missing_reason="The surgery's follows.", late_reason="One was late.")
    found = dict(everywhere(client, case, parts))
    opened_by_it = {place for place, said in found.items() if not said.isdecimal()} - before
    assert opened_by_it == {"", "rapid_review/pack/", f"rapid_review/returns/police/files/{parts['<int:file>']}/", "documents/copies/"}
    assert POLICE in found["rapid_review/pack/"] and SCHOOL in found["rapid_review/pack/"]
    for place in ("rapid_review/returns/", "rapid_review/returns/police/", "rapid_review/returns.csv", "chronology/", "people/", "history/",
                  "api/chronology", "api/evaluation"):
        assert found[place] == "404", place
    beside = client_for(lead("housing"))
    assert {said for _, said in everywhere(beside, case, parts)} == {"404"}, "one that was not asked finds nothing, released or not"


# -- the reviewer -------------------------------------------------------------------------------------------------------

WINDOWS = {"summer": ("2026-07-01", "2026-07-10"), "winter": ("2026-12-01", "2026-12-10")}


@pytest.mark.clause("E1")
@pytest.mark.clause("D14")
@pytest.mark.parametrize(("window", "moment", "inside"), [
    ("summer", "2026-06-30T22:59", False), ("summer", "2026-06-30T23:00", True),  # Midnight in London, an hour before Greenwich's.
    ("summer", "2026-07-10T22:59", True), ("summer", "2026-07-10T23:00", False), ("summer", "2026-07-10T23:30", False),
    ("winter", "2026-11-30T23:59", False), ("winter", "2026-12-01T00:00", True),
    ("winter", "2026-12-10T23:59", True), ("winter", "2026-12-11T00:00", False)])
def test_the_reviewers_last_day_is_theirs_to_its_last_minute_in_london(monkeypatch: pytest.MonkeyPatch, window: str, moment: str,
                                                                       inside: bool) -> None:
    case, who, (starts, ends) = local_review_decided(), member(Role.REVIEWER), WINDOWS[window]
    appoint(case, who, starts, ends)
    monkeypatch.undo()
    monkeypatch.setattr(clock.timezone, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))
    client = client_for(who)
    statuses = [client.get(address).status_code for address in (f"/cases/{case.reference}/local_review/", f"/cases/{case.reference}/chronology/",
                                                                f"/api/v1/cases/{case.reference}")]
    assert statuses == [200 if inside else 404] * 3
    for address, said in (("/cases/", f"/cases/{case.reference}/"), (f"/cases/?q={case.reference}", f"/cases/{case.reference}/"),
                          ("/api/v1/cases", f'"{case.reference}"')):
        found = said in body(client, address)
        assert found is inside, address


def appoint(case: Case, who: Member, starts: str, ends: str) -> None:
    """The reviewer, weighed and appointed on 22 May 2026."""
    weigh(case)
    do("local_review.appoint_reviewer", bu(), case, name="Candidate A", member=who.who, at="2026-05-22", starts=starts, ends=ends)


def test_before_the_appointment_and_for_another_reviewer_there_is_no_case() -> None:
    case, who, other = local_review_decided(), member(Role.REVIEWER), member(Role.REVIEWER, email="other@wessmoor.example.org")
    assert case.reference not in body(client_for(who), "/cases/") and body(client_for(who), f"/cases/{case.reference}/") == "404"
    appoint(case, who, "2026-06-01", "2026-12-31")
    assert case.reference in body(client_for(who), "/cases/")
    assert case.reference not in body(client_for(other), "/cases/") and body(client_for(other), f"/cases/{case.reference}/") == "404"


# -- a named post -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("D10")
def test_a_named_post_finds_the_one_document_and_no_other_address_gives_it_more() -> None:
    case = decided()
    do("rapid_review.send_report", bu(), case, at="2026-11-18")
    nurse = client_for(post("designated_nurse"))
    assert {said for _, said in everywhere(nurse, case, {})} == {"404"} and case.reference not in body(nurse, "/cases/")
    do("rapid_review.circulate_report", bu(), case, posts=["designated_nurse"], at="2026-11-19")
    versions = {f"documents/rapid_review_report/{n}/{how}/" for n in (1, 2) for how in ("word", "pdf")}
    guessed = [body(nurse, f"/cases/{case.reference}/{rest}") for rest in (*versions, "documents/rapid_review_report/changes/", "sight/restrict/",
                                                                          "rapid_review/sign/", "rapid_review/write_report/")]
    assert set(guessed) <= {"403", "404"}
    found = dict(everywhere(nurse, case, {}))
    said = {place: words for place, words in found.items() if not words.isdecimal()}
    assert said.keys() - {"api"} == {"rapid_review/circulated_report/"} and '"rooms": ["document"]' in said["api"].replace('":["', '": ["')
    assert "The facts." in said["rapid_review/circulated_report/"]
    doctor = client_for(post("designated_doctor"))
    assert {words for _, words in everywhere(doctor, case, {})} == {"404"} and case.reference not in body(doctor, "/cases/")


# -- withdrawn ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("D11")
def test_access_that_is_withdrawn_is_gone_everywhere_its_reason_is_in_the_log_and_it_comes_back() -> None:
    case, parts = asked()
    gp, client = lead("gp"), client_for(lead("gp"))
    feed_before = feed_of(gp)
    before = {place for place, said in everywhere(client, case, parts) if not said.isdecimal()}
    do("sight.withdraw", bu(), case, whom=f"member-{gp.pk}", reasons="She moved away.")
    assert {said for _, said in everywhere(client, case, parts)} == {"404"}
    for address in (*LISTS, f"/cases/?q={case.reference}"):
        assert case.reference not in body(client, address).replace(f'value="{case.reference}"', ""), address
    assert case.reference in feed_before and case.reference not in feed_of(gp)
    for place, person, sees in (("who-may-see/", bu(), True), ("history/", bu(), True), ("who-may-see/", member(Role.AUDITOR), False)):
        shown = body(client_for(person), f"/cases/{case.reference}/{place}")
        assert gp.user.name in shown and ("She moved away." in shown) is sees, (place, person)
    do("sight.give_back", bu(), case, whom=f"member-{gp.pk}", reasons="She is back.")
    assert {place for place, said in everywhere(client, case, parts) if not said.isdecimal()} == before
    log = body(client_for(bu()), f"/cases/{case.reference}/history/")
    assert "She moved away." in log and "She is back." in log
    facts: Any = client_for(bu()).get(f"/api/v1/cases/{case.reference}/facts").json()
    assert [f["details"]["reasons"] for f in facts if f["kind"] in ("access_withdrawn", "access_given_back")] == ["She moved away.", "She is back."]
