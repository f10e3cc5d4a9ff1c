"""The made-up Marsh case's files, where they are beside the project: read whole, row for row as an independent reader counts them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
import python_calamine

from cspr.chronology.files import read_file

MARSH = Path(__file__).resolve().parents[4] / "shared" / "samples" / "marsh"
pytestmark = pytest.mark.skipif(not MARSH.is_dir(), reason="the Marsh files are not beside the project")


@pytest.mark.clause("D5")
@pytest.mark.parametrize("name", ["police.xlsx", "childrens-social-care.xlsx", "hospital.xlsx", "housing.ods"])
def test_each_workbook_is_read_cell_for_cell(name: str) -> None:
    found = read_file(name, (MARSH / name).read_bytes())
    book = python_calamine.CalamineWorkbook.from_path(MARSH / name)
    assert [g.where for g in found.grids] == book.sheet_names
    for grid in found.grids:
        wanted = {(n, c): v for n, row in enumerate(book.get_sheet_by_name(grid.where).to_python(skip_empty_area=False), 1)
                  for c, v in enumerate(row) if v != ""}
        assert {(line.number, c): v for line in grid.lines for c, v in enumerate(line.cells) if v is not None} == wanted


@pytest.mark.parametrize("name", ["gp-practice.docx", "health-visiting.docx", "charity.docx", "probation-nil.docx", "report-draft.docx"])
def test_each_document_is_read_row_for_row(name: str) -> None:
    found = read_file(name, (MARSH / name).read_bytes())
    made = docx.Document(str(MARSH / name))
    assert [[line.number for line in g.lines] for g in found.grids] == [
        [n for n, row in enumerate(t.rows, 1) if any(c.text.strip() for c in row.cells)] for t in made.tables]
    assert len(found.paragraphs) == sum(bool(p.text.strip()) for p in made.paragraphs)


def test_what_is_hidden_unworked_or_changed_in_them_is_said() -> None:
    said = " ".join(n for name in ("childrens-social-care.xlsx", "health-visiting.docx") for n in read_file(name, (MARSH / name).read_bytes()).notes)
    for words in ("Hidden columns of “2024-25” were read as well: K.", "these cells are empty: D3 to D54", "Tracked changes", "1 comment"):
        assert words in said


def test_the_school_s_old_windows_text_keeps_its_quotation_marks() -> None:
    found = read_file("school.csv", (MARSH / "school.csv").read_bytes())
    assert found.grids[0].lines[2].cells[3] == "Will said “mum was crying again”.\nSpoke to class teacher; CPOMS updated."
