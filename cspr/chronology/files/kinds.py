"""What a file is, by what is in it and not by its name; and for each kind that cannot be read, what to send instead."""

from __future__ import annotations

import re
from typing import Literal

from cspr.chronology.files.encodings import NOT_TEXT
from cspr.chronology.files.package import DAMAGED, MACROS, PASSWORD, Package, get, local
from cspr.chronology.shapes import Refused

_AS_WORD_OR_EXCEL = "Send the chronology as Word (.docx), Excel (.xlsx), OpenDocument (.ods), CSV or plain text."
_SAVE_AS = "Open it, choose “Save as”, pick {} and send that."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOC = f"The file is in Word's old format (.doc). {_SAVE_AS.format('Word document (.docx)')}"
_XLS = f"The file is in Excel's old format (.xls). {_SAVE_AS.format('Excel workbook (.xlsx)')}"
_IMAGE = f"The file is a picture, and the words in a picture cannot be read. {_AS_WORD_OR_EXCEL}"
_ARCHIVE = "The file is an archive of files. Take the documents out of it and send them one by one."
_PROGRAM = f"The file is a program, and is not taken in. {_AS_WORD_OR_EXCEL}"
_BEGINNINGS = (
    (b"{\\rtf", f"The file is in the format RTF. {_SAVE_AS.format('Word document (.docx)')}"),
    (b"\x89PNG", _IMAGE), (b"\xff\xd8\xff", _IMAGE), (b"GIF8", _IMAGE), (b"II*\0", _IMAGE), (b"MM\0*", _IMAGE), (b"BM", _IMAGE),
    (b"RIFF", _IMAGE), (b"\x1f\x8b", _ARCHIVE), (b"7z\xbc\xaf\x27\x1c", _ARCHIVE), (b"Rar!", _ARCHIVE), (b"PK\x07\x08", _ARCHIVE),
    (b"MZ", _PROGRAM), (b"\x7fELF", _PROGRAM),
)
# The names of the parts inside an old file, most telling first.
_OLD_PARTS = (
    ("EncryptedPackage", PASSWORD), ("DRMEncryptedDataSpace", PASSWORD), ("WordDocument", _DOC), ("Workbook", _XLS), ("Book", _XLS),
    ("PowerPoint Document", f"The file is a presentation. {_AS_WORD_OR_EXCEL}"),
    ("__substg1.0_", f"The file is an e-mail. Copy its words into a document, or send what was attached to it. {_AS_WORD_OR_EXCEL}"),
)
_OTHER_XML = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", f"The file is an Excel XML spreadsheet. {_SAVE_AS.format('Excel workbook (.xlsx)')}"),
    (b"schemas.microsoft.com/office/word/2003", f"The file is a Word XML document. {_SAVE_AS.format('Word document (.docx)')}"),
    (b"schemas.microsoft.com/office/2006/xmlPackage", f"The file is a Word XML document. {_SAVE_AS.format('Word document (.docx)')}"),
)
_MAIL = re.compile(rb"\A(?:MIME-Version:|Received:|Return-Path:|From: |From:\s|Delivered-To:)", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype html|html|body|table|tr)[\s>]", re.IGNORECASE)
_OPEN_DOCUMENTS = {
    "text": f"The file is an OpenDocument text (.odt). {_SAVE_AS.format('Word document (.docx)')}",
    "presentation": f"The file is a presentation. {_AS_WORD_OR_EXCEL}",
}


def check_beginning(content: bytes) -> None:
    """Raises Refused for a kind of file that is known and cannot be read, with what to send instead."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("The file is empty. Open it on your computer to see whether it is the right one, and send it again.")
    if content.startswith(_OLE):
        raise Refused(next((says for part, says in _OLD_PARTS if part.encode("utf-16-le") in content), NOT_TEXT))
    if b"%PDF-" in content[:1024]:
        raise Refused(f"The file is a PDF, and rows cannot be read from it with certainty. {_AS_WORD_OR_EXCEL}")
    for beginning, says in _BEGINNINGS:
        if content.startswith(beginning) and (len(beginning) > 2 or b"\0" in content[:200]):
            raise Refused(says)
    if content[4:8] == b"ftyp":
        raise Refused(_IMAGE)
    head = content[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        raise_for = next((says for mark, says in _OTHER_XML if mark in head), None)
        if raise_for:
            raise Refused(raise_for)
    if _MAIL.match(head):
        raise Refused(f"The file is an e-mail or a saved web page. Copy its words into a document. {_AS_WORD_OR_EXCEL}")


def is_html(content: bytes) -> bool:
    """Whether text is a web page, or a table as one; programs export these under the names of Word and Excel."""
    return content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(
        _HTML.search(content[:20_000].replace(b"\0", b"")))


def inside(package: Package) -> tuple[Literal["docx", "xlsx", "ods"], str]:
    """What a zip holds, and its main part. Raises Refused for one that cannot be read, or that holds macros."""
    lowered = [name.lower() for name in package.names]
    if package.has("mimetype"):
        return _open_document(package, lowered)
    part = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
    if not part or not package.has(part) or not package.has("[Content_Types].xml"):
        raise Refused(DAMAGED if package.has("[Content_Types].xml") else _ARCHIVE)
    kind = _content_type(package, part)
    if "binary" in kind:
        raise Refused(f"The file is a binary Excel workbook (.xlsb). {_SAVE_AS.format('Excel workbook (.xlsx)')}")
    if "macroenabled" in kind or any(n.endswith("vbaproject.bin") or "/macrosheets/" in n for n in lowered):
        raise Refused(MACROS)
    if "wordprocessingml" in kind:
        return "docx", part
    if "spreadsheetml" in kind:
        return "xlsx", part
    if "presentationml" in kind:
        raise Refused(_OPEN_DOCUMENTS["presentation"])
    raise Refused(NOT_TEXT)


def _open_document(package: Package, names: list[str]) -> tuple[Literal["ods"], str]:
    kind = b"".join(package.pieces("mimetype"))[:200].decode("ascii", errors="replace").strip().rpartition("opendocument.")[2]
    if any(n.startswith(("basic/", "scripts/")) and not n.endswith("/") for n in names):
        raise Refused(MACROS)
    if kind.startswith("spreadsheet"):
        return "ods", "content.xml"
    raise Refused(next((says for name, says in _OPEN_DOCUMENTS.items() if kind.startswith(name)), NOT_TEXT))


def _content_type(package: Package, part: str) -> str:
    """What the list of contents calls the main part, in small letters."""
    ending = part.rpartition(".")[2].lower()
    by_ending = ""
    for entry in package.tree("[Content_Types].xml"):
        kind = (get(entry, "ContentType") or "").lower()
        if local(entry.tag) == "Override" and (get(entry, "PartName") or "").lstrip("/") == part:
            return kind
        if local(entry.tag) == "Default" and (get(entry, "Extension") or "").lower() == ending:
            by_ending = kind
    return by_ending
