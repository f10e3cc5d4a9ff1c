"""What an attacker, or a mistake, can make of a file: it is refused in a process that may not hold 500 MB, and does not come near."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cspr.chronology.files.limits import MB
from tests.chronology.files.making import excel_parts, word_parts

MOST = 500  # MB, for the whole process, Python and its libraries in it.
LOOK = """
import re, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
from cspr.chronology.files import read_file
from cspr.chronology.shapes import Refused
try:
    print(len(read_file("chronology.csv", open(sys.argv[1], "rb").read()).grids))
except Refused as refused:
    print(refused)
# Of this process alone: what getrusage says begins with what the process that started it held.
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def parts_of(made: dict[str, str | bytes], name: str, beginning: bytes, piece: bytes, times: int, end: bytes) -> Callable[[Path], None]:
    """Writes a zip whose one part repeats a piece, without holding it."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for other, content in made.items():
                if other != name:
                    package.writestr(other, content)
            with package.open(name, "w", force_zip64=True) as part:
                part.write(beginning)
                for _ in range(times):
                    part.write(piece)
                part.write(end)

    return write


def lying(write: Callable[[Path], None], says: int) -> Callable[[Path], None]:
    """The same zip, with the size of its largest part given as another."""

    def rewrite(path: Path) -> None:
        write(path)
        with zipfile.ZipFile(path) as package:
            true = max(i.file_size for i in package.infolist())
        path.write_bytes(path.read_bytes().replace(true.to_bytes(4, "little"), says.to_bytes(4, "little")))

    return rewrite


def open_parts() -> dict[str, str | bytes]:
    """An OpenDocument's parts but for its sheets."""
    return {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}


