"""Where in a protocol file something stands: the lines of its tables, so that a fault can name its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"^\[(\[)?\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")


@dataclass(frozen=True)
class Table:
    """One table of the file. part: "duty"; index: its place among its like; lines: its first and the one after its last, from 1."""

    part: str
    index: int
    first: int
    end: int


def tables_of(text: str) -> tuple[Table, ...]:
    """The tables of a TOML text in order, found by their headers alone, so that it works for a broken file too."""
    lines = text.splitlines()
    heads = [(number, m[2].split(".")[0]) for number, line in enumerate(lines, 1) if (m := _HEADER.match(line))]
    found: list[Table] = []
    counts: dict[str, int] = {}
    for n, (first, part) in enumerate(heads):
        end = heads[n + 1][0] if n + 1 < len(heads) else len(lines) + 1
        index = counts.get(part, 0)
        counts[part] = index + 1
        found.append(Table(part, index, first, end))
    return tuple(found)


def line_of(text: str, place: Sequence[str | int]) -> int | None:
    """The line of a place such as ("duty", 3, "clock"): that of its key where it is seen, else of its table, else None."""
    if not place:
        return None
    part, index = str(place[0]), next((p for p in place[1:2] if isinstance(p, int)), 0)
    table = next((t for t in tables_of(text) if t.part == part and t.index == index), None)
    lines = text.splitlines()
    if table is None:
        return next((n for n, line in enumerate(lines, 1) if re.match(rf"\s*{re.escape(part)}\b", line)), None)
    for key in (p for p in reversed(place) if isinstance(p, str) and p != part):
        for number in range(table.first + 1, table.end):
            if re.match(rf"\s*{re.escape(key)}\b", lines[number - 1]) or re.search(rf"[{{,.]\s*{re.escape(key)}\s*=", lines[number - 1]):
                return number
    return table.first


def syntax_faults(text: str) -> tuple[tuple[tuple[int | None, str], ...], str]:
    """Each table that is not TOML, as (line, what is wrong), and the text with those tables blanked, its lines kept."""
    lines = text.splitlines()
    found: list[tuple[int | None, str]] = []
    for first, end in _pieces(text, len(lines)):
        try:
            tomllib.loads("\n".join(lines[first - 1:end - 1]))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            at = re.search(r"at line (\d+)", str(error))
            found.append((first + int(at[1]) - 1 if at else end - 1, re.sub(r" \(at .*\)", "", str(error))))
            lines[first - 1:end - 1] = [""] * (end - first)
    return tuple(found), "\n".join(lines)


def _pieces(text: str, count: int) -> Iterator[tuple[int, int]]:
    tables = tables_of(text)
    yield 1, tables[0].first if tables else count + 1
    for table in tables:
        yield table.first, table.end
