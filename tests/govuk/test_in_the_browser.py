"""The gallery in a real browser: accessible, usable at 320 pixels, without scripts, and on paper."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.govuk import gallery
from tests.journeys.browsing import PATIENCE, chromium
from tests.journeys.looking import AXE

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def _answer(route: Route) -> None:
    path = route.request.url.split("kit.test", 1)[1].split("?")[0]
    file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if path == "/":
        route.fulfill(body=gallery.page(), content_type="text/html", headers={"Content-Security-Policy": "default-src 'self'"})
    elif file:
        route.fulfill(body=Path(str(file)).read_bytes(), content_type=mimetypes.guess_type(str(file))[0] or "text/plain")
    else:
        route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(shutil.which("chromium") or "/usr/bin/chromium") as started:
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    contexts = []

    def go(width: int = 1280, *, scripts: bool = True, csp: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts, bypass_csp=not csp)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", _answer)
        page.goto("http://kit.test/")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(visit: Open, width: int) -> None:
    page = visit(width, csp=False)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document)")["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("width", [320, 400, 700, 1024])
def test_nothing_runs_off_the_side(visit: Open, width: int) -> None:
    assert visit(width).evaluate("document.documentElement.scrollWidth") == width


def test_scripts_run_under_the_strict_policy_and_every_asset_is_there(visit: Open) -> None:
    page, faults = visit(), list[str]()
    page.on("response", lambda r: faults.append(r.url) if r.status >= 400 else None)
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.reload()
    page.locator(".govuk-frontend-supported .govuk-password-input__toggle").wait_for()
    assert faults == []


def test_a_fault_can_be_followed_to_its_box_by_keyboard(visit: Open) -> None:
    page = visit()
    page.locator(".govuk-frontend-supported").wait_for()
    page.get_by_role("link", name="When were they told?").first.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_at-month"


def test_everything_can_be_typed_and_seen_without_scripts(visit: Open) -> None:
    page = visit(scripts=False)
    assert page.get_by_label("Who was told?").is_visible()
    page.get_by_text("Change role").click()
    assert page.get_by_role("button", name="Auditor").is_visible()
    assert page.get_by_text("You can enter up to 10,000 characters").is_visible()


def test_a_narrow_screen_gets_weeks_under_each_other(visit: Open) -> None:
    assert visit(1280).locator("svg.kit-ribbon__wide").first.is_visible()
    narrow = visit(320)
    assert narrow.locator("svg.kit-ribbon__weeks").first.is_visible()
    assert not narrow.locator("svg.kit-ribbon__wide").first.is_visible()


def test_on_paper_the_marking_repeats_and_controls_go(visit: Open) -> None:
    page = visit()
    page.emulate_media(media="print")
    for gone in (".govuk-button", ".kit-nav", ".moj-sub-navigation", ".govuk-pagination"):
        assert not page.locator(gone).first.is_visible()
    shown = page.evaluate("[...document.querySelectorAll('.kit-header, .kit-footer')].map(e => getComputedStyle(e).display)")
    assert shown == ["table-header-group", "table-footer-group"]
    assert page.locator(".kit-marking").count() == 2
