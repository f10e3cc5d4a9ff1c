"""The genogram of a case, from its roll and its relations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.safestring import SafeString

from cspr.govuk.svg.family import Birth, Bond, Figure, Household, in_sentences
from cspr.govuk.svg.genogram import genogram
from cspr.record.models import Case
from cspr.services.people import relations
from cspr.services.people.models import Person, Relation
from cspr.services.people.roll import CasePeople

_BIRTHS = {"parent": "birth", "adoptive_parent": "adopted", "foster_carer": "fostered"}
_SIDE = {"step_parent", "carer", "other"}


def _figure(person: Person, named: bool) -> Figure:
    note = f"{person.born:%-d %b %Y}" if person.born and named else f"{person.born:%Y}" if person.born else person.born_note if named else ""
    if person.died_on and note:
        note = f"{note} to {person.died_on:%-d %b %Y}" if named else f"{note} to {person.died_on:%Y}"
    name = (person.name or person.pseudonym) if named else person.pseudonym
    sex = person.sex if person.sex in ("male", "female") else ""
    return Figure(str(person.pk), name, sex, note, person.died, person.unborn, person.is_child)


def _births(links: Sequence[Relation], by_id: dict[int, Person]) -> list[Birth]:
    """Each child with its parents of one sort; twins are those of the same parents and day."""
    found: dict[tuple[int, str], list[int]] = {}
    for r in links:
        if r.kind in _BIRTHS:
            found.setdefault((r.b_id, r.kind), []).append(r.a_id)
    first: dict[int, tuple[str, list[int]]] = {}
    for (child, kind), parents in sorted(found.items(), key=lambda one: list(_BIRTHS).index(one[0][1])):
        first.setdefault(child, (kind, parents))  # By birth, where that is known; the sentences say the rest.
    born = sorted(first, key=lambda c: (by_id[c].born is None, by_id[c].born, c) if by_id[c].born else (True, None, c))
    twin = {c: f"{sorted(first[c][1])}{by_id[c].born}" for c in first if by_id[c].born}
    return [Birth(str(c), tuple(str(p) for p in first[c][1][:2]), _BIRTHS[first[c][0]], twin.get(c, "")) for c in born]  # type: ignore[arg-type]


def _households(people: Sequence[Person], named: bool) -> list[Household]:
    """Those of one address, by how it reads, case and punctuation apart; an address of one person makes none."""
    homes: dict[str, list[Person]] = {}
    for person in people:
        if person.address and not person.died:
            homes.setdefault(re.sub(r"\W+", "", person.address).casefold(), []).append(person)
    shared = [members for members in homes.values() if len(members) > 1]
    return [Household(members[0].address.split(",")[0] if named else f"Household {n}", tuple(str(m.pk) for m in members))
            for n, members in enumerate(shared, 1)]


def family(case: Case, named: bool = True) -> tuple[list[Figure], list[Bond], list[Birth], list[Household], list[str]]:
    """A case's family as the picture takes it, and as sentences more what it cannot show. named: names, else the words that stand for them."""
    people = [p for p in CasePeople.of(case).everybody if p.role != Person.Role.PROFESSIONAL]
    links = relations.of_case(case)
    by_id = {p.pk: p for p in people}
    links = [r for r in links if r.a_id in by_id and r.b_id in by_id]
    figures = [_figure(p, named) for p in people]
    couples: dict[frozenset[int], Relation] = {frozenset((r.a_id, r.b_id)): r for r in links if r.kind in relations.COUPLES}
    bonds = [Bond(str(r.a_id), str(r.b_id), r.kind) for r in couples.values()]  # type: ignore[arg-type]
    births, homes = _births(links, by_id), _households(people, named)
    name = {f.id: f.name for f in figures}
    more = [f"{name[str(r.a_id)]} is {r.get_kind_display()} {name[str(r.b_id)]}{f': {r.words}' if r.words and named else ''}."
            for r in links if r.kind in _SIDE]
    return figures, bonds, births, homes, [*in_sentences(figures, bonds, births, homes), *more]


def picture(case: Case, named: bool = True) -> tuple[SafeString, list[str]]:
    """The genogram ("" where nobody is listed) and what it says in sentences."""
    figures, bonds, births, homes, said = family(case, named)
    return genogram(figures, bonds, births, homes), said
