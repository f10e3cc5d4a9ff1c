"""A page of the chronology: its rows with the ages, notes, pairs and gaps that belong beside them. A fixed number of queries."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from cspr.access.withheld import open_rows
from cspr.chronology.ages import age
from cspr.chronology.gaps import SIX_WEEKS
from cspr.chronology.names import Names
from cspr.chronology.out import to_json
from cspr.chronology.shapes import Entry as Pure
from cspr.record.models import Case
from cspr.record.people import people_file
from cspr.services.chronology import reads
from cspr.services.chronology.finding import ENTRY, Wanted, rows, with_gaps
from cspr.services.chronology.models import Entry, Link, Note
from cspr.services.chronology.rows import day_of, stretch
from cspr.services.chronology.words import as_typed, row_in_words

Hide = Callable[[str], str]
PACK_PAGE = 200
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
NAMED, ANONYMISED = "named", "anonymised"
# What a pair is, before and after somebody decided.
PAIR_WORDS = {
    ("duplicate", "suggested"): "May be the same row", ("duplicate", "joined"): "The same row", ("duplicate", "apart"): "Not the same row",
    ("same_event", "suggested"): "May be the same event", ("same_event", "joined"): "The same event", ("same_event", "apart"): "Another event",
    ("contradiction", "suggested"): "Accounts may differ", ("contradiction", "joined"): "Accounts differ",
    ("contradiction", "apart"): "Accounts do not differ",
}


@dataclass(frozen=True)
class Beside:
    """The other row of a pair, and what the two are to each other."""

    link: Link
    other: Entry
    agency: str
    words: str
    when: str


@dataclass(frozen=True)
class Shown:
    """One row as the page shows it. Words are those of the view: names as typed, or the words that stand for them."""

    row: Entry
    agency: str
    when: str
    typed: str
    ages: list[tuple[str, str]]
    text: str
    present: str
    response: str
    record: str
    child_seen: str
    place: str
    notes: list[tuple[Note, str, str]] = field(default_factory=list)
    pairs: list[Beside] = field(default_factory=list)
    repeats: list[tuple[str, str]] = field(default_factory=list)
    gap: int = 0

    @property
    def questions(self) -> bool:
        """Whether a question about it is open."""
        return any(n.question and not n.answered_at for n, _, _ in self.notes)


def children_of(people: Mapping[str, Any]) -> list[tuple[str, str, date]]:
    """The children the case is about whose day of birth is known: (name, the word that stands for it, day)."""
    found = [p for p in people.get("people", ()) if p.get("role") == "subject_child" and _WHOLE_DATE.fullmatch(str(p.get("born") or ""))]
    return [(str(p.get("name") or p["pseudonym"]), str(p["pseudonym"]), date.fromisoformat(str(p["born"]))) for p in found]


def hiding(people: Mapping[str, Any], named: bool) -> Hide:
    """What stands for a text in this view: itself, or itself with every name hidden."""
    return str if named else Names(people).hide


def ages_at(row: Entry, people: Mapping[str, Any], named: bool) -> list[tuple[str, str]]:
    """Each child's age at the event; nothing where its date is unknown."""
    found = stretch(row)
    return [(name if named else word, age(born, *found)) for name, word, born in children_of(people)] if found else []


def shown(case: Case, entries: Sequence[Entry], people: Mapping[str, Any], *, named: bool, gaps: bool = False) -> list[Shown]:
    """These rows (with their sources) as the page shows them. gaps: whether `before` was asked for with them."""
    numbers, hide, names = [e.pk for e in entries], hiding(people, named), reads.agency_names(case.partnership)
    noted: dict[int, list[tuple[Note, str, str]]] = defaultdict(list)
    for note in reads.notes(case, numbers):
        noted[note.entry_id].append((note, hide(note.words), hide(note.answer)))
    paired: dict[int, list[Beside]] = defaultdict(list)
    there = set(numbers)
    for link in reads.links(case).filter(Q(a__in=numbers) | Q(b__in=numbers)).exclude(state=Link.State.APART).order_by("pk"):
        if (link.kind, link.state) == ("duplicate", "joined"):
            continue  # Shown as one row.
        for one, other in ((link.a, link.b), (link.b, link.a)):
            if one.pk in there:
                paired[one.pk].append(Beside(link, other, names.get(other.agency, other.agency), PAIR_WORDS[link.kind, link.state],
                                             row_in_words(other)))
    repeated: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for repeat in open_rows(Entry.objects.filter(case=case, same_as__in=numbers, live=True), case, ENTRY).select_related("source"):
        repeated[repeat.same_as_id].append((names.get(repeat.agency, repeat.agency), place_of(repeat, hide)))
    return [Shown(
        row=e, agency=names.get(e.agency, e.agency), when=row_in_words(e), typed=hide(as_typed(e)), ages=ages_at(e, people, named),
        text=hide(e.text), present=hide(e.present), response=hide(e.response), record=hide(e.record), child_seen=hide(e.child_seen),
        place=place_of(e, hide), notes=noted[e.pk], pairs=paired[e.pk], repeats=repeated[e.pk], gap=_gap(e) if gaps else 0,
    ) for e in entries]


def merged_page(case: Case, number: str | None) -> Page:
    """A page of the merged chronology for who reads it with the pack: its rows as shown, names as typed; without what the panel notes."""
    page = Paginator(with_gaps(rows(case, Wanted())).select_related("source"), PACK_PAGE).get_page(number)
    lines = shown(case, list(page.object_list), people_file(case), named=True, gaps=True)
    page.object_list = [replace(line, notes=[], pairs=[]) for line in lines]
    return page


def _gap(row: Entry) -> int:
    before: date | None = row.before  # type: ignore[attr-defined]
    days = (row.first - before).days - 1 if row.first and row.reach and before else 0
    return days if days >= SIX_WEEKS else 0


def place_of(row: Entry, hide: Hide = str) -> str:
    """Where a row stands, as a person finds it: the file, its sheet or table, and the row."""
    if row.source.kind == "typed":
        return f"Typed in the return, row {row.row}"
    sheet = f", {row.sheet}" if row.sheet and row.sheet.casefold() not in ("csv", row.source.name.casefold()) else ""
    return hide(f"{row.source.name}{sheet}, row {row.row}")


def age_at(people: Mapping[str, Any], names: Names | None) -> Callable[[Pure], str]:
    """What gives the children's ages at an entry, for what is taken away."""
    children = children_of(people)

    def said(entry: Pure) -> str:
        if entry.when.start is None:
            return ""
        first, last = day_of(entry.when.start), day_of(entry.when.end or entry.when.start)
        ages = [(word if names else name, age(born, first, last)) for name, word, born in children if first and last]
        return ages[0][1] if len(ages) == 1 else "; ".join(f"{who}: {old}" for who, old in ages)

    return said


def api_rows(case: Case, *, named: bool) -> list[dict[str, Any]]:
    """The merged chronology in the contract's shape: every row, those told twice too; what people joined, and no mere suggestion."""
    found = reads.merged(case, repeats=True)
    names = None if named else Names(people_file(case))
    return json.loads(to_json(found, names=names, pairs=reads.joined(case)))  # type: ignore[no-any-return]
