"""Showing once more that it is still the person who signed in, before a signature or a file that leaves the service."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from cspr.services.sign_in import factors
from cspr.services.sign_in.forms import CodeAgainForm, OwnPasswordForm
from cspr.services.sign_in.pages import next_of
from cspr.services.sign_in.providers import of_person
from cspr.services.sign_in.refused import AGAIN, tell
from cspr.services.sign_in.tries import TOO_MANY, Tries
from cspr.steps.fresh import prove

WHY = {
    "sign": "You are about to put your name to something that counts. Show that it is you; what you typed is kept.",
    "take": "You are about to take something away from the service. Show that it is you.",
    "change": "You are about to change how you sign in. Show that it is you.",
}


@sensitive_post_parameters()
def again(request: HttpRequest) -> HttpResponse:
    """One's password, else a code; or a passkey. Then back to where one was."""
    why = request.POST.get("why") or request.GET.get("why") or "sign"
    typed = _to_type(request, request.POST if request.method == "POST" and "credential" not in request.POST else None)
    says: list[str] = []
    status = 200
    if request.method == "POST":
        tries = Tries.of(f"again {request.user.pk}")
        sent = typed if "credential" not in request.POST else ReauthenticateWebAuthnForm(request.POST, user=request.user)
        if tries.spent:
            says, status = [TOO_MANY], 429
        elif sent is not None and sent.is_valid():
            tries.right()
            prove(request)
            if why == "take":
                messages.success(request, "Thank you. You can take the file now: follow its link again.")
            return HttpResponseRedirect(next_of(request))
        else:
            tries.wrong()
            if sent is not None:
                tell(request, request.user, AGAIN["credential" if sent is not typed else next(iter(sent.fields))])
            says, status = [] if sent is typed else ["That passkey did not work. Try it again, or use another way."], 422
    return render(request, "sign_in/again.html", {
        "form": typed, "says": says, "why": why, "because": WHY.get(why, WHY["sign"]), "next": next_of(request), "providers": of_person(request.user),
        "options": json.dumps(passkeys.begin_authentication(request.user)) if factors.has_passkey(request.user) else ""}, status=status)


def _to_type(request: HttpRequest, data: Any) -> forms.Form | None:
    """What the person can type: their password, else a code of their app; None where they have neither."""
    if request.user.has_usable_password():
        return OwnPasswordForm(data, user=request.user)
    return CodeAgainForm(data, user=request.user) if factors.has_app(request.user) else None
