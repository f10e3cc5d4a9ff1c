"""The chase ladder: who is reminded, in which order, of what is owed and does not come. Data of the protocol, climbed by a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from cspr.protocol.calendar import Calendar
from cspr.protocol.explain import plural
from cspr.protocol.facts import Fact, effective
from cspr.protocol.terms import NoneOpen, Part

PAUSED, RESUMED, SKIPPED = "chase_paused", "chase_resumed", "chase_skipped"
KINDS_ASKED = (PAUSED, RESUMED, SKIPPED, "withdrawn")
# Who is told: whoever owes it; who answers for them; the Sub-group's chair.
To = Literal["holder", "lead", "chair"]
State = Literal["ahead", "now", "sent", "skipped", "passed", "paused", "held"]


class Step(Part):
    """One step. When: exactly one of working_days_before, on_the_day, working_days_after. says: the sentence the reader gets."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)
    name: str = Field(min_length=3)
    to: To
    says: str = Field(min_length=5)
    working_days_before: int | None = Field(None, ge=1, le=60)
    on_the_day: bool = False
    working_days_after: int | None = Field(None, ge=1, le=60)

    @model_validator(mode="after")
    def _one(self) -> Step:
        if (self.working_days_before is not None) + self.on_the_day + (self.working_days_after is not None) != 1:
            raise ValueError("a step comes exactly one of: working_days_before, on_the_day, working_days_after")
        return self

    @property
    def offset(self) -> int:
        """Working days after the day something is due; before it, when negative."""
        return (self.working_days_after or 0) - (self.working_days_before or 0)

    @property
    def when(self) -> str:
        """When it comes, in words."""
        if not self.offset:
            return "on the day"
        return f"{plural(abs(self.offset), 'working day')} {'after' if self.offset > 0 else 'before'}"

    def day(self, due: date, calendar: Calendar) -> date:
        """The day it comes, for something due on that day."""
        return calendar.add_working_days(due, self.offset)


class Ladder(Part):
    """The steps for one duty, from the first reminder to the last. waits_while: not climbed for whom one of these is open.

    Each step is told once for each day that is owed: where the day moves, the steps begin anew.
    """

    id: str
    clauses: tuple[str, ...] = Field(min_length=1)
    duty: str
    steps: tuple[Step, ...] = Field(min_length=1)
    waits_while: tuple[NoneOpen, ...] = ()

    @field_validator("steps")
    @classmethod
    def _in_order(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if len({s.id for s in steps}) < len(steps):
            raise ValueError("two steps have the same id")
        if any(a.offset >= b.offset for a, b in zip(steps, steps[1:], strict=False)):
            raise ValueError("the steps stand in the order they come, each on a later day")
        return steps

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of fact that say how it is climbed."""
        return frozenset((*KINDS_ASKED, *(kind for one in self.waits_while for kind in one.kinds)))


@dataclass(frozen=True)
class Owed:
    """Something still owed: by whom (the duty's value, such as an agency), since which day they have known of it, and by when."""

    value: str
    told: date
    due: date


@dataclass(frozen=True)
class Told:
    """A step that was told: which, to whom it was about, for what was due when, on which day."""

    step: str
    value: str
    due: date
    on: date


@dataclass(frozen=True)
class Rung:
    """A step as it stands for one who owes. on: the day it comes, or came.

    now: to be told today. passed: its moment went by before it could be told. held: more time is being asked for, or the like.
    """

    step: Step
    value: str
    due: date
    on: date
    state: State


def paused(facts: Iterable[Fact], value: str = "") -> bool:
    """Whether the chasing of this one, or (value "") of everybody in the case, stands still. facts: in the order they were recorded."""
    stands: dict[str, bool] = {}
    for fact in effective(facts):
        if fact.kind in (PAUSED, RESUMED):
            stands[str(fact.details.get("agency") or "")] = fact.kind == PAUSED
    return stands.get("", False) or stands.get(value, False)


def held(ladder: Ladder, facts: Iterable[Fact], value: str) -> bool:
    """Whether something is open for this one that the ladder waits for."""
    counting = sorted(effective(facts), key=Fact.order)
    for one in ladder.waits_while:
        found = [f for f in counting if f.kind in one.kinds and str(f.details.get(one.by)) == value]
        if found and found[-1].kind == one.opened and all(found[-1].details.get(k) == v for k, v in one.where.items()):
            return True
    return False


def climb(ladder: Ladder, owed: Sequence[Owed], facts: Iterable[Fact], told: Iterable[Told], calendar: Calendar, on: date) -> tuple[Rung, ...]:
    """Every step of the ladder for everybody who owes, as it stands on a day; at most one of each is for now, and on no day off any.

    facts: those of `ladder.kinds`, in the order they were recorded. told: what was told before, on this day too.
    A reminder that comes no later than the request itself is passed; what was not told while it waited comes one a working day.
    """
    facts, told = tuple(facts), tuple(told)
    return tuple(rung for one in owed for rung in _of_one(ladder, one, facts, [t for t in told if t.value == one.value], calendar, on))


def _of_one(ladder: Ladder, one: Owed, facts: tuple[Fact, ...], told: list[Told], calendar: Calendar, on: date) -> Iterator[Rung]:
    skipped = {str(f.details["step"]) for f in effective(facts) if f.kind == SKIPPED and f.details.get("agency") == one.value
               and f.details.get("due") == one.due.isoformat()}
    sent = {t.step: t.on for t in told if t.due == one.due}
    still: State | None = "paused" if paused(facts, one.value) else "held" if held(ladder, facts, one.value) else None
    # Told today already, asked only today, or nobody is at work: whatever comes next comes on another day.
    may = calendar.is_working_day(on) and on > one.told and not any(t.on >= on for t in told)
    days = [s.day(one.due, calendar) for s in ladder.steps]
    for n, (step, day) in enumerate(zip(ladder.steps, days, strict=True)):
        if step.id in sent:
            yield Rung(step, one.value, one.due, sent[step.id], "sent")
        elif step.id in skipped:
            yield Rung(step, one.value, one.due, day, "skipped")
        elif step.offset <= 0 and (day <= one.told or _gone(step, day, days[n + 1] if n + 1 < len(days) else None, one.due, on)):
            yield Rung(step, one.value, one.due, day, "passed")
        elif still:
            yield Rung(step, one.value, one.due, day, still)
        elif day > on or not may:
            yield Rung(step, one.value, one.due, max(day, calendar.add_working_days(on, 1)) if day <= on else day, "ahead")
        else:
            may = False
            yield Rung(step, one.value, one.due, day, "now")


def _gone(step: Step, day: date, following: date | None, due: date, on: date) -> bool:
    """Whether the moment of a reminder has gone by: the next one's day has come, or the day itself is over."""
    return on > day and (on > max(day, due) or (following is not None and following <= on))
