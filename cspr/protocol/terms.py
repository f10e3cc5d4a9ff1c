"""The terms that duties, gates and access rules are written in: conditions on facts, clocks, and "for each"."""

from __future__ import annotations

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
    not_before: str | None = None
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
            own = {"fact", "where", "same", "latest", "not_before", "days_before", "working_days_before", "else"}
            details = {**given.get("where", {}), **{k: v for k, v in given.items() if k not in own}}
            return {**{k: v for k, v in given.items() if k in own}, "where": details}
        return given

    @model_validator(mode="after")
    def _one(self) -> Condition:
        given = [self.fact is not None, bool(self.all), bool(self.any), self.not_ is not None, self.none_open is not None, self.every is not None]
        if sum(given) != 1:
            raise ValueError("a condition has exactly one of: fact, all, any, not, none_open, every")
        if self.fact is not None:
            check_fact(self.fact, self.where)
            for name in self.same:
                has_detail(self.fact, name)
        if self.not_before is not None:
            check_fact(self.not_before, {})
        return self

    def kinds(self) -> tuple[str, ...]:
        """Every kind of fact it speaks of."""
        found = [self.fact] if self.fact else []
        for inner in (*self.all, *self.any, *([self.not_] if self.not_ else [])):
            found += inner.kinds()
        if self.every:
            found.append(self.every.fact)
        if self.none_open:
            found += self.none_open.kinds
        return tuple(found)


def check_fact(kind: str, where: dict[str, Any]) -> None:
    """Raises ValueError where a kind, a detail of it or a value of the detail is not in the vocabulary."""
    if kind not in KINDS:
        raise ValueError(f"“{kind}” is not a kind of fact")
    for name, wanted in where.items():
        has_detail(kind, name)
        detail = KINDS[kind].details[name]
        values = wanted if isinstance(wanted, list) else [wanted]
        if not values:
            raise ValueError(f"{kind}: {name} is given no value, so it would never hold")
        for value in values:
            if detail.values and value not in detail.values:
                raise ValueError(f"{kind}: {name} is one of {', '.join(detail.values)}, not “{value}”")
            if detail.type == "bool" and not isinstance(value, bool):
                raise ValueError(f"{kind}: {name} is true or false, not “{value}”")


def has_detail(kind: str, name: str) -> None:
    """Raises ValueError where a kind of fact has no such detail."""
    if name not in KINDS[kind].details:
        raise ValueError(f"{kind} has no detail “{name}”")


class NoneOpen(Part):
    """Nothing opened is still open: each `opened` fact has a `closed` one with the same detail `by`."""

    opened: str
    closed: str
    by: str
    where: dict[str, Any] = {}

    @model_validator(mode="after")
    def _known(self) -> NoneOpen:
        check_fact(self.opened, self.where)
        check_fact(self.closed, {})
        for kind in self.kinds:
            has_detail(kind, self.by)
        return self

    @property
    def kinds(self) -> tuple[str, str]:
        """The kind of fact that opens, and the one that closes."""
        return self.opened, self.closed


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
        check_fact(self.fact, {})
        for name in (self.detail, *self.same, *self.matching):
            has_detail(self.fact, name)
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
        check_fact(self.fact, {})
        has_detail(self.fact, self.detail)
        return self


Clock.model_rebuild()


class ForEach(Part):
    """One duty for each value: of a fact's detail, of a list's items, or of values given.

    latest: only the value that the newest fact names is still owed; what was not done for those before it is no longer required.
    """

    fact: str | None = None
    list: str | None = None
    values: tuple[str, ...] = ()
    detail: str
    latest: bool = False

    @model_validator(mode="after")
    def _one(self) -> ForEach:
        if (self.fact is not None) + (self.list is not None) + bool(self.values) != 1:
            raise ValueError("for_each has exactly one of: fact, list, values")
        if self.fact is not None:
            check_fact(self.fact, {})
            has_detail(self.fact, self.detail)
        return self


class ByDetail(Part):
    """The holder is named by a detail."""

    detail: str


class OwnedBy(ByDetail):
    """The owner is one holder of a role, named by a detail. role: which role, where it is not called like the detail."""

    role: str = ""
