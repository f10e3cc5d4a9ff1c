"""A hundred files sent at once, while the virus scanner is slow: pages are answered meanwhile, all files are taken, and memory stays bounded."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from cspr.access.policies import WEB
from cspr.config import serve
from cspr.record.models import Staged
from cspr.web import turns
from tests.config.test_server import free_port
from tests.factories import client_for
from tests.stages.rapid_review.gathering.given import ask_agencies, lead, opened
from tests.web.uploading import SIZE, UPLOADS, ask, form_with_file, held

PAGES = 20


class Slow(socketserver.ThreadingUnixStreamServer):
    """A scanner that takes what comes and says nothing until it is told to."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self, address: str) -> None:
        self.answers, self.asked = threading.Event(), threading.Event()
        super().__init__(address, _Scan)


class _Scan(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Read all, wait to be told, find nothing."""
        self.server.asked.set()  # type: ignore[attr-defined]
        got = b""
        while not got.endswith(b"\0\0\0\0"):
            piece = self.request.recv(1024 * 1024)
            if not piece:
                return
            got = got[-4:] + piece
        self.server.answers.wait()  # type: ignore[attr-defined]
        self.request.sendall(b"stream: OK\0")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Slow, psutil.Process]]:
    """The web server of script/server on the tests' database, with a scanner that is slow: its port, the scanner, its process."""
    of, folder = connection.settings_dict, tmp_path_factory.mktemp("s")
    with Slow(str(folder / "c.ctl")) as scanner:
        threading.Thread(target=scanner.serve_forever, daemon=True).start()
        host, socket = ("", f"?host={of['HOST']}") if "/" in of["HOST"] else (of["HOST"], "")
        address = f"postgresql://{WEB}@{host}/{of['NAME']}{socket}"
        for name, value in {"CLAMD": str(folder / "c.ctl"),
                            "DJANGO_SETTINGS_MODULE": "cspr.config.settings", "CSPR_LOCAL": "1", "REQUESTS_A_MINUTE": "0"}.items():
            monkeypatch.setenv(name, value)
        port = free_port()
        server = serve.web_server(port, address)
        try:
            serve.wait_for_health(port, server)
            yield port, scanner, psutil.Process(server.process.pid)
        finally:
            scanner.answers.set()
            server.process.terminate()
            server.process.wait(60)
            scanner.shutdown()


@pytest.mark.django_db(transaction=True)
def test_pages_are_answered_while_a_hundred_files_wait(web: tuple[int, Slow, psutil.Process]) -> None:
    port, scanner, process = web
    case = opened()
    ask_agencies(case, "police")
    client, path = client_for(lead("police")), reverse("rapid_review.attach_file", args=[case.reference])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).content.decode())
    assert token
    cookies = "; ".join(f"{name}={m.value}" for name, m in client.cookies.items())
    before = held(process)
    with ThreadPoolExecutor(UPLOADS) as pool:
        sent = [pool.submit(ask, port, cookies, path, *form_with_file(token[1], n)) for n in range(UPLOADS)]
        assert scanner.asked.wait(120), "the first is being looked through"
        answered, most = 0, 0
        for _ in range(PAGES):
            assert ask(port, cookies, "/") == 200
            most = max(most, held(process))
            answered += not all(upload.done() for upload in sent)
        scanner.answers.set()
        assert {upload.result(300) for upload in sent} == {302}
    print(f"{answered} pages while uploads were pending; {(most - before) / 2**20:.0f} MB more held")
    assert answered >= 5, "pages were answered while files were still to come"
    assert most - before < UPLOADS * SIZE / 2, "what waits is not held in memory"
    assert Staged.objects.count() == UPLOADS, "not one was lost"


def test_more_than_there_is_room_for_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 1)
    asked: list[HttpResponse] = []

    def inner(request: Any) -> HttpResponse:
        if not asked:
            asked.append(HttpResponse())
            asked.append(waits(RequestFactory().post("/", b"x" * (turns.LARGE + 1), content_type="text/plain")))
            asked.append(waits(RequestFactory().get("/")))
        return HttpResponse("taken")

    waits = turns.Turns(inner)
    large = RequestFactory().post("/", b"x" * (turns.LARGE + 1), content_type="text/plain")
    assert waits(large).content == b"taken"
    assert (asked[1].status_code, asked[1]["Retry-After"]) == (503, "60") and b"nothing of yours was taken in" in asked[1].content
    assert asked[2].status_code == 200, "pages have turns of their own"
    assert waits(large).status_code == 200, "and there is room again"
