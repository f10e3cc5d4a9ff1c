"""Who is asking: everyone is signed in but on the sign-in pages, and every page of a case is kept out of caches."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cspr.access.asking import address_of, asked_from
from cspr.access.emergencies import emergencies_of
from cspr.access.errors import Refusal
from cspr.access.reads import note_turned_away
from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.services.sign_in import factors
from cspr.services.sign_in.adapters import hats_in
from cspr.steps.fresh import ProofNeeded, ask_again, came_from
from cspr.steps.step import typed_member

OPEN = ("/sign-in", "/health", "/ready", "/metrics", "/static/", "/accessibility", "/api/", "/calendar/", "/invitation/")
# What somebody has to go through before any other page, and the pages that this takes.
FIRST = {"password": ("password",), "sign_in.app": ("sign_in.app", "sign_in.passkey", "sign_in.again"), "sign_in.codes": ("sign_in.codes",)}


class Headers:
    """What every answer tells the browser beside the content policy: none of its devices is wanted, and no other site may take it in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and put the headers on the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class AskingMiddleware:
    """Says for the whole request from where it comes and in which session, for the log of who looked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
        with asked_from(address_of(peer, forwarded, settings.TRUSTED_PROXIES), request.session.session_key):
            return self.get_response(request)


class MemberMiddleware:
    """Sets `request.member`, the hat the person wears, and `request.hats`, all of theirs; sends others to sign in without losing what they typed.

    `request.first`: the page that the person has to go through before any other, "" for none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the member, refuse politely, forbid caching."""
        hats = self._hats(request)
        request.hats, request.member = hats, next(iter(hats), None)
        request.first = _first(request, hats[0]) if hats else ""
        request.emergencies = emergencies_of(request.member, clock.now()) if request.member else {}
        if request.member:
            request.member.emergencies = frozenset(request.emergencies)
        if request.user.is_authenticated and not hats:  # Their last role was ended: so is this session, should it be given back.
            logout(request)
        if request.member is None and not request.path.startswith(OPEN):
            return self._ask_to_sign_in(request)
        if request.first and not request.path.startswith((*OPEN, reverse("sign_out"), *map(reverse, FIRST[request.first]))):
            return redirect(request.first)
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal from access or the door becomes its page, with the same words for "absent" and "not yours"."""
        if isinstance(exception, ProofNeeded):
            return ask_again(came_from(request), "take")
        if isinstance(exception, Refusal):
            note_turned_away(exception, clock.now())
            return render(request, "web/refused.html", {"refusal": exception}, status=exception.status)
        return None

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A form that was opened in another role, in another window, is not sent in this one; what was typed is kept for that role."""
        if request.method != "POST" or request.member is None or request.path.startswith("/api/"):  # The API reads its own body.
            return None
        typed_by = typed_member(request.POST.get("typed_by", ""))
        if typed_by is None or typed_by == request.member.pk:
            return None
        hat = next((one for one in request.hats if one.pk == typed_by), None)
        if hat is not None:
            request.session["typed"] = {"path": request.path, "member": typed_by, "data": request.POST.urlencode(),
                                        "says": "Your role is changed back."}
        return render(request, "web/other_hat.html", {"hat": hat, "back": request.get_full_path()}, status=409)

    def _hats(self, request: HttpRequest) -> list[Member]:
        """The hats of whoever is signed in, the one being worn first."""
        if not request.user.is_authenticated:
            return []
        hats = hats_in(request).select_related("user", "partnership", "agency")
        return sorted(hats, key=lambda hat: hat.pk != request.session.get("member"))

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        back = {"next": request.get_full_path()} if request.path != "/" else {}
        typed_by = typed_member(request.POST.get("typed_by", "")) if request.method == "POST" else None
        if typed_by is not None:
            request.session["typed"] = {"path": request.path, "member": typed_by, "data": request.POST.urlencode()}
            back["kept"] = "1"
        return redirect(settings.LOGIN_URL + (f"?{urlencode(back)}" if back else ""))


def _first(request: HttpRequest, hat: Member) -> str:
    """A password of their own, then a second step, then its recovery codes."""
    if hat.user.password_given:
        return "password"
    if factors.must_set_up(request):
        return "sign_in.app"
    return "sign_in.codes" if factors.codes_wait(request) else ""
