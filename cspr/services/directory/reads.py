"""What the directory's page shows, and what was changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cspr import protocol
from cspr.access.reads import own_entries
from cspr.operations import registry
from cspr.partnership.directory import Addressee, away, by_agency
from cspr.partnership.models import Agency, Contact, Partnership
from cspr.record.models import Fact


@dataclass(frozen=True)
class Listed:
    """One agency of the directory: its entries, and who is written to today."""

    agency: Agency
    contacts: tuple[tuple[Contact, bool], ...]  # With whether each is away today.
    reached: tuple[Addressee, ...]

    @property
    def stands_in(self) -> bool:
        """Whether an account is written to because no entry is."""
        return bool(self.reached) and all(one.contact is None for one in self.reached)


def directory(home: Partnership, today: date, wanted: str = "") -> list[Listed]:
    """Every agency, by name (of these words only, where some are given), with its entries: those in use first."""
    agencies = [a for a in home.agencies.all() if wanted.casefold() in a.name.casefold()]
    entries: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(agency__in=agencies).select_related("member__user").order_by("-is_active", "name", "pk"):
        entries.setdefault(contact.agency_id, []).append(contact)
    reached = by_agency(agencies, today)
    return [Listed(a, tuple((c, away(c, today)) for c in entries.get(a.pk, ())), reached[a.slug]) for a in agencies]


def changes(home: Partnership) -> QuerySet[Fact]:
    """Who changed what in the directory, newest first."""
    return own_entries(home, {kind for op in registry().values() if op.stage == "directory" for kind in op.records})


_FIELDS = {
    "name": "name", "post": "post", "email": "address",
    "for_requests": "whether requests go to them", "for_chasing": "whether they are told of lateness",
    "deputy_name": "deputy", "deputy_email": "deputy's address", "member": "account",
}


def in_words(home: Partnership, facts: list[Fact]) -> list[tuple[Fact, str, str]]:
    """(entry, what it says, of whom and which agency) for each entry of the directory's history."""
    names = dict(home.agencies.values_list("slug", "name"))
    numbers = [f.details["addressee"].removeprefix("contact-") for f in facts if "addressee" in f.details]
    people = {f"contact-{c.pk}": str(c) for c in Contact.objects.filter(partnership=home, pk__in=numbers)}
    found = []
    for f in facts:
        says = protocol.KINDS[f.kind].says
        if f.kind == "addressee_changed":
            says = f"{says}: {', '.join(_FIELDS.get(name, name) for name in f.details['what'].split(', '))}"
        if f.kind == "approval_set":
            says = "Returns are approved before they go" if f.details["needed"] else "Returns go without approval"
        who = people.get(f.details.get("addressee", ""), "")
        found.append((f, says, ", ".join(filter(None, (who, names.get(f.details["agency"], ""))))))
    return found
