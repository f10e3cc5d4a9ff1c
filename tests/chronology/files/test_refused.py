"""Files that cannot be taken in: each is refused with what is wrong and what to do, whatever its name says, and nothing of it is leaked."""

from __future__ import annotations

import io
import zipfile

import docx
import msoffcrypto
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from cspr.chronology.files import limits, read_file, read_paste
from cspr.chronology.files.limits import MB
from cspr.chronology.shapes import FileRead, Refused
from tests.chronology.files.making import excel, excel_parts, open_document, package, paragraph, saved, table, word, word_parts, workbook, zipped

GOOD = word(table(("Date", "Event"), ("1/3/24", "Seen")))
DOCTYPE = '<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def refusal(content: bytes, name: str = "chronology.docx") -> str:
    """What is said when the file is refused."""
    with pytest.raises(Refused) as refused:
        read_file(name, content)
    return str(refused.value)


def locked() -> bytes:
    """A workbook under a password, as Excel saves it."""
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(lambda sheet: sheet.append(["a"])))).encrypt("made-up", file)
    return file.getvalue()


def flagged(content: bytes) -> bytes:
    """A zip whose parts say that they are encrypted."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def old(part: str) -> bytes:
    """The beginning of a file of Office 97, which names its parts in two bytes a letter."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + part.encode("utf-16-le") + bytes(500)