WORD_XML, EXCEL_XML = "word/document.xml", "xl/worksheets/sheet1.xml"
WORD_BEGIN, WORD_END = str(word_parts("|")[WORD_XML]).encode().split(b"|")
EXCEL_BEGIN, EXCEL_END = str(excel_parts("|")[EXCEL_XML]).encode().split(b"|")
SHEET_BEGIN, SHEET_END = EXCEL_BEGIN + b"<sheetData>", b"</sheetData>" + EXCEL_END
ROW = b'<row><c t="inlineStr"><is><t>Officers attended the address</t></is></c><c><v>45397</v></c><c><v>1</v></c></row>'
STRINGS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
           'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
           '<Relationship Id="rId2" Target="sharedStrings.xml" '
           'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>')
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
# Words that do not shrink to nothing, so that how much a part shrank says nothing.
MIXED = b"".join(b'<a b="%d"/>' % (n * 2_654_435_761 % 4_294_967_291) for n in range(50_000))
REPEATED = b'<table:table-cell table:number-columns-repeated="150" office:value-type="float" office:value="1"/>'
ODS_BEGIN = (b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
             b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table table:name="A">')
EMPTY = b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
ODS_END = b"</table:table></office:document-content>"

FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a zip bomb": (parts_of(word_parts(""), WORD_XML, WORD_BEGIN, b" " * MB, 1_000, WORD_END), "far more than"),
    "a zip bomb that lies about its size": (lying(parts_of(word_parts(""), WORD_XML, WORD_BEGIN, b" " * MB, 1_000, WORD_END), 4_000), "damaged"),
    "a zip bomb in many parts": (parts_of({**word_parts(""), **{f"word/{n}.xml": b" " * 9 * MB for n in range(30)}}, WORD_XML,
                                          WORD_BEGIN, b"", 0, WORD_END), "far more than"),
    "a million rows": (parts_of(excel_parts(""), EXCEL_XML, SHEET_BEGIN, ROW, 1_000_000, SHEET_END), "more than 20,000 rows"),
    "a million empty rows": (parts_of(excel_parts(""), EXCEL_XML, SHEET_BEGIN + ROW, b'<row><c s="3"/><c s="4"/></row>' * 1_000, 1_000,
                                      SHEET_END), "1"),
    "elements without end": (parts_of(excel_parts(""), EXCEL_XML, SHEET_BEGIN + b"<row>", MIXED, 60, b"</row>" + SHEET_END), "far more than"),
    "elements without end in a document": (parts_of(word_parts(""), WORD_XML, WORD_BEGIN, MIXED, 60, WORD_END), "far more than"),
    "one row without end": (parts_of(word_parts(""), WORD_XML, WORD_BEGIN + b"<w:tbl><w:tr>", b"<w:tc><w:p/></w:tc>" * 1_000, 5_000,
                                     b"</w:tr></w:tbl>" + WORD_END), "far more than"),
    "words without end": (parts_of({**excel_parts("<sheetData/>"), "xl/_rels/workbook.xml.rels": STRINGS, "xl/sharedStrings.xml": b""},
                                   "xl/sharedStrings.xml", SST, b"<si><t>" + "£5 \N{HAMSTER FACE} ".encode() * 2_000 + b"</t></si>", 4_000,
                                   b"</sst>"),
                          "more text than"),
    "one cell repeated without end": (parts_of(
        open_parts(), "content.xml", ODS_BEGIN + b'<table:table-row table:number-rows-repeated="1048576">' + REPEATED, b"", 0,
        b"</table:table-row>" + ODS_END), "more than 20,000 rows"),
    "empty cells repeated without end": (parts_of(
        open_parts(), "content.xml", ODS_BEGIN + b"<table:table-row>" + REPEATED + b"</table:table-row>" + EMPTY, b"", 0, ODS_END), "1"),
    "100 MB": (lambda path: path.write_bytes(bytes(100 * MB)) and None, "larger than 20 MB"),
    "20 MB of tags": (lambda path: path.write_bytes(b"<html><table>" + b"<tr><td>a" * 2_000_000) and None, "far more than"),
    "20 MB of quotation marks": (lambda path: path.write_bytes(b'a,b\n"' + b'","' * 6_000_000) and None, "more text than"),
    "20 MB of cells on one line": (lambda path: path.write_bytes(b"ab,cd\nab,cd\n" + b"ab," * 6_500_000) and None, "more text than"),
    "20 MB of cells over many lines": (lambda path: path.write_bytes(b"ab,cd\nab,cd\n" + b'ab,"\n",' * 2_500_000) and None, "more text than"),
    "20 MB of marks that do not pair up": (lambda path: path.write_bytes(b"ab,cd\nab,cd\n" + b'"x,' * 6_500_000) and None, "more text than"),
    "lines of marks that do not pair up": (lambda path: path.write_bytes(b"ab,cd\nab,cd\n" + (b'"x,' * 40_000 + b"\n") * 150) and None, "column 201"),
    "one text in every row": (parts_of(
        {**excel_parts(""), "xl/_rels/workbook.xml.rels": STRINGS, "xl/sharedStrings.xml": SST + b"<si><t>" + b"ab " * 10_000 + b"</t></si></sst>"},
        EXCEL_XML, SHEET_BEGIN, b'<row><c t="s"><v>0</v></c></row>', 15_000, SHEET_END), "more text than"),
    "one text merged over every row": (parts_of(
        word_parts(""), WORD_XML, WORD_BEGIN + b'<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>' + b"ab " * 10_000
        + b"</w:t></w:r></w:p></w:tc></w:tr>", b"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>", 15_000, b"</w:tbl>" + WORD_END),
        "more text than"),
    "20 MB on one line": (lambda path: path.write_bytes(b"ab " * 6_500_000) and None, "more text than"),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process holds is read from Linux's /proc")
@pytest.mark.parametrize("what", FILES)
def test_memory_stays_small(what: str, tmp_path: Path) -> None:
    write, words = FILES[what]
    path = tmp_path / "file"
    write(path)
    looked = subprocess.run([sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, check=False, timeout=120)
    assert looked.returncode == 0, looked.stderr[-600:]
    says, held = looked.stdout.strip().rsplit("\n", 1)
    assert words in says
    assert int(held) < MOST, f"{held} MB"
