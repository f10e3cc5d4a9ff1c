"""What a protocol file holds, as frozen typed objects. A lawyer reads the TOML; this is the same, for the machine."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from cspr.protocol.ladder import Ladder
from cspr.protocol.terms import ByDetail, Clock, Condition, ForEach, OwnedBy, Part, Some, check_fact


class Head(Part):
    """Whose protocol it is and from when it holds. emergency_hours: how long a case stays open to who asked for it in an emergency."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    partnership: str = Field(min_length=1)
    version: str
    in_force_from: date
    calendar: str
    source: str = ""
    review_name: str = "Child Safeguarding Practice Review"
    note: str = ""
    emergency_hours: int = Field(4, ge=1, le=24)


class Version(Part):
    """One line of the version history (K1)."""

    version: str
    on: str
    by: str
    change: str


class Clause(Part):
    """One clause: kind, in our words, and its place in the source."""

    id: str = Field(pattern=r"^[A-Z]\d+$")
    kind: Literal["rule", "duty", "gate", "list", "access", "duty + gate", "gate + duty", "gate + list"]
    says: str = Field(min_length=5)
    source: str


class Role(Part):
    """Who owes duties."""

    id: str
    name: str


class Item(Part):
    """One item of a list. short: the same in a few words, for a sentence that names several.

    Of an agenda: the clauses it rests on, and the kinds of fact that say what came of it.
    """

    id: str
    name: str
    short: str = ""
    clauses: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @field_validator("facts")
    @classmethod
    def _kinds(cls, facts: tuple[str, ...]) -> tuple[str, ...]:
        for kind in facts:
            check_fact(kind, {})
        return facts


class Checklist(Part):
    """A checklist or circulation list."""

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    title: str = ""
    items: tuple[Item, ...] = Field(min_length=1)

    @property
    def heading(self) -> str:
        """Its title; where it has none, its id as words."""
        return self.title or self.id.replace("-", " ").capitalize()


class Duty(Part):
    """Somebody must do something.

    repeats: each fact that opens it opens it anew; what meets a further one comes after it.
    """

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    title: str
    owner: str | OwnedBy
    opens_on: Condition | None = None
    when: Condition | None = None
    met_by: Some
    void_on: Some = ()
    for_each: ForEach | None = None
    repeats: bool = False
    clock: Clock | None = None
    next: str = ""
    scope: Literal["case", "partnership"] = "case"

    @property
    def meeting_kinds(self) -> tuple[str, ...]:
        """The kinds of fact that meet it."""
        return tuple(k for c in self.met_by for k in c.kinds())

    @cached_property
    def openers(self) -> tuple[Condition, ...]:
        """The facts, one by one, that open a duty that repeats; a condition that is no fact comes back as it is."""
        if self.for_each and self.for_each.fact:
            return (Condition.model_validate(self.for_each.fact),)
        return (self.opens_on.any or (self.opens_on,)) if self.opens_on else ()

    def named(self, value: str | None, number: int) -> str | None:
        """What the answer calls the duty "for": its value, and from the second time on its number: "A1 · 2", or "2" where it has no value."""
        return value if number == 1 else f"{value} · {number}" if value is not None else str(number)

    def value_in(self, named: str) -> str:
        """The value in such a name, "" where there is none."""
        if not self.repeats:
            return named
        return named.split(" · ")[0] if self.for_each else ""


class Gate(Part):
    """A fact that must not be recorded until something is true."""

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    title: str = ""
    blocks: str
    when: dict[str, Any] = {}
    needs: tuple[Condition, ...] = Field(min_length=1)

    @field_validator("blocks")
    @classmethod
    def _a_kind(cls, blocks: str) -> str:
        check_fact(blocks, {})
        return blocks

    @field_validator("needs")
    @classmethod
    def _say_what_to_do(cls, needs: tuple[Condition, ...]) -> tuple[Condition, ...]:
        if any(not need.else_ for need in needs):
            raise ValueError("every need of a gate says in “else” what to do")
        return needs

    @model_validator(mode="after")
    def _known(self) -> Gate:
        check_fact(self.blocks, self.when)
        return self


class Access(Part):
    """Opens part of a case to a role, or to one holder of it.

    newest: only to the holder whom the newest fact names. begins, ends: details of that fact that hold the first and last day.
    """

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    role: str
    who: ByDetail | None = None
    newest: bool = False
    begins: ByDetail | None = None
    ends: ByDetail | None = None
    opens_on: Condition
    also: Condition | None = None
    closes_on: Condition | None = None
    scope: Literal["case", "sin", "referral", "request", "pack", "invitation", "signature", "report", "document", "actions"]


class Stage(Part):
    """A stage of the journey."""

    id: str
    name: str
    begins_on: Condition
    ends_on: Condition | None = None
    skipped_when: Condition | None = None


class Protocol(Part):
    """A whole protocol."""

    protocol: Head
    version: tuple[Version, ...] = ()
    clause: tuple[Clause, ...]
    role: tuple[Role, ...]
    duty: tuple[Duty, ...]
    gate: tuple[Gate, ...] = ()
    list: tuple[Checklist, ...] = ()
    access: tuple[Access, ...] = ()
    stage: tuple[Stage, ...] = ()
    ladder: tuple[Ladder, ...] = ()

    @property
    def id(self) -> str:
        """Its id, by which cases name it."""
        return self.protocol.id

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses in the order of the source."""
        return self.clause

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who owes duties under it."""
        return self.role

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Its duties."""
        return self.duty

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Its gates."""
        return self.gate

    @property
    def lists(self) -> tuple[Checklist, ...]:
        """Its checklists and circulation lists."""
        return self.list

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Who is reminded of what, in which order."""
        return self.ladder

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The journey."""
        return self.stage

    def items_of(self, *clauses: str) -> dict[str, str]:
        """The items of the lists that rest on these clauses, in the order of the clauses: id → words. The first list that has one names it."""
        words: dict[str, str] = {}
        for item in (i for c in clauses for one in self.list if c in one.clauses for i in one.items):
            words.setdefault(item.id, item.name)
        return words

    def checklist(self, list_id: str) -> Checklist:
        """A list by its id; KeyError where there is none."""
        found = next((one for one in self.list if one.id == list_id), None)
        if found is None:
            raise KeyError(list_id)
        return found
