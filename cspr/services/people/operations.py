"""Adding a person to a case, correcting what is known of one, and how they belong together."""

from __future__ import annotations

from typing import Any

from cspr.operations import Doing, InputFault, operation
from cspr.operations.errors import Fault
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.people import relations
from cspr.services.people.inputs import AddPerson, ChangeRelation, CorrectPerson, Merge, Relate, RemovePerson, RemoveRelation
from cspr.services.people.models import Person
from cspr.services.people.roll import CasePeople, birth_fault, on_roll, word_fault, write

KEEPERS = (Role.BUSINESS_UNIT, Role.NOTIFIER)
_TEXTS = ("role", "name", "born", "unborn", "born_note", "school", "address", "note", "died", "died_on", "agency", "post")
_TAKEN_OVER = ("name", "born", "born_note", "sex", "died_on", "school", "address", "note", "agency", "post")


def _values(do: Doing, data: AddPerson, person: Person | None) -> dict[str, Any]:
    """The entry as it is kept. Raises InputFault at each answer that cannot be."""
    faults: list[Fault | None] = []
    if data.unborn and data.role not in ("subject_child", "sibling", "other"):
        faults.append(Fault("unborn", "Only a child can be not born yet. Check the answer, or who this person is to the case."))
    today = do.now.astimezone(LONDON).date()
    incident = do.happened("incident_occurred")
    about = incident[-1].at if incident and data.role == "subject_child" else None
    faults.append(birth_fault(data.born, data.unborn, today, about, "born"))
    if data.died_on and not data.died:
        faults.append(Fault("died", "There is a day of death below. Answer yes, or take the day out."))
    if data.died_on and data.died_on > today:
        faults.append(Fault("died_on", f"{data.died_on:%-d %B %Y} is in the future. Check the date."))
    if data.died_on and data.born and data.died_on < data.born:
        faults.append(Fault("died_on", f"This is before the person was born ({data.born:%-d %B %Y}). Check both dates."))
    if do.case and data.pseudonym:
        faults.append(word_fault(do.case, data.pseudonym, data.name, person))
    if found := [f for f in faults if f]:
        raise InputFault(*found)
    aliases = [a.strip() for a in data.aliases.split(",") if a.strip()]
    word = {"pseudonym": data.pseudonym} if data.pseudonym else {}
    return {**data.model_dump(include=set(_TEXTS)), "sex": data.sex or "", "aliases": aliases, **word}


def _there(do: Doing, number: str, field_name: str = "person") -> Person:
    """The person of that number. Raises InputFault where this case's roll has none such."""
    person = on_roll(do.case, number) if do.case else None
    if person is None:
        raise InputFault.at(field_name, "That person is not on this case. Open the list of people again and choose one.")
    return person


@operation("people.add_person", title="Add a person to the case", clauses=["C1"], by=KEEPERS, room="people")
def add_person(do: Doing, data: AddPerson) -> None:
    """Put one person on the roll; a word that stands for them ("Sibling 1") is given at once, unless one is chosen."""
    write(do, None, _values(do, data, None))


@operation("people.correct_person", title="Correct what is known of a person", clauses=["C1"], by=KEEPERS, room="people")
def correct_person(do: Doing, data: CorrectPerson) -> None:
    """Change a name, a date of birth or anything else in the one place it is kept; the earlier entry stays as a version.

    An earlier name stays among the other names, so that what was typed with it is still recognised as this person.
    Raises InputFault where the person is not on this case's roll.
    """
    person = _there(do, data.person)
    values = _values(do, data, person)
    before = person.name
    if before and before != values["name"] and before not in values["aliases"]:
        values["aliases"].append(before)
        do.notes.append(f"The earlier name of {person.pseudonym} is kept among the other names, so that it is recognised where it was typed before.")
    relations.check_births(person, data.born)
    write(do, person, values, data.reason)


@operation("people.remove_person", title="Take a person off the roll", clauses=["C1"], by=KEEPERS, room="people")
def remove_person(do: Doing, data: RemovePerson) -> None:
    """An entry made by mistake: it and its relations are no longer shown; the earlier entry stays as a version, with the reason."""
    person = _there(do, data.person)
    if person.is_child and len(CasePeople.of(person.case).children) == 1:
        raise InputFault.at("person", "This is the only child the case is about. Add the right one first, or correct this entry.")
    _take_off(do, person, None, data.reason)


@operation("people.merge", title="Two entries are one person", clauses=["C1"], by=KEEPERS, room="people")
def merge(do: Doing, data: Merge) -> None:
    """Keep one entry with what both say, and take the other off the roll. Relations of the other become the first one's."""
    kept, other = _there(do, data.person), _there(do, data.other, "other")
    if kept == other:
        raise InputFault.at("other", "This is the same entry. Choose the other one.")
    names = [n for n in (other.name, *other.aliases) if n and n not in (kept.name, *kept.aliases)]
    values: dict[str, Any] = {f: getattr(other, f) for f in _TAKEN_OVER if not getattr(kept, f)}
    if "name" in values:
        names = [n for n in names if n != other.name]
    if other.is_child:
        values["role"] = other.role
    values |= {"aliases": [*kept.aliases, *names], "died": kept.died or other.died, "unborn": kept.unborn and other.unborn}
    relations.hand_over(do, other, kept)
    _take_off(do, other, kept, data.reason)
    write(do, kept, values, data.reason)


def _take_off(do: Doing, person: Person, same_as: Person | None, reason: str) -> None:
    relations.remove_all(do, person, reason)
    person.removed_at, person.same_as = do.now, same_as
    write(do, person, {}, reason)


@operation("people.relate", title="Say how two people belong together", clauses=["C1"], by=KEEPERS, room="people")
def relate(do: Doing, data: Relate) -> None:
    """One relation. Raises InputFault where it cannot be: with oneself, twice, a third parent by birth, a parent younger than the child, a circle."""
    relations.write(do, None, data, _there(do, data.who, "who"), _there(do, data.whom, "whom"))


@operation("people.change_relation", title="Correct how two people belong together", clauses=["C1"], by=KEEPERS, room="people")
def change_relation(do: Doing, data: ChangeRelation) -> None:
    """The relation as it should stand: for one that ended, with the day. Raises InputFault as `relate`."""
    found = relations.there(do, data.relation)
    relations.write(do, found, data, _there(do, data.who, "who"), _there(do, data.whom, "whom"), data.reason)


@operation("people.remove_relation", title="Take out a relation that is not so", clauses=["C1"], by=KEEPERS, room="people")
def remove_relation(do: Doing, data: RemoveRelation) -> None:
    """A relation entered by mistake. One that has ended is changed instead."""
    relations.remove(do, relations.there(do, data.relation), data.reason)
