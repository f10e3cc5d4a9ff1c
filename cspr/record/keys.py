"""The keys over the files' own keys: from the environment (FILES_KEY), or held by a program that wraps and unwraps (FILES_KEY_COMMAND).

Each file is encrypted with a random key of its own, which is kept with its row, wrapped by the key that is current. A further key in
FILES_KEY only unwraps: that is how keys are changed while the service runs (`cspr files rotate`).

The program is run as `PROGRAM wrap FILE`, with a file's key in base64 on its standard input; it answers “ID WRAPPED” on one line.
`PROGRAM unwrap FILE ID` is given WRAPPED and answers the key in base64; `PROGRAM id` answers the ID it wraps with now. FILE is the file's
number, to be bound to what is wrapped where the key service can do that. Any other exit status than 0 is a refusal.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES, _NONCE = 32, 12
_SECONDS = 30
_ANSWER = re.compile(r"([!-~]{1,60}) ([!-~]{1,4000})")
_OF_A_PROGRAM = "command:"


class NoKey(Exception):
    """A file's key cannot be had: none is set, the one it was wrapped with is not there any more, or the program that holds it refused."""


class Altered(Exception):
    """What is encrypted does not open with its key: it was changed, cut, or is another file's."""


def seal(key: bytes, content: bytes, bound: bytes) -> bytes:
    """The content encrypted and bound to what it belongs to (AES-256-GCM): a random nonce, then the text with its tag."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The content of what `seal` gave. Raises Altered."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise Altered from error


class Holder(Protocol):
    """What wraps files' keys. Each method raises NoKey."""

    def current(self) -> str:
        """The word of the key it wraps with now."""

    def wrap(self, file: UUID, key: bytes) -> tuple[str, str]:
        """The word of the key it was wrapped with, and the wrapped key."""

    def unwrap(self, file: UUID, word: str, wrapped: str) -> bytes:
        """A file's key. Raises Altered too."""


def word_of(key: bytes) -> str:
    """The word of a key, which tells nothing of it."""
    return hashlib.sha256(b"cspr files key" + key).hexdigest()[:16]


@dataclass(frozen=True)
class OfSettings:
    """The keys of FILES_KEY: the first wraps, all unwrap."""

    keys: tuple[bytes, ...]

    def current(self) -> str:
        """See Holder."""
        if not self.keys:
            raise NoKey("no key is set (FILES_KEY or FILES_KEY_COMMAND)")
        return word_of(self.keys[0])

    def wrap(self, file: UUID, key: bytes) -> tuple[str, str]:
        """See Holder."""
        return self.current(), base64.b64encode(seal(self.keys[0], key, file.bytes)).decode()

    def unwrap(self, file: UUID, word: str, wrapped: str) -> bytes:
        """See Holder."""
        held = next((one for one in self.keys if word_of(one) == word), None)
        if held is None:
            raise NoKey(f"the key {word} is not in FILES_KEY")
        try:
            return unseal(held, base64.b64decode(wrapped, validate=True), file.bytes)
        except binascii.Error as error:
            raise Altered from error


@dataclass(frozen=True)
class OfProgram:
    """A key that never leaves its service: a program is asked."""

    command: str

    def current(self) -> str:
        """See Holder."""
        return _OF_A_PROGRAM + self._ask("", "id")

    def wrap(self, file: UUID, key: bytes) -> tuple[str, str]:
        """See Holder."""
        said = _ANSWER.fullmatch(self._ask(base64.b64encode(key).decode(), "wrap", file.hex))
        if said is None:
            raise NoKey("FILES_KEY_COMMAND wrap did not answer “ID WRAPPED”")
        return _OF_A_PROGRAM + said[1], said[2]

    def unwrap(self, file: UUID, word: str, wrapped: str) -> bytes:
        """See Holder."""
        try:
            key = base64.b64decode(self._ask(wrapped, "unwrap", file.hex, word.removeprefix(_OF_A_PROGRAM)), validate=True)
        except binascii.Error as error:
            raise NoKey("FILES_KEY_COMMAND unwrap did not answer a key in base64") from error
        if len(key) != KEY_BYTES:
            raise NoKey("FILES_KEY_COMMAND unwrap did not answer a key of 32 bytes")
        return key

    def _ask(self, given: str, *words: str) -> str:
        try:
            answer = subprocess.run([*shlex.split(self.command), *words], input=given, capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:  # Its own words may hold keys: only the kind is said.
            raise NoKey(f"FILES_KEY_COMMAND {words[0]} failed ({type(error).__name__})") from error
        return answer.stdout.strip()


def _holder() -> Holder:
    """What wraps keys now."""
    return OfProgram(settings.FILES_KEY_COMMAND) if settings.FILES_KEY_COMMAND else OfSettings(settings.FILES_KEYS)


def current() -> str:
    """The word of the key that new files' keys are wrapped with. Raises NoKey."""
    return _holder().current()


def wrap(file: UUID, key: bytes) -> tuple[str, str]:
    """A file's key under the current one: the word of that, and the wrapped key. Raises NoKey."""
    return _holder().wrap(file, key)


def unwrap(file: UUID, word: str, wrapped: str) -> bytes:
    """A file's key. word: of the key it was wrapped with. Raises NoKey, Altered."""
    holder = OfProgram(settings.FILES_KEY_COMMAND) if word.startswith(_OF_A_PROGRAM) else OfSettings(settings.FILES_KEYS)
    return holder.unwrap(file, word, wrapped)
