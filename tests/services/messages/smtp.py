"""A mail server for tests, on a free port of this machine, that answers as it is told to."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

FROM = "Practice reviews <reviews@wessmoor.example.org>"


class _OnAFreePort(Controller):
    """The system gives the port."""

    def __init__(self, server: Any) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(server, hostname="127.0.0.1", port=self.socket.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.socket)


class Server:
    """What came in, and whom it refuses. refuse: these addresses for good; later: these once, to come back later."""

    def __init__(self) -> None:
        self.came: list[EmailMessage] = []
        self.refuse: set[str] = set()
        self.later: set[str] = set()
        self.asked: Counter[str] = Counter()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        """Each address of a letter."""
        self.asked[address] += 1
        if address in self.refuse:
            return "550 5.1.1 No such mailbox"
        if address in self.later and self.asked[address] == 1:
            return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """The letter itself."""
        self.came.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What came for an address."""
        return [one for one in self.came if one["To"] == address]


@contextmanager
def listening(server: Server) -> Iterator[tuple[Server, int]]:
    """Runs it; with its port."""
    controller = _OnAFreePort(server)
    controller.start()
    try:
        yield server, controller.port
    finally:
        controller.stop()


@contextmanager
def mail_server() -> Iterator[Server]:
    """Runs one, with the service's settings leading to it."""
    with listening(Server()) as (server, port), settings_for(port):
        yield server


def settings_for(port: int) -> Any:
    """The settings that EMAIL_URL=smtp://127.0.0.1:port?tls=no makes."""
    return override_settings(EMAIL_BACKEND="cspr.services.messages.post.Backend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
                             EMAIL_USE_TLS=False, EMAIL_USE_SSL=False, EMAIL_HOST_USER="", EMAIL_HOST_PASSWORD="", DEFAULT_FROM_EMAIL=FROM,
                             PUBLIC_URL="https://reviews.example.org")
