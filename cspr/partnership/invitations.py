"""Finding an invitation by its address, and the address itself, which is worked out when it is needed and kept nowhere (ADR 0105)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from cspr.partnership.models import Invitation, Member, Partnership


def secret_from(salt: str) -> str:
    """The secret part of an invitation's address: 43 signs that nobody can tell without the service's own key."""
    return urlsafe_b64encode(salted_hmac("cspr.partnership.invitations", salt, algorithm="sha256").digest()).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def open_ones(home: Partnership) -> QuerySet[Invitation]:
    """Those of a partnership that were neither accepted nor withdrawn, the newest first; those that have run out too."""
    found = Invitation.objects.filter(partnership=home, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return found.select_related("member__user", "member__agency", "by__user")


def works(invitation: Invitation, on: date) -> bool:
    """Whether it can be accepted on a day."""
    return invitation.accepted_at is None and invitation.withdrawn_at is None and on <= invitation.until


def by_digest(digest: str, on: date) -> Invitation | None:
    """The invitation of that hash that can be accepted on a day; None alike where it was used, withdrawn, has run out or never was."""
    found = Invitation.objects.filter(digest=digest).select_related("member__user", "member__agency", "member__partnership", "by__user").first()
    return found if found and works(found, on) else None


def never_came(member: Member) -> bool:
    """Whether somebody was invited to a role and has not accepted it."""
    return not member.is_active and member.invitations.filter(joins=True).exists() and not member.invitations.filter(
        joins=True, accepted_at__isnull=False).exists()


def signs_in_first(invitation: Invitation) -> bool:
    """Whether the person acts in another role already: then a role is added to their account once they are signed in, and no password chosen."""
    return invitation.joins and Member.objects.filter(user=invitation.member.user_id, is_active=True).exists()
