"""The pages of accounts and settings: people, agencies, what was changed; and the steps that change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.operations import Done
from cspr.partnership.models import Member
from cspr.partnership.roles import LOOKS_AFTER, Role
from cspr.protocol import explain
from cspr.services.accounts.reads import changes, in_words, people_of, posts_of
from cspr.steps.step import Step

A_PAGE = 50


def named(people: QuerySet[Member]) -> list[tuple[str, str]]:
    """People to choose from, each with role and agency."""
    return [(str(m.pk), f"{m}{f', {m.agency}' if m.agency else ''}") for m in people]


def keeper(request: HttpRequest, *also: Role) -> Member:
    """The member asking. Raises NotHere for anybody but the administrator (and `also`)."""
    member: Member = request.member
    if member.role not in (Role.ADMINISTRATOR, *also):
        raise NotHere()
    return member


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, by name; found by name, address or agency."""
    member = keeper(request, Role.BUSINESS_UNIT)
    home, own, wanted = member.partnership, LOOKS_AFTER[Role(member.role)], request.GET.get("q", "").strip()[:60].replace("\x00", "")
    page, posts = Paginator(people_of(home, wanted), A_PAGE).get_page(request.GET.get("page")), dict(posts_of(protocol.load(home.protocol)))
    return render(request, "accounts/people.html", {
        "page": page, "rows": [(m, posts.get(m.post, m.post), m.role in own) for m in page.object_list], "q": wanted,
        "agencies": home.agencies.exists()})


def agencies(request: HttpRequest) -> HttpResponse:
    """The directory."""
    return render(request, "accounts/agencies.html", {"home": keeper(request).partnership})


def record(request: HttpRequest) -> HttpResponse:
    """Who changed which account or setting, newest first."""
    home = keeper(request, Role.AUDITOR).partnership
    page = Paginator(changes(home), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/record.html", {"page": page, "changes": in_words(home, list(page.object_list))})


class AccountStep(Step):
    """A step about accounts and settings; afterwards at the list it changed."""

    template = "accounts/step.html"
    after = "accounts"

    @property
    def which(self) -> str:
        """Which one the address names with ?for=."""
        return self.request.GET.get("for", "")

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Agencies, posts, people and added days of this partnership."""
        home = self.member.partnership
        if name == "agency" and self.operation != "accounts.add_agency":
            return list(home.agencies.values_list("slug", "name"))
        if name == "post":
            return [("", "None"), *posts_of(protocol.load(home.protocol))]
        if name == "member":
            return named(people_of(home).filter(is_active=True))
        if name == "on" and self.operation == "accounts.remove_holiday":
            return [(h.on.isoformat(), f"{explain.in_words(h.on)}: {h.name}") for h in home.holidays.all()]
        return None

    def initial(self) -> Mapping[str, Any]:
        """The one that the address names."""
        return {"member": self.which}

    def context(self) -> Mapping[str, Any]:
        """Where the way back leads."""
        return {"after": self.after}

    def done_url(self, done: Done) -> str:
        """The list."""
        return reverse(self.after)


class ChangePartnership(AccountStep):
    """What the partnership is called."""

    operation = "accounts.change_partnership"
    after = "accounts.agencies"
    button = "Save the change"

    def initial(self) -> Mapping[str, Any]:
        """As it is called now."""
        return {"name": self.member.partnership.name, "prefix": self.member.partnership.reference_prefix}


class AddAgency(AccountStep):
    """One more agency."""

    operation = "accounts.add_agency"
    after = "accounts.agencies"
    button = "Add the agency"
    next_says = "It can be asked for information from now on. Invite its safeguarding lead."


class ChangeAgency(AccountStep):
    """Another name, or another place."""

    operation = "accounts.change_agency"
    after = "accounts.agencies"
    button = "Save the change"
    next_says = "The change shows in every case, finished ones included."

    def initial(self) -> Mapping[str, Any]:
        """The agency the address names, as it stands."""
        found = next((a for a in self.member.partnership.agencies.all() if a.slug == self.which), None)
        return {"agency": found.slug, "name": found.name, "partner": found.partner or "none", "on_sub_group": found.on_sub_group} if found else {}


class ChangePerson(AccountStep):
    """Another name, or another address."""

    operation = "accounts.change_person"
    button = "Save the change"
    next_says = "The name shows wherever theirs stands, in finished cases too. Tell them if they sign in with another address from now on."

    def initial(self) -> Mapping[str, Any]:
        """The person the address names, as they stand."""
        found = next((m for m in people_of(self.member.partnership) if str(m.pk) == self.which), None)
        return {"member": self.which, "name": found.user.name, "email": found.user.email} if found else {}


class AddHoliday(AccountStep):
    """A day no clock counts."""

    operation = "accounts.add_holiday"
    after = "learning.calendar"
    check = True
    button = "Add the day"
    next_says = "Every open case is worked out again. Where a date moves, the case says so, and why."


class RemoveHoliday(AccountStep):
    """A day that was added by mistake."""

    operation = "accounts.remove_holiday"
    after = "learning.calendar"
    check = True
    button = "Remove the day"
    next_says = "Every open case is worked out again. Where a date moves back, the case says so, and why."

    def initial(self) -> Mapping[str, Any]:
        """The day the address names."""
        return {"on": self.which}
