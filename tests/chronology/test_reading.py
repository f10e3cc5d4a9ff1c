"""From rows to entries: nothing that tells something is dropped, and what is wrong is said with its row."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.columns import Columns, propose
from cspr.chronology.reading import is_nil, rows_of
from tests.chronology.grids import file, grid, read, said, told

pytestmark = pytest.mark.clause("D5")
HEAD = ("Date", "Event", "Who")


def test_every_column_goes_to_its_place() -> None:
    rows = read(("Date", "Time", "Event", "Who was there", "Source", "Action taken", "Child seen", "Significant", "Theme"),
                (date(2021, 2, 3), "1430hrs", "Home visit.", "Mother", "Log 4", "Referred", "Yes", "Y", "Neglect"),
                ("4/2/21", "", "Phone call.", "", "", "", "", "", ""))
    first, second = rows.entries
    assert (first.text, first.present, first.record, first.response, first.child_seen, first.significant, dict(first.more)) == (
        "Home visit.", "Mother", "Log 4", "Referred", "Yes", True, {"Theme": "Neglect"})
    assert first.when.typed == "03/02/2021 1430hrs" and first.when.precision == "minute" and first.agency == "Wessmoor Police"
    assert str(first.source) == "return.docx:Chronology!2" and not second.significant and not rows.problems


def test_titles_blank_rows_banners_and_repeated_headings_are_passed_over() -> None:
    rows = read(("Chronology of contact",) * 3, HEAD, ("3/2/21", "One.", ""), (None, None, None), ("2022",) * 3, HEAD, ("3 May", "Two.", ""),
                ("Section 2", "", ""), ("Total", "2", ""), ("4/5/22", "Three.", ""))
    assert told(rows) == [("2021-02-03", "One."), ("2022-05-03", "Two."), ("2022-05-04", "Three.")]
    assert not rows.problems and rows.entries[1].when.says == "The year is that of the heading above, 2022."
    assert any("passed over" in note for note in rows.notes)


def test_headings_over_two_rows() -> None:
    rows = read(("Date", "Date", "Event"), ("From", "To", ""), ("3/2/21", "5/2/21", "On leave."))
    assert told(rows) == [("2021-02-03", "On leave.")] and not rows.problems


def test_what_cannot_be_read_is_kept_and_said() -> None:
    rows = read(HEAD, ("31/02/2025", "Repeat prescription.", ""), ("?", "Note without a date.", "GP"), ("02/25/2021", "Seen.", ""),
                ("5/2/21", "", ""),
                ("", "Undated call.", "GP"), ("tbc", "", ""))
    assert told(rows) == [("?", "Repeat prescription."), ("?", "Note without a date."), ("?", "Seen."), ("2021-02-05", ""), ("?", "Undated call.")]
    assert said(rows) == [(2, "impossible_date"), (3, "unknown_date"), (4, "impossible_date"), (5, "no_text"), (6, "unknown_date"), (0, "ambiguous")]
    assert "There is no 31 February 2025" in rows.problems[0].says
    assert "If it belongs to row 5 (5 February 2021), give that date" in rows.problems[4].says
    assert "the wrong way round too" in rows.problems[-1].says
    assert [p.entry for p in rows.problems[:5]] == [e.id for e in rows.entries]


def test_ditto_marks_and_times_alone_take_the_date_above() -> None:
    rows = read(("Date", "Time", "Event"), ("3/2/21", "09:00", "One."), ('"', "10:00", "Two."), ("do.", "", "Three."), ("", time(11, 30), "Four."),
                ("14.30", "", "Five."), ("as above", "", "Six."))
    assert told(rows) == [("2021-02-03T09:00", "One."), ("2021-02-03T10:00", "Two."), ("2021-02-03", "Three."), ("2021-02-03T11:30", "Four."),
                          ("2021-02-03T14:30", "Five."), ("2021-02-03", "Six.")]
    assert said(rows) == [(5, "ambiguous"), (6, "ambiguous")]
    assert rows.entries[1].when.typed == '" 10:00' and "row 2" in rows.entries[1].when.says


def test_a_row_that_goes_on_from_the_one_above_is_joined() -> None:
    rows = read(HEAD, ("3/2/21", "Visit to the home,", "HV"), ("", "nobody in.", ""), ("", "Later seen in town.", ""), ("4/2/21", "Call.", ""))
    assert told(rows) == [("2021-02-03", "Visit to the home,\nnobody in."), ("?", "Later seen in town."), ("2021-02-04", "Call.")]
    assert said(rows) == [(4, "unknown_date")] and any("goes on from the row above" in n for n in rows.notes)


def test_where_what_happened_is_empty_another_column_tells() -> None:
    rows = read(("Date", "Type", "Case note", "Oversight"), ("3/2/21", "Visit", "Seen at home today.", ""),
                ("4/2/21", "Meeting", "", "Discussed at panel today."),
                ("5/2/21", "Call", "", ""))
    assert told(rows)[1:] == [("2021-02-04", "Discussed at panel today."), ("2021-02-05", "Type: Call")]
    assert said(rows) == [(4, "no_text")] and any("“Oversight” was read in its place" in n for n in rows.notes)


def test_a_stretch_over_two_columns() -> None:
    rows = read(("Date from", "Date to", "Event"), ("3/2/21", "9/2/21", "Cover by bank staff."), ("5/3/21", "", "Visit to the home."),
                ("5/4/21", "1/4/21", "Leave."))
    assert [(e.when.start, e.when.end, e.when.precision) for e in rows.entries] == [
        (date(2021, 2, 3), date(2021, 2, 9), "range"), (date(2021, 3, 5),) * 2 + ("day",), (date(2021, 4, 5),) * 2 + ("day",)]
    assert said(rows) == [(4, "ambiguous")]


def test_a_table_that_goes_on_without_headings_and_one_that_is_no_chronology() -> None:
    people = grid(("Name", "DOB"), ("A. Lane", "3/2/2019"), where="table 1")
    first = grid(HEAD, ("3/2/21", "One.", "HV"), where="table 2")
    second = grid(("4/2/21", "HV Lane", "x"), ("5/2/21", "Seen today.", "y"), where="table 3")
    rows = rows_of(file(people, first, second), "GP")
    assert told(rows) == [("2021-02-03", "One."), ("2021-02-04", "HV Lane"), ("2021-02-05", "Seen today.")]
    assert any(n.startswith("table 1: was left out") for n in rows.notes)
    # As proposed is not as corrected: handed back unchanged, it still goes on.
    again = rows_of(file(people, first, second), "GP", {g.where: propose(g).columns for g in (people, first, second)})
    assert again == rows


def test_columns_as_a_person_set_them() -> None:
    given_by_hand = {"Chronology": Columns(1, ("A", "B", "C"), ("leave", "event", "date"))}
    rows = rows_of(file(grid(("A", "B", "C"), ("3/2/21", "One.", "4/3/21"))), "GP", given_by_hand)
    assert told(rows) == [("2021-03-04", "One.")]
    nothing = rows_of(file(grid(HEAD, ("3/2/21", "One.", ""))), "GP", {"Chronology": Columns(1, HEAD, ("leave", "event", "more"))})
    assert not nothing.entries and nothing.problems[0].source.row == 0


def test_outside_the_period_asked_about() -> None:
    scope = (date(2020, 1, 1), date(2022, 1, 1))
    rows = rows_of(file(grid(HEAD, ("3/2/21", "In.", ""), ("3/6/2019", "Before.", ""), ("2019", "Year before.", ""),
                             ("Dec 2019 - Jan 2020", "Across.", ""))),
                   "GP", scope=scope)
    assert len(rows.entries) == 4 and said(rows) == [(3, "outside_scope"), (4, "outside_scope")]
    assert "1 January 2020 to 1 January 2022" in rows.problems[0].says


def test_a_year_far_ahead_of_the_others_is_asked_about() -> None:
    rows = read(HEAD, *[(f"{n}/2/21", "Seen.", "") for n in range(1, 6)], ("3/2/2062", "Seen.", ""), ("3/2/1998", "Born.", ""))
    assert said(rows) == [(7, "ambiguous")] and "Check the year" in rows.problems[0].says


def test_ids_are_the_same_again_and_differ_by_place_words_and_agency() -> None:
    lines = (HEAD, ("3/2/21", "Same.", ""), ("3/2/21", "Same.", ""))
    first, again = read(*lines), read(*lines)
    assert [e.id for e in first.entries] == [e.id for e in again.entries] and len({e.id for e in first.entries}) == 2
    other = rows_of(file(grid(*lines)), "GP")
    assert not {e.id for e in other.entries} & {e.id for e in first.entries}


def test_paragraphs_that_begin_with_a_date() -> None:
    rows = rows_of(file(paragraphs=(
        "Our contact with the family", "11 May 2025: Came to stay-and-play.", "She was tearful.", "25th May - Food parcel given.",
        "31/06/2025: Call.",
        "Signed: A. Lane")), "Harbourlight")
    assert told(rows) == [("2025-05-11", "Came to stay-and-play.\nShe was tearful."), ("2025-05-25", "Food parcel given."), ("?", "Call.")]
    assert said(rows) == [(4, "ambiguous"), (5, "impossible_date")] and rows.entries[1].source.row == 4


def test_days_below_a_month() -> None:
    rows = rows_of(file(paragraphs=("March 2020", "3rd - Home visit.", "No answer.", "31: Call.", "April 2020", "Moved house.", "4th - 2 visits")),
                   "GP")
    assert told(rows) == [("2020-03-03", "Home visit.\nNo answer."), ("2020-03-31", "Call."), ("2020-04-01", "Moved house."),
                          ("2020-04-04", "2 visits")]
    assert not rows.problems


def test_many_rows_without_a_year_are_said_in_one_line() -> None:
    rows = read(HEAD, ("3/2/21", "One.", ""), *[(f"{n} March", "Seen.", "") for n in range(1, 7)])
    assert said(rows) == [(3, "ambiguous")] and "So it was for 5 more rows" in rows.problems[0].says
    assert {e.when.start.year for e in rows.entries if e.when.start} == {2021}


def test_a_dated_paragraph_beside_a_table_is_not_lost_from_sight() -> None:
    rows = read(HEAD, ("3/2/21", "One.", ""), paragraphs=("Chronology", "4/2/21 - Strategy meeting held.", "5/2/21: completed by Dr Reed"))
    assert told(rows) == [("2021-02-03", "One.")] and said(rows) == [(2, "other")]


@pytest.mark.parametrize("words", [
    "We have had no involvement with the persons named. Nil return.", "NIL RETURN", "The family is not known to our service.",
    "No records were found.",
    "Nothing was found on our systems."])
def test_a_nil_return(words: str) -> None:
    rows = rows_of(file(paragraphs=("Rapid Review", words)), "Probation")
    assert rows.nil and not rows.entries and not rows.problems


@pytest.mark.parametrize("words", ["If nil return, please tick here.", "Please say whether there was no contact.", "Guidance"])
def test_a_form_that_speaks_of_nil_returns_is_none(words: str) -> None:
    rows = rows_of(file(grid(HEAD), paragraphs=(words,)), "Probation")
    assert not rows.nil and [(p.source.row, p.kind) for p in rows.problems] == [(0, "other")]


def test_a_file_with_events_is_no_nil_return() -> None:
    rows = read(HEAD, ("3/2/21", "No contact was had with the family.", ""))
    assert not rows.nil and len(rows.entries) == 1 and is_nil(file(grid(HEAD, ("3/2/21", "No contact was had.", ""))))


CELLS = st.none() | st.text(max_size=15) | st.dates() | st.integers() | st.floats() | st.times() | st.sampled_from(
    ("Date", "Event", "3/2/21", "31/2/21", "Time", "14:30", '"', "3 May", "tbc", "w/c 8 March", "Visit to the home, nobody in."))


@given(st.lists(st.lists(CELLS, max_size=4), max_size=8), st.lists(st.text(max_size=20) | st.just("3 May 2020: seen"), max_size=3))
def test_whatever_a_file_holds(rows: list[list[object]], paragraphs: list[str]) -> None:
    found = rows_of(file(grid(*rows), paragraphs=paragraphs), "GP")  # type: ignore[arg-type]
    ids = {e.id for e in found.entries}
    assert len(ids) == len(found.entries) and all(p.entry in ids for p in found.problems if p.entry)
    assert found.entries or found.problems or found.nil
    unknown = {e.id for e in found.entries if e.when.precision == "unknown"}
    assert unknown <= {p.entry for p in found.problems}
