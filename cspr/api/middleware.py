"""Every fault below /api/ as JSON, those too that arise before or beside the API itself (no such address, wrong method)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cspr.api.answers import refused
from cspr.operations import registry
from cspr.operations.files import LARGEST, megabytes, takes_files

WITH_A_FILE = LARGEST * 4 // 3 + 1024 * 1024  # Bytes of a body with a file in it as base64, and what stands around it.

_WORDS = {
    400: "The request is not understood. Check its address, its headers and its size.",
    403: "This is refused: the request did not come from a page of this service. Use a personal token instead of the cookie.",
    404: "There is nothing at this address. The addresses are in /api/v1/openapi.json.",
    405: "This address does not answer to this method. The methods it answers to are in the Allow header.",
    429: "That was too much at once, and nothing was recorded. Wait as many seconds as the Retry-After header says, then go on.",
    500: "Something went wrong here, not with you. Nothing was recorded. Try again; if it stays so, tell your administrator.",
    503: "The service is not available for a moment. This may have been recorded or not: send it again with the same Idempotency-Key, "
         "and it is not recorded twice.",
}
_BY_HTTPS = "The API answers by HTTPS alone. Change the address to https://, and make another token: this one travelled unguarded."


class ApiFaults:
    """Gives a fault that has no JSON the shape of every other refusal of the API. Headers (Allow, Retry-After) stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; put the answer right where it is a page."""
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            return refused(_BY_HTTPS, 403)  # Led on, a program would go on sending its token in the clear.
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.status_code not in _WORDS or response["Content-Type"].startswith("application/json"):
            return response
        answer = refused(_WORDS[response.status_code], response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                answer[name] = response[name]
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Read a body that is larger than others may be where it can have a file in it: Django would refuse it unread, whatever it is for."""
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE or request.content_type != "application/json" or not _takes_files(request):
            return None
        if length > WITH_A_FILE:
            return refused(f"The body is larger than {megabytes(WITH_A_FILE)}, and a file may have {megabytes(LARGEST)}. Send a smaller one.", 413)
        request._body = request.read()
        return None


def _takes_files(request: HttpRequest) -> bool:
    """Whether what is asked for is an operation that takes a file."""
    name = request.resolver_match.url_name if request.path.startswith("/api/") and request.resolver_match else ""
    op = next((op for op in registry().values() if op.name.replace(".", "_") == name), None)
    return op is not None and takes_files(op.data)
