"""OpenDocument spreadsheets, as LibreOffice writes them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from cspr.chronology.files import read_file
from cspr.chronology.shapes import FileRead
from tests.chronology.files.making import open_document


def cell(words: str = "", **attributes: str) -> str:
    """A cell with words, and attributes of the office or the table."""
    said = "".join(f' {"office" if "value" in k else "table"}:{k.replace("_", "-")}="{v}"' for k, v in attributes.items())
    return f"<table:table-cell{said}>{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>"


def read(rows: str, before: str = "", styles: str = "") -> FileRead:
    return read_file("housing.ods", open_document(f'<table:table table:name="Tenancy" table:style-name="ta1">{before}{rows}</table:table>', styles))


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


@pytest.mark.clause("D5")
def test_each_kind_of_cell_is_what_it_says() -> None:
    found = read(row(
        cell("27/04/24", value_type="date", date_value="2024-04-27"), cell("x", value_type="date", date_value="2024-04-27T09:30:00"),
        cell("x", value_type="time", time_value="PT14H05M00S"), cell("x", value_type="time", time_value="PT36H00M00S"),
        cell("12", value_type="float", value="12"), cell("12%", value_type="percentage", value="0.125"),
        cell("TRUE", value_type="boolean", boolean_value="true"), cell('two<text:line-break/>lines<text:s text:c="2"/>on', value_type="string")))
    assert found.kind == "ods"
    assert found.grids[0].where == "Tenancy"
    assert found.grids[0].lines[0].cells == (
        date(2024, 4, 27), datetime(2024, 4, 27, 9, 30), time(14, 5), timedelta(hours=36), 12, 0.125, True, "two\nlines  on")


def test_repeated_rows_and_cells_keep_their_numbers() -> None:
    found = read(row(cell("Ref"), cell(number_columns_repeated="3"), cell("Notes")) + row(cell(), more=' table:number-rows-repeated="4"')
                 + row(cell("T1", number_columns_repeated="2"), more=' table:number-rows-repeated="2"')
                 + row(cell(number_columns_repeated="16384"), more=' table:number-rows-repeated="1048568"'))
    assert [(line.number, line.cells) for line in found.grids[0].lines] == [
        (1, ("Ref", None, None, None, "Notes")), (6, ("T1", "T1", None, None, None)), (7, ("T1", "T1", None, None, None))]


def test_merged_cells_have_their_value_in_each_place() -> None:
    covered = "<table:covered-table-cell/>"
    found = read(row(cell("MARCH", number_columns_spanned="2"), covered)
                 + row(cell("1/3/24", number_rows_spanned="2"), cell("Phoned")) + row(covered, cell("Visited")) + row(cell(), cell("Closed")))
    assert [line.cells for line in found.grids[0].lines] == [("MARCH", "MARCH"), ("1/3/24", "Phoned"), ("1/3/24", "Visited"), (None, "Closed")]


def test_what_is_hidden_is_read_and_said() -> None:
    styles = ('<office:automatic-styles><style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
              "</office:automatic-styles>")
    found = read(row(cell("1/3/24"), cell("Seen")) + row(cell("2/3/24"), more=' table:visibility="filter"'),
                 '<table:table-column/><table:table-column table:visibility="collapse"/>', styles)
    assert (found.grids[0].hidden, found.grids[0].hidden_columns) == (True, (1,))
    assert [line.hidden for line in found.grids[0].lines] == [True, True]
    assert [n.split(" ", 2)[0:2] for n in found.notes] == [["The", "sheet"], ["Hidden", "rows"], ["Hidden", "columns"]]


def test_comments_and_changes_are_said_and_not_read() -> None:
    changes = f"<table:tracked-changes>{row(cell('Old'))}</table:tracked-changes>"
    found = read_file("a.ods", open_document(changes + '<table:table table:name="A">' + row(
        "<table:table-cell><office:annotation><text:p>Is this right?</text:p></office:annotation><text:p>Seen</text:p></table:table-cell>",
        cell("=1", formula="of:=1", value_type="float", value="1")) + "</table:table>"))
    assert [line.cells for line in found.grids[0].lines] == [("Seen", 1)]
    assert found.notes == ("“A” has formulas. What they last came to was read.", "Comments on cells were not read.",
                           "Tracked changes were read as accepted.")
