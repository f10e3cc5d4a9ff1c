"""Each request watched: a number of its own, a line in the log, and its part in the figures."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cspr.web.watch.figures import ANSWERS, SECONDS
from cspr.web.watch.logs import route_of

log = logging.getLogger("cspr.requests")


class Watched:
    """Outermost: sees what every other part made of the request. The page of a fault shows the number, so that it can be found in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and write down its route, its answer and how long it took: never its address."""
        request.watch_id = secrets.token_hex(8)
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        response.headers.setdefault("X-Request-Id", request.watch_id)
        if request.path.startswith(settings.STATIC_URL):
            return response
        route = route_of(request)
        method = request.method if request.method in ("GET", "POST", "HEAD") else "other"
        ANSWERS.labels(route, method, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(route).observe(took)
        member = getattr(request, "member", None)
        log.info("request", extra={"fields": {"route": route, "method": method, "status": response.status_code, "ms": round(took * 1000, 1),
                                              "request": request.watch_id, "member": member.pk if member else None}})
        return response
