"""How the people of a case belong together: read, and written for the operations of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cspr.access.withheld import open_rows
from cspr.operations import Doing, InputFault
from cspr.record.models import Case
from cspr.record.people import PERSON
from cspr.services.people.inputs import Relate
from cspr.services.people.models import Person, Relation

PARENTS = ("parent", "adoptive_parent", "foster_carer", "step_parent")
COUPLES = ("married", "together", "separated", "divorced")
_ALIKE = {"parent": "parent", "adoptive_parent": "parent", "foster_carer": "parent", "step_parent": "parent", "carer": "carer", "other": "other",
          **dict.fromkeys(COUPLES, "couple")}


def _in(case: Case) -> dict[str, Any]:
    # Said of the people too: else the database looks whether it may show each person of other cases, before it leaves them out.
    return {"partnership": case.partnership_id, "case": case, "a__case": case, "b__case": case, "removed_at": None}


def of_case(case: Case) -> list[Relation]:
    """Those of a case the caller has already been let into, in the order they were entered."""
    return list(_open(Relation.objects.filter(**_in(case)).select_related("a", "b"), case))


def whole(case: Case) -> list[Relation]:
    """Every one, for what is not shown."""
    return list(Relation.objects.filter(**_in(case)).select_related("a", "b"))


def _open(found: QuerySet[Relation], case: Case) -> QuerySet[Relation]:
    """Without those of somebody who is withheld from who reads the case."""
    return open_rows(open_rows(found, case, PERSON, "a"), case, PERSON, "b")


def there(do: Doing, number: str) -> Relation:
    """The relation of that number. Raises InputFault where this case has none such."""
    if number.isascii() and number.isdecimal() and len(number) < 10:
        assert do.case is not None
        found = _open(Relation.objects.filter(case=do.case, pk=int(number), removed_at=None).select_related("a", "b"), do.case).first()
        if found:
            return found
    raise InputFault.at("relation", "That relation is not in this case. Open the list of people again and choose one.")


def _above(relations: Iterable[Relation], child: Person) -> set[int]:
    """Everybody from whom a person descends, by any sort of parent, and the person."""
    parents: dict[int, set[int]] = {}
    for r in relations:
        if r.kind in PARENTS:
            parents.setdefault(r.b_id, set()).add(r.a_id)
    found, waiting = {child.pk}, [child.pk]
    while waiting:
        new = parents.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _check(do: Doing, data: Relate, who: Person, whom: Person, others: list[Relation]) -> None:
    if who == whom:
        raise InputFault.at("whom", "Nobody is related to themselves. Choose the other person.")
    if Person.Role.PROFESSIONAL in (who.role, whom.role):
        place = "who" if who.role == Person.Role.PROFESSIONAL else "whom"
        raise InputFault.at(place, "What a professional was to the family is said in their own entry.")
    if who.unborn and data.kind != "other":
        raise InputFault.at("who", f"{who.pseudonym} is not born yet, so this cannot be. Choose the two the other way round.")
    if whom.unborn and data.kind in COUPLES:
        raise InputFault.at("whom", f"{whom.pseudonym} is not born yet, so this cannot be. Check who is meant.")
    alike = [r for r in others if _ALIKE[r.kind] == _ALIKE[data.kind] and {r.a_id, r.b_id} == {who.pk, whom.pk}]
    if alike:
        said = f"{alike[0].a} is {alike[0].get_kind_display()} {alike[0].b}"
        raise InputFault.at("whom", f"It is entered already that {said}. Change that entry instead.")
    if data.kind not in PARENTS:
        return
    if whom.pk in _above(others, who):
        raise InputFault.at("kind", f"{whom.pseudonym} is entered as a parent or forebear of {who.pseudonym}. Choose the two the other way round, "
                            "or correct the other entry.")
    if data.kind in ("parent", "adoptive_parent") and sum(r.kind == data.kind and r.b_id == whom.pk for r in others) >= 2:
        raise InputFault.at("kind", f"{whom.pseudonym} has two of these already. Correct one of them, or choose another word, such as step-parent.")
    _older(who.born, whom.born, who, whom, "who")


def _older(parent: date | None, child: date | None, who: Person, whom: Person, field_name: str) -> None:
    if parent and child and parent >= child:
        raise InputFault.at(field_name, f"{who.pseudonym} (born {parent:%-d %B %Y}) cannot be a parent of {whom.pseudonym} (born {child:%-d %B %Y}). "
                            "Check both dates of birth.")


def check_births(person: Person, born: date | None) -> None:
    """Raises InputFault at "born" where a new date of birth makes a parent younger than the child."""
    for r in Relation.objects.filter(Q(a=person) | Q(b=person), kind="parent", removed_at=None).select_related("a", "b"):
        parent, child = (born, r.b.born) if r.a_id == person.pk else (r.a.born, born)
        _older(parent, child, r.a, r.b, "born")


def _keep(do: Doing, relation: Relation, reason: str) -> None:
    """Write the row, and keep what it says as a version of its document."""
    relation.save()
    body = {"kind": relation.kind, "who": relation.a_id, "whom": relation.b_id, "since": relation.since, "until": relation.until,
            "words": relation.words, "removed": relation.removed_at is not None, "reason": reason}
    do.document("relation", body, str(relation.pk))


def write(do: Doing, relation: Relation | None, data: Relate, who: Person, whom: Person, reason: str = "") -> None:
    """Enter a relation (None) or change one. Raises InputFault where it cannot be."""
    if do.case is None:
        raise TypeError("relations belong to a case")
    _check(do, data, who, whom, [r for r in of_case(do.case) if relation is None or r.pk != relation.pk])
    relation = relation or Relation(partnership=do.home, case=do.case)
    relation.kind, relation.a, relation.b = data.kind, who, whom
    relation.since, relation.until, relation.words = data.since[:40], data.until[:40], data.words
    _keep(do, relation, reason)


def remove(do: Doing, relation: Relation, reason: str) -> None:
    """Take one out; its versions stay."""
    relation.removed_at = do.now
    _keep(do, relation, reason)


def remove_all(do: Doing, person: Person, reason: str) -> None:
    """Take out all that name a person."""
    for relation in Relation.objects.filter(Q(a=person) | Q(b=person), removed_at=None):
        remove(do, relation, reason)


def hand_over(do: Doing, other: Person, kept: Person) -> None:
    """Make one person's relations another's, as far as they still say something and can be so."""
    for relation in Relation.objects.filter(Q(a=other) | Q(b=other), removed_at=None).select_related("a", "b"):
        who, whom = (kept, relation.b) if relation.a_id == other.pk else (relation.a, kept)
        data = Relate(who=str(who.pk), kind=relation.kind, whom=str(whom.pk), since=relation.since, until=relation.until, words=relation.words)
        remove(do, relation, "merged")
        try:
            write(do, None, data, who, whom, "merged")
        except InputFault:
            do.notes.append(f"That {who} is {relation.get_kind_display()} {whom} was left out: it is entered already, or it cannot be.")
