"""What must agree between the parts of a protocol file: ids, clauses cited, owners, lists, details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cspr.protocol.calendar import calendars
from cspr.protocol.kinds import KINDS
from cspr.protocol.schema import Duty, Protocol
from cspr.protocol.terms import Condition, OwnedBy

Place = tuple[str | int, ...]
_PARTS = ("clause", "role", "duty", "gate", "list", "access", "stage")


def rows_of(given: Mapping[str, Any], part: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The tables of a part as they stand in the file, with their places, sound or not."""
    rows = given.get(part)
    return [(n, row) for n, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []


def of_rows(given: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Faults seen in the tables as they stand, in a file that may be broken otherwise: doubled ids, clauses that do not exist."""
    clauses = {row.get("id") for _, row in rows_of(given, "clause")}
    for part in _PARTS:
        counts = Counter(str(row["id"]) for _, row in rows_of(given, part) if "id" in row)
        for n, row in rows_of(given, part):
            one = str(row.get("id"))
            if counts.get(one, 0) > 1:
                yield (part, n, "id"), f"the id “{one}” stands {counts[one]} times"
            cited = row.get("clauses")
            for clause in cited if isinstance(cited, list) else []:
                if clause not in clauses:
                    yield (part, n, "clauses"), f"cites clause {clause}, which is not in the file"
    cited_by = {c for part in ("duty", "gate") for _, row in rows_of(given, part) if isinstance(row.get("clauses"), list) for c in row["clauses"]}
    for n, row in rows_of(given, "clause"):
        kind = str(row.get("kind"))
        if ("duty" in kind or "gate" in kind) and row.get("id") not in cited_by:
            yield ("clause", n), f"is a {kind}, and no duty or gate cites it"


def of_parts(parts: Protocol, given: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Faults between the sound parts of a file. given: the whole file, so that what a broken part names still counts as there."""
    if parts.protocol.calendar not in calendars():
        yield ("protocol", 0, "calendar"), f"“{parts.protocol.calendar}” is not a calendar. Known are: {', '.join(calendars())}"
    roles = {str(row.get("id")) for _, row in rows_of(given, "role")}
    lists = {str(row.get("id")) for _, row in rows_of(given, "list")}
    place = {part: {str(row.get("id")): n for n, row in rows_of(given, part)} for part in _PARTS}
    for duty in parts.duty:
        for key, says in _of_duty(duty, roles, lists):
            yield ("duty", place["duty"][duty.id], key), says
    for access in parts.access:
        if access.role not in roles:
            yield ("access", place["access"][access.id], "role"), f"its role “{access.role}” is not a role of this file"
    for gate in parts.gate:
        for says in _of_lists(gate.needs, lists):
            yield ("gate", place["gate"][gate.id], "needs"), says
    for one in parts.list:
        for item, count in Counter(i.id for i in one.items).items():
            if count > 1:
                yield ("list", place["list"][one.id], "items"), f"the item “{item}” stands {count} times"


def _of_lists(conditions: Sequence[Condition], lists: set[str]) -> Iterator[str]:
    for condition in conditions:
        for name in condition.every.named_lists if condition.every else ():
            if name not in lists:
                yield f"names the list “{name}”, which is not in the file"
        yield from _of_lists([*condition.all, *condition.any, *([condition.not_] if condition.not_ else [])], lists)


def _of_duty(duty: Duty, roles: set[str], lists: set[str]) -> Iterator[tuple[str, str]]:
    each, clock = duty.for_each, duty.clock
    if isinstance(duty.owner, str) and duty.owner not in roles:
        yield "owner", f"its owner “{duty.owner}” is not a role of this file"
    if isinstance(duty.owner, OwnedBy):
        named = duty.owner.detail
        if each is None or (named != each.detail and (each.fact is None or named not in KINDS[each.fact].details)):
            yield "owner", f"its owner is named by “{named}”, which for_each does not give"
        if duty.owner.role and duty.owner.role not in roles:
            yield "owner", f"its role “{duty.owner.role}” is not a role of this file"
    for says in _of_lists(duty.met_by, lists):
        yield "met_by", says
    if duty.opens_on is None and (each is None or each.fact is None) and not (clock and clock.every):
        yield "opens_on", "nothing opens it: give opens_on, a for_each with a fact, or a clock that comes round"
    if each is not None:
        if each.latest and each.fact is None:
            yield "for_each", "asks for the latest, and only a fact can be the latest"
        if each.list and each.list not in lists:
            yield "for_each", f"names the list “{each.list}”, which is not in the file"
        for kind in dict.fromkeys(duty.meeting_kinds):
            if each.detail not in KINDS[kind].details:
                yield "met_by", f"is for each {each.detail}, and {kind} has no detail “{each.detail}”"
    if clock is not None and clock.date_in is not None:
        detail = KINDS[each.fact].details.get(clock.date_in) if each is not None and each.fact else None
        if detail is None or detail.type != "date":
            yield "clock", f"its date_in “{clock.date_in}” is not a date that the fact of for_each holds"
    for before in (clock.days_before, clock.working_days_before) if clock else ():
        if before is not None and KINDS[before.fact].details[before.detail].type != "date":
            yield "clock", f"{before.detail} of {before.fact} is not a date"
