"""What is said while the database is away for a moment: nothing typed is lost, and the same form may be sent again."""

from __future__ import annotations

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views import defaults

from cspr.web.watch.pages import fault

RETRY_SECONDS = 5


def wrong(request: HttpRequest) -> HttpResponse:
    """A fault of ours (handler500), or the database that is away."""
    return away(request) if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) else fault(request)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read (handler400); or one during which its session could no longer be kept, whatever had been done by then."""
    return away(request) if isinstance(exception, SessionInterrupted) else defaults.bad_request(request, exception)


def away(request: HttpRequest) -> HttpResponse:
    """503, with what was sent to be sent again. It may have been recorded already: its key sees to it that it is not recorded twice."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values] if request.method == "POST" else []
    page = get_template("web/away.html").render({"typed": typed, "path": request.get_full_path(), "files": bool(request.FILES)})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
