"""The page an invitation leads to: who invites whom into what, and the one form that accepts.

The secret stands in the address that was sent and nowhere else: it is exchanged at once for its hash, kept in the visitor's session, and the
browser goes on to an address without it. Opening it uses nothing up: programs that look through e-mail open every address.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from cspr.operations import InputFault, clock, run
from cspr.partnership.invitations import by_digest, digest_of, signs_in_first
from cspr.partnership.models import Invitation, User
from cspr.partnership.roles import COMES_TO, Role
from cspr.services.accounts.password import NewPasswordForm

KEPT = "invitation"


class AcceptForm(NewPasswordForm):
    """A password, twice."""

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.user = user

    def clean_new(self) -> str:
        """Strong enough, and not the name or address of whom it is for. Raises ValidationError."""
        validate_password(self.cleaned_data["new"], self.user)
        return str(self.cleaned_data["new"])


def open_address(request: HttpRequest, secret: str) -> HttpResponse:
    """The address that was sent: on to the page, leaving the secret behind."""
    request.session[KEPT] = digest_of(secret)
    answer = HttpResponseRedirect(reverse("invitation"))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@sensitive_post_parameters()
def invitation(request: HttpRequest) -> HttpResponse:
    """Who invites, into what; accepted by the form, once. One that works no more looks the same whatever became of it."""
    found = by_digest(request.session.get(KEPT, ""), clock.today())
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    user, known = found.member.user, signs_in_first(found)
    here = request.user if request.user.is_authenticated else None
    page: dict[str, Any] = {"invitation": found, "joins": found.joins, "role": Role(found.member.role).label,
                            "comes_to": COMES_TO[Role(found.member.role)], "other": here if here and here.pk != user.pk else None,
                            "sign_in": known and here is None}
    form = None if known else AcceptForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not page["other"] and not page["sign_in"] and (form is None or form.is_valid()):
        first = page["joins"] and not user.has_usable_password()
        try:
            run("accounts.accept", found.member, {"digest": found.digest, "password": make_password(form.cleaned_data["new"]) if form else ""})
        except InputFault:  # Accepted or withdrawn a moment ago, in another window.
            return render(request, "accounts/invitation_gone.html", status=404)
        return _go_on(request, found, signed_in=known, first=first and not known)
    return render(request, "accounts/invitation.html", {**page, "form": form}, status=422 if form and form.is_bound else 200)


def _go_on(request: HttpRequest, found: Invitation, *, signed_in: bool, first: bool) -> HttpResponse:
    """Into the service in the new role; or, where the account had a password before, to the sign-in page, whose second question stays asked."""
    del request.session[KEPT]
    if first:
        login(request, found.member.user, backend="django.contrib.auth.backends.ModelBackend")
    if not first and not signed_in:
        messages.success(request, "Your password is changed. Sign in with it.")
        return HttpResponseRedirect(reverse("sign_in"))
    request.session["member"] = found.member.pk
    messages.success(request, f"Welcome. You act as {Role(found.member.role).label} of the {found.partnership}.")
    return HttpResponseRedirect(reverse("home"))
