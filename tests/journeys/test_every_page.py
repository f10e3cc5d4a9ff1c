"""Every kind of page of the demo partnership, in a real browser: accessible, whole, and usable on a narrow screen."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cspr.operations import today
from cspr.web.demo import make, people
from tests.journeys.browsing import NewPage, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(settings.ROOT) / "node_modules" / "axe-core" / "axe.min.js"
NARROW = 320
NOT_PAGES = re.compile(r"^/(static|api|health)|\.(csv|ics|docx|pdf|json|txt|zip|odt)$")
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"
FAULTS = "async () => (await axe.run(document)).violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3)])"


def _name(address: str) -> str | None:
    """The name of the kind of page at an address, with what its question mark chooses; None where there is no page."""
    path = urlsplit(address).path
    if NOT_PAGES.search(path):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def _look(page: Page, axe: str) -> list[str]:
    """What is wrong with the page that is open."""
    page.evaluate(axe)
    found = [f"{rule}: {where}" for rule, where in page.evaluate(FAULTS)]
    page.set_viewport_size({"width": NARROW, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1240, "height": 900})
    return found + ([f"{wide} pixels wide on a screen of {NARROW}"] if wide > NARROW else [])


def _crawl(page: Page, base: str) -> dict[str, list[str]]:
    """Follow the links from home, one page of each kind. Gives what is wrong, by the kind of page."""
    axe = AXE.read_text()
    waiting, found = {"home": f"{base}/"}, dict[str, list[str]]()
    while waiting:
        name = next(iter(waiting))
        address = waiting.pop(name)
        answer = page.goto(address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            found[name] = []
            continue
        found[name] = [f"answers {answer.status}"] if answer.status >= 400 else []
        found[name] += [f"{fault} ({urlsplit(address).path})" for fault in _look(page, axe)]
        for link in page.evaluate(LINKS):
            kind = _name(link) if link.startswith(base) else None
            if kind and kind not in found and kind not in waiting:
                waiting[kind] = link
    return found


def test_no_page_that_can_be_reached_is_hard_to_use(live_server: LiveServer, new_page: NewPage) -> None:
    make(today())
    for who, least in (("manager", 60), ("lead.hospital", 8)):
        page = new_page(csp=False)
        missing: list[str] = []
        page.on("response", lambda r, missing=missing: missing.append(r.url) if r.status >= 400 and "/static/" in r.url else None)
        sign_in(page, live_server.url, f"{who}@{people.DOMAIN}", people.PASSWORD)
        found = _crawl(page, live_server.url)
        assert {name: faults for name, faults in found.items() if faults} == {}
        assert missing == []
        assert len(found) >= least, sorted(found)


def test_the_sign_in_page_is_easy_to_use(live_server: LiveServer, new_page: NewPage) -> None:
    page = new_page(csp=False)
    page.goto(f"{live_server.url}/sign-in/")
    assert _look(page, AXE.read_text()) == []
