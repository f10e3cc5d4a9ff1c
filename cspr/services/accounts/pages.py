"""The administrator's pages: people, agencies, bank holidays, what was changed; and everybody's own password."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.govuk import fields as gov
from cspr.operations import Done, run
from cspr.partnership.models import Agency, Holiday, Member, User
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from cspr.services.accounts.operations import CHANGED, posts_of
from cspr.steps.step import Step

A_PAGE = 50


def _keeper(request: HttpRequest, *also: Role) -> Member:
    """The member asking. Raises NotHere for anybody but the administrator (and `also`)."""
    member: Member = request.member  # type: ignore[attr-defined]
    if member.role not in (Role.ADMINISTRATOR, *also):
        raise NotHere()
    return member


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, by name; found by name, address or agency."""
    home, wanted = _keeper(request).partnership, request.GET.get("q", "").strip()[:60].replace("\x00", "")
    found = Member.objects.filter(partnership=home).select_related("user", "agency").order_by("user__name", "pk")
    if wanted:
        found = found.filter(Q(user__name__icontains=wanted) | Q(user__email__icontains=wanted) | Q(agency__name__icontains=wanted))
    return render(request, "accounts/people.html", {"page": Paginator(found, A_PAGE).get_page(request.GET.get("page")), "q": wanted})


def agencies(request: HttpRequest) -> HttpResponse:
    """The directory."""
    return render(request, "accounts/agencies.html", {"agencies": Agency.objects.filter(partnership=_keeper(request).partnership)})


def record(request: HttpRequest) -> HttpResponse:
    """Who changed which account or setting, newest first."""
    home = _keeper(request, Role.AUDITOR).partnership
    rows = Fact.objects.filter(partnership=home, case__isnull=True, kind=CHANGED).select_related("actor__user").order_by("-seq")
    return render(request, "accounts/record.html", {"page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))})


class AccountStep(Step):
    """A step of the administrator; afterwards at the list it changed."""

    template = "accounts/step.html"
    after = "accounts"

    @property
    def which(self) -> str:
        """Which one the address names with ?for=."""
        return self.request.GET.get("for", "")

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Agencies, posts and people of this partnership."""
        home = self.member.partnership
        if name == "agency" and self.operation != "accounts.add_agency":
            none = [] if self.operation == "accounts.change_agency" else [("", "None")]
            return [*none, *Agency.objects.filter(partnership=home).values_list("slug", "name")]
        if name == "post":
            return [("", "None"), *posts_of(protocol.load(home.protocol))]
        if name == "member":
            of = Member.objects.filter(partnership=home, is_active=self.operation != "accounts.give_back").select_related("user", "agency")
            return [(str(m.pk), f"{m}{f', {m.agency}' if m.agency else ''}") for m in of.order_by("user__name", "pk")]
        return None

    def context(self) -> Mapping[str, Any]:
        """Where the way back leads."""
        return {"after": self.after}

    def done_url(self, done: Done) -> str:
        """The list."""
        return reverse(self.after)


class AddAgency(AccountStep):
    """One more agency."""

    operation = "accounts.add_agency"
    after = "accounts.agencies"
    button = "Add the agency"
    next_says = "It can be asked for information from now on. Open an account for its safeguarding lead."


class ChangeAgency(AccountStep):
    """Another name, or another place."""

    operation = "accounts.change_agency"
    after = "accounts.agencies"
    button = "Save the change"

    def initial(self) -> Mapping[str, Any]:
        """The agency the address names, as it stands."""
        agency = Agency.objects.filter(partnership=self.member.partnership, slug=self.which).first()
        return {"agency": agency.slug, "name": agency.name, "on_sub_group": agency.on_sub_group} if agency else {}


class _WithPassword(AccountStep):
    """The first password is made here and shown once; only its hash goes through the door."""

    made: Done | None = None

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the hash of a password nobody chose."""
        self.secret = secrets.token_urlsafe(12)
        return {**answers, "password": make_password(self.secret)}

    def tell(self, done: Done) -> None:
        """The password's own page comes instead of a message."""
        self.made = done

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The password, once it is set; nothing to show where the person has their own."""
        answer = super().post(request, *args, **kwargs)
        if self.made is None:
            return answer
        user = self._whose(self.made)
        secret = self.secret if user and user.check_password(self.secret) else ""
        return render(request, "accounts/password_given.html", {"secret": secret, "user": user})

    def _whose(self, done: Done) -> User | None:
        about = done.facts[-1].details["about"] if done.facts else ""
        member = Member.objects.filter(pk=about.split(",")[0].removeprefix("member-") or 0).select_related("user").first()
        return member.user if member else None


class OpenAccount(_WithPassword):
    """A person in a role."""

    operation = "accounts.open_account"
    leave_out = ("password", "to_be_replaced")
    button = "Open the account"
    next_says = "A first password is shown once, on the next page. Tell it to the person yourself; they choose their own when they sign in."


class GivePassword(_WithPassword):
    """For somebody who has lost theirs."""

    operation = "accounts.give_password"
    leave_out = ("password",)
    button = "Give a new password"
    next_says = "It is shown once, on the next page. Make sure that you speak with the person themselves before you tell it."

    def initial(self) -> Mapping[str, Any]:
        """The person the address names."""
        return {"member": self.which}


class EndAccount(AccountStep):
    """Somebody who leaves, or changes post."""

    operation = "accounts.end_account"
    check = True
    button = "End the role"
    next_says = "They can no longer act in this role, at once. What they did stays theirs. The role can be given back."

    def initial(self) -> Mapping[str, Any]:
        """The person the address names."""
        return {"member": self.which}


class GiveBack(EndAccount):
    """Somebody who returns, or whose role was ended by mistake."""

    operation = "accounts.give_back"
    check = False
    button = "Give the role back"
    next_says = "They sign in as before."


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
        """The day the address names, where it was added here."""
        added = {h.on.isoformat(): h.on for h in Holiday.objects.filter(partnership=self.member.partnership)}
        return {"on": added[self.which]} if self.which in added else {}


class PasswordForm(gov.GovForm):
    """The present password, and the new one twice."""

    present = gov.Password(label="Your present password")
    new = gov.Password(label="Your new password", hint="At least 12 characters. Three words that do not belong together make a good one.")
    again = gov.Password(label="Your new password again")


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """One's own password. The first page there is for somebody whose password an administrator gave."""
    member: Member = request.member  # type: ignore[attr-defined]
    form, status = PasswordForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid() and _sound(form, member.user):
            run("accounts.choose_password", member, {"password": make_password(form.cleaned_data["new"])})
            update_session_auth_hash(request, User.objects.get(pk=member.user_id))
            messages.success(request, "Your password is changed. Wherever else you were signed in, that has ended.")
            return HttpResponseRedirect(reverse("home"))
        status = 422
    return render(request, "accounts/password.html", {"form": form, "given": member.user.password_given}, status=status)


def _sound(form: PasswordForm, user: User) -> bool:
    """Whether the present password is right and the new one will do; else the form says what is wrong."""
    given = form.cleaned_data
    if authenticate(username=user.email, password=given["present"]) is None:
        form.add_error("present", "That is not your present password. Type it again.")
    if given["new"] != given["again"]:
        form.add_error("again", "The two are not the same. Type the new password again.")
    if given["new"] == given["present"]:
        form.add_error("new", "That is your present password. Choose another.")
    try:
        validate_password(given["new"], user)
    except ValidationError as error:
        form.add_error("new", " ".join(error.messages))
    return form.is_valid()


