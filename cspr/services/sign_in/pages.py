"""Signing in: address and password, then a code or a passkey; or a passkey alone."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.utils import perform_login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from cspr.partnership.models import User
from cspr.services.sign_in import factors
from cspr.services.sign_in.adapters import NOT_RIGHT, REFUSED, hats_of
from cspr.services.sign_in.forms import CodeForm, SignInForm
from cspr.services.sign_in.refused import CODE, NO_ROLE, PASSKEY, tell
from cspr.services.sign_in.tries import TOO_MANY, Tries


def next_of(request: HttpRequest) -> str:
    """Where the person was going: a path of this service, their own page where none is named."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe else reverse("home")


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. The same answer, after the same work, for an unknown address, a wrong password and an account that was ended."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        email = request.POST.get("email", "").strip().lower()
        tries, status = Tries.of(email), 422
        if tries.spent:
            form.is_valid()
            form.add_error(None, TOO_MANY)
            status = 429
        elif form.is_valid():
            user = authenticate(request, username=email, password=form.cleaned_data["password"])
            if user is not None and hats_of(user):
                return perform_login(request, user, redirect_url=next_of(request))
            if user is not None:
                tell(request, user, NO_ROLE)
            tries.wrong()
            form.add_error(None, NOT_RIGHT)
    page = {"form": form, "next": next_of(request), "kept": "kept" in request.GET, "by_password_alone": not settings.MULTI_FACTOR_REQUIRED}
    return render(request, "sign_in/sign_in.html", page, status=status)


class SecondStep(AuthenticateView):
    """The second step: a code, or a passkey. Wrong codes are counted for this person at this place."""

    template_name = "sign_in/code.html"
    form_class = CodeForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """On to where the person was going, or the page again with what is wrong."""
        self.tries = Tries.of(f"second step {self.stage.login.user.pk}")
        if self.tries.spent:
            self.auth_form = CodeForm(user=self.stage.login.user)
            return self._again(TOO_MANY, 429)
        if self.form.is_valid():
            self.tries.right()
            return self.form_valid(self.form)
        self.tries.wrong()
        by_code = self.form is self.auth_form
        tell(request, self.stage.login.user, CODE if by_code else PASSKEY)
        return self._again("" if by_code else "That passkey did not work. Try it again, or use a code.", 422)

    def _again(self, says: str, status: int) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "says": [says] if says else []}, status=status)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Which of the two the person has, and what the browser is to ask a passkey."""
        found = super().get_context_data(**more)
        user, options = self.stage.login.user, json.dumps(found["js_data"]["request_options"])
        return {**found, "app": factors.has_app(user), "passkeys": factors.has_passkey(user), "options": options}


def whose(credential: str) -> User | None:
    """Whose passkey it says it is, by its JSON; None where it says nothing that can be read. It may say so wrongly, as an address may be typed."""
    try:
        found: User = passkeys.extract_user_from_response(json.loads(credential))
    except (ValidationError, ValueError, AttributeError, TypeError):
        return None
    return found


class PasskeyAlone(LoginWebAuthnView):
    """A passkey instead of address and password: it asked for the person's finger, face or PIN itself."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same words whatever was wrong."""
        tell(self.request, whose(form.data.get("credential", "")), PASSKEY)
        messages.error(self.request, REFUSED)
        return HttpResponseRedirect(reverse("sign_in"))


second_step = method_decorator(sensitive_post_parameters(), name="dispatch")(SecondStep).as_view()
