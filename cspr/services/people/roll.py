"""The roll of a case: who is on it, adding to it, and the words that stand for each person where no name may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cspr.access.withheld import Cut, Item, Left, open_rows, withheld
from cspr.operations import Doing, InputFault
from cspr.operations.errors import Fault
from cspr.protocol.facts import day_of
from cspr.record.facts import LONDON
from cspr.record.models import Case, Document
from cspr.record.people import PERSON
from cspr.services.people.inputs import ChildIn
from cspr.services.people.models import Person

_WORDS = {"subject_child": "Child", "sibling": "Sibling", "parent": "Parent", "carer": "Carer", "other": "Person", "professional": "Professional"}
_PARENTS = {"female": "Mother", "male": "Father"}
FIELDS = ("role", "name", "aliases", "born", "unborn", "born_note", "school", "address", "note", "sex", "died", "died_on", "agency", "post",
          "pseudonym")


@dataclass(frozen=True)
class CasePeople:
    """Everybody on a case's roll, in the order they were added."""

    everybody: tuple[Person, ...]
    withheld: int = 0

    @classmethod
    def of(cls, case: Case) -> CasePeople:
        """The roll of a case the caller has already been let into, without those who are withheld from who reads it (and how many they are)."""
        there = list(Person.objects.filter(case=case, removed_at=None))
        out = withheld(case, PERSON)
        return cls(tuple(p for p in there if p.pk not in out), sum(p.pk in out for p in there))

    @classmethod
    def whole(cls, case: Case) -> CasePeople:
        """Everybody, for what hides names and for what asks whether a name or word is taken; never to be shown."""
        return cls(tuple(Person.objects.filter(case=case, removed_at=None)))

    @property
    def children(self) -> tuple[Person, ...]:
        """The children the case is about."""
        return tuple(p for p in self.everybody if p.is_child)

    @property
    def others(self) -> tuple[Person, ...]:
        """Family and others."""
        return tuple(p for p in self.everybody if not p.is_child and p.role != Person.Role.PROFESSIONAL)

    @property
    def professionals(self) -> tuple[Person, ...]:
        """Those who worked with the family."""
        return tuple(p for p in self.everybody if p.role == Person.Role.PROFESSIONAL)


def on_roll(case: Case, number: str) -> Person | None:
    """The person of that number, None where the case has none such (or it is no number)."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return open_rows(Person.objects.filter(case=case, pk=int(number), removed_at=None), case, PERSON).first()


def as_item(case: Case, number: int) -> Item | None:
    """Somebody on the roll as something that can be restricted; None where the case has none such, or they are withheld from who reads it.

    A child the case is about is not: the case is of that child.
    """
    found = on_roll(case, str(number))
    return Item(f"{found.pseudonym} on the list of people") if found and not found.is_child else None


def cut(case: Case) -> Cut | None:
    """Takes who is withheld from who reads the case, and their relations, out of what was written (see `withholds`)."""
    out = {str(pk) for pk in withheld(case, PERSON)}
    if not out:
        return None

    def left(document: Document) -> Left:
        about = {"person": (document.for_value,), "relation": (str(document.body.get("who")), str(document.body.get("whom")))}
        return (document.body, 0) if out.isdisjoint(about.get(document.kind, ())) else (None, 1)

    return left


def pseudonym(case: Case, role: str, sex: str = "") -> str:
    """The next word for a role: "Child 2"; "Mother" for the first. A word once given is never given again."""
    taken = set(Person.objects.filter(case=case).values_list("pseudonym", flat=True))
    plain = _PARENTS.get(sex, "") if role == "parent" else ""
    if plain and plain not in taken:
        return plain
    word = plain or _WORDS[role]
    return next(f"{word} {n}" for n in range(2 if plain else 1, len(taken) + 3) if f"{word} {n}" not in taken)


def word_fault(case: Case, word: str, name: str, person: Person | None) -> Fault | None:
    """What is wrong with a word that shall stand for a person, None where nothing is."""
    everybody = list(Person.objects.filter(case=case))
    taken = next((p for p in everybody if p.pseudonym.casefold() == word.casefold() and (person is None or p.pk != person.pk)), None)
    if taken:
        return Fault("pseudonym", f"“{word}” stands for somebody else in this case, or did. Choose another word.")
    names = " ".join([name, *(n for p in everybody for n in (p.name, *p.aliases))])
    named = {part.casefold() for part in names.split() if len(part) > 2}
    if named & {part.strip(".,’'s").casefold() for part in word.split()} or named & {part.casefold() for part in word.split()}:
        return Fault("pseudonym", f"“{word}” holds a name that is on this case's roll. Choose a word that identifies nobody.")
    return None


def birth_fault(born: date | None, unborn: bool, today: date, incident: date | datetime | None, place: str) -> Fault | None:
    """What is wrong with a date of birth, None where nothing is. incident: when it happened, if known. place: the field's path."""
    if born is None:
        return None
    if unborn:
        return Fault(place, "A child who is not born yet has no date of birth. Leave it empty and say when the child is due below it.")
    if born > today:
        return Fault(place, f"The date of birth, {born:%-d %B %Y}, is in the future. For a child not born yet, answer yes to that question instead.")
    if incident is not None and day_of(incident) < born:
        return Fault(place, f"The incident ({day_of(incident):%-d %B %Y}) is before this child was born ({born:%-d %B %Y}). Check both dates.")
    return None


