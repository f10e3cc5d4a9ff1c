"""The people of a case in the contract's shape: what the anonymity check takes, and what other rooms read."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from cspr.record.models import Case
from cspr.services.people import relations
from cspr.services.people.models import Person, Relation
from cspr.services.people.roll import CasePeople


def _born(born: date | None, note: str) -> str:
    roughly = note if re.fullmatch(r"\d{4}(-\d{2})?", note) else ""  # The contract's partial date; words are none.
    return born.isoformat() if born else roughly


def births(cases: Collection[int]) -> dict[int, list[str]]:
    """When each child was born that these cases are about, as far as it is known: case's number → dates, "" for one not known."""
    found: dict[int, list[str]] = {}
    children = Person.objects.filter(case__in=cases, role=Person.Role.SUBJECT_CHILD, removed_at=None, same_as=None)
    for case, born, note in children.values_list("case", "born", "born_note"):
        found.setdefault(case, []).append(_born(born, note))
    return found


def _person(person: Person) -> dict[str, Any]:
    known = {"aliases": person.aliases, "born": _born(person.born, person.born_note), "unborn": person.unborn,
             "died": person.died_on.isoformat() if person.died_on else person.died, "sex": person.sex,
             "address": person.address, "school": person.school}
    return {"id": str(person.pk), "role": person.role, "name": person.name, "pseudonym": person.pseudonym, **{k: v for k, v in known.items() if v}}


def _relation(relation: Relation) -> dict[str, Any]:
    a, b = str(relation.a_id), str(relation.b_id)
    if relation.kind in relations.COUPLES:
        lasted = {"from": relation.since, "to": relation.until}
        return {"kind": "partners", "between": [a, b], "how": relation.kind, **{k: v for k, v in lasted.items() if v}}
    return {"kind": relation.kind, "of": b, "who": a, **({"words": relation.words} if relation.words else {})}


def people_file(case: Case) -> dict[str, Any]:
    """Everybody on the roll of a case the caller has already been let into. "id" is the number on the roll; what is not known is left out.

    Those withheld from who reads the case are in it, so that their names are hidden: it is not to be shown. What is shown: `shown_file`.
    """
    return _file(CasePeople.whole(case), relations.whole(case))


def shown_file(case: Case) -> dict[str, Any]:
    """The same for somebody to read: without who is withheld from them, and with how many they are where there are any."""
    roll = CasePeople.of(case)
    return _file(roll, relations.of_case(case)) | ({"withheld": roll.withheld} if roll.withheld else {})


def _file(roll: CasePeople, related: list[Relation]) -> dict[str, Any]:
    return {
        "people": [_person(p) for p in roll.everybody if p.role != Person.Role.PROFESSIONAL],
        "professionals": [{"id": str(p.pk), "name": p.name, "agency": p.agency, "role": p.post, "pseudonym": p.pseudonym,
                           **({"aliases": p.aliases} if p.aliases else {})} for p in roll.professionals],
        "relationships": [_relation(r) for r in related],
    }
