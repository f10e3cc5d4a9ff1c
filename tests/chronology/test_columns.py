"""Which column is what: by its heading, and by what stands in it."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.columns import Columns, propose
from cspr.chronology.headings import WHAT
from cspr.chronology.shapes import Grid, Line
from tests.chronology.grids import grid

pytestmark = pytest.mark.clause("D5")
LONG = "Home visit. Mother and baby seen, house tidy."


@pytest.mark.parametrize(("headings", "row", "are"), [
    (("Date/Time", "Source", "Event", "Action taken", "Analysis"), ("10/4/24", "Record", LONG, "NFA", ""), "date record event response more"),
    (("Occ No", "Date", "Time", "Persons", "Details", "Outcome"), ("WM/1", date(2024, 4, 15), "0601", "K M", LONG, "NFA"),
     "record date time present event response"),
    (("When", "What happened", "Who"), ("Sun 16 Feb 25", LONG, "HV"), "date event present"),
    (("Person ID", "Contact date", "Contact time", "Days since last", "Contact type", "Worker", "Child seen", "Case note", "Management oversight"),
     (880011.0, date(2024, 4, 15), None, None, "Visit", "T. N.", "Y", LONG, ""), "more date time more more present child_seen event more"),
    (("EventDateTime", "Department", "Summary", "Discharge"), ("2025-02-07T00:00", "ED", LONG, "Home"), "date more event more"),
    (("Ref", "Date of contact", "Officer", "Notes"), ("T000", date(2024, 4, 27), "L. F.", LONG), "record date present event"),
    (("DATE OF BIRTH", "Date recorded", "Date of event", "Narrative"), ("3/2/2019", "5/3/2021", "3/2/2021", LONG), "more more date event"),
    (("No.", "Start date", "End date", "Description"), (1, "3/2/21", "5/2/21", LONG), "leave date until event"),
    (("Date", "Agency", "Event", "Significant?"), ("3/2/21", "Police", LONG, "Y"), "date more event significant"),
    (("Date", "Significant event", "Agency response / action"), ("3/2/21", LONG, "Advice"), "date event response"),
    (("Tag", "Blob", "Words"), ("x1", "3/2/2021", LONG), "more date event"),
])
def test_headings_as_agencies_write_them(headings: tuple[str, ...], row: tuple[object, ...], are: str) -> None:
    proposal = propose(grid(headings, *[row] * 4))
    assert " ".join(proposal.columns.are) == are
    assert proposal.columns.header == 1 and proposal.columns.dated and proposal.rows == 4 and proposal.why


def test_headings_below_titles_and_banners() -> None:
    found = propose(grid(
        ("WESSMOOR POLICE", None, None), ("Restricted: panel only",) * 3, ("Persons: A, B (aka C)", "", ""), (), ("Author", "P. C. Lane", ""),
        ("Date", "Event", "Source"), ("3/2/21", LONG, "Log"), ("4/2/21", LONG, "Log")))
    assert found.columns.header == 6 and found.columns.are == ("date", "event", "record")


def test_no_headings_at_all() -> None:
    found = propose(grid((1, "3/2/2021", "14:30", LONG), (2, "4/2/2021", "09:00", LONG), (3, "5/2/2021", "10:15", LONG)))
    assert found.columns.header == 0 and found.columns.are == ("leave", "date", "time", "event")


def test_times_as_cells_under_a_heading_that_says_nothing() -> None:
    found = propose(grid(("Date", "Hh", "Event"), (date(2021, 2, 3), time(9, 5), LONG), (date(2021, 2, 4), time(9, 6), LONG)))
    assert found.columns.are == ("date", "time", "event")


def test_an_agency_column_only_where_several_are_named() -> None:
    rows = [("3/2/21", name, LONG) for name in ("Police", "GP", "Police")]
    assert propose(grid(("Date", "Agency", "Event"), *rows)).columns.are == ("date", "agency", "event")


@pytest.mark.parametrize("rows", [
    (("Name", "DOB", "Address"), ("A. Lane", "3/2/2019", "1 High Street"), ("B. Lane", "5/6/1990", "1 High Street")),
    (("Agency", "Tallow Street Surgery"), ("Author", "Dr Reed"), ("Signed off by", "Dr Moss")), (("Guidance", "Write one row for each event."),), ()])
def test_what_is_no_chronology(rows: tuple[tuple[str, ...], ...]) -> None:
    assert not propose(grid(*rows)).columns.dated


def test_numbers_of_a_reference_are_no_dates() -> None:
    found = propose(grid(("Ref", "Date", "Event"), (45292, 45300, LONG), (45293, 45301, LONG)))
    assert found.columns.are == ("record", "date", "event")


def test_a_proposal_is_kept_and_comes_back() -> None:
    found = propose(grid(("When", "What happened"), ("3/2/21", LONG)))
    assert Columns.from_json(found.to_json()["columns"]) == found.columns
    with pytest.raises(ValueError, match="“shoe size”"):
        Columns.from_json({"header": 1, "headings": ["a"], "are": ["shoe size"]})


def test_the_same_headings_have_the_same_fingerprint() -> None:
    first, second = propose(grid(("Date", "Event"), ("3/2/21", LONG))), propose(grid(("Police",), ("DATE:", " event"), ("3/2/21", LONG)))
    assert first.fingerprint == second.fingerprint != propose(grid(("Date", "Notes"), ("3/2/21", LONG))).fingerprint


CELLS = st.none() | st.text(max_size=20) | st.dates() | st.integers() | st.floats() | st.times() | st.sampled_from(("Date", "Event", "3/2/21",
                                                                                                                    "Time", "14:30"))


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_whatever_stands_in_a_grid(rows: list[list[object]]) -> None:
    found = propose(Grid("x", tuple(Line(n, tuple(row)) for n, row in enumerate(rows, 1))))  # type: ignore[arg-type]
    assert set(found.columns.are) <= set(WHAT) and 0 <= found.confidence <= 100 and len(found.columns.are) == len(found.columns.headings)
