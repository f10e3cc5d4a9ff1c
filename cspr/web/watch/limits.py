"""How often one person, or one place without a sign-in, may ask: enough for the busiest day, too little for a program that copies."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.access.asking import asking

WINDOW = 60  # Seconds.
_FREE = (settings.STATIC_URL, "/health", "/ready", "/metrics")


class Limited:
    """Counts requests by person (in all their roles), else by address, in this process. REQUESTS_A_MINUTE 0: not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or ask to wait."""
        most = settings.REQUESTS_A_MINUTE
        if not most or request.path.startswith(_FREE):
            return self.get_response(request)
        now = time.time()
        who = f"user-{request.user.pk}" if request.user.is_authenticated else f"place-{asking().address}"
        key = f"cspr.limit-{who}-{int(now // WINDOW)}"
        cache.add(key, 0, 2 * WINDOW)
        if cache.incr(key) <= most:
            return self.get_response(request)
        answer = render(request, "web/too_much.html", status=429)  # The API's own words take the page's place (cspr.api.middleware).
        answer["Retry-After"] = str(WINDOW - int(now % WINDOW))
        return answer
