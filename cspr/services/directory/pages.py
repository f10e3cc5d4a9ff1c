"""The directory as the Business Unit and the administrator keep it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done, clock
from cspr.partnership.models import Contact, Member
from cspr.services.directory.operations import KEEPERS
from cspr.services.directory.reads import changes, directory, in_words
from cspr.steps.step import Step

A_PAGE = 50


def _keeper(request: HttpRequest) -> Member:
    member: Member = request.member
    if member.role not in KEEPERS:
        raise NotHere()
    return member


def listed(request: HttpRequest) -> HttpResponse:
    """Every agency with whom it is written to today."""
    home, wanted = _keeper(request).partnership, request.GET.get("q", "").strip()[:60].replace("\x00", "")
    return render(request, "directory/directory.html", {"listed": directory(home, clock.today(), wanted), "q": wanted})


def record(request: HttpRequest) -> HttpResponse:
    """Who changed what in it, newest first."""
    home = _keeper(request).partnership
    page = Paginator(changes(home), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/record.html", {"page": page, "changes": in_words(home, list(page.object_list))})


class DirectoryStep(Step):
    """A step of the directory; afterwards at the list."""

    template = "directory/step.html"

    @cached_property
    def contact(self) -> Contact | None:
        """The entry that the address names with ?for=; of this partnership only."""
        which = self.request.GET.get("for", "")
        sound = which.isascii() and which.isdecimal() and len(which) < 10
        return Contact.objects.filter(partnership=self.member.partnership, pk=int(which)).select_related("agency").first() if sound else None

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Agencies, their entries, and their accounts."""
        home = self.member.partnership
        if name == "agency":
            return list(home.agencies.values_list("slug", "name"))
        if name == "addressee":
            of = Contact.objects.filter(partnership=home, is_active=self.operation != "directory.put_back").select_related("agency")
            of = of.exclude(deputy_email="") if self.operation == "directory.set_away" else of
            of = of.filter(away_from__isnull=False) if self.operation == "directory.set_back" else of
            return [(str(c.pk), f"{c} ({c.agency})") for c in of]
        if name == "member":
            people = Member.objects.filter(partnership=home, is_active=True, agency__isnull=False).select_related("user", "agency")
            people = people.filter(agency=self.contact.agency) if self.contact else people.order_by("agency__name", "user__name", "pk")
            return [("", "No, or not linked"), *((f"member-{m.pk}", f"{m}, {m.agency}") for m in people)]
        return None

    def initial(self) -> Mapping[str, Any]:
        """The entry or agency that the address names."""
        return {"addressee": self.request.GET.get("for", ""), "agency": self.request.GET.get("agency", "")}

    def context(self) -> Mapping[str, Any]:
        """The entry it is about."""
        return {"contact": self.contact}

    def done_url(self, done: Done) -> str:
        """The list."""
        return reverse("directory")


class Add(DirectoryStep):
    """One more person or post."""

    operation = "directory.add"
    button = "Add to the directory"
    next_says = "They are among those written to with the next request. A request that is out already stays with those it went to."


class Change(DirectoryStep):
    """An entry that is wrong, or has changed."""

    operation = "directory.change"
    button = "Save the change"
    next_says = "From now on messages go by this entry, in cases that are open too."

    def initial(self) -> Mapping[str, Any]:
        """As it stands."""
        c = self.contact
        names = ("name", "post", "email", "for_requests", "for_chasing", "deputy_name", "deputy_email")
        return {"addressee": c.pk, "member": f"member-{c.member_id}" if c.member_id else "", **{n: getattr(c, n) for n in names}} if c else {}


class Away(DirectoryStep):
    """Leave, illness, a post that is empty for a while."""

    operation = "directory.set_away"
    button = "Let the deputy stand in"
    next_says = "Messages go to the deputy on those days, and to the addressee again afterwards."

    def initial(self) -> Mapping[str, Any]:
        """From today, unless days are set already."""
        c = self.contact
        return {**super().initial(), "away_from": (c.away_from if c else None) or self.now.date(), "away_until": c.away_until if c else None}


class Back(DirectoryStep):
    """Back earlier than was said, or when it was not known."""

    operation = "directory.set_back"
    button = "They are back"
    leave_out = ("at",)


class End(DirectoryStep):
    """Somebody who has left."""

    operation = "directory.end"
    button = "Take off the directory"
    next_says = "Nothing more is sent to them. If they have an account, the administrator ends that separately. The entry can be put back."


class PutBack(DirectoryStep):
    """Taken off by mistake, or returned."""

    operation = "directory.put_back"
    button = "Put back"
    leave_out = ("at",)


class Approval(DirectoryStep):
    """Whether authors send by themselves."""

    operation = "directory.set_approval"
    button = "Save"
    next_says = "It counts from the next return that an author sends. An agency without a safeguarding lead who signs in needs no approver."

    def initial(self) -> Mapping[str, Any]:
        """As it is for the agency that the address names."""
        word = self.request.GET.get("agency", "")
        found = next((a for a in self.member.partnership.agencies.all() if a.slug == word), None)
        return {"agency": found.slug, "needs_approver": found.needs_approver} if found else {}
