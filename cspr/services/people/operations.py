"""Adding a person to a case, and correcting what is known of one."""

from __future__ import annotations

from typing import Any

from cspr.operations import Doing, InputFault, operation
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.people.inputs import AddPerson, CorrectPerson
from cspr.services.people.roll import birth_fault, on_roll, write

KEEPERS = (Role.BUSINESS_UNIT, Role.NOTIFIER)


def _values(do: Doing, data: AddPerson) -> dict[str, Any]:
    """The entry as it is kept. Raises InputFault at the date of birth."""
    if data.unborn and data.role in ("parent", "carer"):
        raise InputFault.at("unborn", "A parent or carer cannot be not born yet. Check the answer, or who this person is to the case.")
    incident = do.happened("incident_occurred")
    about = incident[-1].at if incident and data.role == "subject_child" else None
    fault = birth_fault(data.born, data.unborn, do.now.astimezone(LONDON).date(), about, "born")
    if fault:
        raise InputFault(fault)
    aliases = [a.strip() for a in data.aliases.split(",") if a.strip()]
    return {**data.model_dump(include={"role", "name", "born", "unborn", "born_note", "school", "address", "note"}), "aliases": aliases}


@operation("people.add_person", title="Add a person to the case", clauses=["C1"], by=KEEPERS, room="people")
def add_person(do: Doing, data: AddPerson) -> None:
    """Put one person on the roll; a word that stands for them ("Sibling 1") is given at once."""
    write(do, None, _values(do, data))


@operation("people.correct_person", title="Correct what is known of a person", clauses=["C1"], by=KEEPERS, room="people")
def correct_person(do: Doing, data: CorrectPerson) -> None:
    """Change a name, a date of birth or anything else in the one place it is kept; the earlier entry stays as a version.

    Raises InputFault where the person is not on this case's roll.
    """
    person = on_roll(do.case, data.person) if do.case else None
    if person is None:
        raise InputFault.at("person", "That person is not on this case. Open the list of people again and choose one.")
    write(do, person, _values(do, data), data.reason)
