"""What the administrator's pages show. Of cases: how many things somebody owes, and who else owes them; no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cspr import protocol
from cspr.access.reads import own_entries
from cspr.operations import registry
from cspr.partnership.models import Invitation, Member, Partnership
from cspr.record.models import Fact

ABOUT_ACCOUNTS = ("accounts", "sign_in")


def posts_of(proto: protocol.Protocol) -> list[tuple[str, str]]:
    """The posts that reports are circulated to (D10): word and name."""
    listed = {d.for_each.list for d in proto.duties if d.for_each and d.for_each.list and d.for_each.detail == "post"}
    return [(i.id, i.name) for one in proto.list if one.id in listed for i in one.items]


def people_of(home: Partnership, wanted: str = "") -> QuerySet[Member]:
    """Everybody with a role, by name; `invited`: those who have yet to accept it. wanted: part of a name, an address or an agency's name.

    Whoever never accepted, and whose invitation was withdrawn, is not among them.
    """
    theirs = Invitation.objects.filter(member=OuterRef("pk"))
    open_, joined = theirs.filter(accepted_at__isnull=True, withdrawn_at__isnull=True), theirs.filter(joins=True)
    found = Member.objects.filter(partnership=home).select_related("user", "agency").order_by("user__name", "pk")
    came = Exists(joined.filter(accepted_at__isnull=False)) | ~Exists(joined)
    found = found.annotate(invited=Exists(open_)).filter(Q(is_active=True) | Exists(open_) | came)
    return found.filter(Q(user__name__icontains=wanted) | Q(user__email__icontains=wanted) | Q(agency__name__icontains=wanted)) if wanted else found


@dataclass(frozen=True)
class Change:
    """One entry of the partnership's chain about accounts and settings, in words."""

    fact: Fact
    what: str
    which: str


def changes(home: Partnership) -> QuerySet[Fact]:
    """Who changed which account or setting, newest first; what no operation records (any more, or ever) among them."""
    elsewhere = {kind for op in registry().values() if op.stage not in ABOUT_ACCOUNTS for kind in op.records}
    ours = {kind for op in registry().values() if op.stage in ABOUT_ACCOUNTS for kind in op.records}
    return own_entries(home, {"password_given", "account_rescued", *ours} - elsewhere)


def in_words(home: Partnership, facts: list[Fact]) -> list[Change]:
    """Entries of a partnership, with the names of those they are about."""
    numbers = {f.details["account"].removeprefix("member-") for f in facts if "account" in f.details}
    names = dict(home.agencies.values_list("slug", "name")) | {
        f"member-{m.pk}": str(m) for m in Member.objects.filter(partnership=home, pk__in=numbers).select_related("user")}
    return [Change(f, protocol.KINDS[f.kind].says, names.get(f.details.get("account") or f.details.get("agency", "")) or _named(f.details))
            for f in facts]


def _named(details: dict[str, str]) -> str:
    day = f"{date.fromisoformat(details['holiday']):%-d %B %Y}, " if "holiday" in details else ""
    return day + details["name"]
