"""How a person uses the pages: signs in, fills a form, checks the answers, sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from playwright.sync_api import Browser, FilePayload, Locator, Page, sync_playwright

from cspr.operations.inputs import Upload

FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
]
PATIENCE = 60_000  # Milliseconds. For a busy machine: nothing waits this long when all is well.
NewPage = Callable[..., Page]


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A browser without a window, closed afterwards. path: where the program is."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=PATIENCE)
        try:
            yield started
        finally:
            started.close()


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    """Sign in by the sign-in page. base: the address of the service, without a path."""
    page.goto(f"{base}/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.locator("input[name=password]").fill(password)
    press(page, page.get_by_role("button", name="Sign in", exact=True))
    assert "/sign-in/" not in page.url, page.locator("main").inner_text()


def press(page: Page, button: Locator) -> None:
    """Press a button that sends a form, and wait for the page that answers: a click alone may return before it has come."""
    with page.expect_navigation():
        button.click()


def fill(page: Page, answers: Mapping[str, Any]) -> list[str]:
    """Answer the questions of a form. answers: by field name; dates as date or naive datetime, lists as ticks or as rows.

    Gives the names of those that the page does not ask (it supplies them itself).
    """
    return [name for name, value in answers.items() if value not in (None, [], "") and not _answer(page, name, value)]


def send(page: Page, look: Callable[[Page], None] = lambda page: None) -> None:
    """Press on, through "check your answers" where the page has it, until it has been recorded. look: what to do at each page that answers."""
    before = page.url
    press(page, _main(page).locator("button[value=continue]"))
    confirm = _main(page).locator("button[value=confirm]")
    if confirm.count():
        look(page)
        press(page, confirm)
    assert page.url != before, (before, _problem(page))
    look(page)


def _problem(page: Page) -> str:
    said = _main(page).locator(".govuk-error-summary, .held-back, [role=alert]")
    return " ".join(said.all_inner_texts()) or _main(page).inner_text()[:1000]


def _main(page: Page) -> Locator:
    return page.locator("main")


def _answer(page: Page, name: str, value: Any) -> bool:
    if isinstance(value, Upload):
        page.locator(f"main input[type=file][name='{name}']").set_input_files(
            FilePayload(name=value.name, mimeType="application/octet-stream", buffer=value.content))
        return True
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return all([_row(page, name, number, row) for number, row in enumerate(value)])
    if isinstance(value, date) or _main(page).locator(f"[name='{name}-day']").count():
        return _date(page, name, value)
    found = _main(page).locator(f"[name='{name}']:not([type=hidden], button)")
    if not found.count():
        return False
    kind = found.first.get_attribute("type") or found.first.evaluate("e => e.tagName.toLowerCase()")
    if kind == "radio":
        word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        _main(page).locator(f"[name='{name}'][value='{word}']").check()
    elif kind == "checkbox":
        for box in found.all():  # What the page proposes and the person does not want is taken out.
            box.set_checked(box.get_attribute("value") in value)
    elif kind == "select":
        found.select_option(str(value))
    else:
        found.fill(str(value))
    return True


def _row(page: Page, name: str, number: int, row: Mapping[str, Any]) -> bool:
    """One row, found by what names it where the rows are given (a criterion, a point), else by its place."""
    hidden = page.locator(f"main input[type=hidden][name^='{name}-{number}-']")
    if hidden.count():
        assert hidden.first.input_value() in row.values(), (hidden.first.input_value(), row)
    return bool([_answer(page, f"{name}-{number}-{key}", value) for key, value in row.items() if value not in (None, "")])


def _date(page: Page, name: str, value: Any) -> bool:
    day = page.locator(f"main [name='{name}-day']")
    if not day.count():
        return False
    given = datetime.fromisoformat(value) if isinstance(value, str) else value
    day.fill(str(given.day))
    page.locator(f"main [name='{name}-month']").fill(str(given.month))
    page.locator(f"main [name='{name}-year']").fill(str(given.year))
    clock = page.locator(f"main [name='{name}-time']")
    if clock.count() and isinstance(given, datetime):
        clock.fill(f"{given:%H:%M}")
    return True
