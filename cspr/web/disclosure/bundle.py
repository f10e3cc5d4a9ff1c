"""The subject access bundle: what is recorded that mentions one person of a case, who has looked at the case, and, apart, what a reviewer decides on.

An item that names another person of the case is not in what is to be given: it stands with its words in the reviewer's folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cspr.access.models import Looked
from cspr.access.reads import SeenCase
from cspr.access.withheld import withheld
from cspr.chronology.out.plain import as_csv
from cspr.record.facts import LONDON
from cspr.record.people import PERSON
from cspr.services.documents.archive import zipped
from cspr.services.documents.paper import Heading, Pairs, Paper, Section, Text
from cspr.services.documents.pdf import to_pdf
from cspr.services.people.models import Person
from cspr.services.people.roll import FIELDS
from cspr.steps.fact_words import label
from cspr.web.disclosure.items import Item, Naming, day, items_of

READ_FIRST = """\
OFFICIAL-SENSITIVE

Before anything in this folder is given to anybody, a person who knows the law of subject access reads it through.

what-is-recorded.pdf, what-is-recorded.json   {given} items that mention the person, and nobody else of the case by name.
who-has-looked.csv                            Each look at the case: when, in which role and agency, at what. Without names.
for-the-reviewer/withheld.csv                 {withheld} items that mention the person and name somebody else of the case too. Decide on each.
for-the-reviewer/files.csv                    {files} files of the case. What is inside a file was not searched: look through each.
for-the-reviewer/who-has-looked.csv           The same with names and network addresses.
{hidden}
Names are found in full and in part, by initials and misspelt, by the other names used, and by the words that stand for people; a family
name counts for everybody who bears it. A person who is only described is not found: the reviewer knows the case, this list does not.
"""


HIDDEN = """\
Items of this case are withheld from whoever made this: they are for named people only. Each is in files.csv, without what it says. Those who may
see them look through them for this person too."""


@dataclass(frozen=True)
class Sorted:
    """The items of a case, for one person: what can be given, what names others too (with whom), and the files, which were not searched."""

    given: tuple[Item, ...]
    withheld: tuple[tuple[Item, frozenset[int]], ...]
    files: tuple[Item, ...]


def sort(items: Iterable[Item], person: int, naming: Naming) -> Sorted:
    """Sort a case's items. person: the number on the roll."""
    given, withheld, files = [], [], []
    for item in items:
        named = naming.among(f"{item.what}\n{item.words}")
        if not item.searched:
            files.append(item)
        elif person in named and len(named) > 1:
            withheld.append((item, frozenset(named - {person})))
        elif person in named:
            given.append(item)
    return Sorted(tuple(given), tuple(withheld), tuple(files))


def about(person: Person) -> list[tuple[str, str]]:
    """What the roll says of the person."""
    found = []
    for name in FIELDS:
        shown = getattr(person, f"get_{name}_display", None)
        value = shown() if shown else getattr(person, name)
        if value not in ("", None, [], False):
            found.append((label(name), ", ".join(value) if isinstance(value, list) else "Yes" if value is True else str(value)))
    return found


def _paper(seen: SeenCase, person: Person, found: Sorted, now: datetime) -> Paper:
    made = f"{now.astimezone(LONDON):%-d %B %Y, %H:%M}"
    blocks = [block for item in found.given for block in (
        Heading(f"{item.number}. {item.kind}: {item.what}"), Text(f"Recorded {day(item.at)} by {item.author}", quiet=True), Text(item.words or "–"))]
    return Paper(
        "What is recorded about one person", seen.case.partnership.name,
        [Section("On the roll of the case", [Pairs(about(person))]), Section("Entries, documents and chronology", blocks, fresh=True)],
        subtitle=person.name or person.pseudonym, foot=f"Case {seen.case.reference} · made {made} · to be reviewed before it is given",
        front={"Case": seen.case.reference, "Made on": made, "Items": str(len(found.given)),
               "Withheld": f"{len(found.withheld)} items that name others, for the reviewer"})


def bundle(seen: SeenCase, person: Person, people: Sequence[Person], now: datetime) -> bytes:
    """The bundle as a zip file. people: everybody who is or was on the roll. now: aware."""
    found = sort(items_of(seen), person.pk, Naming.of(people))
    hidden = withheld(seen.case, PERSON)
    called = {one.pk: "Somebody for named people only" if one.pk in hidden else one.name or one.pseudonym for one in people}
    looks = list(seen.looks)
    columns = ("No.", "Recorded", "Kind", "Description", "Author", "Agency")
    others_too = [(*_row(item), item.words, ", ".join(sorted(called[pk] for pk in others)), "", "") for item, others in found.withheld]
    data = {"case": seen.case.reference, "person": dict(about(person)), "items": [
        {"number": one.number, "recorded": day(one.at), "kind": one.kind, "description": one.what, "words": one.words, "author": one.author,
         "agency": one.agency} for one in found.given]}
    return zipped({
        "READ-FIRST.txt": READ_FIRST.format(given=len(found.given), withheld=len(found.withheld), files=len(found.files),
                                              hidden=f"\n{HIDDEN}\n" if seen.case.withheld else "").encode(),
        "what-is-recorded.pdf": to_pdf(_paper(seen, person, found, now)),
        "what-is-recorded.json": json.dumps(data, indent=1, ensure_ascii=False).encode(),
        "who-has-looked.csv": as_csv(("When", "Role", "Agency", "How", "What"), (_look(one)[:5] for one in looks)),
        "for-the-reviewer/withheld.csv": as_csv((*columns, "Words", "Also names", "Give? (yes, part, no)", "Reason"), others_too),
        "for-the-reviewer/files.csv": as_csv((*columns, "Mentions the person?", "Give?"), ((*_row(one), "", "") for one in found.files)),
        "for-the-reviewer/who-has-looked.csv": as_csv(("When", "Role", "Agency", "How", "What", "Who", "Address"), map(_look, looks)),
    }, now)


def _row(one: Item) -> tuple[str, ...]:
    return str(one.number), day(one.at), one.kind, one.what, one.author, one.agency


def _look(look: Looked) -> tuple[str, ...]:
    who = look.member
    return (day(look.at), who.get_role_display() if who else "", who.agency.name if who and who.agency else "",  # type: ignore[attr-defined]
            look.get_kind_display(), look.said, who.user.name if who else "", look.address)  # type: ignore[attr-defined]
