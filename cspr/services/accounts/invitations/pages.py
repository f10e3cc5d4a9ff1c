"""The list of open invitations, and the steps that make and end one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr.operations import Done, clock
from cspr.partnership.invitations import open_ones, secret_from, works
from cspr.partnership.roles import LOOKS_AFTER, Role
from cspr.protocol import explain
from cspr.protocol.explain import plural
from cspr.services.accounts.invitations.inputs import ROLES
from cspr.services.accounts.pages import AccountStep, keeper, named
from cspr.services.accounts.reads import people_of
from cspr.steps.forms import Choices


def invitations(request: HttpRequest) -> HttpResponse:
    """Those not accepted yet: for whom, from whom, since when, and whether they still work."""
    member, today = keeper(request, Role.BUSINESS_UNIT), clock.today()
    rows = [(one, (today - one.at.date()).days, works(one, today), one.joins, one.member.role in LOOKS_AFTER[Role(member.role)])
            for one in open_ones(member.partnership)]
    return render(request, "accounts/invitations.html", {"rows": rows, "days": settings.INVITATION_DAYS})


class _Offers(AccountStep):
    """An invitation goes out by e-mail; without a mail server its address is shown once, to be handed over."""

    after = "accounts.invitations"
    made: Done | None = None

    def context(self) -> Mapping[str, Any]:
        """How the invitation reaches the person."""
        how = "They get an email with an address" if settings.EMAIL_HOST else "No mail server is set, so the next page shows, once, an address"
        return {**super().context(), "next_says": f"{how} that works once, for {plural(settings.INVITATION_DAYS, 'day')}."}

    def tell(self, done: Done) -> None:
        """Where it went."""
        if done.repeated:
            super().tell(done)
            return
        self.made = done
        self.invitation = open_ones(self.member.partnership).get(member=int(done.facts[-1].details["account"].removeprefix("member-")))
        if settings.EMAIL_HOST:
            messages.success(self.request, f"An invitation is on its way to {self.invitation.member.user.email}. "
                                           f"It works until {explain.in_words(self.invitation.until)}.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list; or the address itself, where nothing carries it."""
        answer = super().post(request, *args, **kwargs)
        if self.made is None or settings.EMAIL_HOST:
            return answer
        path = reverse("invitation.open", args=[secret_from(self.invitation.salt)])
        return render(request, "accounts/invited.html", {
            "invitation": self.invitation, "joins": self.invitation.joins,
            "address": settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)})


class Invite(_Offers):
    """A person in a role."""

    operation = "accounts.invite"
    button = "Invite"

    def choices(self, name: str) -> Choices | None:
        """The roles that are one's own to give."""
        own = LOOKS_AFTER[Role(self.member.role)]
        return [(role.value, ROLES[role.value]) for role in Role if role in own] if name == "role" else super().choices(name)


class InviteAgain(_Offers):
    """For somebody whose invitation ran out or went astray, or who has lost their password."""

    operation = "accounts.invite_again"
    button = "Send a new invitation"

    def choices(self, name: str) -> Choices | None:
        """Who acts now, and who is invited."""
        own = LOOKS_AFTER[Role(self.member.role)]
        return named(people_of(self.member.partnership).filter(Q(is_active=True) | Q(invited=True), role__in=own))


class WithdrawInvitation(AccountStep):
    """An invitation that is not to be accepted."""

    operation = "accounts.withdraw_invitation"
    after = "accounts.invitations"
    button = "Withdraw the invitation"
    next_says = "Its address works no more. You can invite the person again."

    def choices(self, name: str) -> Choices | None:
        """Whose invitations are open."""
        return named(people_of(self.member.partnership).filter(invited=True, role__in=LOOKS_AFTER[Role(self.member.role)]))
