"""The calendar feed: the dates of one person's role, at a private address, with references and nothing more.

What it gives is what the person may know of at that moment. It is not written down as a look: a calendar asks many times a day,
and sees no page; the day it was last fetched is kept with the address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256 as digest_of

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from icalendar import Calendar, Event

from cspr.access.answering import answering
from cspr.access.errors import NotHere
from cspr.access.reads import facts_across, open_duties
from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.protocol.explain import plural
from cspr.record.chain import sha256
from cspr.record.facts import LONDON, counting
from cspr.services.messages.models import Feed

MEETINGS = ("meeting_arranged", "meeting_cancelled")
HOW_OFTEN = timedelta(hours=1)


def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever made the address. Raises NotHere where it is unknown or ended, or its holder acts no longer."""
    found = Feed.objects.filter(digest=sha256(secret), ended_at__isnull=True, member__is_active=True, member__user__is_active=True)
    feed = found.select_related("member__user", "member__partnership", "member__agency").first()
    if feed is None:
        raise NotHere()
    today = clock.today()
    if feed.read_on != today:
        feed.read_on = today
        feed.save(update_fields=["read_on"])
    with answering(feed.member, today):
        body = of(feed.member, today)
    tag = f'"{digest_of(body).hexdigest()[:32]}"'
    answer = HttpResponseNotModified() if request.headers.get("If-None-Match") == tag else HttpResponse(
        body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'inline; filename="reviews.ics"'})
    answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
    return answer


def of(member: Member, today: date) -> bytes:
    """The calendar of a role on a day. The same as long as nothing in it changes."""
    made = Calendar()
    made.add("prodid", "-//cspr//practice reviews//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Practice reviews")
    made.add("x-wr-timezone", "Europe/London")
    made.add("refresh-interval", HOW_OFTEN, parameters={"VALUE": "DURATION"})
    for event in (*_due(member, today), *_meetings(member, today)):
        made.add_component(event)
    return bytes(made.to_ical())


def _event(uid: str, on: date, summary: str, path: str, known: date, *, busy: bool) -> Event:
    """A whole day. known: the day since when it is so, which does not change with each asking."""
    event = Event()
    event.add("uid", f"{uid}@{(settings.PUBLIC_URL or 'http://practice-reviews.invalid').split('://')[1].split(':')[0]}")
    event.add("dtstamp", datetime(known.year, known.month, known.day, tzinfo=LONDON))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", settings.PUBLIC_URL + path)
    return event


def _due(member: Member, today: date) -> Iterator[Event]:
    """What the role owes, one event for each case and day."""
    owed: dict[tuple[str, date], list[date]] = defaultdict(list)
    for duty in open_duties(member, today).filter(due__isnull=False):
        owed[duty.case.reference if duty.case else "", duty.due].append(duty.opened)
    for (reference, due), opened in sorted(owed.items()):
        things = "due" if len(opened) == 1 else f"{plural(len(opened), 'thing')} due"
        path = reverse("case", args=[reference]) if reference else reverse("home")
        yield _event(f"due-{reference or 'partnership'}-{due:%Y%m%d}", due, f"{reference or 'Partnership'}: {things}", path, max(opened), busy=False)


def _meetings(member: Member, today: date) -> Iterator[Event]:
    """The meetings arranged in the cases whose meetings (or request, for an agency) are open to the role."""
    newest = {}
    for room, only in (("meeting", {}), ("invitation", {}), ("request", {"details__meeting": "learning"})):  # An agency asked comes to that one.
        for fact in counting(facts_across(member, today, MEETINGS, room)).filter(**only).select_related("case").order_by("seq"):
            newest[fact.case.reference, fact.details["meeting"], fact.details.get("number")] = fact
    for (reference, meeting, number), fact in sorted(newest.items(), key=lambda item: str(item[0])):
        if fact.kind == "meeting_arranged":
            yield _event(f"meeting-{reference}-{meeting}-{number or 1}", date.fromisoformat(fact.details["on"]), f"{reference}: meeting",
                         reverse("case", args=[reference]), fact.recorded_at.astimezone(LONDON).date(), busy=True)
