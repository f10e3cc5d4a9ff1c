"""What is asked about a person; used by every stage that first hears of one."""

from __future__ import annotations

from typing import Literal

from cspr.operations.inputs import Day, Input, LongText, OptionalLongText, OptionalText, Text, ask

RoleWord = Literal["subject_child", "sibling", "parent", "carer", "other"]
ROLE_LABELS = {"subject_child": "A child the case is about", "sibling": "Brother or sister", "parent": "Parent", "carer": "Carer",
               "other": "Somebody else"}
BORN_HINT = "For example 27 3 2026. Leave it empty if it is not known."


class ChildIn(Input):
    """A child as first heard of. All of it may be empty: a child can be not named, not born, or not known."""

    name: OptionalText = ask("Name", "Leave it empty if the child has no name yet, or it is not known.", default="")
    born: Day | None = ask("Date of birth", BORN_HINT, default=None)
    unborn: bool = ask("Is the child not born yet?", default=False)
    born_note: OptionalText = ask("If there is no date of birth, what is known?", "For example: due March 2027, or about 4 years old.", default="")
    school: OptionalText = ask("School, college or nursery", default="")
    address: OptionalText = ask("Where the child lives", default="")


class AddPerson(Input):
    """Somebody who belongs to the case."""

    role: RoleWord = ask("Who is this person to the case?", labels=ROLE_LABELS)
    name: OptionalText = ask("Name", "Leave it empty if there is none yet.", default="")
    aliases: OptionalText = ask("Other names used", "Separate them with commas.", default="")
    born: Day | None = ask("Date of birth", BORN_HINT, default=None)
    unborn: bool = ask("Is this a child not born yet?", default=False)
    born_note: OptionalText = ask("If there is no date of birth, what is known?", "For example: due March 2027, or in her twenties.", default="")
    school: OptionalText = ask("School, college or nursery", default="")
    address: OptionalText = ask("Where they live", default="")
    note: OptionalLongText = ask("Anything else that helps to tell them apart", default="", lines=3)


class CorrectPerson(AddPerson):
    """The person as they should stand. What is left empty is emptied."""

    person: Text = ask("Which person?", "The number of the person, from the list of people.")
    reason: LongText = ask("Why is it being changed?", "For example: the baby has been named.", lines=2)