REFUSED = {
    "nothing": (b"", "is empty"),
    "white space": (b"\xef\xbb\xbf \r\n\r\n\0", "is empty"),
    "an empty document": (saved(docx.Document()), "no words in the file"),
    "an empty workbook": (saved(openpyxl.Workbook()), "no words in the file"),
    "half a file": (GOOD[: len(GOOD) // 2], "damaged"),
    "a spoilt part": (zipped(word_parts(paragraph("Seen")), zipfile.ZIP_STORED).replace(b"Seen", b"Sean"), "damaged"),
    "a zip of documents": (zipped({"a.docx": GOOD, "b.docx": GOOD}), "archive"),
    "an empty zip": (zipped({}), "archive"),
    "a workbook under a password": (locked(), "password"),
    "a zip under a password": (flagged(GOOD), "password"),
    "an OpenDocument under a password": (open_document("", **{"META-INF/manifest.xml": (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>')}),
        "password"),
    "a document with macros": (zipped(package("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml",
                                              {"word/document.xml": "<x/>"})), "macros"),
    "a workbook that hides its macros": (excel("<sheetData/>", **{"xl/vbaProject.bin": b"x"}), "macros"),
    "a workbook with a macro sheet": (excel("<sheetData/>", **{"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    "an OpenDocument with macros": (open_document("", **{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    "Word of 1997": (old("WordDocument"), "Word document (.docx)"),
    "Excel of 1997": (old("Workbook"), "Excel workbook (.xlsx)"),
    "an Outlook message": (old("__substg1.0_001A001E"), "e-mail"),
    "something old": (old("Whatever"), "not a kind of file"),
    "a binary workbook": (zipped(package("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", {"xl/workbook.bin": b"x"})),
                          "Excel workbook (.xlsx)"),
    "a presentation": (zipped(package("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
                                      {"ppt/presentation.xml": "<x/>"})), "presentation"),
    "an OpenDocument text": (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "Word document (.docx)"),
    "a PDF": (b"%PDF-1.7\n...", "PDF"),
    "RTF": (b"{\\rtf1\\ansi 1/3/24 Seen}", "RTF"),
    "a scan": (b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
    "a phone's photograph": (b"\0\0\0\x18ftypheic" + bytes(100), "picture"),
    "a program": (b"MZ\x90\0" + bytes(300), "program"),
    "an e-mail": (b"From: a@b.example\r\nSubject: chronology\r\n\r\n1/3/24 Seen", "e-mail"),
    "an Excel XML spreadsheet": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel workbook (.xlsx)"),
    "a Word XML document": (b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "Word document"),
    "bytes of nothing known": (bytes(range(1, 32)) * 50, "not a kind of file"),
    "an outside entity": (zipped(word_parts("", **{"word/document.xml": f"{DOCTYPE}<w:document xmlns:w='x'><w:p>&secret;</w:p></w:document>"})),
                          "from elsewhere"),
    "an entity far down": (zipped(word_parts("", **{"word/document.xml": "<!-- " + "x " * 70_000 + f"-->{DOCTYPE}<w:document xmlns:w='x'/>"})),
                           "from elsewhere"),
    "an entity in two bytes a letter": (zipped(word_parts("", **{"word/document.xml": f"{DOCTYPE}<d/>".encode("utf-16")})), "from elsewhere"),
    "an entity in the list of contents": (zipped({**word_parts(""), "[Content_Types].xml": "<!DOCTYPE Types><Types/>"}), "from elsewhere"),
    "an unknown alphabet": (zipped(word_parts("", **{"word/document.xml": '<?xml version="1.0" encoding="UTF-7"?><d/>'})), "damaged"),
    "XML that does not close": (zipped(word_parts("", **{"word/document.xml": "<w:document xmlns:w='x'><w:p>"})), "damaged"),
    "no XML at all": (zipped(word_parts("", **{"word/document.xml": "Dear all"})), "damaged"),
    "a part outside the file": (zipped({**word_parts(paragraph("Seen")), "../../etc/cron.d/x": "x"}), "parts that point outside it"),
    "boxes in boxes": (word("<w:sdt>" * 5_000 + paragraph("deep") + "</w:sdt>" * 5_000), "damaged"),
    "a wide sheet": (excel('<sheetData><row r="1"><c r="XFD1" t="b"><v>1</v></c></row></sheetData>'), "column 16,384"),
    "a wide table": (word(table(tuple("x" for _ in range(300)))), "Table 1 has words in column 201"),
    "a wide export": (",".join(["x"] * 201).encode() + b"\n" + b",".join([b"y"] * 201), "column 201"),
    "a cell of a book's length": (word(paragraph("x" * (limits.CELL + 1))), "more text than"),
    "a place that is none": (excel('<sheetData><row r="1"><c r="1A"><v>1</v></c></row></sheetData>'), "damaged"),
    "a string that is not there": (excel('<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>'), "damaged"),
    "a row past the last": (excel('<sheetData><row r="9999999"><c t="b"><v>1</v></c></row></sheetData>'), "damaged"),
    "too many rows": (b"a,b\n" * (limits.ROWS + 1), "more than 20,000 rows"),
    "too many paragraphs": (b"Seen\n" * (limits.ROWS + 1), "more than 20,000 rows"),
    "more than 20 MB": (bytes(20 * MB + 1), "larger than 20 MB"),
    "too many parts": (zipped({**word_parts(""), **{f"word/{n}.xml": "" for n in range(limits.MEMBERS)}}), "far more than a document"),
}


@pytest.mark.clause("D5")
@pytest.mark.parametrize("what", REFUSED)
def test_each_is_refused_with_what_to_do(what: str) -> None:
    content, words = REFUSED[what]
    for name in ("chronology.docx", "export.csv", "no ending"):
        says = refusal(content, name)
        assert words in says
        assert "chronology.docx" not in says and "/etc" not in says and "root:" not in says
        assert says.count(".") <= 6 and len(says) < 260
        # What to do next is in every one.
        assert any(word in says.lower() for word in ("send", "save", "copy", "take", "open", "type", "delete"))


def test_nothing_pasted_is_said_too() -> None:
    for text, words in ((" \n\t", "Nothing was pasted"), ("x" * (limits.FILE + 1), "more text than")):
        with pytest.raises(Refused, match=words):
            read_paste(text)


def test_a_password_taken_off_makes_it_readable() -> None:
    opened = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(locked()))
    office.load_key(password="made-up")
    office.decrypt(opened)
    assert read_file("a.xlsx", opened.getvalue()).kind == "xlsx"


@pytest.mark.parametrize("ending", ["xlsx", "csv", "pdf", "txt"])
def test_a_wrong_ending_is_read_as_what_it_is_and_said(ending: str) -> None:
    found = read_file(f"chronology.{ending}", GOOD)
    assert found.kind == "docx"
    assert found.notes[0] == f"The name ends in .{ending}, but the file is a Word document: it was read as that."


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """The file with a few of its bytes changed, put in or taken out."""
    change = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 8), st.binary(max_size=8))

    def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
        changed = bytearray(content)
        for place, length, new in changes:
            changed[place : place + length] = new
        return bytes(changed)

    return st.lists(change, min_size=1, max_size=6).map(apply)


SHEET = ('<cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="2" hidden="1"><c r="A2" s="1" t="n"><v>45397</v></c><c r="B2" t="s">'
         '<v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>')
PLAIN = {name: zipped(parts, zipfile.ZIP_STORED) for name, parts in {
    "a.docx": word_parts(table(("Date", "Event"), ("1/3/24", "Seen"))), "a.xlsx": excel_parts(SHEET)}.items()}


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=100).map(lambda b: b"PK\x03\x04" + b), mutated(PLAIN["a.docx"]),
                 mutated(PLAIN["a.xlsx"]), mutated(GOOD)), st.sampled_from(["a.docx", "a.csv", "a"]))
def test_whatever_comes_is_read_or_refused(content: bytes, name: str) -> None:
    try:
        assert isinstance(read_file(name, content), FileRead)
    except Refused as refused:
        assert str(refused)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_in_the_parts_is_read_or_refused(data: st.DataObject) -> None:
    """The same inside the zip, where its check sums do not save the reader."""
    kind = data.draw(st.sampled_from(["word/document.xml", "xl/worksheets/sheet1.xml", "content.xml"]))
    if kind == "content.xml":
        with zipfile.ZipFile(io.BytesIO(open_document(
                '<table:table table:name="A"><table:table-column table:number-columns-repeated="3" table:visibility="collapse"/><table:table-row '
                'table:number-rows-repeated="2"><table:table-cell office:value-type="date" office:date-value="2024-03-01" '
                'table:number-rows-spanned="2"/></table:table-row></table:table>'))) as made:
            parts: dict[str, str | bytes] = {n: made.read(n) for n in made.namelist()}
    else:
        parts = word_parts(table(("Date", "Event"), ("1/3/24", "Seen"))) if kind.startswith("word") else excel_parts(SHEET)
    content = parts[kind]
    parts[kind] = data.draw(mutated(content if isinstance(content, bytes) else content.encode()))
    try:
        assert isinstance(read_file("a", zipped(parts)), FileRead)
    except Refused as refused:
        assert str(refused)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200) | st.text('<table>/trd"\t\n a1', max_size=200))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(read_paste(text), FileRead)
    except Refused as refused:
        assert str(refused)
