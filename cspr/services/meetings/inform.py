"""Those invited are told by e-mail, with the calendar file: what the messages of a meeting carry and whom they go to (D6, D7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cspr.operations import Doing
from cspr.operations.outbox import Attachment
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.meetings import calendar
from cspr.services.meetings.meeting import KINDS, LEARNING, Meeting, find, meetings_of

Person = tuple[str, str]  # Name and address.


def people(do: Doing, words: Iterable[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The agencies and the accounts that these words of an invitation mean."""
    parts = [word.partition(":")[::2] for word in words]
    partners = {value for kind, value in parts if kind == "partner"}
    signing = Member.objects.filter(partnership=do.home, role=Role.SAFEGUARDING_PARTNER, agency__partner__in=partners) if partners else ()
    return tuple(v for k, v in parts if k == "agency"), (*(int(v) for k, v in parts if k == "member"), *(m.pk for m in signing))


def send(do: Doing, kind: str, key: str, words: Iterable[str] = ()) -> None:
    """Tell those invited (words: only these of them), and of the learning meeting whoever was asked for information, with the calendar file.

    kind: meeting, meeting_changed, meeting_cancelled, minutes or pack. Nobody is told where nobody is invited: the day itself is told to those asked.
    """
    meeting = find(meetings_of(do.of_kinds(KINDS)), key)
    if meeting is None or not meeting.invited:
        return
    agencies, members = people(do, words or [i.word for i in meeting.invited])
    if not words and meeting.word == LEARNING and kind != "minutes":
        agencies = tuple(dict.fromkeys((*agencies, *(str(f.details["agency"]) for f in do.happened("information_requested")))))
    files = (_enclosed(do, meeting),) if kind.startswith("meeting") and meeting.on else ()
    do.send(kind, agencies=agencies, members=members, on=meeting.on, attachments=files)


def _enclosed(do: Doing, meeting: Meeting) -> Attachment:
    assert do.case is not None
    sender = (do.member.user.name, do.member.user.email)
    link = settings.PUBLIC_URL + reverse("meeting", args=[do.case.reference, meeting.key])
    content = calendar.write(invitation(do.home.slug, do.case.reference, meeting, do.now, link, sender, ("Those invited", sender[1])))
    return Attachment(f"{do.case.reference}-{meeting.key}.ics", f"text/calendar; method={method(meeting)}", content)


def method(meeting: Meeting) -> str:
    """What the file asks of a calendar."""
    return "CANCEL" if meeting.cancelled else "REQUEST"


def invitation(home: str, reference: str, meeting: Meeting, at: datetime, link: str, organiser: Person, attendee: Person) -> calendar.Invitation:
    """What a calendar is told of the meeting. home: the partnership's slug. at: aware, when it was last changed."""
    assert meeting.on is not None
    return calendar.Invitation(
        uid=calendar.uid_of(home, reference, meeting.key), sequence=meeting.changes, at=at, reference=reference, title=meeting.title, on=meeting.on,
        time=meeting.time, place=meeting.place, link=link, cancelled=meeting.cancelled is not None, organiser=organiser, attendee=attendee)
