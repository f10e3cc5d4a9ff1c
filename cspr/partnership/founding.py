"""What no operation can make, because nobody is there yet to do it: a partnership and its first administrator (ADR 0056)."""

from __future__ import annotations

import secrets
from datetime import date

from cspr.partnership.models import Member, Partnership, User
from cspr.partnership.roles import Role

TELLABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # Nothing that is taken for something else, read aloud or in print.


def found(slug: str, name: str, *, protocol: str, prefix: str, since: date, email: str, person: str, password: str, given: bool = True) -> Member:
    """Make a partnership and its first administrator; everybody and everything else comes by operations. Gives the administrator.

    protocol: the id of its file. prefix: of case references. since: its first day. password: a hash. given: to be replaced at the first sign-in.
    """
    home = Partnership.objects.create(slug=slug, name=name, protocol=protocol, reference_prefix=prefix, since=since)
    user = User.objects.create(email=email, name=person, password=password, password_given=given)
    return Member.objects.create(user=user, partnership=home, role=Role.ADMINISTRATOR)


def first_password() -> str:
    """A password to tell somebody: four groups of four signs, 79 bits."""
    return "-".join("".join(secrets.choice(TELLABLE) for _ in range(4)) for _ in range(4))
