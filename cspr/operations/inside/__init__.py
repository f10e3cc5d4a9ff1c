"""What is in a file that somebody hands in: what it really is, and whether it can do harm where it is opened.

Nothing in it is run, followed or unpacked to disk, and what looking costs is bounded. A virus scanner looks besides (operations.virus);
here stands what is refused whoever made it: programs, macros, scripts, what is packed inside another file, and what cannot be looked into.
"""

from __future__ import annotations

import io
import re
import zipfile

from cspr.operations.inside import mail, office, pdf
from cspr.operations.inside.harm import Harm

__all__ = ["Harm", "agrees", "look"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_SHORTCUT = b"L\0\0\0\x01\x14\x02\0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"!<arch>\n", b"ITSF")
_BOM = (b"\xff\xfe", b"\xfe\xff")
_MAIL = re.compile(rb"[!-9;-~]{1,70}:[ \t\r\n]")
_RTF_OBJECT = re.compile(rb"\\(?:objdata|objocx|objemb|objautlink|objlink|ddeauto)|\\\*\\template\s+(?:https?|ftp):", re.IGNORECASE)
_SAVE_ATTACHED = "Open it, take that out, save it, and send it again; send what was in it as a file of its own."
PROGRAM = "It is a program, and programs are not taken in. Send a document."


def kind_of(content: bytes) -> str:
    """What a file is, by its first bytes: an ending, or “program”, “archive”, “old” (Office before 2007), “text”, “” for what is not known."""
    if content.startswith(_OLE):
        return "msg" if "__substg1.0_".encode("utf-16-le") in content else "old"
    if content.startswith(_ZIP):
        return "zip"
    if content.startswith(_PROGRAMS) or content.startswith(_SHORTCUT) or (content.startswith(b"MZ") and b"\0" in content[:256]):
        return "program"
    if content.startswith(_ARCHIVES):
        return "archive"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    plain = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.startswith(b"%PDF-"):
        return "pdf"
    if plain.startswith(b"{\\rtf"):
        return "rtf"
    return "text" if content.startswith(_BOM) or b"\0" not in content else ""


def look(content: bytes) -> None:
    """Raises Harm for a file that can do harm, or cannot be looked into, with what to do instead. What it calls itself does not matter."""
    kind = kind_of(content)
    if kind == "program":
        raise Harm(PROGRAM)
    if kind == "archive":
        raise Harm("It is an archive of files. Take the documents out of it and send them one by one.")
    if kind == "zip":
        office.look(content)
        return
    if kind == "old":
        office.look_old(content)
    elif kind == "msg":
        mail.look_outlook(content)
    elif kind == "pdf":
        pdf.look(content)
    elif kind == "rtf" and _RTF_OBJECT.search(content):
        raise Harm(f"Something is packed inside it (an object or a template from elsewhere). {_SAVE_ATTACHED}")
    elif kind == "text" and mail.is_mail(content):
        mail.look(content, look)
    if kind not in ("pdf", "text") and b"%PDF-" in content[:1024]:
        raise Harm("It is two kinds of file in one, as no program makes them. Open it, save it again under a new name, and send that.")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Harm("An archive of files is hidden at its end. Open it, save it again under a new name, and send that.")


_CALLED = {"pdf": "a PDF", "docx": "a Word document", "xlsx": "an Excel workbook", "pptx": "a PowerPoint presentation",
           "odt": "an OpenDocument text", "ods": "an OpenDocument spreadsheet", "csv": "a text file", "txt": "a text file", "rtf": "an RTF document",
           "png": "a PNG picture", "jpg": "a JPEG picture", "jpeg": "a JPEG picture", "msg": "an Outlook message", "eml": "an e-mail"}


def agrees(content: bytes, ending: str) -> None:
    """Raises Harm where a file is not, or not wholly, what its name says. ending: one of those that are taken in, in small letters."""
    kind = kind_of(content)
    kind = office.kind_of(content) if kind == "zip" else kind
    called = _CALLED.get(ending, f"a .{ending}")
    right = {"csv": "text", "txt": "text", "jpeg": "jpg", "eml": "text"}.get(ending, ending)
    if kind != right or (ending == "eml" and not mail.is_mail(content)):
        raise Harm(f"Its name says that it is {called}, and it is not. Open it where you made it, save it as {called}, and send that.")
    whole = {"pdf": b"%%EOF", "png": b"IEND", "jpg": b"\xff\xd9"}.get(kind, b"")
    if content.rfind(whole) < 0:
        raise Harm("It was not sent whole, or is damaged. Open it where you made it, save it again, and send that.")
