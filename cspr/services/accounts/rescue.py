"""Letting an administrator in again who has lost everything, by whoever keeps the server: nobody is left who could do it at the door (ADR 0141)."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from cspr.operations import by_service
from cspr.operations.outbox import Sending, tell
from cspr.partnership.models import Invitation, Member, User
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.accounts.invitations.operations import offered

DAYS = 1  # Whoever asks for it waits for it.


class NoAdministrator(Exception):
    """Nobody acts as administrator with that address."""


def rescue(email: str, now: datetime) -> Invitation:
    """Take away the person's second steps and password, end their sessions, and offer them a new password. All of it or none of it. now: aware.

    Each partnership in which they act gets an entry by "service" in its chain and tells them by e-mail. Gives the invitation, whose address lets
    them choose a password once. Raises NoAdministrator.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email.strip().lower(), is_active=True).first()
        hats = list(Member.objects.filter(user=user, is_active=True).select_related("partnership").order_by("partnership", "pk")) if user else []
        chosen = next((hat for hat in hats if hat.role == Role.ADMINISTRATOR), None)
        if user is None or chosen is None:
            raise NoAdministrator()
        Authenticator.objects.filter(user=user).delete()
        user.sessions.all().delete()
        user.password, user.password_given = make_password(None), False
        user.save(update_fields=["password", "password_given"])
        Invitation.objects.filter(member__user=user, joins=False, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        for one in {hat.partnership_id: hat for hat in (*hats, chosen)}.values():
            by_service.record(one.partnership, "account_rescued", now, account=f"member-{one.pk}")
            tell(one.partnership, None, now, Sending("account_rescued", members=(one.pk,), apart=True))
        return offered(chosen, None, now, now.astimezone(LONDON).date() + timedelta(days=DAYS))
