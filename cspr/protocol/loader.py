"""Reads protocol files, and says every fault of a broken one at once, each with its place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cspr.protocol.calendar import calendars
from cspr.protocol.schema import ByDetail, Condition, Protocol

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where (a key such as duty notify-panel, clock), at which line if known, and what."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        at = f"line {self.line}, " if self.line else ""
        return f"{at}{self.place}: {self.message}"


class ProtocolFaults(ValueError):
    """A protocol file that cannot be used; every fault at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = tuple(faults)


def known() -> tuple[str, ...]:
    """The ids of the protocols in the library."""
    return tuple(sorted(p.stem for p in LIBRARY.glob("*.toml") if "[protocol]" in p.read_text(encoding="utf-8")))


@lru_cache
def load(protocol_id: str) -> Protocol:
    """A protocol of the library. Raises ProtocolFaults where there is none of that id."""
    if protocol_id not in known():
        raise ProtocolFaults([Fault(protocol_id, f"there is no protocol of that id. Known are: {', '.join(known())}")])
    return load_file(LIBRARY / f"{protocol_id}.toml")


def load_file(path: Path) -> Protocol:
    """A protocol from a file. Raises ProtocolFaults with every fault found."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ProtocolFaults([Fault(str(path), f"cannot be read ({error.strerror}). Check the name")]) from error
    except UnicodeDecodeError as error:
        raise ProtocolFaults([Fault(str(path), f"is not UTF-8 text (byte {error.start}). Save it as UTF-8")]) from error
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ProtocolFaults([Fault("syntax", str(error), int(line[1]) if line else None)]) from error
    if not given:
        raise ProtocolFaults([Fault(str(path), "is empty. A protocol begins with [protocol]")])
    return _build(given, text)


def _build(given: dict[str, Any], text: str) -> Protocol:
    faults: list[Fault] = []
    parts: Protocol | None = None
    try:
        parts = Protocol.model_validate(given)
    except ValidationError as error:
        faults += [_fault(one, given, text) for one in error.errors(include_url=False)]
    if parts is None:
        # What can still be checked is, so that one run names everything.
        faults += _loose_faults(given, text)
        raise ProtocolFaults(sorted(set(faults), key=lambda f: (f.line or 0, f.place)))
    faults += list(_cross_faults(parts, text))
    if faults:
        raise ProtocolFaults(sorted(set(faults), key=lambda f: (f.line or 0, f.place)))
    return parts


def _line_of(text: str, needle: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if needle in line:
            return number
    return None


def _line_of_id(text: str, found: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf'\s*id\s*=\s*"{re.escape(found)}"', line):
            return number
    return None


def _fault(error: Any, given: dict[str, Any], text: str) -> Fault:
    location = list(error["loc"])
    names, node, found_id = [], given, None
    for part in location:
        if isinstance(part, int):
            node = node[part] if isinstance(node, list) and part < len(node) else None
            if isinstance(node, dict) and "id" in node:
                found_id = str(node["id"])
                names.append(found_id)
            else:
                names.append(str(part + 1))
        else:
            if part in ("str", "ByDetail"):
                continue
            node = node.get(part) if isinstance(node, dict) else None
            names.append(str(part))
    words = {"extra_forbidden": "is not a known key. Check its spelling", "missing": "is missing"}.get(error["type"], error["msg"].removeprefix("Value error, "))
    line = _line_of_id(text, found_id) if found_id else _line_of(text, str(location[-1])) if location else None
    return Fault(" ".join(names) or "file", words, line)


def _ids(given: dict[str, Any], part: str) -> list[str]:
    rows = given.get(part)
    return [str(r.get("id")) for r in rows if isinstance(r, dict) and "id" in r] if isinstance(rows, list) else []


def _loose_faults(given: dict[str, Any], text: str) -> Iterator[Fault]:
    """Doubled ids and clauses cited that do not exist, in a file that is not otherwise sound."""
    clauses = set(_ids(given, "clause"))
    for part in ("clause", "role", "duty", "gate", "list", "access", "stage"):
        for one, count in Counter(_ids(given, part)).items():
            if count > 1:
                yield Fault(f"{part} {one}", f"this id stands {count} times", _line_of_id(text, one))
    for part in ("duty", "gate", "list", "access"):
        rows = given.get(part)
        for row in rows if isinstance(rows, list) else []:
            for cited in row.get("clauses", []) if isinstance(row, dict) and isinstance(row.get("clauses"), list) else []:
                if cited not in clauses:
                    yield Fault(f"{part} {row.get('id')}", f"cites clause {cited}, which is not in the file", _line_of_id(text, str(row.get("id"))))


def _cross_faults(parts: Protocol, text: str) -> Iterator[Fault]:
    yield from _loose_faults(parts.model_dump(by_alias=True), text)
    if parts.protocol.calendar not in calendars():
        yield Fault("protocol calendar", f"“{parts.protocol.calendar}” is not a calendar. Known are: {', '.join(calendars())}", _line_of(text, "calendar"))
    roles, lists = {r.id for r in parts.role}, {one.id for one in parts.list}
    cited = {c for one in (*parts.duty, *parts.gate) for c in one.clauses}
    for clause in parts.clause:
        if ("duty" in clause.kind or "gate" in clause.kind) and clause.id not in cited:
            yield Fault(f"clause {clause.id}", f"is a {clause.kind}, and no duty or gate cites it", _line_of_id(text, clause.id))
    for duty in parts.duty:
        place, line = f"duty {duty.id}", _line_of_id(text, duty.id)
        if isinstance(duty.owner, str) and duty.owner not in roles:
            yield Fault(place, f"its owner “{duty.owner}” is not a role of this file", line)
        if isinstance(duty.owner, ByDetail) and (duty.for_each is None or duty.for_each.detail != duty.owner.detail):
            yield Fault(place, f"its owner is named by “{duty.owner.detail}”, which for_each does not give", line)
        if duty.for_each and duty.for_each.list and duty.for_each.list not in lists:
            yield Fault(place, f"for_each names the list “{duty.for_each.list}”, which is not in the file", line)
        if duty.opens_on is None and (duty.for_each is None or duty.for_each.fact is None) and not (duty.clock and duty.clock.every):
            yield Fault(place, "nothing opens it: give opens_on, a for_each fact, or a clock that comes round", line)
        if duty.clock and duty.clock.date_in and not (duty.for_each and duty.for_each.fact):
            yield Fault(place, "a clock with date_in needs for_each with the fact that holds the date", line)
    for access in parts.access:
        if access.role not in roles:
            yield Fault(f"access {access.id}", f"its role “{access.role}” is not a role of this file", _line_of_id(text, access.id))
    for what, row in [*(("duty", d) for d in parts.duty), *(("gate", g) for g in parts.gate)]:
        conditions = row.needs if what == "gate" else row.met_by  # type: ignore[union-attr]
        for condition in _walk(conditions):
            if condition.every and condition.every.list and condition.every.list not in lists:
                yield Fault(f"{what} {row.id}", f"names the list “{condition.every.list}”, which is not in the file", _line_of_id(text, row.id))
    for one in parts.list:
        for item, count in Counter(i.id for i in one.items).items():
            if count > 1:
                yield Fault(f"list {one.id}", f"the item “{item}” stands {count} times", _line_of_id(text, one.id))


def _walk(conditions: Sequence[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        yield from _walk([*condition.all, *condition.any, *([condition.not_] if condition.not_ else [])])
