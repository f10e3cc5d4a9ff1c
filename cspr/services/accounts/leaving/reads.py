"""What somebody holds and who could take it over. Of cases: how many things, and no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cspr.access.answering import whole
from cspr.access.reads import named_in, open_duties
from cspr.partnership.models import Contact, Member
from cspr.partnership.roles import PROTOCOL_ROLE, Role
from cspr.services.accounts.reads import people_of


@dataclass(frozen=True)
class Left:
    """Open duties of one title: how many, and who else owes them now."""

    title: str
    count: int
    others: tuple[Member, ...]


def left_by(leaver: Member, today: date) -> list[Left]:
    """What a hat owes today, by title and by who else owes it: what it leaves to them, or to nobody."""
    alike = [role for role in Role if PROTOCOL_ROLE[role] == leaver.protocol_role]
    others = Member.objects.filter(partnership=leaver.partnership_id, role__in=alike, is_active=True).exclude(pk=leaver.pk)
    with whole(leaver.partnership_id):  # Who asks sees no case: what they are told is how many things.
        theirs = {other: set(open_duties(other, today).values_list("pk", flat=True)) for other in others.select_related("user", "agency")}
        found = Counter((duty.title, tuple(m for m, duties in theirs.items() if duty.pk in duties)) for duty in open_duties(leaver, today))
    return [Left(title, count, others) for (title, others), count in found.items()]


def successors(leaver: Member) -> list[Member]:
    """Who could take over: other people who owe what this hat owes, or will once they have accepted. A reviewer's work is the reviewer's alone."""
    alike = [role for role in Role if PROTOCOL_ROLE[role] == leaver.protocol_role] if leaver.protocol_role else [leaver.role]
    found = people_of(leaver.partnership).filter(Q(is_active=True) | Q(invited=True), role__in=alike).exclude(user=leaver.user_id)
    return [m for m in found if m.who == leaver.who]


def closed_to(successor: Member, leaver: Member, today: date) -> int:
    """How many of the things a hat owes are in cases closed to who would take over."""
    theirs = open_duties(successor, today).order_by().values("pk")
    with whole(leaver.partnership_id):
        return open_duties(leaver, today).order_by().exclude(pk__in=theirs).count()


def entries_of(leaver: Member) -> list[Contact]:
    """Where the directory has a person to be written to, by their account or address; none while they act for the agency in another role."""
    if leaver.user.memberships.filter(agency=leaver.agency_id, is_active=True).exclude(pk=leaver.pk).exists():
        return []
    found = Contact.objects.filter(partnership=leaver.partnership_id, agency=leaver.agency_id, is_active=True).select_related("agency")
    return list(found.filter(Q(member=leaver) | Q(member=None, email__iexact=leaver.user.email)))


def in_their_name(leaver: Member, today: date) -> list[tuple[str, int, str]]:
    """What no role passes on: what it is, how many, and who sees to it."""
    with whole(leaver.partnership_id):
        reviews, meetings = named_in(leaver, today)
    rows = (
        ("Reviews they carry out", reviews, "The Sub-group appoints another reviewer in the case."),
        ("Invitations to meetings to come", meetings, "The Business Unit invites whoever comes instead."),
        ("Entries in the directory", len(entries_of(leaver)), "Whoever takes over is written to; else the entry is taken off."),
    )
    return [row for row in rows if row[1]]
