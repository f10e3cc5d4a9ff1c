"""What goes of the account of somebody who left long ago: the address and the means of signing in; the name once no case that is kept needs it."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef, Q

from cspr.partnership.models import Member, User
from cspr.record.facts import LONDON
from cspr.record.keeping import PastTime
from cspr.record.models import Document, Fact

NOBODY = "Former member"
GONE = "@left.invalid"  # No mail is ever delivered under .invalid (RFC 2606).


def leavers(what: PastTime) -> int:
    """Of whoever has no role any more, anywhere, and whose last one ended before the day. Gives of how many something went."""
    left = User.objects.exclude(Exists(Member.objects.filter(user=OuterRef("pk"), is_active=True)))
    left = left.filter(memberships__partnership=what.home).exclude(email__endswith=GONE, name=NOBODY).distinct().prefetch_related("memberships")
    changed, since = 0, datetime.combine(what.before, time(), LONDON)
    for user in left:
        ended = _ended(user)
        if ended is None or ended >= since:
            continue
        name = user.name if _needed(user) else NOBODY
        if (name, user.email) != (user.name, f"{user.pk}{GONE}"):
            user.name, user.email, user.password, user.is_active = name, f"{user.pk}{GONE}", make_password(None), False
            user.save(update_fields=["name", "email", "password", "is_active"])
            changed += 1
    return changed


def _ended(user: User) -> datetime | None:
    """When the last of their roles ended, None where no entry says so."""
    roles = [f"member-{m.pk}" for m in user.memberships.all()]
    last = Fact.objects.filter(case=None, kind="account_ended", details__account__in=roles).order_by("-recorded_at").first()
    return last.recorded_at if last else None


def _needed(user: User) -> bool:
    """Whether a case that is kept holds something they recorded or wrote."""
    kept = Q(case__isnull=False, case__disposed_at=None)
    return (Fact.objects.filter(kept, actor__user=user).exists() or Document.objects.filter(kept, author__user=user).exists())
