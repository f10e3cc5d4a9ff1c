"""Whom a message goes to: the people of an agency or of a role, and whether each may know of the case as things stand now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cspr.access.reads import kept_out, rooms_of
from cspr.partnership.directory import by_agency
from cspr.partnership.models import Agency, Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import latest_documents
from cspr.record.models import Case


@dataclass(frozen=True)
class Person:
    """Somebody with an address. member: their account in the role they are written to, None for an address of the directory alone."""

    name: str
    address: str
    member: Member | None = None


def of(member: Member) -> Person:
    """The person behind an account."""
    return Person(member.user.name, member.user.email, member)


def members(home: Partnership, pks: Collection[int]) -> list[Person]:
    """The people of these accounts, as far as they still act."""
    found = Member.objects.filter(partnership=home, pk__in=pks, is_active=True, user__is_active=True)
    return [of(m) for m in found.select_related("user", "agency", "partnership")]


def of_roles(home: Partnership, *roles: Role) -> list[Person]:
    """Everybody who acts in one of these roles."""
    found = Member.objects.filter(partnership=home, role__in=roles, is_active=True, user__is_active=True)
    return [of(m) for m in found.select_related("user", "agency", "partnership").order_by("pk")]


def of_agencies(home: Partnership, words: Collection[str], on: date, *, case: Case | None = None, lead: bool = False) -> dict[str, list[Person]]:
    """Whom each agency is written to on a day, by its word: those the case's request names, else those its directory marks.

    lead: instead who is told when the agency is late.
    """
    found: dict[str, list[Person]] = {word: [] for word in words}
    agencies = list(Agency.objects.filter(partnership=home, slug__in=words))
    requests = latest_documents(case, "request") if case and not lead else {}
    chosen = {word: named for word, d in requests.items() if (named := d.body.get("chosen"))}
    alike = [a for a in agencies if a.slug not in chosen]
    reached = dict(by_agency(alike, on, late=lead)) if alike else {}
    for agency in agencies:
        if agency.slug in chosen:
            reached |= by_agency([agency], on, chosen=chosen[agency.slug])
    for word, people in reached.items():
        found[word] = [Person(str(one), one.email, _acting(one.member, home)) for one in people]
    return found


def _acting(member: Member | None, home: Partnership) -> Member | None:
    if member is None or not (member.is_active and member.user.is_active):
        return None
    member.partnership = home
    return member


def may_be_told(person: Person, case: Case | None, rooms: frozenset[str], on: date) -> bool:
    """Whether the person may know of the case today: one of the rooms is open to them; an address alone, unless its owner is barred."""
    if case is None:
        return person.member is None or (person.member.is_active and person.member.user.is_active)
    if person.member is None:
        return not Member.objects.filter(user__in=kept_out(case), user__email__iexact=person.address).exists()
    open_to = rooms_of(person.member, case, on)
    return bool(open_to & rooms if rooms else open_to)
