from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from cspr.chronology.dates import read_when
from cspr.chronology.files import read_file
from cspr.chronology.merging import merge
from cspr.chronology.names import Names
from cspr.chronology.out import in_words, to_csv, to_docx, to_json, to_xlsx
from cspr.chronology.shapes import Problem, Source, When
from tests.chronology.rows import row, when

BAD = ["=cmd|' /C calc'!A0", "+44 7700 900000", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.test","x")', "http://x.test/?a=1&b=<2>", " =1+1"]
NAMES = Names({"people": [{"id": "p1", "name": "Rowan Tolland", "role": "child", "pseudonym": "Child T"}]})


def chronology() -> Any:
    told = row("2026-01-18", "Health Visiting", "Told police came Saturday about half nine. Dean not there.\nRowan Tolland seen.", present="Mother")
    called = row("2026-01-17T21:40", "Wessmoor Police", "Called to home. Dean Holloway present.", record="WM/29999/26")
    rows = [
        replace(called, significant=True),
        row("2026-01-17T21:40", "Wessmoor Police", "Called to home. Dean Holloway present.", record="WM/29999/26"),
        replace(told, response="Advice given", child_seen="Yes"),
        row("", "Fen Lane Surgery", "Letter filed."),
    ]
    return merge(rows, [Problem(Source("gp.docx", "table 2", 3), "“?” is no date. Ask Rowan Tolland's surgery.", rows[3].id, "unknown_date")])


def test_json_rows_are_as_the_contract_has_them() -> None:
    merged = chronology()
    rows = json.loads(to_json(merged))
    first, second, third, last = rows
    assert list(first) == ["start", "end", "precision", "typed", "agency", "text", "source", "duplicate_of", "same_event", "id"]
    assert (first["start"], first["precision"], first["duplicate_of"]) == ("2026-01-17T21:40", "minute", None)
    assert (
        second["duplicate_of"] == first["id"]
        and third["same_event"] == [first["id"], second["id"]]
        and third["start"] == third["end"] == "2026-01-18"
    )
    assert (last["start"], last["end"], last["precision"], last["typed"]) == (None, None, "unknown", "?")
    assert first["source"] == {"file": "Wessmoor Police.xlsx", "sheet": "", "row": merged.entries[0].source.row}


def test_what_a_person_joined_counts_in_place_of_what_was_found() -> None:
    assert all(r["duplicate_of"] is None and r["same_event"] == [] for r in json.loads(to_json(chronology(), pairs=[])))
    assert b"Same event" not in to_csv(chronology(), pairs=[])


@pytest.mark.parametrize("write", [to_json, to_csv, to_xlsx, to_docx])
def test_an_anonymised_file_names_nobody(write: Callable[..., bytes]) -> None:
    assert not _holds(write(chronology(), names=NAMES), "Rowan") and _holds(write(chronology(), names=NAMES), "Child T")
    assert _holds(write(chronology()), "Rowan Tolland")


def _holds(content: bytes, word: str) -> bool:
    if content[:2] != b"PK":
        return word.encode() in content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return any(word.encode() in parts.read(name) for name in parts.namelist())


def _sheet(content: bytes, name: str = "Chronology") -> list[list[Any]]:
    return [list(r) for r in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)]


def test_the_workbook_says_what_it_is_and_is_ready_to_print() -> None:
    content = to_xlsx(chronology(), title="EX-2026-014 & more: chronology", names=NAMES, made=datetime(2026, 4, 9, 10))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Chronology"]
    assert sheet["A1"].value == "OFFICIAL-SENSITIVE" and sheet["A2"].value == "EX-2026-014 & more: chronology (anonymised)"
    assert sheet.freeze_panes == "A5" and sheet.auto_filter.ref.startswith("A4:") and sheet.print_title_rows == "$4:$4"
    assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "&BOFFICIAL-SENSITIVE"
    assert sheet.page_setup.orientation == "landscape" and book.properties.creator in ("", None) and book.properties.created.year == 2026
    assert [[c for c in r] for r in _sheet(content)[3:4]] == [
        ["No.", "Date", "As typed", "Agency", "What happened", "Who was there", "Child seen", "What the agency did", "Record", "Beside", "Source"]
    ]  # fmt: skip
    assert _sheet(content)[6][9] == "Same event as 1, 2" and _sheet(content)[5][9] == "Told twice: see 1. Same event as 1, 3"


def test_the_workbook_holds_what_is_to_be_settled_too() -> None:
    content = to_xlsx(chronology(), names=NAMES)
    assert ["gp.docx:table 2!3", "“?” is no date. Ask Child T's surgery."] in _sheet(content, "To resolve")
    assert [r[0] for r in _sheet(content, "Side by side")[4:]] == ["Told twice", "Accounts differ", "Same event"]


