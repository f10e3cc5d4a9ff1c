"""Word documents: what a reader sees once changes are accepted, row by row as a person counts them."""

from __future__ import annotations

import pytest

from cspr.chronology.files import read_file
from cspr.chronology.shapes import FileRead, Grid
from tests.chronology.files.making import document, paragraph, table, word


def read(body: str, **more: str | bytes) -> FileRead:
    return read_file("gp.docx", word(body, **more))


def rows(grid: Grid) -> list[tuple[object, ...]]:
    return [line.cells for line in grid.lines]


@pytest.mark.clause("D5")
def test_tables_and_the_paragraphs_around_them_are_read_in_their_order() -> None:
    def fill(made):  # type: ignore[no-untyped-def]
        made.add_heading("Agency chronology")
        for n in (1, 2):
            filled = made.add_table(2, 2)
            filled.cell(0, 0).text, filled.cell(0, 1).text = "Date", "Event"
            filled.cell(1, 0).text, filled.cell(1, 1).text = f"{n}/3/24", f"Visit {n}"
            made.add_paragraph(f"After table {n}")

    found = read_file("gp.docx", document(fill))
    assert found.kind == "docx"
    assert [g.where for g in found.grids] == ["table 1", "table 2"]
    assert rows(found.grids[1]) == [("Date", "Event"), ("2/3/24", "Visit 2")]
    assert [(p.number, p.cells) for p in found.paragraphs] == [(1, ("Agency chronology",)), (2, ("After table 1",)), (3, ("After table 2",))]
    assert found.notes == ()


def test_rows_are_counted_as_they_stand_with_the_title_and_empty_ones() -> None:
    found = read(table(("GP RECORDS", ""), ("", ""), ("1/3/24", "Seen")))
    assert [(line.number, line.cells) for line in found.grids[0].lines] == [(1, ("GP RECORDS", None)), (3, ("1/3/24", "Seen"))]


def test_a_merged_cell_has_its_words_in_each_of_its_places() -> None:
    across = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("MARCH") + "</w:tc>"
    begin = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("1/3/24") + "</w:tc>"
    on = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    found = read(table((across,), (begin, "Phoned"), (on, "Visited"), ("2/3/24", "Closed")))
    assert rows(found.grids[0]) == [("MARCH", "MARCH"), ("1/3/24", "Phoned"), ("1/3/24", "Visited"), ("2/3/24", "Closed")]


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    indented = "<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc>" + paragraph("Visited") + "</w:tc></w:tr>"
    found = read(table(("Date", "Event")).replace("</w:tbl>", indented + "</w:tbl>"))
    assert rows(found.grids[0]) == [("Date", "Event"), (None, "Visited")]


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    changed = ('<w:tc><w:p><w:r><w:t xml:space="preserve">Seen </w:t></w:r><w:del><w:r><w:delText>alone</w:delText></w:r></w:del>'
               "<w:ins><w:r><w:t>with mother</w:t></w:r></w:ins></w:p></w:tc>")
    deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("2/3/24") + "</w:tc><w:tc>" + paragraph("Gone") + "</w:tc></w:tr>"
    moved = "<w:p><w:moveFrom><w:r><w:t>Moved away</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>Moved here</w:t></w:r></w:moveTo></w:p>"
    found = read(table(("1/3/24", changed)).replace("</w:tbl>", deleted + "</w:tbl>") + moved)
    assert rows(found.grids[0]) == [("1/3/24", "Seen with mother")]
    assert found.paragraphs[0].cells == ("Moved here",)
    assert found.notes == ("Tracked changes were read as accepted: what was put in is read, what was struck out is not.",)


def test_hidden_text_is_read_and_said() -> None:
    hidden = "<w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Third party named</w:t></w:r></w:p></w:tc>"
    shown = '<w:tc><w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Seen</w:t></w:r></w:p></w:tc>'
    found = read(table(("1/3/24", hidden), ("2/3/24", shown)))
    assert [(line.cells[1], line.hidden) for line in found.grids[0].lines] == [("Third party named", True), ("Seen", False)]
    assert "Hidden text was read as well" in found.notes[0]


