"""The Marsh sample beside the project: every entry of its answer key, with its dates, and every row that cannot be read."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cspr.chronology.agency import agency_of
from cspr.chronology.files import read_file
from cspr.chronology.merging import merge
from cspr.chronology.reading import rows_of
from cspr.chronology.shapes import Entry, RowsRead

ROOT = Path(__file__).resolve().parents[2]
MARSH = ROOT.parent / "shared" / "samples" / "marsh"
KEY: dict[str, Any] = json.loads((MARSH / "expected.json").read_text(encoding="utf-8")) if MARSH.exists() else {"files": {"none.docx": {}}}
FILES = sorted(KEY["files"])
# In these the date stands as a value of the file's own, and the key writes it in the form in which it is shown.
SHOWN = ("police.xlsx", "childrens-social-care.xlsx", "housing.ods")

pytestmark = [pytest.mark.clause("D5"), pytest.mark.skipif(not MARSH.exists(), reason="the Marsh sample is not beside this checkout")]


@cache
def taken(name: str) -> RowsRead:
    agency = KEY["files"][name]["agency"]
    scope = (date(2024, 4, 1), date(2026, 4, 1))  # As each of its documents says.
    return rows_of(read_file(name, (MARSH / name).read_bytes()), agency, scope=scope)


def day(moment: date | datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat() if moment else None


def is_told(wanted: dict[str, Any], entry: Entry, *, shown: bool) -> bool:
    """Whether an entry is the one the key speaks of."""
    when = (day(entry.when.start), day(entry.when.end), entry.when.precision)
    dated = when == (wanted["start"], wanted["end"], wanted["precision"]) and (shown or entry.when.typed == wanted["raw"])
    return dated and wanted["text"] in entry.text


@pytest.mark.parametrize("name", FILES)
def test_every_entry_of_the_key_is_there_once(name: str) -> None:
    left = [e for e in taken(name).entries if e.when.start]
    for wanted in KEY["files"][name].get("entries", []):
        found = next((e for e in left if is_told(wanted, e, shown=name in SHOWN)), None)
        assert found, wanted
        left.remove(found)
    assert left == []


@pytest.mark.parametrize("name", FILES)
def test_every_row_that_cannot_be_read_is_a_problem_of_its_row(name: str) -> None:
    kinds = {"impossible date": "impossible_date", "unknown date": "unknown_date"}
    found = [p for p in taken(name).problems if p.kind != "outside_scope"]
    wanted = KEY["files"][name]["problems"]
    assert Counter(p.kind for p in found) == Counter(kinds[w["reason"]] for w in wanted)
    by_id = {e.id: e for e in taken(name).entries}
    for problem, expected in zip(found, wanted, strict=True):
        entry = by_id[problem.entry]
        assert entry.when.typed == expected["raw"] and entry.when.precision == "unknown" and entry.text
        assert problem.source.sheet in expected["where"]
        if row := re.search(r"row (\d+)", expected["where"]):
            assert problem.source.row == int(row[1])


@pytest.mark.parametrize("name", FILES)
def test_what_lies_outside_the_period_is_kept_and_said(name: str) -> None:
    outside = [p for p in taken(name).problems if p.kind == "outside_scope"]
    wanted = [e for e in KEY["files"][name].get("entries", []) if e.get("out_of_scope")]
    by_id = {e.id: e for e in taken(name).entries}
    assert [day(by_id[p.entry].when.start) for p in outside] == [w["start"] for w in wanted]


@pytest.mark.parametrize("name", FILES)
def test_a_nil_return_is_known_as_one(name: str) -> None:
    assert taken(name).nil == KEY["files"][name].get("nil", False)


def test_all_of_them_in_one_chronology() -> None:
    merged = merge([e for name in FILES for e in taken(name).entries], pairs=False)
    dated = [e for e in merged.entries if e.when.start]
    assert len(dated) == KEY["merged_total"]
    # The three rows to resolve come after all that have a date.
    assert [e.when.precision for e in merged.entries[len(dated):]] == ["unknown"] * 3


def test_a_title_that_names_the_agency_is_read_and_no_child_is_taken_for_one() -> None:
    found = {name: agency_of(read_file(name, (MARSH / name).read_bytes())) for name in FILES}
    assert found["gp-practice.docx"] == "Tallow Street Surgery" and found["police.xlsx"] == "Wessmoor Police"
    assert found["charity.docx"] == "Harbourlight"
    people = json.loads((MARSH / "people.json").read_text(encoding="utf-8"))["people"]
    surnames = {person["name"].split()[-1].lower() for person in people}
    assert not [agency for agency in found.values() if surnames & set(agency.lower().split())]
