"""Asks clamd, the ClamAV scanner, about a file's bytes (its INSTREAM command, over a socket)."""

from __future__ import annotations

import socket
import struct
import time

_PIECE = 64 * 1024
# How long somebody waits before a page for it; then the file waits instead. A job has more time.
AT_A_PAGE, IN_A_JOB = 10, 120
_PING = 3
_LEFT_ALONE = 60  # Seconds for which a scanner that was too slow is not asked at a page again.
_slow_until: dict[str, float] = {}


class CannotLook(Exception):
    """The scanner does not answer, or not as it should."""


def _connect(address: str, seconds: float) -> socket.socket:
    """address: the path of a socket, or host:port."""
    if address.startswith("/"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(seconds)
        made.connect(address)
        return made
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def look(content: bytes, address: str, seconds: float = AT_A_PAGE) -> str:
    """The name of the virus found, "" where there is none, or where no scanner is set (address ""). Raises CannotLook after so many seconds."""
    if not address:
        return ""
    if seconds <= AT_A_PAGE and time.monotonic() < _slow_until.get(address, 0):
        raise CannotLook("it was too slow a moment ago")
    try:
        said = _ask(content, address, time.monotonic() + seconds)
    except TimeoutError as error:
        _slow_until[address] = time.monotonic() + _LEFT_ALONE
        raise CannotLook("it takes too long") from error
    except (OSError, ValueError) as error:
        raise CannotLook(str(error)) from error
    _slow_until.pop(address, None)
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND").removeprefix("stream: ")
    if said.endswith("OK"):
        return ""
    raise CannotLook(said or "no answer")


def answers(address: str) -> bool:
    """Whether the scanner answers at all, within some seconds. False where none is set."""
    if not address:
        return False
    try:
        with _connect(address, _PING) as wire:
            wire.sendall(b"zPING\0")
            return _received(wire, _PING).startswith(b"PONG")
    except (OSError, ValueError):
        return False


def _ask(content: bytes, address: str, until: float) -> str:
    """What the scanner says of it. Raises TimeoutError, OSError, ValueError."""

    def left() -> float:
        if (seconds := until - time.monotonic()) <= 0:
            raise TimeoutError
        return seconds

    with _connect(address, left()) as wire:
        wire.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start:start + _PIECE]
            wire.settimeout(left())
            wire.sendall(struct.pack("!L", len(piece)) + piece)
        wire.sendall(struct.pack("!L", 0))
        answer = b""
        while piece := _received(wire, left()):
            answer += piece
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _received(wire: socket.socket, seconds: float) -> bytes:
    wire.settimeout(seconds)
    return wire.recv(4096)
