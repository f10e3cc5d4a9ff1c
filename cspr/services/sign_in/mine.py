"""One's own sign-in: the second step, its recovery codes, passkeys, and where one is signed in."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal.flows import add_authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from cspr.services.sign_in import factors
from cspr.services.sign_in.forms import AppForm, PasskeyForm
from cspr.services.sign_in.sessions import end_sessions, minutes_idle, sessions_of
from cspr.steps.fresh import ask_again, is_fresh

Page = Callable[..., HttpResponse]


def _own(view: Page) -> Page:
    """A page that changes how somebody signs in: only by who has just shown that it is they, by every step that they have set up."""
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if factors.is_set_up(request.user) and not factors.by_more_than_a_password(request):
            logout(request)  # It was set up elsewhere, after this session began.
            return redirect("sign_in")
        if not is_fresh(request):
            return ask_again(request.get_full_path() if request.method == "GET" else reverse("my_sign_in"), "change")
        return view(request, *args, **kwargs)
    return shown


def my_sign_in(request: HttpRequest) -> HttpResponse:
    """How one signs in, and where one is signed in."""
    codes = factors.recovery_codes(request.user)
    found = list(factors.of(request.user))
    return render(request, "sign_in/mine.html", {
        "app": next((f for f in found if f.type == Authenticator.Type.TOTP), None),
        "passkeys": [(f, f.wrap().name) for f in found if f.type == Authenticator.Type.WEBAUTHN], "may_remove": _may_remove(request, found),
        "codes_left": len(codes.get_unused_codes()) if codes else None, "sessions": sessions_of(request.user),
        "this_one": request.session.session_key, "minutes": minutes_idle(), "has_password": request.user.has_usable_password()})


def _may_remove(request: HttpRequest, found: list[Authenticator]) -> bool:
    """The last one is replaced, never removed, where a second step is required."""
    return len(found) > 1 or not settings.MULTI_FACTOR_REQUIRED


def _done(request: HttpRequest, says: str, codes_are_new: bool) -> HttpResponse:
    """A step was added: this session counts as begun with it, every other ends."""
    factors.note_multi_factor(request)
    end_sessions(request.user, but=request.session.session_key)
    if codes_are_new:
        factors.show_codes(request)
        return redirect("sign_in.codes")
    messages.success(request, says)
    return redirect("my_sign_in")


@_own
@sensitive_post_parameters()
@sensitive_variables()
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app, or another one instead of it."""
    form = AppForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        with transaction.atomic():
            factors.of(request.user).filter(type=Authenticator.Type.TOTP).delete()
            _, codes = activate_totp(request, form)
        return _done(request, "Your authenticator app is set up. Wherever else you were signed in, that has ended.", bool(codes))
    adapter = get_adapter()
    address = adapter.build_totp_url(request.user, form.secret)
    return render(request, "sign_in/app.html", {
        "form": form, "picture": b64encode(adapter.build_totp_svg(address).encode()).decode(), "address": address, "secret": form.secret,
        "instead": factors.has_app(request.user), "must": factors.must_set_up(request)}, status=422 if form.is_bound else 200)


@_own
@sensitive_post_parameters()
def passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    form = PasskeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        _, codes = add_authenticator(request, form.cleaned_data["name"], form.cleaned_data["credential"])
        return _done(request, "Your passkey is added. Wherever else you were signed in, that has ended.", bool(codes))
    options = passkeys.begin_registration(request.user, passwordless=True)
    return render(request, "sign_in/passkey.html", {"form": form, "options": json.dumps(options)}, status=422 if form.is_bound else 200)


@require_POST
@_own
def remove(request: HttpRequest, factor: int) -> HttpResponse:
    """Take one of several away."""
    found = list(factors.of(request.user))
    one = next((f for f in found if f.pk == factor), None)
    if one is not None and _may_remove(request, found):
        delete_and_cleanup(request, one)
        end_sessions(request.user, but=request.session.session_key)
        messages.success(request, "Removed. Wherever else you were signed in, that has ended.")
    return redirect("my_sign_in")


def codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, from when they are made until their owner says they keep them; then never again."""
    if not factors.codes_wait(request):
        return redirect("my_sign_in")
    if request.method == "POST":
        factors.codes_are_kept(request)
        messages.success(request, "Your second step is set up.")
        return redirect("home")
    found = factors.recovery_codes(request.user)
    return render(request, "sign_in/codes.html", {"codes": found.get_unused_codes() if found else []})


@require_POST
@_own
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; those made before stop working."""
    if factors.is_set_up(request.user):
        generate_recovery_codes(request)
        factors.show_codes(request)
    return redirect("sign_in.codes")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one session, or every one, this one included."""
    wanted = request.POST.get("session", "")
    if wanted == "everywhere":
        end_sessions(request.user, but=request.session.session_key)
        logout(request)
        messages.success(request, "You are signed out everywhere.")
        return HttpResponseRedirect(reverse("sign_in"))
    ended = [session.delete() for session in sessions_of(request.user) if session.mark == wanted]
    messages.info(request, "That session has ended." if ended else "That session had ended already.")
    return redirect("my_sign_in")
