"""Meetings across cases: when the Sub-group or a panel sits, and which cases it considers there (C9, C10). Each case keeps a record of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.access.reads import facts_across, visible_cases
from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import counting, pure
from cspr.services.meetings.guests import own_words
from cspr.services.meetings.meeting import KINDS, WORDS, Invited, Meeting, meetings_of
from cspr.services.meetings.operations.common import PANEL, RUNNERS

BACK = timedelta(days=31)  # How long a meeting that was is still listed.


@dataclass(frozen=True)
class Considered:
    """One case at a sitting. mine: the person's own invitation."""

    reference: str
    about: str
    meeting: Meeting
    mine: Invited | None


@dataclass(frozen=True)
class Sitting:
    """What meets at one time in one place: one meeting a case. words: learning, sub_group or panel."""

    word: str
    on: date
    time: str
    place: str
    cases: tuple[Considered, ...]

    @property
    def title(self) -> str:
        """Its name."""
        return WORDS[self.word]

    @property
    def again(self) -> str:
        """The same day, time and place, for the address that arranges another case at it."""
        return urlencode({"for": self.word, "on": self.on.isoformat(), "time": self.time, "place": self.place})


def sittings(member: Member, today: date) -> list[Sitting]:
    """What meets from a month ago on, in the cases this person may know of, by time; meetings they are not of are not among them. today: London."""
    since = (today - BACK).isoformat()
    near = facts_across(member, today, ["meeting_arranged"], "invitation").filter(details__on__gte=since).values_list("case", flat=True)
    facts = facts_across(member, today, (*KINDS, "withdrawn"), "invitation").filter(case__in=set(near)).select_related("case").order_by("case", "seq")
    whole = set(visible_cases(member, today, "meeting").order_by().filter(pk__in=set(near)).values_list("pk", flat=True))
    own, found = own_words(member), []
    for case, of in groupby(facts, key=lambda f: f.case):
        for meeting in meetings_of(pure(f) for f in of):
            mine = meeting.guest(own)
            if meeting.on and meeting.on.isoformat() >= since and (mine or case.pk in whole):
                found.append(Considered(case.reference, case.about, meeting, mine))
    when = lambda c: (c.meeting.on, c.meeting.time, c.meeting.word, c.meeting.place)  # noqa: E731 - sorted and grouped by the same
    return [Sitting(word, on, time, place, tuple(cases)) for (on, time, word, place), cases in groupby(sorted(found, key=when), key=when)]


def waiting(member: Member, today: date) -> list[tuple[str, str]]:
    """The cases that wait for the Sub-group: circulated, not considered, and no meeting of it to come. (reference, words about it.)"""
    circulated = counting(facts_across(member, today, ["referral_circulated"], "meeting")).select_related("case").order_by("case")
    done = set(counting(facts_across(member, today, ["referral_considered", "rapid_review_opened"], "meeting")).values_list("case", flat=True))
    planned = set(counting(facts_across(member, today, ["meeting_arranged"], "meeting").filter(details__meeting="sub_group",
                                                                                              details__on__gte=today.isoformat()))
                  .values_list("case", flat=True))
    return [(f.case.reference, f.case.about) for f in circulated if f.case_id not in done | planned]


def page(request: HttpRequest) -> HttpResponse:
    """Every meeting to come, the nearest first, then those that were; and for who runs them the cases that wait for the Sub-group."""
    member, today = request.member, clock.today()
    found = sittings(member, today)
    return render(request, "meetings/sittings.html", {
        "ahead": [s for s in found if s.on >= today], "past": [s for s in reversed(found) if s.on < today],
        "waiting": waiting(member, today) if member.role in PANEL else [], "runs": Role(member.role) in RUNNERS,
    })
