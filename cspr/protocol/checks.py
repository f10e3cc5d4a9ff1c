"""What must agree between the parts of a protocol file: ids, clauses cited, owners, lists, details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from cspr.protocol.calendar import calendars
from cspr.protocol.kinds import KINDS
from cspr.protocol.ladder import Ladder
from cspr.protocol.schema import Access, Duty, Gate, Protocol, Stage
from cspr.protocol.terms import ByDetail, Condition, Covered

Place = tuple[str | int, ...]
Says = tuple[str, str]
_PARTS = ("clause", "role", "duty", "gate", "list", "access", "stage", "ladder")


def rows_of(given: Mapping[str, Any], part: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The tables of a part as they stand in the file, with their places, sound or not."""
    rows = given.get(part)
    return [(n, row) for n, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []


def of_rows(given: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Faults seen in the tables as they stand, in a file that may be broken otherwise: doubled ids, clauses that do not exist."""
    clauses = {str(row.get("id")) for _, row in rows_of(given, "clause")}
    cited_by: set[str] = set()
    for part in _PARTS:
        counts = Counter(str(row["id"]) for _, row in rows_of(given, part) if "id" in row)
        for n, row in rows_of(given, part):
            one = str(row.get("id"))
            if counts.get(one, 0) > 1:
                yield (part, n, "id"), f"the id “{one}” stands {counts[one]} times"
            cited = row.get("clauses")
            for clause in map(str, cited if isinstance(cited, list) else []):
                if clause not in clauses:
                    yield (part, n, "clauses"), f"cites clause {clause}, which is not in the file"
                elif part in ("duty", "gate"):
                    cited_by.add(clause)
    for n, row in rows_of(given, "clause"):
        kind = str(row.get("kind"))
        if ("duty" in kind or "gate" in kind) and str(row.get("id")) not in cited_by:
            yield ("clause", n), f"is a {kind}, and no duty or gate cites it"


def of_parts(parts: Protocol, given: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Faults between the sound parts of a file. given: the whole file, so that what a broken part names still counts as there."""
    if parts.protocol.calendar not in calendars():
        yield ("protocol", 0, "calendar"), f"“{parts.protocol.calendar}” is not a calendar. Known are: {', '.join(calendars())}"
    roles = {str(row.get("id")) for _, row in rows_of(given, "role")}
    lists: dict[str, tuple[str, ...]] = {str(row.get("id")): () for _, row in rows_of(given, "list")}
    lists |= {one.id: tuple(i.id for i in one.items) for one in parts.list}
    place = {part: {str(row.get("id")): n for n, row in rows_of(given, part)} for part in _PARTS}
    for part, rows in (("duty", parts.duty), ("gate", parts.gate), ("access", parts.access), ("stage", parts.stage)):
        for row in rows:
            found = [*_of_row(row, roles, lists), *_of_conditions(row, lists)]
            yield from (((part, place[part][row.id], key), says) for key, says in found)
    for ladder in parts.ladder:
        yield from ((("ladder", place["ladder"][ladder.id], "duty"), says) for says in _of_ladder(ladder, parts, place["duty"].keys()))
    for one in parts.list:
        for item, count in Counter(i.id for i in one.items).items():
            if count > 1:
                yield ("list", place["list"][one.id], "items"), f"the item “{item}” stands {count} times"
        for clause in {c for i in one.items for c in i.clauses} - {c.id for c in parts.clause}:
            yield ("list", place["list"][one.id], "items"), f"cites clause {clause}, which is not in the file"


def _of_row(row: Duty | Gate | Access | Stage, roles: set[str], lists: Mapping[str, tuple[str, ...]]) -> Iterator[Says]:
    if isinstance(row, Duty):
        yield from _of_owner(row, roles)
        yield from _of_for_each(row, lists)
        yield from _of_clock(row)
    elif isinstance(row, Access):
        if row.role not in roles:
            yield "role", f"its role “{row.role}” is not a role of this file"
        yield from _of_holder(row)


def _conditions(row: Duty | Gate | Access | Stage) -> Iterator[tuple[str, Condition]]:
    """Every condition of a row with its key, those inside others included."""
    for key in type(row).model_fields:
        value = getattr(row, key)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Condition):
                yield from ((key, inner) for inner in _inside(one))
    if isinstance(row, Duty) and row.clock and row.clock.starts_on:
        yield from (("clock", inner) for inner in _inside(row.clock.starts_on))


def _inside(condition: Condition) -> Iterator[Condition]:
    yield condition
    for inner in (*condition.all, *condition.any, *([condition.not_] if condition.not_ else [])):
        yield from _inside(inner)


def _of_ladder(ladder: Ladder, parts: Protocol, duties: Collection[str]) -> Iterator[str]:
    duty = next((d for d in parts.duty if d.id == ladder.duty), None)
    if ladder.duty not in duties:
        yield f"names the duty “{ladder.duty}”, which is not in the file"
    elif duty is not None and (duty.clock is None or duty.for_each is None or duty.for_each.fact is None):
        yield f"“{ladder.duty}” has no date, or is not for each value of a fact, so nobody can be reminded of it"


def _of_conditions(row: Duty | Gate | Access | Stage, lists: Mapping[str, tuple[str, ...]]) -> Iterator[Says]:
    for key, condition in _conditions(row):
        if condition.every:
            yield from ((key, says) for says in _of_covered(condition.every, lists))
        if not isinstance(row, Gate):
            continue
        # What must agree is a detail of the fact held back too.
        shared = (*condition.same, *(condition.every.matching.values() if condition.every else ()))
        yield from ((key, f"{row.blocks} has no detail “{name}”") for name in shared if name not in KINDS[row.blocks].details)


def _of_covered(covered: Covered, lists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name in covered.named_lists:
        if name not in lists:
            yield f"names the list “{name}”, which is not in the file"
    wanted = [*covered.values, *(item for name in covered.named_lists for item in lists.get(name, ()))]
    yield from _unknown(covered.fact, covered.detail, wanted)


def _unknown(kind: str, detail: str, wanted: Iterable[str]) -> Iterator[str]:
    known = KINDS[kind].details[detail].values
    yield from (f"{kind}: {detail} is never “{value}”; it is one of {', '.join(known)}" for value in wanted if known and value not in known)


def _of_owner(duty: Duty, roles: set[str]) -> Iterator[Says]:
    if isinstance(duty.owner, str):
        if duty.owner not in roles:
            yield "owner", f"its owner “{duty.owner}” is not a role of this file"
        return
    each = duty.for_each
    if each is None or (duty.owner.detail != each.detail and (each.fact is None or duty.owner.detail not in KINDS[each.fact].details)):
        yield "owner", f"its owner is named by “{duty.owner.detail}”, which for_each does not give"
    if duty.owner.role and duty.owner.role not in roles:
        yield "owner", f"its role “{duty.owner.role}” is not a role of this file"


def _of_for_each(duty: Duty, lists: Mapping[str, tuple[str, ...]]) -> Iterator[Says]:
    each, round_ = duty.for_each, duty.clock is not None and duty.clock.every is not None
    if duty.opens_on is None and (each is None or each.fact is None) and not round_:
        yield "opens_on", "nothing opens it: give opens_on, a for_each with a fact, or a clock that comes round"
    if duty.repeats and (round_ or not duty.openers or any(c.fact is None for c in duty.openers)):
        yield "repeats", "is opened anew by facts: give a for_each with a fact or an opens_on that is one or any of some, no clock that comes round"
    if duty.repeats and each is not None and (each.latest or duty.opens_on is not None):
        yield "repeats", "is for each such fact, so for_each does not ask for the latest, and nothing else opens it"
    if each is None:
        return
    if round_:
        yield "for_each", "its clock comes round, so it is for each period and for nothing else"
    if each.latest and each.fact is None:
        yield "for_each", "asks for the latest, and only a fact can be the latest"
    if each.list and each.list not in lists:
        yield "for_each", f"names the list “{each.list}”, which is not in the file"
    for kind in dict.fromkeys(duty.meeting_kinds):
        if each.detail not in KINDS[kind].details:
            yield "met_by", f"is for each {each.detail}, and {kind} has no detail “{each.detail}”"
        else:
            wanted = each.values or lists.get(each.list or "", ())
            yield from (("for_each", says) for says in _unknown(kind, each.detail, wanted))


def _of_clock(duty: Duty) -> Iterator[Says]:
    each, clock = duty.for_each, duty.clock
    if clock is not None and clock.date_in is not None:
        detail = KINDS[each.fact].details.get(clock.date_in) if each is not None and each.fact else None
        if detail is None or detail.type != "date":
            yield "clock", f"its date_in “{clock.date_in}” is not a date that the fact of for_each holds"
    for before in (clock.days_before, clock.working_days_before) if clock else ():
        if before is not None and KINDS[before.fact].details[before.detail].type != "date":
            yield "clock", f"{before.detail} of {before.fact} is not a date"


def _of_holder(access: Access) -> Iterator[Says]:
    """Whom access is for, and from when to when, stands in details of the fact that opens it."""
    named: list[tuple[str, ByDetail]] = [(key, one) for key in ("who", "begins", "ends") if (one := getattr(access, key)) is not None]
    fact = access.opens_on.fact
    for key, by in named:
        if fact is None:
            yield key, "is a detail of the fact that opens it, so opens_on must be one fact"
        elif by.detail not in KINDS[fact].details:
            yield key, f"{fact} has no detail “{by.detail}”"
        elif key != "who" and KINDS[fact].details[by.detail].type != "date":
            yield key, f"{by.detail} of {fact} is not a date"
