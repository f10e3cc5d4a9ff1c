"""Sign in, sign out, choose a hat."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cspr.govuk import fields as gov
from cspr.partnership.models import Member

TRIES, MINUTES = 10, 15


class SignInForm(gov.GovForm):
    """Address and password."""

    email = gov.Email(label="Email address")
    password = gov.Password(label="Password")


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe else reverse("home")


def _welcome(request: HttpRequest, user: AbstractBaseUser, hats: set[int]) -> None:
    """Begin the session. What was typed before sign-in ran out is its writer's, in the hat they wore; it goes with anybody else."""
    typed = request.session.pop("typed", None)
    login(request, user)
    if typed and typed["member"] in hats:
        request.session["typed"], request.session["member"] = typed, typed["member"]


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. The same answer for an unknown address and a wrong password."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        email = request.POST.get("email", "").strip().lower()
        # Tried from here for this address: a colleague, or the same person elsewhere, is not locked out with it.
        throttle = salted_hmac("cspr.web.sign_in", f"{request.META.get('REMOTE_ADDR')} {email}").hexdigest()
        if cache.get(throttle, 0) >= TRIES:
            form.is_valid()
            form.add_error(None, f"Too many tries. Wait {MINUTES} minutes, then try again.")
            status = 429
        elif form.is_valid():
            user = authenticate(request, username=email, password=form.cleaned_data["password"])
            hats = set(Member.objects.filter(user=user.pk, is_active=True).values_list("pk", flat=True)) if user else set()
            if hats:
                _welcome(request, user, hats)
                return HttpResponseRedirect(_next(request))
            cache.add(throttle, 0, MINUTES * 60)
            cache.incr(throttle)
            form.add_error(None, "The email address or the password is not right. Try again, or ask your administrator.")
            status = 422
        else:
            status = 422
    return render(request, "web/sign_in.html", {"form": form, "next": _next(request), "kept": "kept" in request.GET}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("sign_in"))


@require_POST
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Wear another of one's own hats; then on to the page the form names, else to what is owed in it."""
    hat = next((m for m in request.hats if str(m.pk) == request.POST.get("member")), None)
    if hat is not None:
        request.session["member"] = hat.pk
    there = request.POST.get("next", "")
    return HttpResponseRedirect(there if hat and url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}) else reverse("home"))
