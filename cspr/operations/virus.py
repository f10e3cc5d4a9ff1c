"""Asks clamd, the ClamAV scanner, about a file's bytes (its INSTREAM command, over a socket)."""

from __future__ import annotations

import socket
import struct

_PIECE, _SECONDS = 64 * 1024, 60


class CannotLook(Exception):
    """The scanner does not answer, or not as it should."""


def _connect(address: str) -> socket.socket:
    """address: the path of a socket, or host:port."""
    if address.startswith("/"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(_SECONDS)
        made.connect(address)
        return made
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def look(content: bytes, address: str) -> str:
    """The name of the virus found, "" where there is none, or where no scanner is set (address ""). Raises CannotLook."""
    if not address:
        return ""
    try:
        with _connect(address) as wire:
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start:start + _PIECE]
                wire.sendall(struct.pack("!L", len(piece)) + piece)
            wire.sendall(struct.pack("!L", 0))
            said = b"".join(iter(lambda: wire.recv(4096), b"")).rstrip(b"\0").decode(errors="replace").strip()
    except (OSError, ValueError) as error:
        raise CannotLook(str(error)) from error
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND").removeprefix("stream: ")
    if said.endswith("OK"):
        return ""
    raise CannotLook(said or "no answer")
