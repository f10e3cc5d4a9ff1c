"""Who is asking: a personal token, or the session of the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.services.tokens.models import holder


class PersonalToken(HttpBearer):
    """A token its holder made on the page “Personal tokens”, sent as `Authorization: Bearer cspr_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Member:
        """The hat it was made for. Raises AuthenticationError: a wrong token is never passed over for a session."""
        found = holder(token, clock.today())
        if found is None:
            raise AuthenticationError(message="This token does not work: it is mistyped, has been ended, or its last day is past. Make another.")
        return found


class Session(APIKeyCookie):
    """The same session as the pages, cross-site requests refused."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Member | None:
        """The hat the caller wears; a stranger, or who has yet to choose a password, is asked to sign in before anything else is said."""
        member: Member | None = request.member
        return super().__call__(request) if member and not member.user.password_given else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        """The hat the caller wears."""
        return request.member
