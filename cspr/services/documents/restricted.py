"""A version of a letter can be for named people only; with it what they write next of the same letter, which begins from its words (D11)."""

from __future__ import annotations

from cspr.access.withheld import Cut, Item, Left, opening, restrictions, withheld
from cspr.record.models import Case, Document
from cspr.services.documents.letters import letters

LETTER, _KIND = "letter", "letter_"


def as_letter(case: Case, number: int) -> Item | None:
    """A version of a letter as something that can be restricted; None where the case has none such, or it is withheld from who reads the case."""
    found = Document.objects.filter(case=case, kind__startswith=_KIND, pk=number).select_related("author").first()
    if found is None or opening(case)(found) is None:
        return None
    title = letters()[found.kind.removeprefix(_KIND)].title
    return Item(f"{title}{f' ({found.for_value})' if found.for_value else ''}, version {found.version}")


def cut(case: Case) -> Cut | None:
    """Withholds the versions of letters that are withheld from who reads the case, and the later ones of those who could read them."""
    out = withheld(case, LETTER)
    if not out:
        return None
    users = {r.item: r.users for r in restrictions(case).filter(kind=LETTER)}
    closed = list(Document.objects.filter(case=case, pk__in=out).values_list("pk", "kind", "for_value", "version"))

    def left(document: Document) -> Left:
        author = document.author.user_id if document.author else None
        same = [(pk, version) for pk, kind, value, version in closed if (kind, value) == (document.kind, document.for_value)]
        gone = any(pk == document.pk or (version < document.version and author in users[pk]) for pk, version in same)
        return (None, 1) if gone else (document.body, 0)

    return left
