"""A case's messages and its ladder; how a person is told; whether messages are sent at all; and the steps that change any of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done, clock
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.chain import sha256
from cspr.services.messages import reads
from cspr.services.messages.models import Feed, Preference
from cspr.services.messages.operations import DIGESTS, RUN
from cspr.steps import CaseStep, Step
from cspr.steps.page import CasePage

A_PAGE = 50


class Messages(CasePage):
    """What went to whom and when, how it arrived, and which reminder comes next."""

    room = "history"
    template = "messages/case.html"
    heading = "Messages"

    def context(self) -> Mapping[str, Any]:
        """The messages, the newest first, and how each agency that owes is chased."""
        case, now = self.seen.case, clock.now()
        names = dict(Agency.objects.filter(partnership=case.partnership).values_list("slug", "name"))
        ladder = reads.ladder_of(case)
        rungs = reads.rungs_of(case, ladder, now) if ladder else ()
        lost = reads.undelivered(case)
        owing = {r.value: [(one, (one.value, one.step.id, one.due) not in lost) for one in rungs if one.value == r.value] for r in rungs}
        chased = reads.chased(case, now)
        page = Paginator(reads.of_the_case(case), A_PAGE).get_page(self.request.GET.get("page"))
        return {
            "page": page, "lines": [reads.line(m, ladder, names) for m in page.object_list], "sends": reads.sends(), "ladder": ladder,
            "owing": sorted((names.get(word, word), word, found, chased.get(word)) for word, found in owing.items()),
            "all_paused": reads.all_paused(case), "runs": self.member.role in RUN,
        }


class ChaseStep(CaseStep):
    """A step of the ladder's steering; afterwards at the case's messages."""

    template = "messages/step.html"
    after = "messages.case"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The agencies that owe a return, and the steps of the ladder that are still to come."""
        case = self.read.case
        ladder = reads.ladder_of(case)
        rungs = reads.rungs_of(case, ladder, clock.now()) if ladder else ()
        if name == "agency":
            words = {r.value for r in rungs}
            owing = [(a.slug, a.name) for a in Agency.objects.filter(partnership=case.partnership, slug__in=words)]
            return owing if self.operation == "messages.skip_step" else [("", "Every agency of this case"), *owing]
        if name == "step" and ladder:
            coming = {r.step.id for r in rungs if r.state in reads.COMING}
            return [(s.id, f"{s.name}, {s.when}") for s in ladder.steps if s.id in coming]
        return None

    def initial(self) -> Mapping[str, Any]:
        """What the address names."""
        return {"agency": self.request.GET.get("for", ""), "step": self.request.GET.get("step", "")}


class PauseChasing(ChaseStep):
    """Reminders stand still."""

    operation = "messages.pause_chasing"
    button = "Pause reminders"
    next_says = "Nobody there is reminded until you resume. What is owed stays owed, and its date stays."


class ResumeChasing(ChaseStep):
    """Reminders go on."""

    operation = "messages.resume_chasing"
    button = "Resume reminders"
    next_says = "Reminders go on from the next one, at most one on a working day."


class SkipStep(ChaseStep):
    """One reminder is left out."""

    operation = "messages.skip_step"
    button = "Leave it out"
    leave_out = ("due",)
    next_says = "The next reminder comes in its time."


class SendAgain(CaseStep):
    """A message that did not arrive goes out once more."""

    operation = "messages.send_again"
    from_address = "message"
    template = "messages/step.html"
    after = "messages.case"
    button = "Send it again"
    next_says = "It goes to the address that stands in the directory or the account now. Put the address right first, if it was wrong."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that failed, or may have."""
        failed = reads.of_the_case(self.read.case).filter(letter__state__in=reads.ASKS)
        return [(str(m.pk), f"{reads.KINDS[m.kind].says} to {m.name}, {m.address}") for m in failed] if name == "message" else None


def own(request: HttpRequest) -> HttpResponse:
    """How the person is told in the role they wear, and the calendars that read its dates."""
    preference = Preference.objects.filter(member=request.member).first()
    told = f"{preference.digest_at:%H:%M}" if preference and preference.digest_at else "each"
    feeds = Feed.objects.filter(member=request.member, ended_at__isnull=True)
    return render(request, "messages/own.html", {"told": DIGESTS[told], "digest": told != "each", "feeds": feeds, "sends": reads.sends()})


def mail(request: HttpRequest) -> HttpResponse:
    """For the administrator: whether messages are sent, and which were not. No case is named."""
    if request.member.role != Role.ADMINISTRATOR:
        raise NotHere()
    home, now = request.member.partnership, clock.now()
    return render(request, "messages/mail.html", {
        "server": settings.EMAIL_HOST, "sender": settings.DEFAULT_FROM_EMAIL, "hours": settings.WORKING_HOURS,
        "post": reads.post_of(home, now), "failures": reads.failures_of(home, now), "worker": reads.worker_seen(),
    })


class _Own(Step):
    """A step about oneself; afterwards at one's own page."""

    template = "messages/own_step.html"

    def done_url(self, done: Done) -> str:
        """Back to one's own page."""
        return reverse("messages")


class Choose(_Own):
    """Each by itself, or a digest."""

    operation = "messages.choose"
    button = "Save"
    next_says = "The digest says references and dates, never a name. On a day with nothing to say there is none."

    def initial(self) -> Mapping[str, Any]:
        """As it stands."""
        preference = Preference.objects.filter(member=self.member).first()
        return {"digest": f"{preference.digest_at:%H:%M}" if preference and preference.digest_at else "each"}


class MakeFeed(_Own):
    """A new address, shown once."""

    operation = "messages.make_feed"
    button = "Make the address"
    leave_out = ("digest",)
    next_says = "The address is shown once, on the next page. Copy it from there into your calendar."
    made: Done | None = None

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The secret is made here, and only its hash goes through the door."""
        self.secret = secrets.token_urlsafe(32)
        return {**answers, "digest": sha256(self.secret)}

    def tell(self, done: Done) -> None:
        """The address has a page of its own instead of a message."""
        self.made = done

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The address itself, once it is made."""
        answer = super().post(request, *args, **kwargs)
        if not self.made:
            return answer
        address = f"{settings.PUBLIC_URL or request.build_absolute_uri('/').rstrip('/')}{reverse('calendar', args=[self.secret])}"
        return render(request, "messages/feed_made.html", {"address": address})


class EndFeed(_Own):
    """An address that is no longer used, or that somebody else has seen."""

    operation = "messages.end_feed"
    from_address = "feed"
    button = "End the address"
    next_says = "From then on it gives nothing. The calendar that still asks keeps what it has, or empties, as its program does."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that work."""
        return [(str(f.pk), f.name) for f in Feed.objects.filter(member=self.member, ended_at__isnull=True)] if name == "feed" else None


class Test(_Own):
    """A message to oneself."""

    operation = "messages.test"
    template = "messages/test_step.html"
    button = "Send yourself a test message"
    next_says = "It is on its way within a minute. Whether it was sent stands on this page."

    def done_url(self, done: Done) -> str:
        """Back to whether messages are sent."""
        return reverse("mail")
