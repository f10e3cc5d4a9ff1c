"""Whom a text that goes out could identify, by the people of its case: shown before it goes, so that a person can take it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cspr.chronology.names import Found, Names
from cspr.record.models import Case
from cspr.record.people import people_file

AROUND = 40  # Letters shown on each side.


@dataclass(frozen=True)
class Place:
    """One place in a text: the part it is in, the words around it, and what was found."""

    heading: str
    before: str
    found: Found
    after: str


def places(case: Case, parts: Iterable[tuple[str, str]]) -> list[Place]:
    """Every place in these parts, as (heading, words), that could identify somebody of a case the caller has been let into."""
    names = Names(people_file(case))
    return [Place(heading, words[max(0, f.start - AROUND):f.start], f, words[f.end:f.end + AROUND])
            for heading, words in parts for f in names.found(words)]
