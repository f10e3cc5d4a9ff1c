"""Large requests wait for their turn apart from all others, so that many files sent at once do not keep anybody from a page.

A request has a thread of the web server from its first line to its answer. Those with large bodies wait here, before their body is read and
before a connection to the database is taken, until one of a few turns is free; pages have turns of their own, as many as a process does well.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from django.http import HttpRequest, HttpResponse

LARGE = 256 * 1024  # Bytes of a body; no form without a file comes near.
AT_ONCE, LARGE_AT_ONCE, MOST_WAITING = 4, 2, 110
THREADS = 128  # Of a web process: one for each that waits, and those that work.


class Turns:
    """The first of the middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._pages, self._large = BoundedSemaphore(AT_ONCE), BoundedSemaphore(LARGE_AT_ONCE)
        self._waiting, self._counting = 0, Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in turn; 503 where more large requests wait than there is room for."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal() and int(length) > LARGE):
            with self._pages:
                return self.get_response(request)
        if not self._counted(1):
            return HttpResponse("Many files are being sent now, and nothing of yours was taken in. Go back, and send it again in a minute.",
                                status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
        try:
            with self._large:
                return self.get_response(request)
        finally:
            self._counted(-1)

    def _counted(self, by: int) -> bool:
        """Count one that comes or goes. False, and not counted, where there is no room for it."""
        with self._counting:
            if by > 0 and self._waiting >= MOST_WAITING:
                return False
            self._waiting += by
            return True
