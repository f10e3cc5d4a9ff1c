"""Facts: what happened, written once. Reading them from JSON, and which of them count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cspr.protocol.explain import one_line
from cspr.protocol.kinds import KINDS, Detail

LONDON = ZoneInfo("Europe/London")
# Further off than any review reaches, and within what the calendar can count.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$", re.ASCII)
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_WRITE = "Write it as 2026-03-27, or 2026-03-27T14:30"
_KEYS = {"id", "kind", "at", "recorded_at", "by", "details", "supersedes", "reason"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a list of facts: where, and what to do."""

    place: str
    message: str

    def __str__(self) -> str:
        return one_line(f"{self.place}: {self.message}")


class FactsInvalid(ValueError):
    """Facts that cannot be read; every problem at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened. at: a date, or a naive date and time in Europe/London."""

    kind: str
    at: date | datetime
    id: str = ""
    recorded_at: date | datetime | None = None
    by: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)
    supersedes: str | None = None

    @property
    def day(self) -> date:
        """The day it happened."""
        return day_of(self.at)

    def order(self) -> tuple[datetime, datetime, str, str]:
        """Sorts facts by when they happened, then by when they were recorded, then by what they say: the same in any order given."""
        return (moment(self.at), moment(self.recorded_at or self.at), str(self.details), self.id)

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"id": self.id, "kind": self.kind, "at": iso(self.at), "recorded_at": iso(self.recorded_at or self.at), "by": self.by,
                "details": dict(self.details), "supersedes": self.supersedes}


def day_of(at: date | datetime) -> date:
    """The day of a time."""
    return at.date() if isinstance(at, datetime) else at


def moment(at: date | datetime) -> datetime:
    """A date as the start of its day."""
    return at if isinstance(at, datetime) else datetime.combine(at, time.min)


def iso(at: date | datetime) -> str:
    """ISO text, to the minute."""
    return at.isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()


def read_at(value: Any) -> date | datetime:
    """A date, or date and time, from ISO text; an offset is turned into Europe/London wall time. Raises ValueError in words."""
    if isinstance(value, str) and _ISO.match(value):
        try:
            at: Any = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError as error:
            why = "its difference from UTC is a day or more" if "offset" in str(error) else error
            raise ValueError(f"“{value}” is not a date that exists ({why}). {_WRITE}") from error
    elif isinstance(value, date):
        at = value
    else:
        raise ValueError(f"“{value}” is not a date. {_WRITE}")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"“{value}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}. Check the year")
    return at.astimezone(LONDON).replace(tzinfo=None) if isinstance(at, datetime) and at.tzinfo else at


def _wrong(name: str, value: Any, detail: Detail) -> str | None:
    if detail.type == "bool" and not isinstance(value, bool):
        return f"{name} must be true or false, not {value!r}"
    if detail.type == "choice" and value not in detail.values:
        return f"{name} must be one of {', '.join(detail.values)}, not {value!r}"
    if detail.type == "choices" and not (isinstance(value, list) and all(v in detail.values for v in value)):
        return f"{name} must be a list of {', '.join(detail.values)}, not {value!r}"
    if detail.type == "text" and not (isinstance(value, str) and value.strip()):
        return f"{name} must be text that is not empty, not {value!r}"
    if isinstance(value, str) and _UNKEPT.search(value):
        return f"{name} holds a character that cannot be kept. Type it again"
    if detail.type == "date":
        try:
            if isinstance(read_at(value), datetime):
                return f"{name} must be a date without a time, such as 2026-03-27"
        except ValueError as error:
            return f"{name}: {error}"
    return None


def faults_of_details(kind: str, details: Mapping[str, Any]) -> list[str]:
    """What is wrong with the details of a kind, in words; further details than those named are allowed."""
    found = []
    for name, detail in KINDS[kind].details.items():
        if name not in details or details[name] is None:
            if detail.required:
                found.append(f"{kind} needs the detail “{name}”" + (f" ({', '.join(detail.values)})" if detail.values else ""))
        else:
            wrong = _wrong(name, details[name], detail)
            if wrong:
                found.append(wrong)
    return found


def check_fact(fact: Fact) -> None:
    """Raises FactsInvalid where a fact's kind or details are not right."""
    wrong = faults_of_details(fact.kind, fact.details) if fact.kind in KINDS else [f"“{fact.kind}” is not a kind of fact"]
    try:
        read_at(fact.at)
    except ValueError as error:
        wrong.append(str(error))
    if wrong:
        raise FactsInvalid([Problem(fact.kind, w + ".") for w in wrong])


