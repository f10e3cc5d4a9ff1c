"""Which role an operation of this room is about, and whether the person may look after it."""

from __future__ import annotations

from cspr.operations import Doing, InputFault
from cspr.partnership.models import Member, User
from cspr.partnership.roles import LOOKS_AFTER, Role


def check_looks_after(do: Doing, role: str, field_name: str) -> None:
    """Raises InputFault where that role is not the person's to give or end."""
    if Role(role) not in LOOKS_AFTER.get(Role(do.member.role), frozenset()):
        raise InputFault.at(field_name, f"{Role(role).label}: only an administrator gives or ends that role. Ask one of them.")


def member_of(do: Doing, number: int, *, active: bool | None = True) -> Member:
    """The partnership's member of that number, of a role the person looks after.

    active: whether they must act in it now, or must not; None for either. Raises InputFault where there is none, or it is not as asked.
    """
    found = Member.objects.filter(partnership=do.home, pk=number).select_related("user", "agency").first()
    if found is None:
        raise InputFault.at("member", "That account is not on the list. Open the list of people again and choose one.")
    check_looks_after(do, found.role, "member")
    if active is not None and found.is_active is not active:
        raise InputFault.at("member", "They have that role now." if found.is_active else "They do not have that role now.")
    return found


def works_elsewhere(do: Doing, user: User) -> bool:
    """Whether somebody acts for another partnership too."""
    return Member.objects.filter(user=user, is_active=True).exclude(partnership=do.home).exists()
