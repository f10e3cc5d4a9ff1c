"""Items of a case that are for named people only: the one place that leaves them out, and says how many were (docs/adr/0123).

A room that can withhold something says once how it is found (`withholds`), and reads its rows through `open_rows`. For whom a case is
read, the case itself knows: `case_for` put it there. A case that was read for nobody in particular withholds every restricted item.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from cspr.access.models import Restriction
from cspr.partnership.models import Member
from cspr.record.models import Case

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Item:
    """Something that can be withheld. says: which one, without what it tells. agency: the word of the agency whose own it is, "" for none."""

    says: str
    agency: str = ""


Finder = Callable[[Case, int], Item | None]
_FINDERS: dict[str, Finder] = {}


def withholds(kind: str, finder: Finder) -> None:
    """Register a kind of item. finder: gives the item of that number, None where the case has none such or it is withheld from its reader."""
    _FINDERS[kind] = finder


def find(case: Case, word: str) -> tuple[str, int, Item] | None:
    """What a word such as "entry-12" names in a case, as far as it is open to who reads the case: kind, number, item. None for nothing."""
    kind, _, number = word.rpartition("-")
    sound = kind in _FINDERS and number.isascii() and number.isdecimal() and len(number) < 18
    item = _FINDERS[kind](case, int(number)) if sound else None
    return (kind, int(number), item) if item else None


def withheld(case: Case, kind: str) -> frozenset[int]:
    """The numbers of the items of that kind that are withheld from who reads the case."""
    if case.withheld is None:
        case.withheld = frozenset(f"{k} {n}" for k, n in Restriction.objects.filter(case=case).values_list("kind", "item"))
    return frozenset(int(word.rpartition(" ")[2]) for word in case.withheld if word.rpartition(" ")[0] == kind)


def open_rows(rows: QuerySet[Row], case: Case, kind: str, by: str = "pk") -> QuerySet[Row]:
    """Those rows that are not withheld, nor belong to an item that is. by: the column that holds the item's number."""
    out = withheld(case, kind)
    return rows.exclude(**{f"{by}__in": out}) if out else rows


def restrictions(case: Case) -> QuerySet[Restriction]:
    """Every restricted item of a case."""
    return Restriction.objects.filter(case=case).order_by("kind", "item")


def restricted(case: Case, kind: str, number: int) -> Restriction | None:
    """The restriction of one item, None where it is open to whoever sees the case."""
    return Restriction.objects.filter(case=case, kind=kind, item=number).first()


def is_orphan(restriction: Restriction) -> bool:
    """Whether nobody to whom it is open acts in the partnership any more."""
    acting = Member.objects.filter(partnership=restriction.partnership_id, user__in=restriction.users, is_active=True, user__is_active=True)
    return not acting.exists()
