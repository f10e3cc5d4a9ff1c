"""The templates a partnership has put in the place of the standard ones: which stands, and those before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cspr.access.reads import own_entries
from cspr.operations.files import opened
from cspr.partnership.models import Partnership
from cspr.record.files import own_files
from cspr.record.models import Fact, File
from cspr.services.documents.kinds import Kind, kinds
from cspr.services.documents.laying import standard

TEMPLATE = "template"
_CHANGES = ("template_replaced", "template_returned")


def _last(home: Partnership) -> dict[str, Fact]:
    """The last change of each kind's template."""
    found: dict[str, Fact] = {}
    for fact in own_entries(home, _CHANGES):
        found.setdefault(str(fact.details["of"]), fact)
    return found


def standing(home: Partnership, kind: str) -> File | None:
    """The partnership's own template of a kind, None where the standard one is used."""
    last = _last(home).get(kind)
    return own_files(home, TEMPLATE).filter(pk=_number(last)).first() if last and last.kind == "template_replaced" else None


def _number(fact: Fact) -> int:
    return int(str(fact.details["file"]).removeprefix("file-"))


def template_of(home: Partnership, kind: Kind) -> bytes:
    """The bytes from which documents of a kind are made now."""
    own = standing(home, kind.name)
    return opened(own) if own else standard(kind.name)


@dataclass(frozen=True)
class Kept:
    """A kind of document with the template that stands for it; since None: the standard one, which it always was."""

    kind: Kind
    own: File | None
    since: datetime | None


def every_template(home: Partnership) -> list[Kept]:
    """Each kind of document, with its template."""
    last, files = _last(home), {f.pk: f for f in own_files(home, TEMPLATE)}
    return [Kept(kind, files.get(_number(fact)) if fact and fact.kind == "template_replaced" else None, fact.recorded_at if fact else None)
            for name, kind in kinds().items() for fact in [last.get(name)]]


def earlier(home: Partnership, kind: str) -> list[File]:
    """Every template there has been of a kind, the newest first."""
    return list(own_files(home, TEMPLATE).filter(for_value=kind).select_related("author__user"))
