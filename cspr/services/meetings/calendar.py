"""An invitation as a calendar file (.ics): the case's reference, the day, the place and a link. No name, no detail of the case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import icalendar

from cspr.govuk.days import BadDay, read_time

LONDON = ZoneInfo("Europe/London")
USUAL = timedelta(hours=2)  # Where only a beginning was given.
_BETWEEN = re.compile(r"\s*(?:–|—|-|\bto\b|\buntil\b|\btill\b)\s*", re.IGNORECASE)


def hours(typed: str) -> tuple[time, time | None] | None:
    """The times in what was typed: "9.30am to 12.30pm", "14:00", "10-12.30"; None where they cannot be read."""
    parts = [f"{p}:00" if p.isdecimal() and 8 <= int(p) <= 18 and not re.search("[ap]m", typed.lower()) else p  # "10" of a working day is 10:00.
             for p in _BETWEEN.split(typed.strip().removeprefix("from ")) if p]
    if not parts or len(parts) > 2:
        return None
    try:
        ends = read_time(parts[-1]) if len(parts) == 2 else None
        # "9 to 11am": the half of the day is said once.
        half = re.search(r"[ap]m$", parts[-1].strip().lower())
        first = parts[0] if not half or re.search(r"[ap]m$", parts[0].strip().lower()) or len(parts) == 1 else f"{parts[0].strip()}{half[0]}"
        starts = read_time(first)
        if first != parts[0] and ends is not None and starts >= ends:
            starts = read_time(f"{parts[0].strip()}am")
    except BadDay:
        return None
    return None if ends is not None and ends <= starts else (starts, ends)


@dataclass(frozen=True)
class Invitation:
    """What a calendar is told. uid: the same for all of a meeting's life. sequence: raised by each change. at: aware, when it was last changed."""

    uid: str
    sequence: int
    at: datetime
    reference: str
    title: str
    on: date
    time: str
    place: str
    link: str
    cancelled: bool
    organiser: tuple[str, str]
    attendee: tuple[str, str]


def uid_of(home: str, reference: str, key: str) -> str:
    """The meeting's name among all calendars of the world. home: the partnership's slug."""
    return f"{uuid5(NAMESPACE_URL, f'cspr:{home}/{reference}/{key}')}@cspr"


def write(invitation: Invitation) -> bytes:
    """The calendar file: METHOD REQUEST, or CANCEL once the meeting is off; times in Europe/London."""
    calendar, event = icalendar.Calendar(), icalendar.Event()
    method = "CANCEL" if invitation.cancelled else "REQUEST"
    for name, value in (("prodid", "-//cspr//Practice reviews//EN"), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.at.astimezone(UTC))
    event.add("summary", f"{invitation.title}: {invitation.reference}")
    event.add("location", invitation.place)
    event.add("description", _description(invitation))
    event.add("url", invitation.link)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", _person(*invitation.organiser))
    guest = _person(*invitation.attendee)
    guest.params["rsvp"] = icalendar.vText("FALSE")  # The reply is given in the service, where the others see it.
    event.add("attendee", guest)
    _when(event, invitation)
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(invitation.on.year, 1, 1), last_date=date(invitation.on.year + 1, 12, 31))
    return bytes(calendar.to_ical())


def _description(invitation: Invitation) -> str:
    said = [f"{invitation.title}, case {invitation.reference}."]
    said += [f"Time: {invitation.time}."] if invitation.time and hours(invitation.time) is None else []
    said += ["This meeting will not take place."] if invitation.cancelled else ["Say here whether you come, and read the papers:", invitation.link]
    return "\n".join([*said, "OFFICIAL-SENSITIVE"])


def _person(name: str, address: str) -> icalendar.vCalAddress:
    person = icalendar.vCalAddress(f"mailto:{address}")
    person.params["cn"] = icalendar.vText(name)
    return person


def _when(event: icalendar.Event, invitation: Invitation) -> None:
    read = hours(invitation.time)
    if read is None:  # No time of day that can be read: the whole day.
        event.add("dtstart", invitation.on)
        event.add("dtend", invitation.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    starts = datetime.combine(invitation.on, read[0], LONDON)
    event.add("dtstart", starts)
    event.add("dtend", datetime.combine(invitation.on, read[1], LONDON) if read[1] else starts + USUAL)
