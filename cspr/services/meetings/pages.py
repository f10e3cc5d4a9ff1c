"""The meetings of a case, one meeting with its invitation, its agenda, its live record, its minutes, and its calendar file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.access.reads import case_for, note_look
from cspr.operations import clock
from cspr.operations.runner import seen_token
from cspr.partnership.roles import Role
from cspr.services.meetings import calendar
from cspr.services.meetings.inform import invitation, method
from cspr.services.meetings.meeting import LEARNING, Meeting
from cspr.services.meetings.minutes import drafted
from cspr.services.meetings.operations.common import PANEL, RUNNERS
from cspr.services.meetings.reads import Sight, meeting_for, meetings_for
from cspr.steps.page import CasePage, download
from cspr.steps.read import CaseRead

REFRESH = "X-Refresh"  # Sent by the page itself when it looks for news.
ONE_LOOK = timedelta(hours=4)  # How long the refreshing of a page that is open counts as the look that opened it.
ICS = "text/calendar; charset=utf-8"


class Meetings(CasePage):
    """Every meeting about the case that this person may know of."""

    room = "invitation"
    template = "meetings/meetings.html"
    heading = "Meetings"

    def context(self) -> Mapping[str, Any]:
        """The meetings, each with the person's own invitation."""
        sights = [Sight(self.read, m) for m in meetings_for(self.read)]
        return {"sights": sights, "runs": self.member.role in RUNNERS and self.seen.may_enter("meeting"),
                "learning": any(s.meeting.word == LEARNING for s in sights), "under_review": self.read.happened("rapid_review_opened")}


class MeetingPage(CasePage):
    """Base of the pages of one meeting: not there for whoever is neither invited nor of the panel."""

    room = "invitation"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting in the address. Raises NotHere, alike where it is not there and not theirs."""
        found = meeting_for(self.read, self.kwargs["meeting"])
        if found is None:
            raise NotHere()
        return found

    @cached_property
    def sight(self) -> Sight:
        """The meeting as this person sees it."""
        return Sight(self.read, self.meeting)

    def context(self) -> Mapping[str, Any]:
        """What each of them can show, and what this person may do."""
        role, whole = self.member.role, self.sight.whole
        return {"sight": self.sight, "meeting": self.meeting, "read": self.read, "runs": whole and role in RUNNERS, "panel": whole and role in PANEL,
                "unit": role == Role.BUSINESS_UNIT, "chairs": role == Role.SUB_GROUP_CHAIR, "learning": self.meeting.word == LEARNING}


class OneMeeting(MeetingPage):
    """The day and place, one's own reply, and for the panel who comes, who is there, and what there is to do."""

    template = "meetings/meeting.html"
    heading = "Meeting"

    def context(self) -> Mapping[str, Any]:
        """With what a reply in one click needs."""
        shared = self.read.happened("pack_shared") if self.meeting.word == LEARNING else []
        return {**super().context(), "shared": shared, "may_read_pack": shared and self.seen.may_enter("pack"),
                "keys": [secrets.token_urlsafe(24) for _ in range(2)],
                "seen_token": seen_token(self.member.partnership, self.seen.case)}


class Agenda(MeetingPage):
    """The agenda, to be read and printed."""

    template = "meetings/agenda.html"
    heading = "Agenda"


class Live(MeetingPage):
    """What is being recorded, as it is written; the page looks for news by itself where it can."""

    room = "meeting"
    template = "meetings/live.html"
    heading = "Live record"

    def look(self) -> None:
        """A page that refreshes itself is one look, as long as somebody was seen to open it a short while ago."""
        now, what = clock.now(), f"page: {self.heading}"
        if self.request.headers.get(REFRESH) and self.seen.looks.filter(member=self.member, what=what, at__gte=now - ONE_LOOK).exists():
            return
        note_look(self.seen, what, now)


class Minutes(MeetingPage):
    """A version of the minutes, or the draft while there is none; comments, and whether they are agreed."""

    template = "meetings/minutes.html"
    heading = "Minutes"

    def context(self) -> Mapping[str, Any]:
        """The version asked for with ?version=, else the newest this person may read."""
        sight, wanted = self.sight, self.request.GET.get("version", "")
        shown = next((v for v in sight.shown if not wanted or str(v.version) == wanted), None)
        if shown is None and (wanted or not sight.whole):
            raise NotHere()
        newest = bool(shown and sight.versions and shown.pk == sight.versions[0].pk)
        agreed = self.meeting.agreed
        return {**super().context(), "shown": shown, "body": shown.body if shown else drafted(sight), "newest": newest,
                "is_agreed": bool(shown and agreed and agreed.details["text_hash"] == shown.text_hash)}


def invitation_file(request: HttpRequest, reference: str, meeting: str) -> HttpResponse:
    """The invitation as a calendar file, for whoever may see the meeting."""
    member = request.member
    seen = case_for(member, reference, clock.today(), "invitation")
    found = meeting_for(CaseRead(seen), meeting)
    if found is None or found.arranged is None or found.on is None:
        raise NotHere()
    note_look(seen, "page: Invitation for the calendar", clock.now())
    last = seen.entries.filter(kind__in=("meeting_arranged", "meeting_cancelled")).first()
    arranger = seen.entries.filter(kind="meeting_arranged").first().actor.user
    link = request.build_absolute_uri(reverse("meeting", args=[reference, found.key]))
    content = calendar.write(invitation(member.partnership.slug, reference, found, last.recorded_at, link, (arranger.name, arranger.email),
                                        (member.user.name, member.user.email)))
    return download(f"{reference}-{found.key}.ics", content, f"{ICS}; method={method(found)}")
