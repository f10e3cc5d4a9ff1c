"""What a protocol file holds, as frozen typed objects. A lawyer reads the TOML; this is the same, for the machine."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cspr.protocol.kinds import KINDS

Every = Literal["month", "quarter", "half_year", "year"]


class Part(BaseModel):
    """Base of every part: frozen, and unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Condition(Part):
    """Something that is true of the facts, or not yet. Exactly one of fact, all, any, not, none_open, every."""

    fact: str | None = None
    where: dict[str, Any] = {}
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    not_: Condition | None = Field(None, alias="not")
    none_open: NoneOpen | None = None
    every: Covered | None = None
    same: tuple[str, ...] = ()
    latest: bool = False
    days_before: int | None = None
    working_days_before: int | None = None
    else_: str = Field("", alias="else")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        """A bare word is a fact; keys that are no part of a condition are details the fact must have."""
        if isinstance(given, str):
            return {"fact": given}
        if isinstance(given, dict) and "fact" in given:
            own = {"fact", "where", "same", "latest", "days_before", "working_days_before", "else"}
            return {**{k: v for k, v in given.items() if k in own}, "where": {**given.get("where", {}), **{k: v for k, v in given.items() if k not in own}}}
        return given

    @model_validator(mode="after")
    def _one(self) -> Condition:
        given = [self.fact is not None, bool(self.all), bool(self.any), self.not_ is not None, self.none_open is not None, self.every is not None]
        if sum(given) != 1:
            raise ValueError("a condition has exactly one of: fact, all, any, not, none_open, every")
        if self.fact is not None:
            _check_fact(self.fact, self.where)
        return self

    def kinds(self) -> tuple[str, ...]:
        """Every kind of fact it speaks of."""
        found = [self.fact] if self.fact else []
        for inner in (*self.all, *self.any, *([self.not_] if self.not_ else [])):
            found += inner.kinds()
        if self.every:
            found.append(self.every.fact)
        if self.none_open:
            found += [self.none_open.opened, self.none_open.closed]
        return tuple(found)


def _check_fact(kind: str, where: dict[str, Any]) -> None:
    if kind not in KINDS:
        raise ValueError(f"“{kind}” is not a kind of fact")
    for name, wanted in where.items():
        detail = KINDS[kind].details.get(name)
        if detail is None:
            raise ValueError(f"{kind} has no detail “{name}”")
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if detail.values and value not in detail.values:
                raise ValueError(f"{kind}: {name} is one of {', '.join(detail.values)}, not “{value}”")


class NoneOpen(Part):
    """Nothing opened is still open: each `opened` fact has a `closed` one with the same detail `by`."""

    opened: str
    closed: str
    by: str
    where: dict[str, Any] = {}

    @model_validator(mode="after")
    def _known(self) -> NoneOpen:
        _check_fact(self.opened, self.where)
        _check_fact(self.closed, {})
        return self


class Covered(Part):
    """A fact for every item of a list or of several (or every value given), all agreeing on the details in `same`.

    matching: which detail of these facts must equal which detail of the fact that a gate is asked about.
    """

    fact: str
    detail: str
    list: str | None = None
    lists: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    matching: dict[str, str] = {}

    @model_validator(mode="after")
    def _known(self) -> Covered:
        _check_fact(self.fact, {})
        for name in (self.detail, *self.same, *self.matching):
            if name not in KINDS[self.fact].details:
                raise ValueError(f"{self.fact} has no detail “{name}”")
        if (self.list is not None) + bool(self.lists) + bool(self.values) != 1:
            raise ValueError("say which must be covered: exactly one of list, lists, values")
        return self

    @property
    def named_lists(self) -> tuple[str, ...]:
        """The ids of the lists whose items must be covered."""
        return (self.list,) if self.list else self.lists


Condition.model_rebuild()
Some = Annotated[tuple[Condition, ...], BeforeValidator(lambda v: v if isinstance(v, list | tuple) else [v])]


