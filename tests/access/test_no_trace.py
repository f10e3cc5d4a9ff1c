"""A case that somebody may not see leaves no trace: what they are shown, counted and answered is the same, to the letter, as before there was one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from difflib import ndiff
from typing import Any

import pytest
from django.test import Client

from cspr.operations import InputFault, clock, run
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact, File
from cspr.services.chronology.models import Entry
from cspr.services.people.models import Person
from tests.access import matrix
from tests.access.given import LETTERS
from tests.factories import NOON, client_for, do, member
from tests.services.meetings.given import chair, minuted, panel, partner
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, lead, opened, send

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D11")]
LATER = NOON + timedelta(hours=1)
MARK = "Zinnia"  # Stands in everything that is typed into the other case.
# Figures of the whole partnership, which count every case, whoever asks, and name none (cspr/services/insight/figures).
OF_ALL = ("learning/figures/", "learning/exceptions/")

OF_THEIR_OWN = ("my-sign-in/", "password/", "reading/")  # How they sign in and what they looked at: each time it says something else.


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour after the last thing happened, so that what is said of time is the same each time."""
    monkeypatch.setattr(clock, "now", lambda: LATER)


def everybody() -> None:
    """Whoever takes part in either case has an account before, so that no list of accounts grows."""
    for word in ("council", "police", "icb"):
        partner(word), panel()
    for agency in ("police", "gp", "housing"):
        lead(agency)
    member(Role.NOTIFIER), others(), barred()


def own_case() -> Case:
    """A Rapid Review that the chair and the panel, the housing association and the GP are in."""
    case = opened()
    ask_agencies(case, "housing", "gp", meeting_on="2026-11-12")
    for agency in ("housing", "gp"):
        client_for(lead(agency)).get(f"/cases/{case.reference}/rapid_review/request/")  # What they look at later is then no news.
    send(case, "housing", chronology=[{"date": "3 October 2026", "event": "A made-up visit."}])
    return case


def other_case() -> Case:
    """Another, with a row, a file, minutes in draft and sent round, actions by name, messages; the same themes; the GP is in it, housing is not."""
    case = minuted()
    do("rapid_review.attach_file", lead("police"), case, agency="police", file={"name": f"{MARK}.txt", "content": b"Made up."})
    send(case, "police", involvement=f"{MARK} was seen.", criteria=[{"criterion": "B3-2", "information": f"{MARK}, as said before."}],
         chronology=[{"date": "4 October 2026", "event": f"{MARK} rang."}])
    do("people.add_person", bu(), case, role="other", name=f"{MARK} Quill")
    do("rapid_review.share_pack", bu(), case, missing_reason="The surgery's follows.", late_reason="One was late.")
    do("rapid_review.consider_improvement", bu(), case, reasons=f"{MARK}: said before.")
    do("action_plan.set_action", bu(), case, title=f"{MARK} action", owner="gp", at="2026-11-19", due="2026-11-19", theme="Recurrent theme")
    do("action_plan.set_action", bu(), case, title=f"{MARK} sub-group", owner="sub_group", at="2026-11-19", due="2026-12-01")
    return case


def letter_of(who: Member) -> str:
    return next(letter for letter, role in LETTERS.items() if role == who.role)


def shown(client: Client, who: Member, own: Case) -> dict[str, str]:
    """Everything the person can open that is of no case, or of the case they are in; by address."""
    letter = letter_of(who)
    places = [f"/{route}" for route, letters in matrix.PAGES.items()
              if letter in letters and "<" not in route and not route.startswith((*OF_ALL, *OF_THEIR_OWN))]
    places += [f"/cases/{own.reference}/{rest}" for rest, letters in matrix.CASE_PAGES.items()
               if letter in letters and "<" not in rest and not rest.startswith("who-has-looked")]
    places += [f"/cases/{own.reference}/{rest}" for rest in ("rapid_review/returns/housing/", "meetings/learning/", "meetings/learning/minutes/",
                                                              "action_plan/set_action/", "rapid_review/consider_criteria/", "sight/restrict/")]
    places += [f"/actions/?standing={word}" for word in ("all", "overdue", "close", "escalated")] + ["/actions/?owner=gp", "/meetings/?all=1"]
    places += [f"/cases/?q={word}" for word in (MARK, "infant", "2026")] + ["/cases/?owed=on", "/cases/?stage=rapid_review"]
    places += ["/api/v1/cases", "/api/v1/owed", *(f"/api/v1/cases/{own.reference}{rest}" for rest in ("", "/facts", "/evaluation", "/chronology"))]
    found = {}
    for place in places:
        answer = client.get(place)
        body = answer.content.decode(errors="replace") if "zip" not in answer.get("Content-Type", "") else ""
        found[place] = f"{answer.status_code} " + re.sub(r'value="[^"]*"|nonce="[^"]*"|\d+ minutes? ago', "", body)
    return found


