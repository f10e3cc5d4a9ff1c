"""Who can be invited to a meeting, and for which safeguarding partner each speaks (A1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cspr.partnership.models import Agency, Member, Partnership
from cspr.partnership.roles import Role

PARTNERS = {"local_authority": "Local authority", "police": "Police", "health": "Integrated care board"}
# Who comes as a person; agencies and partners come as whoever speaks for them.
PERSONS = (Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.BUSINESS_UNIT, Role.REVIEWER)
_OF_AGENCIES = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)


@dataclass(frozen=True)
class Guest:
    """Somebody who can be invited. word: "agency:police". partner: whom of the three they speak for, "" for none. user: of a person."""

    word: str
    name: str
    partner: str = ""
    user: int | None = None


def guests(home: Partnership) -> dict[str, Guest]:
    """Everybody who can be invited in a partnership, by word: the three partners, the agencies, the people of the Sub-group."""
    found = [Guest(f"partner:{word}", f"{name}: the safeguarding partner", word) for word, name in PARTNERS.items()]
    found += [Guest(f"agency:{a.slug}", a.name, a.partner) for a in Agency.objects.filter(partnership=home).order_by("name")]
    persons = Member.objects.filter(partnership=home, role__in=PERSONS, is_active=True).select_related("user", "agency")
    found += [Guest(f"member:{m.pk}", _named(m), m.agency.partner if m.agency else "", m.user_id) for m in persons.order_by("user__name", "pk")]
    return {g.word: g for g in found}


def _named(member: Member) -> str:
    place = f", {member.agency.name}" if member.agency else ""
    return f"{member.user.name} ({Role(member.role).label}{place})"


def own_words(member: Member) -> tuple[str, ...]:
    """The words under which a hat can be invited, the most particular first."""
    words = [f"member:{member.pk}"]
    if member.role == Role.SAFEGUARDING_PARTNER and member.who:
        words.append(f"partner:{member.who}")
    if member.role in _OF_AGENCIES and member.who:
        words.append(f"agency:{member.who}")
    return tuple(words)


def name_of(known: dict[str, Guest], word: str) -> str:
    """The name of one invited; of somebody who has left, that they have."""
    return known[word].name if word in known else "Somebody who is no longer in the partnership's directory"


def partners_among(known: dict[str, Guest], words: Iterable[str]) -> frozenset[str]:
    """Which of the three safeguarding partners these speak for."""
    return frozenset(known[w].partner for w in words if w in known) - {""}


def missing_partners(present: Collection[str]) -> list[str]:
    """The names of the partners that are not among these; none: it is quorate (A1, D8)."""
    return [name for word, name in PARTNERS.items() if word not in present]
