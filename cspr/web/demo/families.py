"""The families of some of the made-up cases: who belongs to whom, so that their genograms have something to show."""

from __future__ import annotations

from typing import Any

from cspr.partnership.roles import Role
from cspr.services.people.file import people_file
from cspr.web.demo.walk import Walk

_HOME, _ELSEWHERE = "3 Made Up Close, Wessmoor", "17 Sample Street, Wessmoor"
Somebody = tuple[str, dict[str, Any]]
Belongs = tuple[str, str, str]


def _who(key: str, role: str, name: str, sex: str = "", born: str | None = None, **more: Any) -> Somebody:
    return key, {"role": role, "name": name, "sex": sex or None, "born": born, **more}


# By the surname of the child the case is about: the people beside the children ("child 1", "child 2"), and how they belong together.
FAMILIES: dict[str, tuple[list[Somebody], list[Belongs]]] = {
    "Thistle": ([
        _who("mother", "parent", "Fern Thistle", "female", "2001-08-14", address=_HOME, aliases="Fee"),
        _who("partner", "other", "Cole Darrow", "male", "1998-01-20", address=_HOME, note="The mother’s partner since 2024."),
        _who("father", "parent", "Ned Askew", "male", "1999-10-02"),
        _who("brother", "sibling", "Alder Thistle", "male", "2020-04-17", address=_HOME, school="Otter Lane Primary"),
        _who("gran", "other", "Hazel Thistle", "female", "1975-12-05", address=_ELSEWHERE, note="Maternal grandmother."),
        _who("grandad", "other", "Basil Thistle", "male", "1971-06-30", died=True, died_on="2022-02-11"),
        _who("visitor", "professional", "Maya Corran", agency="Wessmoor Community Health", post="Health visitor"),
        _who("worker", "professional", "Tom Ferris", agency="Wessmoor Children’s Social Care", post="Social worker"),
    ], [("mother", "parent", "child 1"), ("partner", "parent", "child 1"), ("mother", "parent", "brother"), ("father", "parent", "brother"),
        ("mother", "together", "partner"), ("mother", "separated", "father"), ("gran", "married", "grandad"),
        ("gran", "parent", "mother"), ("grandad", "parent", "mother")]),
    "Pell": ([
        _who("mother", "parent", "Ruth Pell", "female", "1990-03-03", address=_HOME),
        _who("father", "parent", "Glyn Pell", "male", "1988-11-25", address=_ELSEWHERE),
        _who("step", "carer", "Olu Marsden", "male", "1992-05-09", address=_HOME),
        _who("half", "sibling", "Juno Marsden", "female", "2025-01-12", address=_HOME),
    ], [("mother", "parent", "child 1"), ("father", "parent", "child 1"), ("mother", "parent", "child 2"), ("father", "parent", "child 2"),
        ("mother", "divorced", "father"), ("mother", "married", "step"), ("mother", "parent", "half"), ("step", "parent", "half"),
        ("step", "step_parent", "child 1")]),
    "Carr": ([
        _who("mother", "parent", "Willow Carr", "female", "2004-02-18", address=_HOME),
        _who("gran", "carer", "Rose Carr", "female", "1979-07-07", address=_HOME),
        _who("twin", "sibling", "Lark Carr", "female", "2026-04-22", address=_HOME),
    ], [("mother", "parent", "child 1"), ("mother", "parent", "twin"), ("gran", "parent", "mother")]),
    "": ([
        _who("mother", "parent", "Ada Finch", "female", "2005-09-01", address=_HOME),
        _who("father", "parent", "Jem Okoro", "male", "2004-04-04"),
    ], [("mother", "parent", "child 1"), ("father", "parent", "child 1")]),
}


def enter(case: Walk, day: int = 0) -> None:
    """Put a case's family on its roll, as the Business Unit hears of it on that working day."""
    unit = case.who(Role.BUSINESS_UNIT)
    surname = str(case.children[0]["name"]).rpartition(" ")[2]
    people, belongs = FAMILIES[surname]
    for _, given in people:
        case.do("people.add_person", unit, day, 9, timed=False, **given)
    roll = [p["id"] for kind in ("people", "professionals") for p in people_file(case.case)[kind]]
    children = len(case.children)
    number = {f"child {n}": roll[n - 1] for n in range(1, children + 1)} | {key: roll[children + n] for n, (key, _) in enumerate(people)}
    for who, kind, whom in belongs:
        case.do("people.relate", unit, day, 9, timed=False, who=number[who], kind=kind, whom=number[whom])
