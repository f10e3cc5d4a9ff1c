"""Letters: what each kind proposes from the case, and the one layout they share. The words that go out are those a person has read and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cspr.partnership.models import Agency, Partnership
from cspr.record.models import Document
from cspr.services.documents.kinds import Field, Kind, Line, Title, Values, Words, kind
from cspr.services.documents.pack import load
from cspr.services.documents.paper import MARKING
from cspr.steps.read import CaseRead

Propose = Callable[[CaseRead, str], dict[str, str]]
FIELDS = (
    Field("to", "Who the letter is to"), Field("address", "Their address"), Field("dated", "The letter's date, in words"),
    Field("opening", "The words it opens with, such as “Dear Ms Hale”"), Field("subject", "What it is about"), Field("body", "What it says"),
    Field("closing", "The words it closes with"), Field("signed_by", "Who signs it"),
)
LAYOUT = (
    Line("{{ partnership }}", bold=True), Words("to"), Words("address"), Line("{{ dated }}", needs="dated"),
    Line("Our reference: {{ reference }}", quiet=True),
    Line("{{ opening }}", needs="opening"), Title("{{ subject }}"), Words("body"), Line("{{ closing }}", needs="closing"), Words("signed_by"),
)


@dataclass(frozen=True)
class Letter:
    """One kind of letter. of_agency: whether there is one for each agency. propose: its first wording, from the case and the agency."""

    name: str
    title: str
    of_agency: bool
    propose: Propose


_LETTERS: dict[str, Letter] = {}


def letters() -> dict[str, Letter]:
    """Every kind of letter by its word."""
    load()
    return _LETTERS


def letter(name: str, title: str, *, room: str, clauses: Sequence[str], marking: str = MARKING, unnamed: bool = True,
           agencies: Callable[[CaseRead], Sequence[tuple[str, str]]] | None = None) -> Callable[[Propose], Propose]:
    """Register a function of the case (and of the agency it is to) that proposes the words of a letter.

    unnamed: whether it goes to who need not be told a name. agencies: those it can be to, where there is one for each; the letter is then
    kept for the agency.
    """
    def register(propose: Propose) -> Propose:
        _LETTERS[name] = Letter(name, title, agencies is not None, propose)

        def writes(reference: str, about: str) -> str:
            return reverse("documents.write_letter", args=[reference, name, *([about] if about else [])])

        kind(Kind(f"letter_{name}", title, room, f"letter_{name}", FIELDS, LAYOUT, _values, agencies or (lambda read: (("", ""),)), marking, unnamed,
                  writes, clauses=clauses))
        return propose
    return register


def _values(read: CaseRead, version: Document) -> Values:
    day = date.fromisoformat(version.body["day"])
    return {**{f.name: version.body.get(f.name, "") for f in FIELDS}, "dated": f"{day.day} {day:%B %Y}"}


def agency_name(home: Partnership, slug: str) -> str:
    """An agency's name as a letter addresses it; "" for none."""
    return Agency.objects.filter(partnership=home, slug=slug).values_list("name", flat=True).first() or ""
