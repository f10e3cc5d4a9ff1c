"""Reads protocol files, and says every fault of a broken one at once, each with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cspr.protocol import checks
from cspr.protocol.explain import one_line
from cspr.protocol.mending import mended
from cspr.protocol.places import line_of, syntax_faults
from cspr.protocol.schema import Protocol

LIBRARY = Path(__file__).parent / "library"
_WORDS = {"extra_forbidden": "is not a known key. Check its spelling", "missing": "is missing"}
_UNION = ("str", "OwnedBy")  # pydantic names the branch it tried; people do not need it.


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where (a key such as duty notify-panel, clock), at which line if known, and what."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        at = f"line {self.line}, " if self.line else ""
        return one_line(f"{at}{self.place}: {self.message}")


class ProtocolFaults(ValueError):
    """A protocol file that cannot be used; every fault at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda f: (f.line or 0, f.place, f.message)))
        super().__init__("\n".join(str(f) for f in self.faults))


class Unreadable(ProtocolFaults):
    """A file that is not there, or is none."""


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
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise ProtocolFaults([Fault(str(path), f"is not UTF-8 text (byte {error.start}). Save it as UTF-8")]) from error
        raise Unreadable([Fault(str(path), f"cannot be read ({getattr(error, 'strerror', None) or error}). Check the name")]) from error
    return read(text, str(path))


def read(text: str, name: str = "file") -> Protocol:
    """A protocol from the text of its file. Raises ProtocolFaults with every fault found."""
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProtocolFaults(_broken(text, str(error))) from error
    if not given:
        raise ProtocolFaults([Fault(name, "is empty. A protocol begins with [protocol]")])
    return _build(given, text)


def _broken(text: str, says: str) -> list[Fault]:
    """The faults of a text that is not TOML: each table that cannot be read, and what is wrong in those that can."""
    found, rest = syntax_faults(text)
    faults = [Fault("syntax", message, line) for line, message in found]
    if not faults:
        return [Fault("syntax", says)]
    try:
        given = tomllib.loads(rest)
    except (tomllib.TOMLDecodeError, RecursionError):
        return faults
    # Parts may be missing only because their tables could not be read, so nothing is said of what is not there.
    return faults + [_fault(e["loc"], e, given, text) for e in _errors(given) if e["type"] != "missing"]


def _errors(given: Mapping[str, Any]) -> Sequence[Any]:
    try:
        Protocol.model_validate(given)
    except ValidationError as error:
        return error.errors(include_url=False)
    return ()


def _build(given: dict[str, Any], text: str) -> Protocol:
    errors = _errors(given)
    faults = [_fault(e["loc"], e, given, text) for e in errors]
    faults += [_said(place, says, given, text) for place, says in checks.of_rows(given)]
    # What is sound is checked against the rest even where something is broken, so that one run names everything.
    kept, spoilt = mended(given, errors)
    sound = _without(kept, {e["loc"][:2] for e in _errors(kept)})
    if not _errors(sound):
        parts = Protocol.model_validate(sound)
        faults += [_said(place, says, given, text) for place, says in checks.of_parts(parts, kept) if place not in spoilt]
        if not faults:
            return parts
    raise ProtocolFaults(faults)


def _without(given: Mapping[str, Any], bad: set[tuple[str | int, ...]]) -> dict[str, Any]:
    """The file without the tables that are broken, and without keys that are none of a protocol's."""
    kept = {k: v for k, v in given.items() if k in Protocol.model_fields}
    for part, rows in kept.items():
        if isinstance(rows, list):
            kept[part] = [row for n, row in enumerate(rows) if (part, n) not in bad]
    return kept


def _said(place: checks.Place, says: str, given: Mapping[str, Any], text: str) -> Fault:
    return Fault(_in_words(place, given), says, line_of(text, place))


def _fault(place: tuple[str | int, ...], error: Mapping[str, Any], given: Mapping[str, Any], text: str) -> Fault:
    words = _WORDS.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    if error["type"] != "value_error" and error["type"] not in _WORDS and isinstance(error["input"], str | int | float):
        words += f", not “{str(error['input'])[:60]}”"
    named = tuple(p for p in place if p not in _UNION)
    return Fault(_in_words(named, given), words[:1].lower() + words[1:], line_of(text, named))


def _in_words(place: Sequence[str | int], given: Mapping[str, Any]) -> str:
    """A place as people find it: ("duty", 3, "clock") → "duty notify-panel, clock"."""
    if not place:
        return "file"
    words = str(place[0])
    rest = list(place[1:])
    if rest and isinstance(rest[0], int):
        rows = given.get(str(place[0]))
        row = rows[rest[0]] if isinstance(rows, list) and rest[0] < len(rows) else None
        if isinstance(rows, list):
            words += f" {row['id'] if isinstance(row, dict) and 'id' in row else f'number {rest[0] + 1}'}"
        rest = rest[1:]
    return ", ".join([words, *(f"number {p + 1}" if isinstance(p, int) else str(p) for p in rest)])
