"""Items of a case that are for named people only: the one place that leaves them out, and says how many were (docs/adr/0123).

A room that can withhold something says once how it is found and what else tells of it (`withholds`), and reads its rows through `open_rows`,
its documents through `open_documents`, its files past `withheld_files`. For whom a case is read, the case itself knows: `case_for` put it
there. A case that was read for nobody in particular withholds every restricted item.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from cspr.access.models import Restriction
from cspr.partnership.models import Member
from cspr.record.models import Case, Document, File

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Item:
    """Something that can be withheld. says: which one, without what it tells. agency: the word of the agency whose own it is, "" for none.

    sent: whether anybody but that agency may know of it.
    """

    says: str
    agency: str = ""
    sent: bool = True


Finder = Callable[[Case, int], Item | None]
# What is left of a document's body once what is withheld is taken out, None for nothing; and how many items were.
Left = tuple[dict[str, Any] | None, int]
Cut = Callable[[Document], Left]
_FINDERS: dict[str, Finder] = {}
_CUTS: list[Callable[[Case], Cut | None]] = []
_FILES: list[Callable[[Case], Collection[int]]] = []


def withholds(kind: str, finder: Finder, *, cut: Callable[[Case], Cut | None] | None = None,
              files: Callable[[Case], Collection[int]] | None = None) -> None:
    """Register a kind of item. finder: gives the item of that number, None where the case has none such or it is withheld from its reader.

    cut: gives, for a case as somebody reads it, what takes the withheld items of this kind out of a written document; None where none is
    withheld. files: the numbers of the files that are withheld with them.
    """
    _FINDERS[kind] = finder
    _CUTS.extend([cut] if cut else [])
    _FILES.extend([files] if files else [])


def find(case: Case, word: str) -> tuple[str, int, Item] | None:
    """What a word such as "entry-12" names in a case, as far as it is open to who reads the case: kind, number, item. None for nothing."""
    kind, _, number = word.rpartition("-")
    sound = kind in _FINDERS and number.isascii() and number.isdecimal() and len(number) < 18
    item = _FINDERS[kind](case, int(number)) if sound else None
    return (kind, int(number), item) if item else None


def _of_any_kind(case: Case) -> frozenset[str]:
    """What is withheld from who reads the case, as words: "entry 12"."""
    if case.withheld is None:
        case.withheld = frozenset(f"{k} {n}" for k, n in Restriction.objects.filter(case=case).values_list("kind", "item"))
    return case.withheld


def withheld(case: Case, kind: str) -> frozenset[int]:
    """The numbers of the items of that kind that are withheld from who reads the case."""
    return frozenset(int(word.rpartition(" ")[2]) for word in _of_any_kind(case) if word.rpartition(" ")[0] == kind)


def open_rows(rows: QuerySet[Row], case: Case, kind: str, by: str = "pk") -> QuerySet[Row]:
    """Those rows that are not withheld, nor belong to an item that is. by: the column that holds the item's number."""
    out = withheld(case, kind)
    return rows.exclude(**{f"{by}__in": out}) if out else rows


def opening(case: Case) -> Callable[[Document], Document | None]:
    """What gives a document as far as it is open to who reads the case: itself; a copy without what is withheld (which is never saved, and says
    how many items are out of it); None where all of it is withheld."""
    cuts = [cut for made in _CUTS if (cut := made(case))] if _of_any_kind(case) else []

    def opened(document: Document) -> Document | None:
        shown = copy(document) if cuts else document
        for cut in cuts:
            body, out = cut(shown)
            if body is None:
                return None
            shown.body, shown.withheld = body, shown.withheld + out
        return shown

    return opened


def open_documents(case: Case, documents: Iterable[Document | None]) -> list[Document]:
    """Those documents that are not withheld, each as far as it is open."""
    opened = opening(case)
    return [shown for document in documents if document and (shown := opened(document))]


def withheld_files(case: Case) -> frozenset[int]:
    """The numbers of the files that are withheld from who reads the case; those of the same bytes with them, by whatever name they came again."""
    out = {number for files in _FILES for number in files(case)} if _of_any_kind(case) else set()
    same = File.objects.filter(case=case, sha256__in=File.objects.filter(case=case, pk__in=out).values("sha256")) if out else ()
    return frozenset(out | {file.pk for file in same})


def last_withheld(case: Case) -> datetime | None:
    """When the newest of what is withheld from who reads the case was; None where nothing is. Aware."""
    out = _of_any_kind(case)
    return max((r.since for r in Restriction.objects.filter(case=case) if f"{r.kind} {r.item}" in out), default=None) if out else None


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
