"""A family as the genogram draws it, and the same in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sex = Literal["male", "female", ""]
_BONDS = {"married": "are married", "together": "are partners", "separated": "have separated", "divorced": "are divorced",
          "apart": "are not known to have lived together"}
_HOW = {"birth": "child", "adopted": "adopted child", "fostered": "foster child"}


@dataclass(frozen=True)
class Figure:
    """Somebody in the picture. note: short words under the name ("born 14 August 2025")."""

    id: str
    name: str
    sex: Sex = ""
    note: str = ""
    died: bool = False
    unborn: bool = False
    focus: bool = False


@dataclass(frozen=True)
class Bond:
    """Two who are, or were, a couple; or share a child ("apart": more is not known)."""

    a: str
    b: str
    kind: Literal["married", "together", "separated", "divorced", "apart"] = "apart"


@dataclass(frozen=True)
class Birth:
    """A child and its parents: one or two are known. twin: a word shared by those born together."""

    child: str
    parents: tuple[str, ...]
    kind: Literal["birth", "adopted", "fostered"] = "birth"
    twin: str = ""


@dataclass(frozen=True)
class Household:
    """Those who live together."""

    name: str
    members: tuple[str, ...]


def in_sentences(figures: Sequence[Figure], bonds: Sequence[Bond], births: Sequence[Birth], households: Sequence[Household]) -> list[str]:
    """What the picture shows, in sentences: who there is, couples, children, households."""
    name = {f.id: f.name for f in figures}
    said = []
    for f in figures:
        more = [w for w in ({"male": "male", "female": "female"}.get(f.sex, ""), f.note, "not born yet" if f.unborn else "",
                            "died" if f.died else "", "whom this is about" if f.focus else "") if w]
        said.append(f"{f.name}{': ' + ', '.join(more) if more else ''}.")
    said += [f"{name[b.a]} and {name[b.b]} {_BONDS[b.kind]}." for b in bonds]
    said += [f"{name[b.child]} is {_article(_HOW[b.kind])} of {' and '.join(name[p] for p in b.parents)}." for b in births if b.parents]
    said += [f"{h.name}: {_list([name[m] for m in h.members])}." for h in households if h.members]
    return said


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}" if word != "child" else "the child"


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