def test_comments_pictures_and_text_boxes_are_said() -> None:
    body = ("<w:p><w:r><w:t>Seen at home</w:t><w:commentReference w:id=\"1\"/></w:r><w:r><w:pict><w:txbxContent>"
            + paragraph("NB: third party") + "</w:txbxContent></w:pict></w:r><w:r><w:drawing><w:blip/></w:drawing></w:r></w:p>")
    found = read(body)
    assert [p.cells[0] for p in found.paragraphs] == ["Seen at home", "NB: third party"]
    assert [n.split(":")[0] for n in found.notes] == ["1 comment in the margin was not read.", "1 text box was read after the words beside it.",
                                                      "1 picture could not be read"]


def test_the_words_of_controls_links_breaks_and_ticks_are_read() -> None:
    cell = ("<w:tc><w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:p><w:hyperlink><w:r><w:t>Call</w:t><w:br/><w:t>back</w:t><w:tab/>"
            '<w:t>yes</w:t></w:r></w:hyperlink><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p></w:sdtContent></w:sdt>'
            + paragraph("Second") + "</w:tc>")
    found = read("<w:sdt><w:sdtContent>" + table(("1/3/24", cell)) + "</w:sdtContent></w:sdt>")
    assert rows(found.grids[0]) == [("1/3/24", "Call\nback\tyes✓\nSecond")]


def test_a_table_inside_a_layout_table_is_a_table_of_its_own() -> None:
    inner = table(("Date", "Event"), ("1/3/24", "Seen"))
    found = read(table(("<w:tc>" + paragraph("Chronology") + inner + "</w:tc>",)) + table(("a", "b")))
    assert [(g.where, rows(g)) for g in found.grids] == [
        ("table 1", [("Chronology",)]), ("table 2", [("Date", "Event"), ("1/3/24", "Seen")]), ("table 3", [("a", "b")])]


def test_a_table_inside_a_dated_row_is_part_of_its_words() -> None:
    inner = table(("Weight", "4.2 kg"), ("Length", "55 cm"))
    found = read(table(("Date", "Event"), ("1 March 2024", "<w:tc>" + paragraph("Weighed") + inner + "</w:tc>")))
    assert len(found.grids) == 1
    assert rows(found.grids[0])[1] == ("1 March 2024", "Weighed\nWeight | 4.2 kg\nLength | 55 cm")


def test_a_footnote_is_read_where_it_is_marked() -> None:
    relations = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>')
    notes = ('<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">'
             + paragraph("From the paper record") + "</w:footnote></w:footnotes>")
    found = read('<w:p><w:r><w:t>Seen</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
                 **{"word/_rels/document.xml.rels": relations, "word/footnotes.xml": notes})
    assert found.paragraphs[0].cells == ("Seen [note: From the paper record]",)


def test_old_form_fields_say_what_was_picked_and_prompts_are_no_words() -> None:
    box = '<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/><w:checked{}/></w:checkBox></w:ffData></w:fldChar></w:r>'
    chosen = ('<w:r><w:fldChar><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Home"/><w:listEntry w:val="School"/></w:ddList>'
              "</w:ffData></w:fldChar></w:r>")
    prompt = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click or tap here to enter text.</w:t></w:r>'
    cells = [f"<w:tc><w:p>{x}</w:p></w:tc>" for x in (box.format(""), box.format(' w:val="0"'), chosen, prompt)]
    found = read(table(("Seen", "Alone", "Where", "Words"), tuple(cells)))
    assert rows(found.grids[0])[1] == ("☒", "☐", "School", None)


def test_a_cell_that_spans_no_columns_is_one() -> None:
    nothing = '<w:tc><w:tcPr><w:gridSpan w:val="0"/></w:tcPr>' + paragraph("Seen") + table(("a",)) + "</w:tc>"
    assert rows(read(table(("1/3/24", nothing))).grids[0]) == [("1/3/24", "Seen\na")]
