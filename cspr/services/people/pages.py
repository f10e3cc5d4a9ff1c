"""The People page, and the steps that add a person and correct one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cspr.operations import Done
from cspr.partnership.roles import Role
from cspr.services.people.operations import KEEPERS
from cspr.services.people.roll import FIELDS, CasePeople, on_roll
from cspr.steps.page import CasePage
from cspr.steps.step import Step


class People(CasePage):
    """Everybody on the roll."""

    room = "people"
    template = "people/people.html"
    heading = "People"

    def context(self) -> Mapping[str, Any]:
        """The roll, and whether this person may change it."""
        return {"people": CasePeople.of(self.seen.case), "may_change": Role(self.member.role) in KEEPERS}


class _PersonStep(Step):
    def done_url(self, done: Done) -> str:
        """Back to the list."""
        return reverse("people", args=[self.kwargs["reference"]])


class AddPerson(_PersonStep):
    """One more person."""

    operation = "people.add_person"
    template = "people/person.html"
    button = "Add this person"
    next_says = "The person is listed under People. A word such as “Sibling 1” stands for them wherever a name may not."

    def initial(self) -> Mapping[str, Any]:
        """The role named in the address."""
        return {"role": self.request.GET.get("for", "")}


class CorrectPerson(_PersonStep):
    """One person as they should stand."""

    operation = "people.correct_person"
    template = "people/person.html"
    button = "Save the change"
    next_says = "The name is right everywhere at once. What the entry said before is kept with the reason."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The people of this case."""
        if name != "person" or self.seen is None:
            return None
        return [(str(p.pk), f"{p.pseudonym}: {p.shown_name}") for p in CasePeople.of(self.seen.case).everybody]

    def initial(self) -> Mapping[str, Any]:
        """The person named in the address, as they stand now."""
        person = on_roll(self.seen.case, self.request.GET.get("for", "")) if self.seen else None
        if person is None:
            return {}
        return {**{f: getattr(person, f) for f in FIELDS}, "aliases": ", ".join(person.aliases), "person": str(person.pk)}
