"""The people of a case in the contract's shape: what the anonymity check takes, and what other rooms read."""

from __future__ import annotations

from typing import Any

from cspr.record.models import Case
from cspr.services.people.roll import CasePeople


def people_file(case: Case) -> dict[str, Any]:
    """Everybody on the roll of a case the caller has already been let into. "id" is the number on the roll; what is not known is left out."""
    people = []
    for person in CasePeople.of(case).everybody:
        known = {"name": person.name, "aliases": person.aliases, "born": person.born.isoformat() if person.born else "", "address": person.address,
                 "school": person.school}
        people.append({"id": str(person.pk), "role": person.role, "pseudonym": person.pseudonym, "name": known.pop("name"),
                       **{name: value for name, value in known.items() if value}, **({"unborn": True} if person.unborn else {})})
    return {"people": people, "professionals": [], "relationships": []}
