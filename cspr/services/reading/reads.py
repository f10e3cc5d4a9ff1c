"""Looks as the pages and files show them, narrowed as asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import QueryDict

from cspr.access.models import Looked
from cspr.partnership.models import Member, Partnership
from cspr.record.facts import LONDON
from cspr.steps.period import period

LONGEST = 40
HEAD = ("When", "Case", "Who", "Role", "Agency", "How", "What", "Address", "Session or token")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty: everything. faults: what could not be understood, by the name of its box."""

    person: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    first: date | None = None
    last: date | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: QueryDict) -> Wanted:
        """As an address asks for it; a kind or person that is none is left out."""
        given = {name: asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in ("person", "kind", "since", "until")}
        given["kind"] = given["kind"] if given["kind"] in Looked.Kind else ""
        given["person"] = given["person"] if given["person"].isascii() and given["person"].isdecimal() and len(given["person"]) < 10 else ""
        first, last, faults = period(given["since"], given["until"], "17 March 2026, 3/2026 or 2026")
        return cls(**given, first=first, last=last, faults=faults)

    @property
    def anything(self) -> bool:
        """Whether the log is narrowed at all."""
        return bool(self.person or self.kind or self.first or self.last)

    def among(self, looks: QuerySet[Looked]) -> QuerySet[Looked]:
        """Those of the looks that are wanted; none where a date could not be understood."""
        if self.faults:
            return looks.none()
        if self.person:
            looks = looks.filter(member__user=int(self.person))
        if self.kind:
            looks = looks.filter(kind=self.kind)
        if self.first:
            looks = looks.filter(at__gte=datetime.combine(self.first, time(), LONDON))
        return looks.filter(at__lt=datetime.combine(self.last + timedelta(days=1), time(), LONDON)) if self.last else looks


def people_among(looks: QuerySet[Looked]) -> list[tuple[int, str]]:
    """Everybody who looked, by name."""
    found = looks.exclude(member=None).order_by("member__user__name", "member__user").values_list("member__user", "member__user__name")
    return [(pk or 0, name or "") for pk, name in found.distinct()]


def people_of(home: Partnership) -> list[tuple[int, str]]:
    """Everybody who has or had a role here, by name."""
    return list(Member.objects.filter(partnership=home).order_by("user__name", "user").values_list("user", "user__name").distinct())


def rows(looks: Iterable[Looked]) -> Iterator[tuple[str, ...]]:
    """The columns of HEAD."""
    for look in looks:
        who = look.member
        yield (f"{look.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}", look.case.reference if look.case else "", who.user.name if who else "",
               who.get_role_display() if who else "", who.agency.name if who and who.agency else "",  # type: ignore[attr-defined]
               look.get_kind_display(), look.said, look.address, look.by)  # type: ignore[attr-defined]