def _read_one(given: Any, place: str, problems: list[Problem]) -> Fact | None:
    def wrong(message: str) -> None:
        problems.append(Problem(place, message))

    if not isinstance(given, Mapping):
        wrong("a fact must be an object with at least “kind” and “at”")
        return None
    for key in sorted(set(given) - _KEYS):
        wrong(f"“{key}” is not part of a fact. Its parts are {', '.join(sorted(_KEYS))}")
    for key in ("id", "by", "supersedes", "reason"):
        if not isinstance(given.get(key), str | None):
            wrong(f"“{key}” must be text, not {given[key]!r}")
    kind, details = given.get("kind"), given.get("details") or {}
    if kind is None:
        wrong("the kind is missing")
    elif not isinstance(kind, str) or kind not in KINDS:
        wrong(f"“{kind}” is not a kind of fact")
    if not isinstance(details, Mapping):
        wrong("details must be an object")
        details = {}
    elif isinstance(kind, str) and kind in KINDS:
        for message in faults_of_details(kind, details):
            wrong(message)
    at: date | datetime | None = None
    recorded: date | datetime | None = None
    try:
        if given.get("at") is None:
            wrong("“at” is missing: say when it happened")
        else:
            at = read_at(given["at"])
        recorded = read_at(given["recorded_at"]) if given.get("recorded_at") else None
    except ValueError as error:
        wrong(str(error))
    if at is None or not isinstance(kind, str):
        return None
    supersedes = given.get("supersedes")
    return Fact(kind=kind, at=at, id=str(given.get("id") or ""), recorded_at=recorded, by=given.get("by"), details=dict(details),
                supersedes=str(supersedes) if supersedes is not None else None)


def read_facts(given: Any) -> tuple[Fact, ...]:
    """Facts from JSON (a list of objects). Ids left out become f1, f2… by position. Raises FactsInvalid with every problem."""
    if not isinstance(given, list):
        raise FactsInvalid([Problem("facts", "the facts must be a list: [{\"kind\": …, \"at\": …}, …]")])
    problems: list[Problem] = []
    facts: list[Fact] = []
    for number, one in enumerate(given, 1):
        named = one.get("id") if isinstance(one, Mapping) else None
        place = f"fact {number}" + (f" ({named})" if named else "")
        fact = _read_one(one, place, problems)
        if fact is not None:
            facts.append(fact if fact.id else Fact(fact.kind, fact.at, f"f{number}", fact.recorded_at, fact.by, fact.details, fact.supersedes))
    problems += _links(facts)
    if problems:
        raise FactsInvalid(problems)
    return tuple(facts)


def _links(facts: Sequence[Fact]) -> Iterable[Problem]:
    by_id: dict[str, Fact] = {}
    for fact in facts:
        if fact.id in by_id:
            yield Problem(fact.id, "two facts have this id")
        by_id[fact.id] = fact
    for fact in facts:
        if fact.kind == "withdrawn" and fact.supersedes is None:
            yield Problem(fact.id, "withdrawn must say in “supersedes” which fact it takes back")
        if fact.supersedes is None:
            continue
        old = by_id.get(fact.supersedes)
        if old is None:
            yield Problem(fact.id, f"supersedes “{fact.supersedes}”, and no fact has that id")
        elif fact.kind not in ("withdrawn", old.kind):
            yield Problem(fact.id, f"a correction must be of the same kind: {fact.kind} cannot supersede {old.kind}")
        seen, step = {fact.id}, old
        while step is not None and step.supersedes is not None:
            if step.id in seen:
                yield Problem(fact.id, "supersedes itself, through others")
                break
            seen.add(step.id)
            step = by_id.get(step.supersedes)


def effective(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that count: neither corrected nor taken back, nor takings-back themselves. In the order given."""
    given = tuple(facts)
    gone = {f.supersedes for f in given if f.supersedes}
    if not gone:
        return given
    # A taking-back that was itself taken back no longer takes anything away; and so on along the chain.
    takings: dict[str, list[Fact]] = {}
    for fact in given:
        if fact.kind == "withdrawn" and fact.supersedes:
            takings.setdefault(fact.supersedes, []).append(fact)

    def stands(taking: Fact) -> bool:
        return not any(stands(other) for other in takings.get(taking.id, ()))

    gone = {f.supersedes for f in given if f.supersedes and (f.kind != "withdrawn" or stands(f))}
    return tuple(f for f in given if f.id not in gone and f.kind != "withdrawn")


def in_place(facts: Iterable[Fact], without: Collection[str | None] = ()) -> tuple[Fact, ...]:
    """The facts that count, each correction in the place of what it corrects: as if that had been recorded right the first time.

    without: ids of facts to leave out of what counts.
    """
    given = tuple(facts)
    counting = tuple(f for f in effective(given) if f.id not in without)
    if not any(f.supersedes for f in counting):
        return counting
    by_id = {f.id: f for f in given}

    def placed(fact: Fact) -> Fact:
        first = fact
        while first.supersedes and first.supersedes in by_id:
            first = by_id[first.supersedes]
        return fact if first is fact else replace(fact, id=first.id, recorded_at=first.recorded_at)

    return tuple(map(placed, counting))
