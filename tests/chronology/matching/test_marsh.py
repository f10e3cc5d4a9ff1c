"""The pairs of the Marsh sample against its answer key: everything in it is found, and nothing beyond it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cspr.chronology.matching import look
from cspr.chronology.merging import belongs, merge
from cspr.chronology.shapes import Entry, Source, When
from tests.chronology.rows import key, without_marsh

# The key shortens its rows; these stand in the files in full, and what they tell is in what it leaves out.
IN_FULL = (
    "Called to home address 21:40 by neighbour, sound of something breaking. Dean Holloway present, Kerry said he had left earlier. "
    "Baby asleep upstairs, not seen.",
    "Told by mother at clinic that police had come 'Saturday about half nine'. Dean not there at the time. Rowan seen, bruise to cheek 1cm, "
    "mother said toy.",
    "Will said police came on Saturday night and Dean “went out the back”. Reported to social worker by phone 09:15.",
    "Brought by ambulance, unresponsive. CT: subdural haemorrhage. Referral to social care and police 01:10.",
    "Told by school that Rowan is in hospital since last night. Will with his nan.",
)


def entries() -> list[tuple[Entry, dict]]:  # type: ignore[type-arg]
    found = []
    for file, said in key()["files"].items():
        for n, row in enumerate(said["entries"]):
            start, end = (datetime.fromisoformat(row[k]) if "T" in row[k] else date.fromisoformat(row[k]) for k in ("start", "end"))
            text = next((t for t in IN_FULL if t.startswith(row["text"])), row["text"])
            when = When(row["raw"], start, end, row["precision"])
            found.append((Entry(f"{file}:{n}", when, said["agency"], text, Source(file, "", n)), row))
    return found


@without_marsh
@pytest.mark.clause("D4", "D5")
def test_the_events_told_by_several_agencies_are_found_and_no_others() -> None:
    rows = entries()
    groups: dict[str, set[str]] = {}
    for entry, row in rows:
        if row.get("group"):
            groups.setdefault(row["group"], set()).add(entry.id)
    found = belongs([e.id for e, _ in rows], look([e for e, _ in rows]))
    assert {k: v for k, v in ((one, {one, *b.same_event}) for one, b in found.items())} == {one: g for g in groups.values() for one in g}
    assert set(groups) == set(key()["same_event_groups"])


@without_marsh
def test_the_row_told_twice_is_found_and_no_other() -> None:
    rows = entries()
    of_key = {(f"{e.source.file}:{row['duplicate_of']}", e.id) for e, row in rows if "duplicate_of" in row}
    assert of_key and {(p.a, p.b) for p in look([e for e, _ in rows]) if p.kind == "duplicate"} == of_key


@without_marsh
def test_the_contradiction_is_found_between_the_police_and_each_other_account_and_no_other() -> None:
    rows = entries()
    by_id = {e.id: e for e, _ in rows}
    found = [p for p in look([e for e, _ in rows]) if p.kind == "contradiction"]
    assert [(by_id[p.a].agency, by_id[p.b].agency) for p in found] == [
        ("Wessmoor Police", "Brindle Community Health"), ("Wessmoor Police", "Otterholt Primary"),
    ]  # fmt: skip
    assert all("“Dean Holloway present”" in p.why for p in found)


@without_marsh
def test_all_rows_are_merged_in_time_order() -> None:
    merged = merge([e for e, _ in entries()])
    assert len(merged.entries) == key()["merged_total"] and merged.entries[0].when.typed == "03/06/2019"