class Clock(Part):
    """By when. Exactly one kind; none at all means as soon as possible."""

    working_days: int | None = Field(None, ge=0, le=1000)
    days: int | None = Field(None, ge=0, le=5000)
    months: int | None = Field(None, ge=1, le=120)
    same_working_day: bool = False
    window: Window | None = None
    date_in: str | None = None
    days_before: Before | None = None
    working_days_before: Before | None = None
    every: Every | None = None
    starts_on: Condition | None = None

    @model_validator(mode="after")
    def _one(self) -> Clock:
        kinds = ("working_days", "days", "months", "window", "date_in", "days_before", "working_days_before", "every")
        if sum(getattr(self, k) is not None for k in kinds) + self.same_working_day != 1:
            raise ValueError(f"a clock is exactly one of: same_working_day, {', '.join(kinds)}")
        return self

    @property
    def in_working_days(self) -> bool:
        """Whether lateness is counted in working days."""
        return not (self.days is not None or self.months is not None or self.days_before is not None or self.every)


class Window(Part):
    """Working days from and to, both inclusive."""

    from_: int = Field(alias="from", ge=0)
    to: int = Field(ge=0)

    @model_validator(mode="after")
    def _order(self) -> Window:
        if self.to < self.from_:
            raise ValueError("a window's “to” is before its “from”")
        return self


class Before(Part):
    """So many days before a planned date, which stands in a detail of a fact."""

    count: int = Field(ge=0)
    fact: str
    detail: str

    @model_validator(mode="after")
    def _known(self) -> Before:
        _check_fact(self.fact, {})
        if self.detail not in KINDS[self.fact].details:
            raise ValueError(f"{self.fact} has no detail “{self.detail}”")
        return self


Clock.model_rebuild()


class ForEach(Part):
    """One duty for each value: of a fact's detail, of a list's items, or of values given."""

    fact: str | None = None
    list: str | None = None
    values: tuple[str, ...] = ()
    detail: str

    @model_validator(mode="after")
    def _one(self) -> ForEach:
        if (self.fact is not None) + (self.list is not None) + bool(self.values) != 1:
            raise ValueError("for_each has exactly one of: fact, list, values")
        if self.fact is not None:
            _check_fact(self.fact, {})
            if self.detail not in KINDS[self.fact].details:
                raise ValueError(f"{self.fact} has no detail “{self.detail}”")
        return self


class ByDetail(Part):
    """The owner (or holder) is named by a detail."""

    detail: str


class Head(Part):
    """Whose protocol it is and from when it holds."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    partnership: str = Field(min_length=1)
    version: str
    in_force_from: date
    calendar: str
    source: str = ""
    review_name: str = "Child Safeguarding Practice Review"
    note: str = ""


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
    """One item of a list."""

    id: str
    name: str


class Checklist(Part):
    """A checklist or circulation list."""

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    title: str
    items: tuple[Item, ...] = Field(min_length=1)


class Duty(Part):
    """Somebody must do something."""

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    title: str
    owner: str | ByDetail
    opens_on: Condition | None = None
    when: Condition | None = None
    met_by: Some
    void_on: Some = ()
    for_each: ForEach | None = None
    clock: Clock | None = None
    next: str = ""
    scope: Literal["case", "partnership"] = "case"

    @property
    def meeting_kinds(self) -> tuple[str, ...]:
        """The kinds of fact that meet it."""
        return tuple(k for c in self.met_by for k in c.kinds())


class Gate(Part):
    """A fact that must not be recorded until something is true."""

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    title: str = ""
    blocks: str
    when: dict[str, Any] = {}
    needs: tuple[Condition, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Gate:
        _check_fact(self.blocks, self.when)
        missing = [n for n in self.needs if not n.else_]
        if missing:
            raise ValueError("every need of a gate says in “else” what to do")
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
    scope: Literal["case", "sin", "referral", "request", "pack", "signature", "report", "document", "actions"]


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

    @property
    def id(self) -> str:
        """Its id, "kbsp-2022"."""
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
    def stages(self) -> tuple[Stage, ...]:
        """The journey."""
        return self.stage

    def checklist(self, list_id: str) -> Checklist:
        """A list by its id; KeyError where there is none."""
        found = next((one for one in self.list if one.id == list_id), None)
        if found is None:
            raise KeyError(list_id)
        return found
