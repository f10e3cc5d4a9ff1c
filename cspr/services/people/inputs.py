"""What is asked about a person; used by every stage that first hears of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from cspr.operations.inputs import Day, Input, LongText, OptionalLongText, OptionalText, Text, ask
from cspr.services.people.models import Relation

RoleWord = Literal["subject_child", "sibling", "parent", "carer", "other", "professional"]
SexWord = Literal["female", "male", "other"]
RelationWord = Literal["parent", "adoptive_parent", "foster_carer", "step_parent", "carer", "married", "together", "separated", "divorced", "other"]
ROLE_LABELS = {"subject_child": "A child the case is about", "sibling": "Brother or sister", "parent": "Parent", "carer": "Carer",
               "other": "Somebody else", "professional": "A professional who worked with the family"}
SEX_LABELS = {"female": "Female", "male": "Male", "other": "Another, or not said"}


def _born(value: date) -> date:
    """Grandparents are on the roll too: not before 1900."""
    if not 1900 <= value.year <= 2200:
        raise ValueError("is before 1900, or more than a century away. Check the year")
    return value


Born = Annotated[date, AfterValidator(_born)]
Word = Annotated[OptionalText, StringConstraints(max_length=40)]
BORN_HINT = "For example 27 3 2026. Leave it empty if it is not known."


class ChildIn(Input):
    """A child as first heard of. All of it may be empty: a child can be not named, not born, or not known."""

    name: OptionalText = ask("Name", "Leave it empty if the child has no name yet, or it is not known.", default="")
    born: Day | None = ask("Date of birth", BORN_HINT, default=None)
    unborn: bool = ask("Is the child not born yet?", default=False)
    born_note: OptionalText = ask("If there is no date of birth, what is known?", "For example: due March 2027, or about 4 years old.", default="")
    school: OptionalText = ask("School, college or nursery", default="")
    address: OptionalText = ask("Where the child lives", default="")


class Relate(Input):
    """How two people of the case belong together."""

    who: Text = ask("Who?")
    kind: RelationWord = ask("is", labels=dict(Relation.Kind.choices))
    whom: Text = ask("Whom?")
    since: OptionalText = ask("Since when?", "As far as it is known: 2019, March 2024.", default="")
    until: OptionalText = ask("Until when?", "Leave it empty if it lasts.", default="")
    words: OptionalText = ask("What else is to be said of it?", default="")


class ChangeRelation(Relate):
    """The relation as it should stand."""

    relation: Text = ask("Which relation?")
    reason: LongText = ask("Why is it being changed?", lines=2)


class TakeBack(Input):
    """An entry that should not have been made."""

    reason: LongText = ask("Why is it taken out?", "For example: entered twice, or it was another person.", lines=2)


class RemoveRelation(TakeBack):
    """Which one, and why."""

    relation: Text = ask("Which relation?")


class RemovePerson(TakeBack):
    """Who, and why."""

    person: Text = ask("Which person?")


class Merge(Input):
    """Two entries that are one person."""

    person: Text = ask("Which entry is kept?")
    other: Text = ask("Which entry is the same person?", "What it says and the first does not is taken over; its names become other names. "
                      "Then it is taken off the roll.")
    reason: LongText = ask("How do you know?", lines=2)


class AddPerson(Input):
    """Somebody who belongs to the case."""

    role: RoleWord = ask("Who is this person to the case?", labels=ROLE_LABELS)
    name: OptionalText = ask("Name", "Leave it empty if there is none yet.", default="")
    aliases: OptionalText = ask("Other names used", "Separate them with commas.", default="")
    born: Born | None = ask("Date of birth", BORN_HINT, default=None)
    unborn: bool = ask("Is this a child not born yet?", default=False)
    born_note: OptionalText = ask("If there is no date of birth, what is known?", "For example: due March 2027, or in her twenties.", default="")
    sex: SexWord | None = ask("Sex", "It chooses the symbol in the genogram. It may be left open.", default=None, labels=SEX_LABELS)
    died: bool = ask("Has this person died?", default=False)
    died_on: Born | None = ask("When did they die?", "Leave it empty if it is not known.", default=None)
    school: OptionalText = ask("School, college or nursery", default="")
    address: OptionalText = ask("Where they live", default="")
    agency: OptionalText = ask("Of a professional: which agency?", default="")
    post: OptionalText = ask("Of a professional: in what role?", "For example: health visitor.", default="")
    note: OptionalLongText = ask("Anything else that helps to tell them apart", default="", lines=3)
    pseudonym: Word = ask("The word that stands for the person where no name may stand", "For example: Child A, or Mother’s partner. Leave it "
                          "empty, and one is given.", default="")


class CorrectPerson(AddPerson):
    """The person as they should stand. What is left empty is emptied."""

    person: Text = ask("Which person?", "The number of the person, from the list of people.")
    reason: LongText = ask("Why is it being changed?", "For example: the baby has been named.", lines=2)
