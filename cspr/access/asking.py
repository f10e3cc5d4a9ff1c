"""From where, and by which session or token, the present request comes: set once where it comes in, read where a look is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Networks = Sequence[IPv4Network | IPv6Network]


@dataclass(frozen=True)
class Asking:
    """address: the network address, "" where there is none. by: "session 1a2b3c4d5e", "token 1a2b3c4d5e", "" for the service itself."""

    address: str = ""
    by: str = ""


_NOBODY = Asking()
_NOW: ContextVar[Asking] = ContextVar("asking")


def asking() -> Asking:
    """The present request's; empty in jobs and on the command line."""
    return _NOW.get(_NOBODY)


@contextmanager
def asked_from(address: str, session: str | None) -> Iterator[None]:
    """All that is done within comes from this address and session (its key, "" or None for none)."""
    token = _NOW.set(Asking(address, f"session {short(session)}" if session else ""))
    try:
        yield
    finally:
        _NOW.reset(token)


def asked_with(token: str) -> None:
    """The present request is signed in by this personal token. Lasts as long as the request."""
    _NOW.set(replace(asking(), by=f"token {short(token)}"))


def short(secret: str) -> str:
    """Ten hex digits that tell one session from another and let nobody into either."""
    return hashlib.sha256(f"cspr.access.asking {secret}".encode()).hexdigest()[:10]


def _read(text: str) -> str:
    """An address in its one spelling, "" where it is none. IPv4 written as IPv6 is IPv4."""
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return ""
    return str(found.ipv4_mapped or found) if isinstance(found, IPv6Address) else str(found)


def address_of(peer: str, forwarded: str, trusted: Networks) -> str:
    """Where a request comes from.

    peer: who opened the connection, "" over a socket of this machine. forwarded: the header X-Forwarded-For, which anybody can
    write: it is read from its end, and only as far as each address before it is a proxy that is trusted.
    """
    here = _read(peer)
    for before in reversed(forwarded.split(",")):
        if here and not any(ip_address(here) in network for network in trusted):
            break
        if not (further := _read(before)):
            break
        here = further
    return here
