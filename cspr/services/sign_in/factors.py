"""The multi-factor rule: who has shown more than a password, and who has yet to set it up."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from cspr.partnership.models import User

_SHOWN = "multi_factor"
_SHOW_CODES = "recovery_codes_to_keep"
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def note_multi_factor(request: HttpRequest) -> None:
    """This session began with more than a password."""
    request.session[_SHOWN] = True


def by_more_than_a_password(request: HttpRequest) -> bool:
    """Whether it did."""
    return bool(request.session.get(_SHOWN))


def of(user: User) -> QuerySet[Authenticator]:
    """The factors a person has set up beside their password, recovery codes apart."""
    return Authenticator.objects.filter(user=user, type__in=STRONG).order_by("pk")


def is_set_up(user: User) -> bool:
    """Whether they have one."""
    return of(user).exists()


def has_app(user: User) -> bool:
    """Whether codes come from an app of theirs."""
    return of(user).filter(type=Authenticator.Type.TOTP).exists()


def has_passkey(user: User) -> bool:
    """Whether they have a passkey."""
    return of(user).filter(type=Authenticator.Type.WEBAUTHN).exists()


def must_set_up(request: HttpRequest) -> bool:
    """Whether the person has to set up a second step before anything else."""
    return bool(settings.MULTI_FACTOR_REQUIRED and not by_more_than_a_password(request))


def show_codes(request: HttpRequest) -> None:
    """From now on, until their owner says they keep them, the recovery codes are shown before anything else."""
    request.session[_SHOW_CODES] = True


def codes_wait(request: HttpRequest) -> bool:
    """Whether there are codes that their owner has not yet said they keep."""
    return bool(request.session.get(_SHOW_CODES))


def recovery_codes(user: User) -> RecoveryCodes | None:
    """A person's codes, None where they have none."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return found.wrap() if found else None


def codes_are_kept(request: HttpRequest) -> None:
    """They are never shown again."""
    if found := recovery_codes(request.user):
        found.mark_as_viewed()
    request.session.pop(_SHOW_CODES, None)
