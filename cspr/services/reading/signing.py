"""Signing in and out, and not being let in, written into the same log as looks: of nobody's case, in the partnership's own chain."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from cspr.access.asking import asking
from cspr.access.reads import note_sign_in
from cspr.operations import clock
from cspr.partnership.models import Member, User

IN, OUT, WRONG_PASSWORD = "signed in", "signed out", "not let in: wrong password"


def _note(user: User | None, what: str) -> None:
    """Once in each partnership in which the person has or had a role; of somebody whom nobody knows, in the chain that is nobody's."""
    if not asking().address:  # No request: nobody is at a browser.
        return
    hats = Member.objects.filter(user=user).order_by("partnership", "-is_active", "pk").distinct("partnership") if user else ()
    for hat in list(hats) or [None]:
        note_sign_in(hat, what, clock.now())


def _signed_in(sender: Any, user: User, **more: Any) -> None:
    _note(user, IN)


def _signed_out(sender: Any, user: User | None, **more: Any) -> None:
    if user is not None:
        _note(user, OUT)


def _refused(sender: Any, credentials: dict[str, Any], what: str = WRONG_PASSWORD, **more: Any) -> None:
    """The address is looked up and not kept: what was typed there may be a password. what: as `cspr.services.sign_in.refused` says it."""
    typed = str(credentials.get("username") or credentials.get("email") or "").lower().replace("\x00", "")
    _note(User.objects.filter(email=typed).first(), what)


def connect() -> None:
    """From now on each is written down."""
    user_logged_in.connect(_signed_in, dispatch_uid="reading.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="reading.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="reading.refused")
