"""Dates of birth, addresses, postcodes and schools, in the ways in which they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cspr.chronology.names.cast import fold

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_ANY_DATE = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]{3,9}\.?,? \d{2,4})"
_GENERIC = """
primary school infant infants junior academy college nursery high secondary grammar community the of c e ce rc catholic church england and
free special pre preschool centre
"""
GENERIC = frozenset(_GENERIC.split())
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b")


@dataclass(frozen=True)
class Place:
    """A thing that gives somebody away. keys: one of them stands in each text that has it, folded. what: as read out."""

    pattern: re.Pattern[str]
    keys: tuple[str, ...]
    what: str
    instead: str
    who: str


def places(people_file: Mapping[str, Any]) -> tuple[Place, ...]:
    """Of everybody in a people file, each thing once."""
    found: dict[str, Place] = {}
    people = list(people_file.get("people") or ())
    schools = {fold(str(p["school"])) for p in people if p.get("school")}
    for n, person in enumerate(people, 1):
        who = str(person.get("id") or f"person {n}")
        for place in (*_births(person, who), *_homes(person, who), *_schools(person, who, len(schools) > 1)):
            found.setdefault(place.pattern.pattern, place)
    # A birth date that was mistyped is one all the same.
    said = rf"(?<=\bdob )(?:{_ANY_DATE})|(?<=\bdob: )(?:{_ANY_DATE})|(?<=\bd\.o\.b\. )(?:{_ANY_DATE})|(?<=\bborn )(?:on )?(?:{_ANY_DATE})"
    said += rf"|(?<=date of birth )(?:{_ANY_DATE})|(?<=date of birth: )(?:{_ANY_DATE})"
    if people:
        found.setdefault(said, Place(re.compile(said), ("dob", "d.o.b", "born", "date of birth"), "date of birth", "[date of birth]", ""))
    return tuple(found.values())


def _births(person: Mapping[str, Any], who: str) -> list[Place]:
    try:
        born = date.fromisoformat(str(person.get("born") or ""))
    except ValueError:  # Not known, or only its year: a year is nobody's.
        return []
    month = _MONTHS[born.month - 1]
    name = rf"(?:{month}|{month[:3]}|sept)" if born.month == 9 else rf"(?:{month}|{month[:3]})"
    year, day = rf"(?:{born.year}|{born.year % 100:02d})", rf"0?{born.day}"
    ways = (
        rf"{day}(?:st|nd|rd|th)?(?: of)?[ -]{name}\.?,?[ -]{year}",
        rf"{name}\.? {day}(?:st|nd|rd|th)?,? {year}",
        rf"{day}(?P<one>[./\- ])0?{born.month}(?P=one){year}",
        rf"{born.year}(?P<two>[./-])0?{born.month}(?P=two){day}",
        f"{born:%Y%m%d}",
    )
    pattern = re.compile(rf"(?<![\d/.-])(?:{'|'.join(ways)})(?![\d/-])")
    return [Place(pattern, (str(born.year), f"{born.year % 100:02d}"), "date of birth", "[date of birth]", who)]


def _homes(person: Mapping[str, Any], who: str) -> list[Place]:
    address = fold(str(person.get("address") or "")).strip()
    if not address:
        return []
    found = []
    if code := _POSTCODE.search(address):
        found.append(Place(re.compile(rf"\b{code[1]}\s?{code[2]}\b"), (code[1],), "postcode", "[postcode]", who))
        address = address.replace(code[0], "")
    parts = [p.strip() for p in re.split(r"[,\n]", address) if p.strip()]
    lines = [p for p in parts if re.search(r"\d", p)] or parts[:1]
    street = lines[-1] if lines else ""
    if re.fullmatch(r"(?:flat|apartment|room|unit)? ?\d+[a-z]?", street) and len(parts) > 1:
        street = parts[1]
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", re.sub(r"^(?:flat|apartment|unit) \d+[a-z]? ?", "", street))
    if words:
        named = r"[\s-]+".join(re.escape(w.replace("'", "")).replace("s", "'?s") if w == words[0] and "'" in w else re.escape(w) for w in words)
        number = r"(?:(?:flat|apartment|unit) \d+[a-z]?,? )?(?:\d+[a-z]?(?:-\d+)?,? )?"
        found.append(Place(re.compile(rf"\b{number}{named}\b"), (words[0].replace("'", "")[:5],), "address", "[address]", who))
    return found


def _schools(person: Mapping[str, Any], who: str, several: bool) -> list[Place]:
    school = fold(str(person.get("school") or "")).strip()
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*\.?", school)
    own = [w for w in words if w.strip(".") not in GENERIC]
    if not own:
        return []
    ends = r"(?:[\s-]+(?:c of e|rc|primary|school|infants?|junior|academy|college|nursery|high|secondary|community|pre-?school))*"
    named = r"[\s-]+".join(re.escape(w.rstrip(".")) + r"\.?" if w.startswith("st") and len(w) < 4 else re.escape(w).replace("'", "'?") for w in own)
    instead = f"[school of {person.get('pseudonym') or person.get('role') or 'child'}]" if several else "[school]"
    longest = max(own, key=len).replace("'", "")
    return [Place(re.compile(rf"\b{named}{ends}\b"), (longest[:6],), "school", instead, who)]
