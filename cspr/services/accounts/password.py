"""Everybody's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from cspr.govuk import fields as gov
from cspr.operations import InputFault, run
from cspr.partnership.models import Member
from cspr.services.accounts.inputs import ChoosePassword

_ASKED = ChoosePassword.model_fields


class NewPasswordForm(gov.GovForm):
    """A new password, twice."""

    new = gov.Password(label=_ASKED["new"].title, hint=_ASKED["new"].description, autocomplete="new-password")
    again = gov.Password(label="Your new password again", autocomplete="new-password")

    def clean_again(self) -> None:
        """What cannot be seen is typed twice."""
        if self.cleaned_data["again"] != self.cleaned_data.get("new"):
            self.add_error("again", "The two are not the same. Type the new password again.")


class PasswordForm(NewPasswordForm):
    """The present password, and the new one twice."""

    present = gov.Password(label=_ASKED["present"].title)
    field_order = ("present", "new", "again")


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """One's own password. The first page there is for the first administrator, whose password was printed."""
    member: Member = request.member
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            run("accounts.choose_password", member, {name: form.cleaned_data[name] for name in _ASKED})
        except InputFault as refused:
            for fault in refused.faults:
                form.add_error(fault.field, fault.message)
        else:
            update_session_auth_hash(request, member.user)  # Every other session ends by the password's own hash in it.
            messages.success(request, "Your password is changed. Wherever else you were signed in, that has ended.")
            return HttpResponseRedirect(reverse("home"))
    return render(request, "accounts/password.html", {"form": form, "given": member.user.password_given}, status=422 if form.is_bound else 200)
