"""Every kind of page of the demo partnership, as everybody in it: accessible, whole, marked, and usable on a narrow screen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cspr.partnership.models import Member
from cspr.record.models import Case
from cspr.services.people.models import Person
from cspr.web.demo import make, people
from tests.factories import NOON, client_for
from tests.journeys.browsing import NewPage
from tests.journeys.looking import AXE, SeenBefore, faults, kind_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r'href="(/[^"#]*)')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NOT_PAGES = re.compile(r"^/(static|api|health|sign-out)")
EACH_PERSON_OPENS = 2  # pages of a kind, and the front page of every case they see.
PEOPLE = {address for *_, address, shown in (*people.PEOPLE, *people._leads()) if shown}


def _links(source: str) -> Iterator[tuple[str, str]]:
    """The pages that a page leads to: their kind and address."""
    for link in LINK.findall(source):
        if not NOT_PAGES.match(link):
            yield kind_of(link.split("?")[0]), unescape(link)


def _crawl(client: Client) -> Iterator[tuple[str, str, int, str]]:
    """Follow the links from home. Gives each page: its kind, its address, the status of its answer, its HTML ("" for a file)."""
    waiting, known, opened = ["/"], {"/"}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        source = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
        yield kind_of(address.split("?")[0]), address, answer.status_code, source
        for kind, link in _links(source):
            if link not in known and (opened[kind] < EACH_PERSON_OPENS or kind == "case"):
                opened[kind] += 1
                known.add(link)
                waiting.append(link)


def _said(address: str, status: int, source: str, secrets: set[str]) -> list[str]:
    """What is wrong with an answer before anybody looks at it. secrets: what must not be in the title, which browsers keep and show."""
    found = [f"answers {status}"] if status >= 400 else []
    if source:
        title = unescape(TITLE.findall(source)[0])
        found += [f"the title says {word}" for word in secrets if word.casefold() in title.casefold()]
        if re.match(r"/cases/WS", address) and source.count('--top">OFFICIAL-SENSITIVE<') + source.count('--bottom">OFFICIAL-SENSITIVE<') != 2:
            found.append("is not marked OFFICIAL-SENSITIVE above and below")
    return found


def _browser(page: Page, base: str) -> tuple[Callable[[Client], None], list[str]]:
    """Ready to look: gives a way to sit down as the person of a client, and the list that what fails to load will be written on."""
    failed: list[str] = []
    page.on("response", lambda r: failed.append(r.url) if r.status >= 400 and "/static/" in r.url else None)
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.context.add_init_script(path=AXE)
    session = settings.SESSION_COOKIE_NAME
    return lambda client: page.context.add_cookies([{"name": session, "value": client.cookies[session].value, "url": base}]), failed


def test_no_page_that_can_be_reached_is_hard_to_use(live_server: LiveServer, new_page: NewPage, set_clock: Callable[[datetime], None]) -> None:
    set_clock(NOON)
    make(NOON.date())
    secrets = {word for case in Case.objects.all() for word in (case.reference, case.about)} | {p.name for p in Person.objects.all() if p.name}
    page = new_page(csp=False)
    sit_down, failed = _browser(page, live_server.url)
    seen, found, kinds = SeenBefore(), defaultdict[str, list[str]](list), defaultdict[str, set[str]](set)
    for who in Member.objects.filter(user__email__in=[f"{address}@{people.DOMAIN}" for address in PEOPLE]).select_related("user").order_by("pk"):
        client = client_for(who)
        sit_down(client)
        for kind, address, status, source in _crawl(client):
            kinds[who.role].add(kind)
            wrong = _said(address, status, source, secrets)
            if source and status < 400 and not seen.all_of(kind, source):
                page.goto(live_server.url + address)
                wrong += faults(page)
            if wrong:
                found[f"{who}: {address}"] += wrong
    assert found == {} and failed == []
    assert len(kinds) == len({who.role for who in Member.objects.all()}), sorted(kinds)
    assert len(kinds["business_unit"]) > 100 and all(len(of) > 1 for of in kinds.values()), {role: len(of) for role, of in kinds.items()}


def test_the_sign_in_page_is_easy_to_use(live_server: LiveServer, new_page: NewPage) -> None:
    page = new_page(csp=False)
    page.context.add_init_script(path=AXE)
    page.goto(f"{live_server.url}/sign-in/")
    assert faults(page) == []


def test_a_page_that_is_hard_to_use_is_found_out(new_page: NewPage) -> None:
    page = new_page(csp=False)
    page.context.add_init_script(path=AXE)
    page.goto("about:blank")
    page.set_content("<html lang=en><title>Bad</title><main><h1 style='color: #ddd; width: 700px'>Pale and wide</h1><input></main>")
    words = " ".join(faults(page))
    assert all(fault in words for fault in ("color-contrast", "label:", "700", "(320 pixels)", "(1240 pixels)")), words
