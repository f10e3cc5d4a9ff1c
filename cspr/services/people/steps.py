"""The steps that add a person, correct one, and say how people belong together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.services.people import relations
from cspr.services.people.roll import FIELDS, CasePeople, on_roll
from cspr.steps import CaseStep

_OF_PROFESSIONALS = ("agency", "post")
_OF_FAMILY = ("born", "unborn", "born_note", "sex", "died", "died_on", "school", "address")


class _PeopleStep(CaseStep):
    """Back to the list afterwards."""

    template = "people/person.html"
    after = "people"
    chosen = ("person", "other", "who", "whom")

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The people of this case, and its relations."""
        if self.seen is None or name not in (*self.chosen, "relation"):
            return None
        if name == "relation":
            return [(str(r.pk), f"{r.a} is {r.get_kind_display()} {r.b}") for r in relations.of_case(self.seen.case)]
        roll = CasePeople.of(self.seen.case)
        listed = [*roll.children, *roll.others, *(roll.professionals if name in ("person", "other") else ())]
        return [(str(p.pk), f"{p.pseudonym}: {p.shown_name}") for p in listed]

    def initial(self) -> Mapping[str, Any]:
        """Whoever is named in the address."""
        return {"person": self.request.GET.get("for", ""), "who": self.request.GET.get("for", ""), "relation": self.request.GET.get("for", "")}


class AddPerson(_PeopleStep):
    """One more person."""

    operation = "people.add_person"
    button = "Add this person"
    next_says = "The person is listed under People. A word such as “Sibling 1” stands for them wherever a name may not."

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """What is asked of professionals alone, or of everybody else."""
        return (*_OF_FAMILY, "role") if self.request.GET.get("for") == "professional" else _OF_PROFESSIONALS

    def initial(self) -> Mapping[str, Any]:
        """The role named in the address."""
        return {"role": self.request.GET.get("for", "")}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """A professional, on their own page."""
        return {**answers, "role": "professional"} if "role" in self.leave_out else answers


class CorrectPerson(_PeopleStep):
    """One person as they should stand."""

    operation = "people.correct_person"
    button = "Save the change"
    next_says = "The name is right everywhere at once. What the entry said before is kept with the reason."

    def initial(self) -> Mapping[str, Any]:
        """The person named in the address, as they stand now."""
        person = on_roll(self.seen.case, self.request.GET.get("for", "")) if self.seen else None
        if person is None:
            return {}
        return {**{f: getattr(person, f) for f in FIELDS}, "aliases": ", ".join(person.aliases), "person": str(person.pk)}


class RemovePerson(_PeopleStep):
    """An entry made by mistake."""

    operation = "people.remove_person"
    button = "Take off the roll"
    check = True
    next_says = "The entry is no longer shown. What it said stays in the record, with the reason."


class Merge(_PeopleStep):
    """Two entries that are one person."""

    operation = "people.merge"
    button = "Make one entry of them"
    check = True
    next_says = "One entry is left, with the names of both. What each said before stays in the record."


class Relate(_PeopleStep):
    """How two belong together."""

    operation = "people.relate"
    template = "people/relate.html"
    button = "Save"
    next_says = "It is drawn in the genogram."


class ChangeRelation(_PeopleStep):
    """A relation that ended, or was entered wrongly."""

    operation = "people.change_relation"
    template = "people/relate.html"
    button = "Save the change"

    def initial(self) -> Mapping[str, Any]:
        """The relation named in the address, as it stands."""
        number = self.request.GET.get("for", "")
        found = next((r for r in relations.of_case(self.seen.case) if str(r.pk) == number), None) if self.seen else None
        if found is None:
            return {}
        return {"relation": number, "who": str(found.a_id), "whom": str(found.b_id), "kind": found.kind, "since": found.since, "until": found.until,
                "words": found.words}


class RemoveRelation(_PeopleStep):
    """A relation that was never so."""

    operation = "people.remove_relation"
    template = "people/relate.html"
    button = "Take it out"
    check = True
    next_says = "It is no longer shown or drawn. For a relation that has ended, change it instead and say until when it lasted."
