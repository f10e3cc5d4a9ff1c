"""Files as agencies send them, made in the tests by the programs' own libraries or part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
import openpyxl

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def zipped(parts: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def package(main: str, kind: str, parts: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The parts that every Word or Excel file has, around one's own."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
                               f'<Override PartName="/{main}" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
                       f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        **parts,
    }


def word_parts(body: str, **more: str | bytes) -> dict[str, str | bytes]:
    """A Word document with this body, as its parts."""
    return package("word/document.xml", WORD, {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', **more})


def word(body: str, **more: str | bytes) -> bytes:
    """A Word document with this body."""
    return zipped(word_parts(body, **more))


def paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of Word. A cell is its words, or the whole of its XML."""
    return "<w:tbl>" + "".join(
        "<w:tr>" + "".join(c if c.startswith("<w:tc>") else f"<w:tc>{paragraph(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows) + "</w:tbl>"


def excel_parts(sheet: str, **more: str | bytes) -> dict[str, str | bytes]:
    """An Excel workbook with this sheet, as its parts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return package("xl/workbook.xml", EXCEL, {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
                                      f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>', **more})


def excel(sheet: str, **more: str | bytes) -> bytes:
    """An Excel workbook with this sheet."""
    return zipped(excel_parts(sheet, **more))


def saved(document: Any) -> bytes:
    """What a library's document or workbook saves."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def workbook(fill: Callable[[Any], None]) -> bytes:
    """A workbook whose first sheet was filled by the function."""
    book = openpyxl.Workbook()
    book.active.title = "Chronology"
    fill(book.active)
    return saved(book)


def document(fill: Callable[[Any], None]) -> bytes:
    """A Word document filled by the function."""
    made = docx.Document()
    fill(made)
    return saved(made)


def open_document(sheets: str, styles: str = "", **more: str | bytes) -> bytes:
    """An OpenDocument spreadsheet with these tables."""
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
                      for p, n in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")))
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", **more,
                   "content.xml": f"<office:document-content {spaces}>{styles}<office:body><office:spreadsheet>{sheets}"
                                  "</office:spreadsheet></office:body></office:document-content>"})
