"""CSV in any usual encoding and with any usual mark, plain text, and what is pasted."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cspr.chronology.files import read_file, read_paste

ROWS = [["Date", "Details"], ["1/3/24", "Mum said “it’s fine” – £60 fine"], ["2/3/24", "Line one\nline two; café, more"]]
TEXT = "Date,Details\r\n1/3/24,Mum said “it’s fine” – £60 fine\r\n2/3/24,\"Line one\nline two; café, more\"\r\n"


def cells(content: bytes, name: str = "school.csv") -> list[list[object]]:
    return [list(line.cells) for line in read_file(name, content).grids[0].lines]


@pytest.mark.clause("D5")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"])
def test_every_usual_encoding_keeps_pounds_and_quotation_marks(encoding: str) -> None:
    assert cells(TEXT.encode(encoding)) == ROWS


def test_an_old_pc_keeps_its_pounds() -> None:
    assert cells("Date,Details\n1/3/24,£60 fine\n".encode("cp850"))[1][1] == "£60 fine"


def test_a_guess_is_said_and_unicode_is_no_guess() -> None:
    assert "Windows-1252" in read_file("school.csv", TEXT.encode("cp1252")).notes[0]
    assert read_file("school.csv", TEXT.encode()).notes == ()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["csv", "txt"])
@given(st.lists(st.tuples(*[st.text("ab,;|\t\" \n£", max_size=12)] * 2), min_size=2, max_size=8))
def test_what_a_program_exports_is_read_back(mark: str, ending: str, rows: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=mark)
    wanted = [("1/3/24", "First", "end"), *(("x", a, b + "z") for a, b in rows)]
    writer.writerows(wanted)
    assume(ending == "csv" or f"{mark} " not in file.getvalue())  # In a file of text, that is a sentence as likely as a cell.
    read = read_file(f"export.{ending}", file.getvalue().encode())
    assert read.kind == "csv"
    assert [line.number for line in read.grids[0].lines] == list(range(1, len(wanted) + 1))
    assert [[c or "" for c in line.cells] for line in read.grids[0].lines] == [[c.strip() for c in row] for row in wanted]


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    read = read_file("school.csv", b'sep=;\nSchool report\n\nDate;Details\n1/3/24;"two\nlines"\n2/3/24;after;more;\n')
    assert [(line.number, line.cells) for line in read.grids[0].lines] == [
        (1, ("School report", None, None)), (3, ("Date", "Details", None)), (4, ("1/3/24", "two\nlines", None)), (5, ("2/3/24", "after", "more"))]


def test_a_mark_that_is_never_closed_does_not_swallow_the_rest() -> None:
    read = read_file("school.csv", b'Date,Details\n1/3/24,"Not closed\n2/3/24,Seen\n3/3/24,"Closed, well"\n')
    assert [line.cells for line in read.grids[0].lines][1:] == [("1/3/24", '"Not closed'), ("2/3/24", "Seen"), ("3/3/24", "Closed, well")]
    assert "do not pair up from row 2 on" in read.notes[0]


def test_quotation_marks_inside_a_cell_need_no_doubling() -> None:
    assert cells(b'Date,Details\n1/3/24,"He said "no, never" to her"\n2/3/24,"Seen"\n')[1:] == [
        ["1/3/24", 'He said "no, never" to her'], ["2/3/24", "Seen"]]


def test_noughts_in_the_file_are_passed_over() -> None:
    assert cells(b"Date,Details\0\n1/3/24,Se\0en\n") == [["Date", "Details"], ["1/3/24", "Seen"]]


def test_plain_text_is_paragraphs_with_the_numbers_of_their_lines() -> None:
    read = read_file("notes.txt", b"Notes\n\n11 May 2025: Kerry came, with Rowan.\n25th May 2025 - Food parcel, and bus fare.\n")
    assert (read.kind, read.grids) == ("text", ())
    assert [(p.number, p.cells) for p in read.paragraphs] == [
        (1, ("Notes",)), (3, ("11 May 2025: Kerry came, with Rowan.",)), (4, ("25th May 2025 - Food parcel, and bus fare.",))]


def test_lines_of_words_with_a_comma_each_are_no_table_and_short_exports_are() -> None:
    prose = "1 May 2025: Kerry came, with Rowan.\n2 May 2025: phoned, no answer.\n3 May 2025: closed, letter sent.\n"
    assert [p.cells[0] for p in read_file("notes.txt", prose.encode()).paragraphs] == prose.splitlines()
    assert [line.cells for line in read_paste("1/3/24,Seen\n2/3/24,Phoned\n").grids[0].lines] == [("1/3/24", "Seen"), ("2/3/24", "Phoned")]
    assert [p.cells[0] for p in read_paste(prose).paragraphs] == prose.splitlines()


def test_a_web_page_under_the_name_of_excel_is_read_and_said() -> None:
    page = ("<html><body><h1>Export</h1><table><tr><th>Date</th><th>Details</th></tr><tr><td rowspan=2>1/3/24</td><td>Seen<br>at  home</td></tr>"
            "<tr><td>Phoned</td></tr></table></body></html>")
    read = read_file("export.xls", page.encode())
    assert [line.cells for line in read.grids[0].lines] == [("Date", "Details"), ("1/3/24", "Seen\nat home"), ("1/3/24", "Phoned")]
    assert read.paragraphs[0].cells == ("Export",)
    assert read.notes[0] == "The name ends in .xls, but the file is a text file: it was read as that."
    assert "web page" in read.notes[1]


def test_a_page_laid_out_by_tables_has_each_table_once() -> None:
    inner = "<table><tr><td>1/3/24</td><td>Seen <table><tr><td>4.2 kg</td></tr></table></td></tr><tr><td>2/3/24</td><td>Phoned</td></tr></table>"
    read = read_file("export.xls", f'<table><tr><td colspan="90">Chronology {inner}</td></tr></table>'.encode())
    assert [[line.cells for line in g.lines] for g in read.grids] == [[("Chronology",)], [("1/3/24", "Seen\n4.2 kg"), ("2/3/24", "Phoned")]]


def test_a_table_pasted_from_excel() -> None:
    read = read_paste('Date\tDetails\n1/3/24\t"two\nlines, ""he said"""\n2/3/24\tSeen\n')
    assert read.kind == "paste"
    assert [line.cells for line in read.grids[0].lines] == [("Date", "Details"), ("1/3/24", 'two\nlines, "he said"'), ("2/3/24", "Seen")]


def test_a_table_pasted_from_word_where_a_cell_runs_over_lines() -> None:
    read = read_paste("Date\tEvent\tAction\r\n2024\r\n1/3/24\tVisited \"at home\"\r\nmother seen\tNone\r\n"
                      "2/3/24\tPhoned\tRang back later\r\nno answer, left word.\r\n")
    assert [line.cells for line in read.grids[0].lines] == [
        ("Date", "Event", "Action"), ("2024", None, None), ("1/3/24", 'Visited "at home"\nmother seen', "None"),
        ("2/3/24", "Phoned", "Rang back later\nno answer, left word.")]


def test_pasted_words_are_paragraphs_and_a_pasted_page_is_its_tables() -> None:
    assert [p.cells[0] for p in read_paste("1 March 2024: seen\n\n2 March 2024: phoned").paragraphs] == ["1 March 2024: seen", "2 March 2024: phoned"]
    read = read_paste("<table><tr><td>1/3/24</td><td colspan=2>Seen</td></tr><tr><td>2/3/24</td><td>a</td><td>b</td></tr></table>")
    assert [line.cells for line in read.grids[0].lines] == [("1/3/24", "Seen", "Seen"), ("2/3/24", "a", "b")]
