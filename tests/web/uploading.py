"""A hundred files sent at once to a web server that runs: for the test that holds it, and for the measure (bench/uploads.py)."""

from __future__ import annotations

import http.client

import psutil

UPLOADS, SIZE = 100, 3 * 1024 * 1024


def form_with_file(token: str, number: int) -> tuple[bytes, str]:
    """The form for attaching a file, saved for later, with a file of SIZE bytes. token: that of the form. Gives body and content type."""
    mark = "made-up-boundary"
    fields = {"csrfmiddlewaretoken": token, "action": "save"}
    head = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="notes-{number}.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return head.encode() + f"{number:08}".encode() * (SIZE // 8) + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def held(process: psutil.Process) -> int:
    """How many bytes it and what it started hold in memory."""
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))


def ask(port: int, cookies: str, path: str, body: bytes = b"", kind: str = "") -> int:
    """One request on a connection of its own: its status."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        wire.request("POST" if body else "GET", path, body or None, {"Cookie": cookies, **({"Content-Type": kind} if kind else {})})
        answer = wire.getresponse()
        answer.read()
        return answer.status
    finally:
        wire.close()
