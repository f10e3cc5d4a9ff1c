"""PDF: scripts, actions that start something, and files packed inside are refused. Looked for in the bytes themselves: a reader of PDF is as
much at risk as what it protects. Names may be written with #xx, and objects may be packed (object streams), so both are undone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from cspr.operations.inside.harm import Harm

_MOST = 100 * 1024 * 1024  # What all packed streams of a file may come to.
_PIECE = 1024 * 1024
_AGAIN = 64  # Bytes of a piece looked at again with the next.
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 2_000  # Bytes before a stream, in which stands what it is.
_PRINT = "Print it to PDF (choose “Print”, then “Save as PDF” or “Microsoft Print to PDF”), and send that."


_FOUND = {
    "JavaScript": f"It holds a script, which runs where it is opened. {_PRINT}",
    "Launch": f"It would start a program where it is opened. {_PRINT}",
    "EmbeddedFile": f"Other files are packed inside it. {_PRINT} Send what was in it as files of their own.",
    "RichMedia": f"It holds a film or another program's content. {_PRINT}",
    "XFA": f"It is a form that changes by itself, which cannot be looked through. {_PRINT}",
    "Encrypt": f"It is protected by a password, or against being changed, so it cannot be looked through. {_PRINT}",
}
_WRITTEN_WITH_HASHES = re.compile(rb"/[A-Za-z0-9]{0,20}#[0-9A-Fa-f]{2}[A-Za-z0-9#]{0,60}")
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENDS = re.compile(rb"s?(?:[\s/<>\[\](){}%]|\Z)|Metadata")  # What ends a name, or three letters would be found in any large picture.
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_OTHER_PACKING = re.compile(rb"/(?:LZWDecode|ASCIIHexDecode|ASCII85Decode|RunLengthDecode|AHx|A85|LZW|RL|Crypt)\b")


def look(content: bytes) -> None:
    """Raises Harm for a PDF that would do something, or cannot be looked into."""
    _search(content)
    left = _MOST
    for start, dictionary in _streams(content):
        objects = b"/ObjStm" in _plain(dictionary)
        if objects and _OTHER_PACKING.search(dictionary):
            raise Harm(f"It is packed in a way that cannot be looked into. {_PRINT}")
        if _PICTURE.search(dictionary) and not objects:
            continue
        before = b""
        for piece in _unpacked(content, start):
            left -= len(piece)
            if left < 0:
                raise Harm(f"It unpacks to far more than a document can hold. {_PRINT}")
            _search(before + piece)
            before = piece[-_AGAIN:]


def _plain(text: bytes) -> bytes:
    """The names of a text as they are meant."""
    return _HASH.sub(lambda found: bytes((int(found[1], 16),)), text)


def _search(text: bytes) -> None:
    """Raises Harm for what a piece of PDF names."""
    if b"#" in text and (names := _WRITTEN_WITH_HASHES.findall(text)):
        text += b"\n" + b"\n".join(map(_plain, names)) + b"\n"
    for word, says in _FOUND.items():
        name, at = b"/" + word.encode(), -1
        while (at := text.find(name, at + 1)) >= 0:
            if _ENDS.match(text, at + len(name)):
                raise Harm(says)


def _streams(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each stream begins, and the end of what stands before it."""
    for found in _STREAM.finditer(content):
        before = content[max(0, found.start() - _DICTIONARY):found.start()]
        yield found.end(), before[before.rfind(b" obj") + 1:]


def _unpacked(content: bytes, start: int) -> Iterator[bytes]:
    """What a stream unpacks to, a piece at a time; nothing where it is not packed as most are."""
    if content[start:start + 1] not in (b"\x78", b"\x48", b"\x58", b"\x68", b"\x38", b"\x28", b"\x18", b"\x08"):
        return
    unpacking, given = zlib.decompressobj(), content[start:start + _PIECE]
    try:
        while given:
            piece = unpacking.decompress(given, _PIECE)
            if piece:
                yield piece
            if unpacking.eof:
                return
            if unpacking.unconsumed_tail:
                given = unpacking.unconsumed_tail
            else:
                start += _PIECE
                given = content[start:start + _PIECE]
    except zlib.error:
        return