def check_births(children: Sequence[ChildIn], today: date, incident: date | datetime | None, field_name: str = "children") -> None:
    """Raises InputFault, at each child's date of birth, for a birth in the future or after the incident."""
    faults = [birth_fault(c.born, c.unborn, today, incident, f"{field_name}.{n}.born") for n, c in enumerate(children)]
    found = [f for f in faults if f]
    if found:
        raise InputFault(*found)


def check_words(words: str, children: Sequence[ChildIn], field_name: str = "about") -> None:
    """Raises InputFault where words meant for lists hold a child's name, or part of one of three letters and more."""
    said = {w.strip(".,;:'’\"()").lower() for w in words.split()}
    named = {part.lower() for c in children for part in c.name.split() if len(part) > 2}
    if said & named:
        raise InputFault.at(field_name, "These words stand on lists and must identify nobody. Leave the name out.")


def check_incident(case: Case, incident: date | datetime, field_name: str = "at") -> None:
    """Raises InputFault where an incident is before the birth of a child already on the roll."""
    for child in CasePeople.whole(case).children:
        if child.born and day_of(incident) < child.born:
            raise InputFault.at(field_name, f"This is before {child.pseudonym} was born ({child.born:%-d %B %Y}). Check it, or correct the date of "
                                "birth under People.")


def add_children(do: Doing, children: Sequence[ChildIn], incident: date | datetime | None = None) -> list[Person]:
    """Put children on the roll of the case being worked on, as the referral or the authority names them.

    incident: when it happened, if known. Raises InputFault at children.N.born.
    """
    check_births(children, do.now.astimezone(LONDON).date(), incident)
    return [write(do, None, {**child.model_dump(), "role": "subject_child"}) for child in children]


def write(do: Doing, person: Person | None, values: dict[str, Any], reason: str = "") -> Person:
    """Add a person (None) or change one, and keep what the entry said as a version of its document."""
    if do.case is None:
        raise TypeError("people belong to a case")
    if person is None:
        person = Person(partnership=do.home, case=do.case, pseudonym=pseudonym(do.case, values["role"], values.get("sex", "")))
    for name in FIELDS:
        if name in values:
            setattr(person, name, values[name])
    person.save()
    days = {name: day.isoformat() if (day := getattr(person, name)) else None for name in ("born", "died_on")}
    body = {name: getattr(person, name) for name in FIELDS} | days | {"removed": person.removed_at is not None, "reason": reason}
    do.document("person", body, str(person.pk))
    return person


_ASKED = {"name": "Name", "aliases": "Other names", "born": "Date of birth", "role": "To the case", "pseudonym": "The word that stands for them",
          "school": "School", "address": "Address", "note": "Note", "sex": "Sex", "died": "Has died", "died_on": "Died on", "unborn": "Not born yet",
          "born_note": "Of the birth", "agency": "Agency", "post": "Role", "removed": "Taken off the roll"}


def what_changed(versions: Sequence[Document]) -> list[tuple[Document, list[tuple[str, str, str]]]]:
    """Of each version of an entry, the newest first: (it, [(what, before, now)])."""
    found = []
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        was = before.body if before else {}
        found.append((version, [(words, _said(was.get(name)), _said(version.body.get(name))) for name, words in _ASKED.items()
                                if _said(was.get(name)) != _said(version.body.get(name))]))
    return found


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(value) if isinstance(value, list) else str(value or "")
