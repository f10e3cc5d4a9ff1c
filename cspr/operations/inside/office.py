"""Word, Excel, PowerPoint and OpenDocument files, which are zips of parts; and their forerunners, which are not taken in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cspr.chronology.files.package import BOMB, DAMAGED, MACROS, OUTSIDE, PASSWORD, Element, Package, get
from cspr.chronology.shapes import Refused
from cspr.operations.inside.harm import Harm

_OLE, _PROGRAMS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_KINDS = {"wordprocessingml.document": "docx", "spreadsheetml.sheet": "xlsx", "presentationml.presentation": "pptx"}
_OPEN = {"text": "odt", "spreadsheet": "ods"}
_WITHIN = re.compile(r"(?:^|/)embeddings/[^/]+\.(?:docx|xlsx|pptx)$")  # A chart keeps its figures in a workbook of its own.
_MACRO_PARTS = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|(?:^|/)attachedtoolbars|^basic/.|^scripts/.")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_KEPT_OVER = 32  # Bytes of a piece looked at again with the next: a word may lie across both.
_ACTS = re.compile(rb"DDEAUTO|\bddeLink\b|ppaction://(?:program|macro)|script:event-listener[^<>]{0,2000}vnd\.sun\.star\.script", re.IGNORECASE)
_FETCHED = ("oleobject", "frame", "subdocument")
_OF_THE_WEB = re.compile(r"\s*(?:mhtml:|https?:|ftp:)", re.IGNORECASE)
_CLEAN = "Open it, take that out, save it, and send it again"
PACKED = f"Another file is packed inside it. {_CLEAN}; send what was in it as a file of its own."
LOCKED = "It is protected by a password, so it cannot be looked through. Open it, take the password off, save it, and send it again."
OLD = "It is in an old format of Office (.doc, .xls, .ppt), which can hide programs. Open it, save it as .docx, .xlsx or .pptx, and send that."
ACTS = f"It would start something by itself where it is opened. {_CLEAN}."
FETCHES = f"It would fetch something from elsewhere where it is opened (a template or an object). {_CLEAN}."
_SAYS = {
    DAMAGED: "It is damaged or was not sent whole. Open it, save it again under a new name, and send that.",
    PASSWORD: LOCKED,
    MACROS: "It holds macros (small programs), which are not taken in. Save it as a plain file without macros, and send that.",
    BOMB: "It unpacks to far more than a document can hold, so it was not opened. Copy its words into a new file, and send that.",
    OUTSIDE: "It holds instructions to bring in text from elsewhere (a DOCTYPE or entities). Copy its words into a new file, and send that.",
}
_STRANGE = "It was put together in a way that no office program does. Copy its words into a new file, and send that."


def kind_of(content: bytes) -> str:
    """The ending of what a zip holds, “archive” where it is no document."""
    try:
        return _kind(Package(content))
    except Refused:
        return "archive"


def look(content: bytes, *, within: bool = False) -> None:
    """Raises Harm for what may not come in. within: it is packed in another document, where nothing further may be."""
    try:
        package = Package(content)
        if _kind(package) == "archive":
            raise Harm("It is an archive of files. Take the documents out of it and send them one by one.")
        if any(_MACRO_PARTS.search(name.lower()) for name in package.names):
            raise Harm(_SAYS[MACROS])
        for name in package.names:
            _look_into(package, name, within=within)
    except Refused as refused:
        raise Harm(_SAYS.get(str(refused), _STRANGE)) from refused


def _kind(package: Package) -> str:
    """Raises Harm for a document of a kind that runs."""
    if package.has("mimetype"):
        said = b"".join(package.pieces("mimetype"))[:200].decode("ascii", errors="replace").strip()
        kind = said.partition("application/vnd.oasis.opendocument.")[2]
        return next((ending for word, ending in _OPEN.items() if kind == word or kind == f"{word}-template"), "archive")
    if not package.has("[Content_Types].xml"):
        return "archive"
    types = b"".join(package.pieces("[Content_Types].xml")).replace(b"\0", b"").decode("utf-8", errors="replace")
    if "macroEnabled" in types:
        raise Harm(_SAYS[MACROS])
    return next((ending for word, ending in _KINDS.items() if f"{word}.main+xml" in types), "archive")


def _look_into(package: Package, name: str, *, within: bool) -> None:
    """Raises Harm for a part that is a file of another kind, or that would do something by itself."""
    if name.endswith("/"):
        return
    if _WITHIN.search(name.lower()):
        if within:
            raise Harm(PACKED)
        look(b"".join(package.pieces(name)), within=True)
        return
    pieces = package.pieces(name)
    first = next(pieces, b"")
    if first.startswith((_OLE, b"PK\x03\x04", b"%PDF-", *_PROGRAMS)) or (first.startswith(b"MZ") and b"\0" in first[:256]):
        raise Harm(PACKED)
    lowered = name.lower()
    if lowered.endswith((".xml", ".rels", ".vml")):
        for text in _windows(first, pieces):
            if _DOCTYPE.search(text):
                raise Harm(_SAYS[OUTSIDE])
            if _ACTS.search(text):
                raise Harm(ACTS)
            if lowered == "meta-inf/manifest.xml" and b"encryption-data" in text:
                raise Harm(LOCKED)
        if lowered.endswith(".rels") and any(_fetches(relation) for relation in package.tree(name)):
            raise Harm(FETCHES)
    else:
        for _ in pieces:  # To its end, so that what it unpacks to is counted.
            pass


def _fetches(relation: Element) -> bool:
    """Whether a relation brings in something from elsewhere as soon as the file is opened. A template on a drive is only looked for."""
    kind = (get(relation, "Type") or "").rpartition("/")[2].lower()
    return (get(relation, "TargetMode") or "").lower() == "external" and (
        kind in _FETCHED or (kind == "attachedtemplate" and _OF_THE_WEB.match(get(relation, "Target") or "") is not None))


def _windows(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of XML, each with the end of the one before, without the noughts of two bytes a letter."""
    before = b""
    piece: bytes | None = first
    while piece is not None:
        text = before + piece.replace(b"\0", b"")
        yield text
        before, piece = text[-_KEPT_OVER:], next(rest, None)


def look_old(content: bytes) -> None:
    """Raises Harm for every file of Office before 2007, and for a newer one under a password, which is wrapped in one."""
    raise Harm(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
