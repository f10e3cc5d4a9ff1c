"""Who is asking: a personal token, or the session of the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from cspr.access.answering import ask_as
from cspr.access.asking import asked_with
from cspr.access.errors import Forbidden
from cspr.operations import clock
from cspr.operations.registry import Scope
from cspr.partnership.models import Member
from cspr.services.tokens.models import used
from cspr.services.tokens.scopes import SCOPES


class PersonalToken(HttpBearer):
    """A token its holder made on the page “Personal tokens”, sent as `Authorization: Bearer cspr_…`. scope: what it must be made for."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Member:
        """The hat it was made for. Raises AuthenticationError: a wrong token is never passed over for a session. Raises Forbidden (`need`)."""
        found = used(token, clock.today())
        if found is None:
            raise AuthenticationError(message="This token does not work: it is mistyped, has been ended, or its last day is past. Make another.")
        asked_with(token)
        ask_as(found.member, clock.today())
        request.scopes = frozenset(found.scopes)
        if self.scope:
            need(request, self.scope)
        return found.member


def need(request: HttpRequest, scope: Scope) -> None:
    """Raises Forbidden where a token is used that is not made for this. Asked before anything is looked up: it says nothing of any case.

    A session is a person at a browser, who may do whatever their role may.
    """
    scopes: frozenset[str] | None = getattr(request, "scopes", None)
    if scopes is not None and scope not in scopes:
        raise Forbidden(f"This token is not made for that: it lacks “{scope}” ({SCOPES[scope].split(': ')[1].rstrip('.')}). "
                        "Its holder can make one that has it, under “Personal tokens”.")


class Session(APIKeyCookie):
    """The same session as the pages, cross-site requests refused."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Member | None:
        """The hat the caller wears; a stranger, or who has yet to finish signing in (a password, a second step), is asked to do so first."""
        member: Member | None = request.member
        return super().__call__(request) if member and not request.first else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        """The hat the caller wears."""
        return request.member