def feed_of(who: Member) -> str:
    """The person's own calendar feed, its address made."""
    made = client_for(who).post("/messages/make_feed/", {"name": "Outlook", "action": "confirm"}, follow=True).content.decode()
    address = re.search(r"/calendar/[^\s\"<]+\.ics", made)
    assert address, made
    return address[0]


def read_feed(address: str) -> str:
    return re.sub(r"DTSTAMP:\S+", "", Client().get(address).content.decode())


def housing() -> Member:
    return lead("housing")


def others() -> list[Member]:
    """Who is not in the other case: of another agency, or of a role to which nothing of it is open yet."""
    return [housing(), member(Role.EXECUTIVE)]


def barred() -> list[Member]:
    """Who would see it or a part of it, but for a conflict of interest."""
    return [chair(), lead("gp"), bu()]


class Watched:
    """One person, and what they were shown and what their calendar held before the other case was there."""

    def __init__(self, person: Member, own: Case) -> None:
        self.person, self.own, self.client, self.feed = person, own, client_for(person), feed_of(person)
        self.before = self.now()

    def now(self) -> dict[str, str]:
        """What they are shown now, by address."""
        dates = read_feed(self.feed)
        return {**shown(self.client, self.person, self.own), "the calendar feed": dates}

    def traces(self, made: Case) -> Iterator[tuple[str, str]]:
        """Where the other case shows: the place, and the line that differs."""
        for place, body in self.now().items():
            lines = ndiff(self.before[place].splitlines(), body.splitlines()) if body != self.before[place] else ()
            yield from ((place, line.strip()[:300]) for line in lines if line[:1] in "+-")
            if made.reference in body or MARK in body:
                yield place, made.reference


def test_nothing_that_somebody_of_another_agency_is_shown_changes_with_it() -> None:
    everybody(), (own := own_case())
    watched = [Watched(person, own) for person in others()]
    made = other_case()
    assert "\n".join(f"{one.person.role} {place}: {line}" for one in watched for place, line in one.traces(made)) == ""


def test_for_whom_a_conflict_keeps_out_it_is_as_if_there_were_none() -> None:
    everybody(), (own := own_case())
    watched = [Watched(person, own) for person in barred()]
    made = other_case()
    for one in watched:
        assert made.reference in one.client.get("/cases/").content.decode(), f"it is {one.person.role}'s to see before"
    for one in watched:
        do("conflicts.declare", one.person, made, reasons="The child's aunt is a friend.")
    assert "\n".join(f"{one.person.role} {place}: {line}" for one in watched for place, line in one.traces(made)) == ""
    for one in watched:
        for place in OF_ALL:
            body = one.client.get(f"/{place}").content.decode()
            assert made.reference not in body and MARK not in body, place


def test_an_answer_to_what_is_done_in_ones_own_case_does_not_know_what_is_in_another() -> None:
    own, made = own_case(), other_case()
    theirs: dict[str, Any] = {
        "entry": Entry.objects.filter(case=made)[0].pk, "person": Person.objects.get(case=made, name__startswith=MARK).pk,
        "file": File.objects.get(case=made, purpose="return").pk, "fact": Fact.objects.filter(case=made, kind="rapid_review_opened").get().pk}
    nothing = {"entry": 10**8, "person": 10**8, "file": 10**8, "fact": "00000000-0000-4000-8000-000000000000"}
    do("conflicts.declare", bu(), made, reasons="A friend.")

    def answers(of: dict[str, Any]) -> list[str]:
        found = []
        for name, who, data in (
            ("chronology.add_note", chair(), {"entry": str(of["entry"]), "question": False, "words": "x"}),
            ("chronology.weigh_entry", chair(), {"entry": str(of["entry"]), "significant": True}),
            ("people.correct_person", bu(), {"person": str(of["person"]), "name": "x", "reason": "x"}),
            ("people.remove_person", bu(), {"person": str(of["person"]), "reason": "x"}),
            ("sight.restrict", bu(), {"item": f"entry-{of['entry']}", "reasons": "x"}),
            ("sight.restrict", bu(), {"item": f"file-{of['file']}", "reasons": "x"}),
            ("sight.lift_restriction", bu(), {"item": f"person-{of['person']}", "reasons": "x"}),
            ("rapid_review.remove_file", housing(), {"agency": "housing", "file": of["file"]}),
            ("record.correct", housing(), {"fact": str(of["fact"]), "at": "2026-11-19", "details": {}, "reason": "x"}),
            ("record.take_back", bu(), {"fact": str(of["fact"]), "reason": "x"}),
            ("action_plan.raise_barrier", bu(), {"action": "A1", "reasons": "x"}),
            ("messages.send_again", bu(), {"message": 1}),
        ):
            try:
                run(name, who, data, case=own.reference, now=LATER)
                found.append(f"{name}: done")
            except InputFault as fault:
                found.append(f"{name}: {[(f.field, f.message) for f in fault.faults]}")
        return found

    said = answers(theirs)
    assert said == answers(nothing) and not any(": done" in one or MARK in one or made.reference in one for one in said)
