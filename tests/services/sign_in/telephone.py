"""A telephone with an authenticator app, and people who have set one up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from django.http import HttpResponse
from django.test import Client

from tests.paper import Paper

PASSPHRASE = "made-up passphrase"


def code(key: str, ahead: int = 0) -> str:
    """What an app with this key (base32) shows, by RFC 6238. ahead: so many half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(key), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def wrong(key: str) -> str:
    """A code that the app shows neither now nor just before or after."""
    shown = {code(key, n) for n in (-2, -1, 0, 1, 2)}
    return next(c for c in ("000000", "111111", "222222", "333333", "444444", "555555") if c not in shown)


def give_password(browser: Client, email: str, password: str = PASSPHRASE, *, after: str = "/sign-in/", here: str = "192.0.2.7") -> HttpResponse:
    """Fill in the sign-in page and send it."""
    page = Paper(browser.get(after, REMOTE_ADDR=here))
    typed = page.hidden() | {"email": [email], "password": [password]}
    return browser.post("/sign-in/", typed, REMOTE_ADDR=here)  # type: ignore[return-value]


def set_up(browser: Client) -> tuple[str, list[str]]:
    """Set up an app in a browser that is signed in, and say that the recovery codes are kept. Gives its key and the codes."""
    page = Paper(browser.get("/my-sign-in/app/"))
    key = page.source.split('<code class="fingerprint">')[1].split("</code>")[0]
    answer = browser.post("/my-sign-in/app/", {"code": code(key)})
    assert answer["Location"] == "/my-sign-in/codes/", answer.content
    shown = browser.get("/my-sign-in/codes/").content.decode()
    codes = [part.split("</code>")[0] for part in shown.split("<li><code>")[1:]]
    browser.post("/my-sign-in/codes/")
    return key, codes
