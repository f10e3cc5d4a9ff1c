"""A stream of bytes sealed in pieces: nothing can be read without the key, changed, taken out, put elsewhere or cut off without its being seen.

A file is a head (magic, salt, mark of the key, first part of the nonces) and pieces of AES-256-GCM. Each piece is bound to the head, to its
number and to whether it is the last one (the STREAM construction: Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The key is made from
BACKUP_KEY by scrypt, with a salt of each file's own.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"cspr backup 1\n"
PIECE = 1024 * 1024  # Bytes of a piece before it is sealed.
_TAG, _SALT, _MARK, _PREFIX = 16, 16, 16, 7
HEAD = len(MAGIC) + _SALT + _MARK + _PREFIX
_KEY = 32
COST = 2**17


class Damaged(Exception):
    """The file is not what was written, in words for whoever restores it."""


def _keys(secret: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key, and the mark by which a wrong one is told from a damaged file. Half a second and 128 MB, so that guessing is dear."""
    made = Scrypt(salt=salt, length=_KEY + _MARK, n=COST, r=8, p=1).derive(secret.encode())
    return made[:_KEY], made[_KEY:]


def _nonce(head: bytes, number: int, last: bool) -> bytes:
    return head[-_PREFIX:] + number.to_bytes(4, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Writes what it is given, sealed, into a file. `finish` ends it; without that it can never be read as whole."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        salt = os.urandom(_SALT)
        key, mark = _keys(secret, salt)
        self._file, self._cipher, self._number, self._held = file, AESGCM(key), 0, bytearray()
        self._head = MAGIC + salt + mark + os.urandom(_PREFIX)
        file.write(self._head)
        file.flush()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Seals each piece when it is full, and something follows it."""
        given = memoryview(data).cast("B")  # type: ignore[arg-type]
        self._held += given
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(given)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._head, self._number, last), piece, self._head))
        self._number += 1

    def finish(self) -> None:
        """The last piece, which says that it is the last."""
        self._seal(bytes(self._held), last=True)


class Opening(io.RawIOBase):
    """Reads what `Sealing` wrote. Raises Damaged where it is not whole, or the key is another."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        self._file, self._number, self._there, self._ended = file, 0, b"", False
        self._head = file.read(HEAD)
        if not self._head.startswith(MAGIC):
            raise Damaged("This is no backup of this service, or its beginning is damaged.")
        if len(self._head) < HEAD:
            raise Damaged("The backup was cut off at its beginning: making or copying it was interrupted.")
        key, mark = _keys(secret, self._head[len(MAGIC):len(MAGIC) + _SALT])
        if not bytes_eq(mark, self._head[len(MAGIC) + _SALT:-_PREFIX]):
            raise Damaged("BACKUP_KEY is not the one this backup was made with.")
        self._cipher, self._next = AESGCM(key), file.read(PIECE + _TAG)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """Some bytes; none at the end, and only when the last piece was the last that was written."""
        if not self._there and not self._ended:
            self._there = self._open()
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        some = min(len(into), len(self._there))
        into[:some], self._there = self._there[:some], self._there[some:]
        return some

    def _open(self) -> bytes:
        piece, self._next = self._next, self._file.read(PIECE + _TAG)
        self._ended = not self._next
        try:
            found = self._cipher.decrypt(_nonce(self._head, self._number, self._ended), piece, self._head)
        except InvalidTag:
            raise Damaged(self._what_is_wrong(piece)) from None
        self._number += 1
        return found

    def _what_is_wrong(self, piece: bytes) -> str:
        """Whether the file ends too early or was altered."""
        if self._ended:
            if len(piece) < PIECE + _TAG:
                return "The backup is damaged near its end, or was cut off: making or copying it was interrupted, or something was changed."
            try:
                self._cipher.decrypt(_nonce(self._head, self._number, False), piece, self._head)
            except InvalidTag:
                return "The backup is damaged at its end: something was changed."
            return "The backup was cut off: making or copying it was interrupted, and its end is missing."
        return f"The backup is damaged: piece {self._number + 1} is not the one that was written there."
