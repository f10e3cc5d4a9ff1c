"""What a new fact can change: the duties, access rules and stages that speak of its kind, and the kinds that these speak of.

A service then reads and evaluates that part alone, however long the case; and of what is owed by, or open to, each of many
(agencies, actions) only that of the one in question. The rest stands as it was, for a rule is asked only of the kinds it
names; a test holds that against whole evaluations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cspr.protocol.clocks import PAUSED
from cspr.protocol.facts import Fact
from cspr.protocol.kinds import KINDS, tells
from cspr.protocol.loader import load
from cspr.protocol.schema import Access, Duty, Gate, Protocol, Stage
from cspr.protocol.terms import Condition

ROOM = Path(__file__).parent


@dataclass(frozen=True)
class Touched:
    """Part of a protocol, without gates, and the kinds of fact it reads. whole: nothing of it was left out.

    by: the detail by which a rule "for each" can be asked for one value alone, by the rule's id.
    """

    protocol: Protocol
    kinds: frozenset[str]
    whole: bool = False
    by: Mapping[str, str] = field(default_factory=dict)

    def only(self, changed: Iterable[Fact]) -> dict[str, frozenset[str]]:
        """By rule, the values it is to be asked for where these facts changed; a rule that is not named is asked for all."""
        facts = tuple(changed)
        return {rule: frozenset(str(fact.details.get(name)) for fact in facts) for rule, name in self.by.items()}

    @property
    def apart(self) -> str:
        """The detail by which all of it can be asked for one value alone, "" where some of it cannot."""
        names, rules = set(self.by.values()), len(self.protocol.duty) + len(self.protocol.access) + len(self.protocol.stage)
        return names.pop() if len(names) == 1 and len(self.by) == rules else ""


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


def _apart(part: Duty | Access, changed: frozenset[str]) -> str:
    """The detail by which a rule asks these kinds, each of its values being asked apart from the others; "" where they meet.

    They meet where only the newest counts, where it is owed each time, and in what a rule asks once for all of its values.
    """
    if isinstance(part, Duty):
        if part.for_each is None or part.for_each.latest or part.repeats:
            return ""
        name, whole = part.for_each.detail, [part.when, part.clock, None if part.for_each.fact else part.opens_on]
        beside = [inner for one in (part.opens_on, *part.met_by, *part.void_on) if one for inner in _beside(one)]
        once = frozenset(_strings([p.model_dump() for p in whole if p])).union(beside, {PAUSED})
    elif part.who is None or part.newest:
        return ""
    else:
        name, once = part.who.detail, frozenset(_strings([p.model_dump() for p in (part.also, part.closes_on) if p]))
    asked = changed & kinds_in(part)
    return name if once.isdisjoint(asked) and all(tells(kind, name) for kind in asked) else ""


def _beside(condition: Condition) -> Iterator[str]:
    """The kinds that a condition asks without regard to the value in question."""
    if condition.not_before:
        yield condition.not_before
    if condition.none_open:
        yield from condition.none_open.kinds
    for inner in (*condition.all, *condition.any, *([condition.not_] if condition.not_ else [])):
        yield from _beside(inner)


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
    rules: tuple[Duty | Access, ...] = (*duties, *access)
    by = {rule.id: name for rule in rules if (name := _apart(rule, kinds))}
    return Touched(part, _in_any((*duties, *access, *stages)), by=by)


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
