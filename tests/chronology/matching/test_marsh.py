"""The pairs of the Marsh sample's files against its answer key: everything in it is found, and nothing beyond it."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from itertools import combinations

import pytest

from cspr.chronology.files import read_file
from cspr.chronology.merging import belongs, merge
from cspr.chronology.names import Names
from cspr.chronology.reading import rows_of
from cspr.chronology.shapes import Entry, Merged
from tests.chronology.rows import MARSH, key, without_marsh

pytestmark = [without_marsh, pytest.mark.clause("D5")]


def iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat() if moment else None


@cache
def read() -> tuple[tuple[Entry, ...], dict[tuple[str, int], str]]:
    """All entries of all files; and which entry each row of the key is, by file and place."""
    entries: list[Entry] = []
    at: dict[tuple[str, int], str] = {}
    for name, said in key()["files"].items():
        left = list(rows_of(read_file(name, (MARSH / name).read_bytes()), said["agency"]).entries) if said["entries"] else []
        entries += left
        for n, row in enumerate(said["entries"]):
            entry = next(e for e in left if iso(e.when.start) == row["start"] and row["text"] in e.text)
            left.remove(entry)
            at[name, n] = entry.id
    return tuple(entries), at


@cache
def merged(roles: bool = False) -> Merged:
    names = Names(json.loads((MARSH / "people.json").read_text()))
    return merge(read()[0], who=names.who if roles else None)


def marked(mark: str) -> list[tuple[str, int, str]]:
    """The rows of the key with a mark: file, place, and what it says."""
    return [(name, n, row[mark]) for name, said in key()["files"].items() for n, row in enumerate(said["entries"]) if mark in row]


@pytest.mark.parametrize("roles", [False, True])
def test_the_events_told_by_several_agencies_are_found_and_no_others(roles: bool) -> None:
    at = read()[1]
    groups: dict[str, set[str]] = {}
    for name, n, group in marked("group"):
        groups.setdefault(group, set()).add(at[name, n])
    assert set(groups) == set(key()["same_event_groups"])
    found = belongs([e.id for e in merged(roles).entries], merged(roles).pairs)
    assert {one: {one, *b.same_event} for one, b in found.items()} == {one: group for group in groups.values() for one in group}
    # Each pair of agencies of a group was found by itself, not only by way of a third.
    agency = {e.id: e.agency for e in merged(roles).entries}
    pairs = {frozenset((agency[p.a], agency[p.b])) for p in merged(roles).pairs if p.kind == "same_event"}
    assert pairs == {frozenset(two) for group in groups.values() for two in combinations({agency[one] for one in group}, 2)}


def test_the_row_told_twice_is_found_and_no_other() -> None:
    at = read()[1]
    of_key = {(at[name, first], at[name, n]) for name, n, first in marked("duplicate_of")}  # type: ignore[index]
    assert of_key and {(p.a, p.b) for p in merged().pairs if p.kind == "duplicate"} == of_key


@pytest.mark.parametrize("roles", [False, True])
def test_the_contradiction_is_found_between_the_police_and_each_other_account_and_no_other(roles: bool) -> None:
    agency = {e.id: e.agency for e in merged(roles).entries}
    found = [p for p in merged(roles).pairs if p.kind == "contradiction"]
    assert [(agency[p.a], agency[p.b]) for p in found] == [
        ("Wessmoor Police", "Brindle Community Health"), ("Wessmoor Police", "Otterholt Primary"),
    ]  # fmt: skip
    assert all("“Dean Holloway present”" in p.why for p in found)


def test_all_rows_are_merged_in_time_order_and_those_without_a_date_come_last() -> None:
    dated = [e for e in merged().entries if e.when.start]
    assert len(dated) == key()["merged_total"] and dated[0].when.typed == "03/06/2019"
    assert [e.when.precision for e in merged().entries[len(dated) :]] == ["unknown"] * 3