@pytest.mark.parametrize("text", BAD)
def test_nothing_in_a_file_can_run(text: str) -> None:
    merged = merge([row("2026-01-17", text, text)])
    cells = next(csv.DictReader(io.StringIO(to_csv(merged).decode("utf-8-sig"))))
    assert not cells["What happened"].startswith(("=", "+", "-", "@", "\t")) and text in cells["What happened"] and text in cells["Agency"]
    with zipfile.ZipFile(io.BytesIO(to_xlsx(merged))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"hyperlink" not in sheet and b"externalLink" not in b"".join(n.encode() for n in parts.namelist())
    assert _sheet(to_xlsx(merged))[4][4] == text
    with zipfile.ZipFile(io.BytesIO(to_docx(merged))) as parts:
        assert b"hyperlink" not in parts.read("word/document.xml")


def test_the_document_repeats_its_headings_and_marking() -> None:
    document = Document(io.BytesIO(to_docx(chronology(), title="EX-2026-014", names=NAMES)))
    table = document.tables[0]
    xml = table._tbl.xml
    assert "<w:tblHeader/>" in xml.split("</w:tr>")[0] and "w:tblCaption" in xml and xml.count("<w:tr>") == 5
    assert [c.text for c in table.rows[1].cells][:5] == [
        "1",
        "17 January 2026 21:40",
        "2026-01-17T21:40",
        "Wessmoor Police",
        "Called to home. Dean Holloway present.",
    ]
    assert table.rows[3].cells[4].text.endswith("\nChild T seen.")
    section = document.sections[0]
    assert section.header.paragraphs[0].text == section.footer.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    assert "NUMPAGES" in section.footer._element.xml and section.page_width > section.page_height
    assert document.core_properties.author == "" and document.core_properties.title == "EX-2026-014 (anonymised)"
    assert document.paragraphs[0].style.name == "Heading 1" and document.core_properties.language == "en-GB"


def test_the_same_chronology_makes_the_same_file() -> None:
    merged = chronology()
    assert to_docx(merged) == to_docx(merged) and to_xlsx(merged) == to_xlsx(merged)


@pytest.mark.parametrize(("name", "write"), [("x.csv", to_csv), ("x.xlsx", to_xlsx), ("x.docx", to_docx)])
def test_what_is_written_is_read_again(name: str, write: Callable[..., bytes]) -> None:
    merged = chronology()
    read = read_file(name, write(merged))
    assert f"x.{read.kind}" == name and read.notes == ()
    lines = [line.cells for line in read.grids[0].lines]
    head = next(n for n, cells in enumerate(lines) if cells[0] == "No.")
    rows = [dict(zip(lines[head], cells, strict=True)) for cells in lines[head + 1 :]]
    assert [r["What happened"] for r in rows] == [e.text for e in merged.entries]
    assert [read_when(r["Date"]).start for r in rows] == [e.when.start for e in merged.entries]
    assert [r["Agency"] for r in rows] == [e.agency for e in merged.entries] and rows[2]["Who was there"] == "Mother"


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 400), st.sampled_from(["day", "range", "approximate"]))
def test_a_date_in_words_is_read_as_the_same_date(first: date, days: int, precision: Any) -> None:
    last = first if precision == "day" else first + timedelta(days=days + (precision == "range"))
    read = read_when(in_words(When("", first, last, precision)))
    assert (read.start, read.end, read.precision) == (first, last, precision)


def test_nothing_is_written_as_nothing() -> None:
    empty = merge([])
    assert json.loads(to_json(empty)) == [] and len(_sheet(to_xlsx(empty))) == 4 and len(Document(io.BytesIO(to_docx(empty))).tables[0].rows) == 1
    assert to_csv(empty).decode("utf-8-sig").splitlines() == ["No.,Date,As typed,Agency,What happened,Source"]


def test_an_age_is_a_column_where_it_is_asked_for() -> None:
    assert b"5 months" in to_csv(chronology(), age=lambda e: "5 months" if e.when.start else "")


def test_a_cell_too_long_for_excel_says_that_it_is_cut() -> None:
    long = to_xlsx(merge([row("2026-01-17", "GP", "x" * 40_000)]))
    assert _sheet(long)[4][4].endswith("(cut here: the Word file has the whole)")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_any_text_can_be_written_and_read_again(texts: list[str]) -> None:
    merged = merge([row("2026-01-17", "GP", text) for text in texts], pairs=False)
    assert len(json.loads(to_json(merged))) == len(texts)
    assert len(list(csv.reader(io.StringIO(to_csv(merged).decode("utf-8-sig"), newline="")))) == len(texts) + 1
    assert len(_sheet(to_xlsx(merged))) == len(texts) + 4 and len(Document(io.BytesIO(to_docx(merged))).tables[0].rows) == len(texts) + 1


@pytest.mark.parametrize(
    ("given_date", "said"),
    [
        (when("2026-01-17T21:40"), "17 January 2026 21:40"),
        (when("2026-01-17"), "17 January 2026"),
        (when("2026-01"), "January 2026"),
        (when("2026"), "2026"),
        (when("2026-01-03/2026-01-09"), "3 January 2026 to 9 January 2026"),
        (When("c. 10 Jan", date(2026, 1, 10), date(2026, 1, 10), "approximate"), "about 10 January 2026"),
        (when(""), "Not known"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(given_date: When, said: str) -> None:
    assert in_words(given_date) == said
