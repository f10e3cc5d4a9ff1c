"""How often one person, or one place without a sign-in, may ask: enough for the busiest day, too little for a program that copies."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.access.asking import asking

WINDOW = 60  # Seconds.
_FREE = (settings.STATIC_URL, "/health", "/ready", "/metrics")


class Limited:
    """Counts requests by person (in all their roles), else by address. REQUESTS_A_MINUTE 0: not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or ask to wait."""
        most = settings.REQUESTS_A_MINUTE
        if not most or request.path.startswith(_FREE):
            return self.get_response(request)
        who = f"user-{request.user.pk}" if request.user.is_authenticated else f"place-{asking().address}"
        number, left = cache.counted(f"cspr.limit-{who}", WINDOW)
        if number <= most:
            return self.get_response(request)
        answer = render(request, "web/too_much.html", status=429)  # The API's own words take the page's place (cspr.api.middleware).
        answer["Retry-After"] = str(ceil(left))
        return answer
