"""The people of a case, as the ways in which each can be named."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cspr.chronology.names.words import SHORT, TITLES

FAMILY = "[family name]"
PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Person:
    """Somebody who must not be named. who: an id, or the place in the file. instead: what stands for the name."""

    who: str
    instead: str
    kind: str  # "person" or "professional".
    firsts: tuple[str, ...]  # Folded: the given name, its short forms, other names.
    lasts: tuple[str, ...]
    between: tuple[str, ...]  # Middle names.
    initials: frozenset[str]


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0] if not letter.isascii() else letter
    low = {"’": "'", "‘": "'", "ʼ": "'", "ø": "o", "ł": "l", "ß": "s", "æ": "a", "ı": "i"}.get(plain.lower(), plain.lower())
    return low if len(low) == 1 else letter


def fold(text: str) -> str:
    """A text in small letters without accents, letter by letter, so that places in it are places in the text."""
    return text.lower() if text.isascii() else "".join(map(_letter, text))


def cast(people_file: Mapping[str, Any]) -> tuple[Person, ...]:
    """Everybody in a people file (contract: People file)."""
    found = []
    for n, person in enumerate(people_file.get("people") or (), 1):
        role = str(person.get("role") or "").strip()
        instead = str(person.get("pseudonym") or "").strip() or (role[:1].upper() + role[1:] if role else f"Person {n}")
        found.append(_person(str(person.get("id") or f"person {n}"), instead, "person", person.get("name"), person.get("aliases") or ()))
    for n, person in enumerate(people_file.get("professionals") or (), 1):
        instead = f"[{str(person.get('role') or '').strip() or 'professional'}]"
        found.append(_person(f"professional {n}", instead, "professional", person.get("name"), person.get("aliases") or ()))
    return tuple(found)


def roles(people_file: Mapping[str, Any]) -> Mapping[str, str]:
    """The id of whoever alone has a role: "mother", "mother's partner" and "partner", "maternal grandmother" and "grandmother"."""
    found: dict[str, set[str]] = defaultdict(set)
    for n, person in enumerate(people_file.get("people") or (), 1):
        role = fold(str(person.get("role") or "")).strip()
        if role and " of " not in role:
            for name in {role, role.split()[-1]}:
                found[name].add(str(person.get("id") or f"person {n}"))
    return {role: ids.pop() for role, ids in found.items() if len(ids) == 1}


def _person(who: str, instead: str, kind: str, name: Any, aliases: Sequence[Any]) -> Person:
    firsts: list[str] = []
    lasts: list[str] = []
    between: list[str] = []
    initials: set[str] = set()
    for n, one in enumerate((name, *aliases)):
        parts = [p for p in PART.findall(fold(str(one or "").strip())) if p not in TITLES]
        if "," in str(one or "") and len(parts) > 1:  # "Marsh, Rowan".
            parts = [*parts[1:], parts[0]]
        double = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", fold(str(one or "")))
        if len(parts) == 1 and n:
            firsts.append(parts[0])
        elif len(parts) == 1:
            (lasts if kind == "professional" else firsts).append(parts[0])
        elif parts:
            given = [p for p in parts[:1] if len(p) > 1]
            firsts += given
            lasts.append(parts[-1])
            lasts += [p for hyphened in double for p in hyphened.split("-") if hyphened.endswith(parts[-1]) and len(p) > 3]
            between += [p for p in parts[1:-1] if p not in lasts and len(p) > 1]
            initials |= {parts[0][0] + parts[-1][0], "".join(p[0] for p in parts)}
            initials |= {parts[0][0] + p.split("-")[0][0] + p.split("-")[1][0] for p in double if p.endswith(parts[-1])}
    if kind == "person":
        firsts += [short for first in list(firsts) for short in SHORT.get(first, ())]
    return Person(who, instead, kind, _once(firsts), _once(lasts), _once(between), frozenset(i for i in initials if 1 < len(i) < 5))


def _once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def by_part(people: Sequence[Person]) -> Iterator[tuple[str, str, Person]]:
    """Each word that names somebody, with which part of the name it is."""
    for person in people:
        for part, words in (("first", person.firsts), ("last", person.lasts), ("between", person.between)):
            for word in words:
                yield word, part, person
                if part == "last" and len(word) > 3:  # "The Marshes", "the Holloways".
                    yield f"{word}s", part, person
                    yield f"{word}es", part, person
                if "'" in word:
                    yield word.replace("'", ""), part, person
        for first in person.firsts:
            for last in person.lasts:
                yield first + last, "first", person


def index(people: Sequence[Person]) -> Mapping[str, Mapping[str, tuple[Person, ...]]]:
    """For each word the people whom it names, by the part of the name it is."""
    found: dict[str, dict[str, list[Person]]] = defaultdict(lambda: defaultdict(list))
    for word, part, person in by_part(people):
        if person not in found[word][part]:
            found[word][part].append(person)
    return {word: {part: tuple(people) for part, people in parts.items()} for word, parts in found.items()}


def instead_of(people: Sequence[Person]) -> str:
    """What stands for a word that may name several."""
    if len(people) == 1:
        return people[0].instead
    family = [p for p in people if p.kind == "person"] or list(people)
    if len({p.instead for p in family}) == 1:
        return family[0].instead
    return " or ".join(p.instead for p in family) if len(family) == 2 else "[name]"
