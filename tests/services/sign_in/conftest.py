"""An agency's identity provider: a real OpenID Connect server, in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest


@dataclass(frozen=True)
class Server:
    """One that runs. address: its issuer."""

    address: str

    def ask(self, method: str, path: str, body: str = "", kind: str = "application/json") -> tuple[int, dict[str, str], bytes]:
        """One request; redirects are not followed. Gives status, headers and body."""
        link = HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        link.request(method, path, body, {"Content-Type": kind} if body else {})
        answer = link.getresponse()
        found = (answer.status, dict(answer.getheaders()), answer.read())
        link.close()
        return found

    def register(self, back: str) -> tuple[str, str]:
        """Make this service known to it. back: where it may send people. Gives client id and secret."""
        _, _, said = self.ask("POST", "/oauth2/clients", json.dumps({"redirect_uris": [back], "token_endpoint_auth_method": "client_secret_post"}))
        made = json.loads(said)
        return made["client_id"], made["client_secret"]

    def knows(self, sub: str, **claims: Any) -> None:
        """Somebody it knows, and what it says of them."""
        assert self.ask("PUT", f"/users/{sub}", json.dumps(claims))[0] == 204

    def sign_in(self, asked: str, sub: str) -> str:
        """What a person does on its page. asked: where our service sent their browser. Gives where it sends them back to."""
        parts = urlsplit(asked)
        assert f"{parts.scheme}://{parts.netloc}" == self.address
        status, headers, said = self.ask("POST", f"{parts.path}?{parts.query}", urlencode({"sub": sub}), "application/x-www-form-urlencoded")
        assert status == 302, said
        return headers["Location"].removeprefix("http://testserver")


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[Server]:
    """A server that gives only clients it knows, with their secret, what they ask for."""
    started = subprocess.Popen([sys.executable, "-m", "oidc_provider_mock", "-p", "0", "-r", "true"], stderr=subprocess.PIPE, text=True)
    try:
        assert started.stderr is not None
        address = next(found[0] for line in started.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        yield Server(address)
    finally:
        started.terminate()
        started.wait(60)
        if started.stderr:
            started.stderr.close()
