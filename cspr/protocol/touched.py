"""What a new fact can change: the duties, access rules and stages that speak of its kind, and the kinds that these speak of.

A service then reads and evaluates that part alone, however long the case. The rest stands as it was, for a rule is asked
only of the kinds it names; a test holds that against whole evaluations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cspr.protocol.clocks import PAUSED
from cspr.protocol.kinds import KINDS
from cspr.protocol.loader import load
from cspr.protocol.schema import Access, Duty, Gate, Protocol, Stage

ROOM = Path(__file__).parent


@dataclass(frozen=True)
class Touched:
    """Part of a protocol, without gates, and the kinds of fact it reads. whole: nothing of it was left out."""

    protocol: Protocol
    kinds: frozenset[str]
    whole: bool = False


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def kinds_in(part: Duty | Gate | Access | Stage) -> frozenset[str]:
    """Every kind of fact that a part names, wherever in it: in what opens, meets, voids or dates it, or is needed first."""
    named = frozenset(_strings(part.model_dump())) & KINDS.keys()
    return named | {PAUSED} if isinstance(part, Duty) and part.clock and part.clock.months else named


def _in_any(parts: Iterable[Duty | Gate | Access | Stage]) -> frozenset[str]:
    return frozenset().union(*map(kinds_in, parts))


@lru_cache(maxsize=1024)
def touched(protocol_id: str, kinds: frozenset[str]) -> Touched:
    """The part of a protocol of the library that facts of these kinds can change. All of the stages, or none: they follow each other."""
    proto = load(protocol_id)
    duties = tuple(d for d in proto.duty if kinds & kinds_in(d))
    access = tuple(a for a in proto.access if kinds & kinds_in(a))
    stages = proto.stage if kinds & _in_any(proto.stage) else ()
    part = proto.model_copy(update={"duty": duties, "access": access, "stage": stages, "gate": ()})
    return Touched(part, _in_any((*duties, *access, *stages)))


@lru_cache
def whole(protocol_id: str) -> Touched:
    """All of a protocol but its gates."""
    proto = load(protocol_id)
    return Touched(proto.model_copy(update={"gate": ()}), _in_any((*proto.duty, *proto.access, *proto.stage)), whole=True)


@lru_cache(maxsize=1024)
def held_by(protocol_id: str, kind: str) -> frozenset[str]:
    """The kinds of fact that the gates before a kind ask for; empty where nothing holds it back."""
    return _in_any(g for g in load(protocol_id).gate if g.blocks == kind)


@lru_cache(maxsize=1024)
def asked_by(protocol_id: str, kinds: frozenset[str]) -> frozenset[str]:
    """Every kind of fact that recording these kinds asks for: before, by their gates, and afterwards, by what they touch."""
    return touched(protocol_id, kinds).kinds.union(*(held_by(protocol_id, kind) for kind in kinds))


@lru_cache
def edition() -> str:
    """64 hex digits over this room: the protocols, the calendar and the code that reads them. Another edition may say something else."""
    found = sha256()
    for path in sorted(p for p in ROOM.rglob("*") if p.suffix in (".py", ".toml")):
        found.update(path.read_bytes())
    return found.hexdigest()
