"""Everything a case holds, one numbered thing after another in the order it was recorded, each with its words and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cspr import protocol
from cspr.access.reads import SeenCase
from cspr.access.withheld import opening, withheld, withheld_files
from cspr.chronology.names import Names
from cspr.chronology.out.table import withheld_in_words
from cspr.operations.clock import LONDON
from cspr.partnership.models import Member
from cspr.record.facts import pure
from cspr.record.models import Document, File
from cspr.services.chronology.finding import ENTRY
from cspr.services.chronology.models import Entry
from cspr.services.chronology.words import row_in_words
from cspr.services.messages.reads import of_the_case
from cspr.services.people.models import Person
from cspr.steps.fact_words import details_in_words, label, names_of


@dataclass(frozen=True)
class Item:
    """One thing of a case. at: when it was recorded, aware. what: which one it is, without what it says. words: all that it says.

    searched: whether its words are known here; those of a file are not.
    """

    at: datetime
    kind: str
    what: str
    words: str
    author: str
    agency: str
    number: int = 0
    searched: bool = True


WITHHELD = "withheld from whoever made this: for named people only"


def _of(member: Member | None) -> tuple[str, str]:
    """Who, and of which agency."""
    return (str(member), member.agency.name if member.agency else "") if member else ("The service", "")


def lines_of(body: Any, name: str = "") -> Iterator[str]:
    """Every text of a document's body, each with the name of what it answers."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from lines_of(value, label(str(key)))
    elif isinstance(body, list):
        for value in body:
            yield from lines_of(value, name)
    elif body not in (None, ""):
        yield f"{name}: {body}" if name else str(body)


def items_of(seen: SeenCase) -> list[Item]:
    """All of a case, numbered from 1 in the order it was recorded, what was corrected or replaced since among it."""
    case, agencies = seen.case, dict(seen.case.partnership.agencies.values_list("slug", "name"))
    names = names_of(case.partnership, protocol.load(case.protocol))
    found: list[Item] = []
    for fact in seen.entries.order_by("seq"):
        details = "\n".join(f"{name}: {words}" for name, words in details_in_words(pure(fact), names))
        said = "\n".join(filter(None, (details, fact.reason and f"Reason: {fact.reason}")))
        found.append(Item(fact.recorded_at, "Entry", f"{protocol.KINDS[fact.kind].says}, of {fact.at.replace('T', ' ')}", said, *_of(fact.actor)))
    out, opened, closed = withheld(case, ENTRY), opening(case), withheld_files(case)
    written = Document.objects.filter(partnership=case.partnership_id, case=case).select_related("author__user", "author__agency")
    for whole in written.order_by("pk"):
        one = opened(whole)
        if one is None:
            found.append(Item(whole.at, "Document", f"{label(whole.kind)}, {WITHHELD}", "", *_of(whole.author), searched=False))
            continue
        which = f" ({agencies.get(one.for_value, one.for_value)})" if one.for_value else ""
        which += f", version {one.version}" + (f", {withheld_in_words(one.withheld)}" if one.withheld else "")
        found.append(Item(one.at, "Document", f"{label(one.kind)}{which}", "\n".join(lines_of(one.body)), *_of(one.author)))
    for row in Entry.objects.filter(partnership=case.partnership_id, case=case).select_related("source__by__user").order_by("pk"):
        said = "\n".join(filter(None, (row.text, row.present, row.response, row.record, row.child_seen, *lines_of(row.more))))
        agency = agencies.get(row.agency, row.agency)
        if row.pk in out:
            found.append(Item(row.source.at, "Chronology row", WITHHELD, "", str(row.source.by), agency, searched=False))
            continue
        left = "" if row.live else ", no longer in the chronology"
        found.append(Item(row.source.at, "Chronology row", f"{row_in_words(row)}{left}", said, str(row.source.by), agency))
    for file in File.objects.filter(partnership=case.partnership_id, case=case).select_related("author__user", "author__agency").order_by("pk"):
        name = WITHHELD if file.pk in closed else file.name
        found.append(Item(file.at, "File", f"{label(file.purpose)}: {name}", "", *_of(file.author), searched=False))
    for message in of_the_case(case).order_by("pk"):
        found.append(Item(message.at, "Message", label(message.kind), f"To: {message.name}", "The service", agencies.get(message.agency, "")))
    found.sort(key=lambda one: (one.at, one.kind))
    return [replace(one, number=n) for n, one in enumerate(found, 1)]


@dataclass(frozen=True)
class Naming:
    """Finds the people of a case in words, by their names as they are hidden elsewhere, and by the words that stand for them."""

    names: Names
    words: Mapping[int, re.Pattern[str]]

    @classmethod
    def of(cls, people: Sequence[Person]) -> Naming:
        """Of everybody on the roll who has a name or a word."""
        return cls(Names({"people": [{"id": str(one.pk), "name": one.name, "aliases": one.aliases} for one in people]}),
                   {one.pk: re.compile(rf"(?<!\w){re.escape(one.pseudonym)}(?!\w)", re.IGNORECASE) for one in people if one.pseudonym})

    def among(self, words: str) -> set[int]:
        """Who is named in it, or may be, by number on the roll."""
        return {int(who) for who in self.names.named(words)} | {pk for pk, word in self.words.items() if word.search(words)}


def day(at: datetime) -> str:
    """The day and time of an item in London, as a list has it."""
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"
