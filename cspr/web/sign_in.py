"""Sign out, choose a hat."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cspr.services.sign_in.pages import next_of


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    answer = HttpResponseRedirect(reverse("sign_in"))
    answer["Clear-Site-Data"] = '"cache", "storage"'  # Nothing of a case is left at a shared computer, whatever the browser kept.
    return answer


@require_POST
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Wear another of one's own hats; then on to the page the form names, else to what is owed in it."""
    hat = next((m for m in request.hats if str(m.pk) == request.POST.get("member")), None)
    if hat is not None:
        request.session["member"] = hat.pk
    return HttpResponseRedirect(next_of(request) if hat else reverse("home"))
