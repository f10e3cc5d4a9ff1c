"""Excel workbooks: what each cell shows, where it stands, and what is hidden."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.files import read_file
from cspr.chronology.files.formats import value_of
from tests.chronology.files.making import excel, saved, workbook


def rows(content: bytes) -> list[tuple[object, ...]]:
    return [line.cells for line in read_file("police.xlsx", content).grids[0].lines]


@pytest.mark.clause("D5")
def test_a_sheet_is_read_with_the_rows_numbered_as_excel_does() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "WESSMOOR POLICE"
        sheet["A3"], sheet["B3"] = "Date", "Details"
        sheet["A4"], sheet["B4"] = date(2024, 4, 15), "  Officers\nattended "

    found = read_file("police.xlsx", workbook(fill))
    assert (found.kind, found.notes) == ("xlsx", ())
    assert found.grids[0].where == "Chronology"
    assert [(line.number, line.cells) for line in found.grids[0].lines] == [
        (1, ("WESSMOOR POLICE", None)), (3, ("Date", "Details")), (4, (date(2024, 4, 15), "Officers\nattended"))]


def test_days_times_and_numbers_are_what_their_format_shows() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for place, (value, code) in enumerate([
            (45397, "dd/mm/yyyy"), (45397, "dddd d mmmm yyyy"), (45397.5, "d/m/yy h:mm"), (0.25, "hh:mm"), (45397, "[$-809]dd mmm yyyy;@"),
            (1.5, "[h]:mm"), (601, "0000"), (930, "00\\:00"), (0.5, "0%"), (1234.5, "£#,##0.00"), (880011, "General"), (7, "\"day\" 0")]):
        sheet.write_number(0, place, value, book.add_format({"num_format": code}))
    sheet.write_boolean(0, 12, True)
    book.close()
    assert rows(file.getvalue())[0] == (
        date(2024, 4, 15), date(2024, 4, 15), datetime(2024, 4, 15, 12), time(6), date(2024, 4, 15),
        timedelta(hours=36), "0601", "09:30", 0.5, 1234.5, 880011, 7, True)


@given(st.datetimes(datetime(1900, 3, 2), datetime(2199, 12, 31)).map(lambda d: d.replace(microsecond=0)))
def test_each_moment_comes_back_from_its_serial(moment: datetime) -> None:
    for begin, from_1904 in ((datetime(1899, 12, 30), False), (datetime(1904, 1, 1), True)):
        if moment > datetime(1904, 1, 2):
            wanted = moment if moment.time() != time() else moment.date()
            assert value_of((moment - begin) / timedelta(days=1), "dd/mm/yyyy hh:mm:ss", from_1904) == wanted


def test_numbers_that_no_calendar_has_stay_numbers() -> None:
    assert value_of(60, "d/m/y", False) == 60  # Excel's 29 February 1900.
    assert value_of(59, "d/m/y", False) == date(1900, 2, 28)
    assert value_of(9e9, "d/m/y", False) == 9_000_000_000
    assert value_of(-1, "d/m/y", False) == -1
    assert value_of(float("inf"), "d/m/y", False) == "inf"


def test_what_is_hidden_is_read_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Chronology"
    for row in range(1, 7):
        sheet.append([f"{row}/3/24", f"Visit {row}", None, "Manager's view" if row == 2 else None])
    for row in (3, 4, 6):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions["F"].hidden = True
    other = book.create_sheet("Old")
    other.append(["1/1/23", "Earlier"])
    other.sheet_state = "hidden"
    found = read_file("csc.xlsx", saved(book))
    assert [line.number for line in found.grids[0].lines if line.hidden] == [2, 3, 4, 6]
    assert found.grids[0].hidden_columns == (3,)
    assert [g.hidden for g in found.grids] == [False, True]
    assert found.notes == (
        "Hidden rows of “Chronology” were read as well (hidden by hand or by a filter): rows 3 and 4 and 6.",
        "Hidden columns of “Chronology” were read as well: D.",
        "The sheet “Old” is hidden. It was read as well: look whether it was meant to be sent.")


def test_merged_cells_have_their_value_in_each_place() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "MARCH"
        sheet.merge_cells("A1:B1")
        sheet["A2"], sheet["B2"], sheet["B3"], sheet["B4"] = "1/3/24", "Phoned", "Visited", "Closed"
        sheet.merge_cells("A2:A3")

    assert rows(workbook(fill)) == [("MARCH", "MARCH"), ("1/3/24", "Phoned"), ("1/3/24", "Visited"), (None, "Closed")]


def test_cells_merged_to_the_end_of_the_sheet_reach_as_far_as_its_words() -> None:
    sheet = ('<sheetData><row r="1"><c r="A1" t="b"><v>1</v></c></row><row r="3"><c r="B3" t="b"><v>0</v></c></row></sheetData>'
             '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert rows(excel(sheet)) == [(True, True), (True, False)]


def test_a_formula_is_read_as_what_it_came_to_and_one_without_a_value_is_named() -> None:
    found = read_file("csc.xlsx", excel(
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>C1</f><v/></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
        '<row r="2"><c r="B2"><f>C2</f></c><c r="C2" t="e"><v>#REF!</v></c></row></sheetData>'))
    assert [line.cells for line in found.grids[0].lines] == [(2, None, None), (None, None, "#REF!")]
    assert found.notes == (
        "“Sheet” has formulas (2 cells). What they last came to was read.",
        "Formulas of “Sheet” have no value yet, so these cells are empty: B1 to B2. Open the file in Excel and save it, or type the values in.",
        "Cells of “Sheet” show a fault instead of a value (such as #REF!): C2.")


def test_a_sheet_that_says_it_is_a_million_rows_long_and_is_not_works() -> None:
    far = ('<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Date</t></is></c><c r="XFD1" s="1"/></row>'
           '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>1/3/24</t></is></c></row></sheetData>')
    found = read_file("csc.xlsx", excel(far))
    assert [(line.number, line.cells) for line in found.grids[0].lines] == [(1, ("Date",)), (1_048_576, ("1/3/24",))]


def test_cells_and_rows_without_their_place_stand_one_after_the_other() -> None:
    cell = '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></is></c>'
    found = read_file("csc.xlsx", excel(f"<sheetData><row>{cell}{cell}</row><row>{cell}</row></sheetData>"))
    assert [(line.number, line.cells) for line in found.grids[0].lines] == [(1, ("ab", "ab")), (2, ("ab", None))]


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(-10**9, 10**9), st.text("ab £“\n", max_size=5), st.dates(date(1901, 1, 1)), st.booleans()),
                         min_size=1, max_size=5), min_size=1, max_size=8))
def test_it_agrees_with_an_independent_reader(values: list[list[Any]]) -> None:
    """python-calamine reads the same cells, but for spaces around words and for what it does not know (hidden, merged, formulas)."""
    content = workbook(lambda sheet: [sheet.append(row) for row in values] and None)
    expected = {}
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for place, value in enumerate(row):
            value = value.strip() if isinstance(value, str) else value
            if value != "":
                expected[number, place] = value
    try:
        lines = read_file("a.xlsx", content).grids[0].lines
    except Exception:
        assert not expected
        return
    assert {(line.number, c): v for line in lines for c, v in enumerate(line.cells) if v is not None} == expected
