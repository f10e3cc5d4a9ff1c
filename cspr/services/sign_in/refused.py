"""Whatever somebody showed and was wrong is said, for the room that keeps the sign-ins; as Django says it of a wrong password."""

from __future__ import annotations

from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from cspr.partnership.models import User

CODE, PASSKEY, NO_ROLE = "not let in: wrong code", "not let in: wrong passkey", "not let in: right password, but no role any more"
ORGANISATION = "not let in: their organisation's sign-in was not accepted"
AGAIN = {"password": "asked again who it is: wrong password", "code": "asked again who it is: wrong code",
         "credential": "asked again who it is: wrong passkey"}


def tell(request: HttpRequest, user: User | None, what: str) -> None:
    """Say it. user: whose account it was, None where nobody can tell. what: in words, without what was typed."""
    user_login_failed.send(sender=__name__, credentials={"username": user.email if user else ""}, request=request, what=what)
