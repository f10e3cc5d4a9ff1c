"""A zip of XML parts, as Word, Excel and LibreOffice write. Nothing is unpacked to disk; every byte that comes out is counted."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lxml import etree

from cspr.chronology.files import limits
from cspr.chronology.shapes import Refused

DAMAGED = "The file is damaged or was not sent whole, so it cannot be read. Open it, save it again under a new name, and send that."
PASSWORD = "The file is protected by a password. Open it, take the password off (File, Info, Protect), save it, and send it again."  # noqa: S105
MACROS = ("The file holds macros (small programs), which are not taken in. Save it as a plain .docx, .xlsx or .ods file without macros, "
          "and send that.")
BOMB = "The file unpacks to far more than a document can hold, so it was not opened. Copy its words into a new file, and send that."
OUTSIDE = ("The file holds instructions to bring in text from elsewhere (a DOCTYPE or entities), which are not followed. "
           "Copy its words into a new file, and send that.")
_PIECE = 64 * 1024
_ENCRYPTED = 0x1
# Marks that begin an element or an attribute, held at one time: a row of a table has thousands, an attack millions.
_HELD = 1_500_000
_WORTH_IT = 20_000
_HELD_BY_A_TREE = 300_000
# How office programs write XML. Others could hide from the counting what they hold.
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""", re.IGNORECASE)
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_KNOWN_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError, MemoryError)

_CAREFUL: dict[str, bool] = {"resolve_entities": False, "no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}

Element = Any  # lxml has no types of its own.


@lru_cache(maxsize=2_048)
def local(tag: object) -> str:
    """The name of an element or attribute without its namespace: strict and transitional files use different ones."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def get(element: Element, name: str) -> str | None:
    """An attribute by its local name."""
    value = element.get(name)
    if value is not None:
        return cast(str, value)
    return next((v for k, v in element.attrib.items() if local(k) == name), None)


class Package:
    """The parts of a zip file, by name. Raises Refused for what is damaged, locked or larger than a document."""

    def __init__(self, content: bytes) -> None:
        """content: the whole file."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise Refused(DAMAGED) from error
        if len(infos) > limits.MEMBERS or sum(i.file_size for i in infos) > limits.INFLATED:
            raise Refused(BOMB)
        for info in infos:
            if info.flag_bits & _ENCRYPTED:
                raise Refused(PASSWORD)
            xml = info.filename.lower().endswith((".xml", ".rels"))
            if xml and info.file_size > limits.FROM and info.file_size > limits.RATIO * max(info.compress_size, 1):
                raise Refused(BOMB)
        self._infos = {info.filename.replace("\\", "/"): info for info in infos}
        if any(name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0] for name in self._infos):
            raise Refused("The file was put together in a way that no office program does (parts that point outside it). "
                          "Copy its words into a new file, and send that.")
        self.names = tuple(self._infos)
        self._left = limits.READ
        self._held = 0

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._infos

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, a piece at a time. Raises Refused when it is not whole, or more than it may be."""
        info = self._infos.get(name)
        if info is None or info.compress_type not in _KNOWN_PACKING:
            raise Refused(DAMAGED)
        try:
            with self._zip.open(info) as part:
                while piece := part.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise Refused(BOMB)
                    yield piece
        except _BROKEN as error:
            raise Refused(DAMAGED) from error

    def events(self, name: str, ends: tuple[str, ...], starts: tuple[str, ...] = ()) -> Iterator[tuple[str, Element]]:
        """("start" or "end", element) for elements with these local names, in the order of the part.

        The reader gives back each element that it has used up with done(). No entity is followed and none may be declared; nothing is fetched.
        """
        parser = etree.XMLPullParser(events=("start", "end") if starts else ("end",), tag=[f"{{*}}{tag}" for tag in {*ends, *starts}],
                                     load_dtd=False, **_CAREFUL)
        checked = False
        self._held = 0
        try:
            for number, piece in enumerate(self.pieces(name)):
                if number == 0:
                    _check_beginning(piece)
                self._held += _marks(piece)
                if self._held > _HELD:
                    raise Refused(BOMB)
                parser.feed(piece)
                for event, element in parser.read_events():
                    checked = checked or _no_doctype(element)
                    if event == "end" or local(element.tag) in starts:
                        yield event, element
            _no_doctype(parser.close())
        except etree.LxmlError as error:
            raise Refused(DAMAGED) from error

    def done(self, element: Element) -> None:
        """Lets go of an element that was read, and of all that stands before it; many at a time, which is quicker."""
        if self._held < _WORTH_IT:
            return
        self._held = 0
        element.clear(keep_tail=False)
        while (parent := element.getparent()) is not None:
            while element.getprevious() is not None:
                del parent[0]
            element = parent

    def tree(self, name: str) -> Element:
        """A small part as a tree. Raises Refused if it is damaged or large."""
        content = bytearray()
        for piece in self.pieces(name):
            content += piece
            if len(content) > limits.FILE or _marks(bytes(content)) > _HELD_BY_A_TREE:
                raise Refused(BOMB)
        _check_beginning(bytes(content))
        try:
            root = etree.fromstring(bytes(content), etree.XMLParser(load_dtd=False, **_CAREFUL))
        except (etree.LxmlError, ValueError) as error:
            raise Refused(DAMAGED) from error
        _no_doctype(root)
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part (or "", the whole file) points to inside the file: by id, the kind's last word and the part's name."""
        folder, _, name = part.rpartition("/")
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if self.has(listed):
            for relation in self.tree(listed):
                target, kind = relation.get("Target") or "", (relation.get("Type") or "").rpartition("/")[2]
                if relation.get("TargetMode") != "External" and target:
                    inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                    found[relation.get("Id") or ""] = kind, inside
        return found


def _marks(piece: bytes) -> int:
    return piece.count(b"<") + piece.count(b"=")


def _check_beginning(piece: bytes) -> None:
    """Raises Refused if XML begins with a document type, or in an encoding that no office program writes."""
    plain = piece.replace(b"\0", b"")
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain[2:]
    plain = plain.removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = _ENCODING.match(plain)
    if not plain.startswith(b"<") or (encoding and encoding[1].lower() not in _ENCODINGS):
        raise Refused(DAMAGED)
    upper = plain.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise Refused(OUTSIDE)


def _no_doctype(element: Element) -> bool:
    if element.getroottree().docinfo.internalDTD is not None:
        raise Refused(OUTSIDE)
    return True
