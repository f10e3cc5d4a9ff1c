"""The disclosure schedule: every document and entry of a case by number, with columns for the reviewer. It describes each and quotes none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cspr.access.reads import SeenCase
from cspr.chronology.out.docx import written
from cspr.chronology.out.table import UNFIT, Column, Table
from cspr.record.facts import LONDON
from cspr.services.people.models import Person
from cspr.web.disclosure.items import Item, Naming, day, items_of

COLUMNS = (Column("No.", 4), Column("Recorded", 9), Column("Kind", 8), Column("Description", 30), Column("Author", 14), Column("Agency", 12),
           Column("Sensitive?", 10), Column("Disclose?", 7), Column("Reviewer’s reason", 12))


def _sensitive(item: Item, naming: Naming) -> str:
    """What is proposed to the reviewer, who decides."""
    if not item.searched:
        return "Look through the file"
    named = len(naming.among(f"{item.what}\n{item.words}"))
    return f"Names {named} of the case" if named else ""


def rows(seen: SeenCase, people: Sequence[Person]) -> list[tuple[str, ...]]:
    """The columns' texts. people: everybody who is or was on the roll."""
    naming = Naming.of(people)
    return [(str(one.number), day(one.at), one.kind, one.what, one.author, one.agency, _sensitive(one, naming), "", "") for one in items_of(seen)]


def as_word(seen: SeenCase, made: Sequence[Sequence[str]], now: datetime) -> bytes:
    """As a Word document on its side, for the reviewer to fill in. now: aware."""
    here = now.astimezone(LONDON)
    about = (f"Everything recorded up to {here:%-d %B %Y, %H:%M}: {len(made)} items, numbered in the order recorded. What is said to be sensitive "
             "is proposed; the reviewer decides, item by item.")
    clean = tuple(tuple(UNFIT.sub("", cell) for cell in row) for row in made)
    return written(Table(f"Disclosure schedule, case {seen.case.reference}", about, COLUMNS, clean), here.replace(tzinfo=None))
