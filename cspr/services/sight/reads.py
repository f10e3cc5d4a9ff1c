"""Who may see a case, and why: every person of the partnership to whom any of it is open or was closed, with the rule and its days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cspr import protocol
from cspr.access import who
from cspr.access.models import Glass, Grant, Restriction
from cspr.access.reads import SeenCase
from cspr.access.rooms import OPENS_IN_WORDS, STANDING
from cspr.access.withheld import find, is_orphan, restrictions
from cspr.operations.project import CONFLICTS, WITHDRAWALS
from cspr.partnership.models import Agency, Member, User
from cspr.partnership.roles import Role

_STANDING = {Role.BUSINESS_UNIT: "every case of the partnership", Role.AUDITOR: "who looked and who changed, and nothing of the case itself"}


@dataclass(frozen=True)
class Why:
    """One reason why somebody may see something. opens: what, in words. until: the last day, or the hour; None: for as long as the rule holds."""

    opens: str
    clauses: tuple[str, ...] = ()
    since: date | datetime | None = None
    until: date | datetime | None = None


@dataclass
class Sight:
    """One person in one role. out: "conflict" or "withdrawn" where the case is closed to them; reasons: what was said of it, and when."""

    member: Member
    why: list[Why] = field(default_factory=list)
    out: str = ""
    fact: protocol.Fact | None = None

    @property
    def word(self) -> str:
        """As facts name them."""
        return f"member-{self.member.pk}"


@dataclass(frozen=True)
class AgencyOut:
    """An agency whose access was withdrawn."""

    agency: Agency
    fact: protocol.Fact


def _newest(facts: Iterable[protocol.Fact], kinds: dict[str, bool], detail: str) -> dict[str, protocol.Fact]:
    """Whom the newest of these facts keeps out, by the word they name them with. facts: in the order recorded."""
    found = {str(f.details[detail]): f for f in facts if f.kind in kinds and f.details.get(detail)}
    return {word: f for word, f in found.items() if kinds[f.kind]}


def sights(seen: SeenCase, facts: Sequence[protocol.Fact], now: datetime) -> list[Sight]:
    """Everybody to whom any of the case is open today, or to whom it was closed; by name. facts: all of the case, in the order recorded."""
    today, proto, home = now.date(), protocol.load(seen.case.protocol), seen.case.partnership
    rules = {rule.id: rule for rule in proto.access}
    members = list(Member.objects.filter(partnership=home, is_active=True, user__is_active=True).select_related("user", "agency"))
    grants: dict[tuple[str, str], list[Grant]] = defaultdict(list)
    for grant in who.grants(seen):
        if grant.since <= today and (grant.until is None or grant.until >= today):
            grants[grant.role, grant.who].append(grant)
    emergencies: dict[int, list[Glass]] = defaultdict(list)
    for one in who.emergencies(seen):
        if one.since <= now < one.until:
            emergencies[one.member_id].append(one)
    barred = set(who.bars(seen).values_list("user", flat=True))
    owner = {f"member-{m.pk}": m.user_id for m in members}
    conflicts = {owner[word]: f for word, f in _newest(facts, CONFLICTS, "member").items() if word in owner}
    withdrawn = {owner[word]: f for word, f in _newest(facts, WITHDRAWALS, "member").items() if word in owner}
    found = []
    for member in members:
        role, one = Role(member.role), Sight(member)
        if role in STANDING:
            one.why.append(Why(_STANDING[role]))
        for grant in (*grants[member.protocol_role, ""], *(grants[member.protocol_role, member.who] if member.who else ())):
            why = Why(OPENS_IN_WORDS[grant.scope], rules[grant.rule].clauses if grant.rule in rules else (), grant.since, grant.until)
            if why not in one.why:  # Two rules may open the same on the same day.
                one.why.append(why)
        one.why += [Why("in an emergency, to read", (), e.since, e.until) for e in emergencies[member.pk]]
        if member.user_id in barred:
            one.out, one.fact = ("conflict", conflicts[member.user_id]) if member.user_id in conflicts else (
                "withdrawn", withdrawn.get(member.user_id))
            one.why = []
        if one.why or one.out:
            found.append(one)
    return sorted(found, key=lambda one: (one.member.user.name.casefold(), one.member.pk))


def agencies_out(seen: SeenCase, facts: Sequence[protocol.Fact]) -> list[AgencyOut]:
    """The agencies whose access was withdrawn, by name."""
    out = _newest(facts, WITHDRAWALS, "agency")
    return [AgencyOut(one, out[one.slug]) for one in Agency.objects.filter(partnership=seen.case.partnership_id, slug__in=out).order_by("name")]


def agencies_in(seen: SeenCase) -> list[tuple[str, str]]:
    """The agencies to which anything of the case is open: (word, name)."""
    words = set(who.grants(seen).exclude(who="").values_list("who", flat=True))
    return list(Agency.objects.filter(partnership=seen.case.partnership_id, slug__in=words).order_by("name").values_list("slug", "name"))


def restricted_items(seen: SeenCase, member: Member) -> list[tuple[Restriction, str, str]]:
    """Each restricted item: it, which one (in words for who may lift it, "" for others), and who may see it."""
    found = []
    for one in restrictions(seen.case):
        item = find(seen.case, f"{one.kind}-{one.item}")
        orphan = member.role == Role.BUSINESS_UNIT and is_orphan(one)
        names = User.objects.filter(pk__in=one.users).order_by("name").values_list("name", flat=True)
        found.append((one, item[2].says if item else "an item nobody can see any more" if orphan else "", ", ".join(names)))
    return found
