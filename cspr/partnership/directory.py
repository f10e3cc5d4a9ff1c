"""To whom an agency is written: those its directory marks, their deputies while they are away, its accounts where it names nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from cspr.partnership.models import Agency, Contact, Member, Partnership
from cspr.partnership.roles import Role


def named(home: Partnership, word: str) -> Member | None:
    """The member of a partnership whom facts name by a word such as "member-14"; None where there is none."""
    number = word.removeprefix("member-")
    sound = word.startswith("member-") and number.isascii() and number.isdecimal() and len(number) < 10
    return Member.objects.filter(partnership=home, pk=int(number)).select_related("user", "agency").first() if sound else None


@dataclass(frozen=True)
class Addressee:
    """One person or post that is written to.

    contact: the entry of the directory, None for an account that stands in where the agency has no entry.
    member: their account, None where they have none. deputy_for: whom they stand in for, "" for nobody.
    """

    agency: str
    name: str
    post: str
    email: str
    contact: int | None = None
    member: Member | None = None
    deputy_for: str = ""

    def __str__(self) -> str:
        named = f"{self.name}, {self.post}" if self.post else self.name
        return f"{named} (for {self.deputy_for})" if self.deputy_for else named


def away(contact: Contact, on: date) -> bool:
    """Whether somebody is away on a day. A way back that is not known yet is far off."""
    return contact.away_from is not None and contact.away_from <= on <= (contact.away_until or date.max)


def _reached(contact: Contact, on: date, accounts: Iterable[Member]) -> Addressee:
    """The person or post itself, or while they are away the deputy, if one is named."""
    deputy = bool(contact.deputy_email) and away(contact, on)
    email = contact.deputy_email if deputy else contact.email
    linked = contact.member if contact.member and contact.member.is_active and not deputy else None
    found = linked or next((m for m in accounts if m.user.email.casefold() == email.casefold()), None)
    if deputy:
        return Addressee(contact.agency.slug, contact.deputy_name or f"Deputy of {contact.name}", "", email, contact.pk, found, contact.name)
    return Addressee(contact.agency.slug, contact.name, contact.post, email, contact.pk, found)


def by_agency(
    agencies: Collection[Agency], on: date, *, chosen: Collection[int] | None = None, late: bool = False,
) -> dict[str, tuple[Addressee, ...]]:
    """To whom each of these agencies is written on a day: agency's word → addressees, by name, each address once.

    chosen: only these entries of the directory (as a request named them); None: those marked for requests.
    late: instead those who are told when the agency is late. Where that leaves nobody, the accounts of its safeguarding leads.
    """
    contacts = Contact.objects.filter(agency__in=agencies, is_active=True).select_related("agency", "member__user", "member__agency")
    if late:
        contacts = contacts.filter(for_chasing=True)
    elif chosen is None:
        contacts = contacts.filter(for_requests=True)
    else:
        contacts = contacts.filter(pk__in=chosen)
    accounts = list(Member.objects.filter(agency__in=agencies, is_active=True).select_related("user", "agency").order_by("user__name", "pk"))
    found: dict[str, dict[str, Addressee]] = {a.slug: {} for a in agencies}
    for contact in contacts:
        one = _reached(contact, on, (m for m in accounts if m.agency_id == contact.agency_id))
        found[one.agency].setdefault(one.email.casefold(), one)
    for m in accounts:
        if m.role == Role.AGENCY_LEAD and m.agency and not any(one.contact for one in found[m.agency.slug].values()):
            stand_in = Addressee(m.agency.slug, m.user.name, "Safeguarding lead", m.user.email, None, m)
            found[stand_in.agency].setdefault(stand_in.email.casefold(), stand_in)
    return {word: tuple(people.values()) for word, people in found.items()}


def addressees(agency: Agency, on: date, *, chosen: Collection[int] | None = None, late: bool = False) -> tuple[Addressee, ...]:
    """To whom one agency is written on a day. As `by_agency`."""
    return by_agency([agency], on, chosen=chosen, late=late)[agency.slug]


def approvers(agency: Agency) -> list[Member]:
    """Who may approve what the agency's authors write: its safeguarding leads, by name; nobody where it needs no approver."""
    if not agency.needs_approver:
        return []
    return list(Member.objects.filter(agency=agency, role=Role.AGENCY_LEAD, is_active=True).select_related("user").order_by("user__name", "pk"))
