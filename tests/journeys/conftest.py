"""The service running for a browser: a real server on the test database, and pages of people who are signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from cspr.operations import clock
from tests.journeys.browsing import PATIENCE, NewPage, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests."""
    with chromium(shutil.which("chromium") or "/usr/bin/chromium") as started:
        yield started


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Gives a page of its own, as another person at another desk would have. scripts: whether scripts run; csp: whether the policy holds."""
    opened: list[BrowserContext] = []

    def give(width: int = 1240, *, scripts: bool = True, csp: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts, bypass_csp=not csp)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context.new_page()

    yield give
    for context in opened:
        context.close()


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the service's clock, which stands still until it is set again. The server runs in this process."""

    def give(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return give
