"""Who is asking: the session of the pages."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import APIKeyCookie

from cspr.partnership.models import Member


class Session(APIKeyCookie):
    """The same session as the pages, cross-site requests refused."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Member | None:
        """The hat the caller wears; a stranger is asked to sign in before anything else is said."""
        return super().__call__(request) if request.member else None  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        """The hat the caller wears."""
        return request.member  # type: ignore[attr-defined,no-any-return]
