"""For whom the database answers during a request: the hat of the session, or nobody until somebody is known."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cspr.access.answering import answering
from cspr.operations import clock


class AnsweringMiddleware:
    """The last before the pages: everything that reads a case comes after it (ADR 0110)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as `request.member` may know."""
        with answering(request.member, clock.today()):
            return self.get_response(request)
