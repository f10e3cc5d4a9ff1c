"""A person who uses no mouse: a whole referral, and a signature, by Tab, Space, the arrows and Enter, always seeing where they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.web.demo.walk import Walk
from tests.factories import NOON, client_for, home, member
from tests.journeys.browsing import NewPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 250  # Stops of a page: nobody is sent round and round.
# The stop the person is at, and whether its yellow shows: on itself, or on the label that draws a radio button or a tick.
HERE = """() => {
  const e = document.activeElement, style = (n, part) => { const s = getComputedStyle(n, part); return s.outline + s.boxShadow + s.backgroundColor };
  const drawn = style(e) + (e.nextElementSibling ? style(e.nextElementSibling, '::before') : '');
  return { tag: e.tagName, type: e.type || '', name: e.name || '', value: e.value || '', words: e.innerText || '', id: e.id, css: e.className,
           seen: drawn.includes('255, 221, 0') };
}"""


@dataclass
class Keyboard:
    """A page, and the keys."""

    page: Page

    def here(self) -> dict[str, str]:
        """Where the person is."""
        return self.page.evaluate(HERE)  # type: ignore[no-any-return]

    def tab(self) -> dict[str, str]:
        """On to the next stop, which must show."""
        self.page.keyboard.press("Tab")
        stop = self.here()
        assert stop["seen"] or stop["tag"] == "BODY", stop
        return stop

    def go_to(self, words: str) -> None:
        """Tab as far as the link or the button with these words."""
        for _ in range(MANY):
            if self.tab()["words"] == words:
                return
        raise AssertionError(f"Tab does not lead to “{words}”.")

    def follow(self, words: str) -> None:
        """Tab to it, and Enter, which leads to another page."""
        self.go_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, answers: Mapping[str, str]) -> None:
        """Tab through the form as far as the button that sends it, answering on the way. answers: by the box's name; ticks by name=value."""
        left = dict(answers)
        for _ in range(MANY):
            stop = self.tab()
            name = stop["name"]
            if (name, stop["value"]) == ("action", "continue"):
                assert left == {}, left
                return
            if stop["type"] == "radio" and name in left:
                self._choose(left.pop(name))
            elif stop["type"] == "checkbox" and left.pop(f"{name}={stop['value']}", None):
                self.page.keyboard.press("Space")
            elif name in left:
                self.page.keyboard.press("Control+a")
                self.page.keyboard.insert_text(left.pop(name))
        raise AssertionError("Tab does not lead to the button that sends the form.")

    def _choose(self, value: str) -> None:
        self.page.keyboard.press("Space")
        for _ in range(MANY):
            stop = self.here()
            if stop["value"] == value:
                assert self.page.evaluate("document.activeElement.checked"), stop
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not lead to “{value}”.")

    def send(self) -> None:
        """Enter, on the button that sends the form."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def _at(page: Page, base: str, who: Member) -> Keyboard:
    session = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": session, "value": client_for(who).cookies[session].value, "url": base}])
    page.goto(base)
    return Keyboard(page)


@pytest.fixture(autouse=True)
def _noon(set_clock: Callable[[datetime], None]) -> None:
    set_clock(NOON)


def test_the_first_stop_leads_past_the_navigation(live_server: LiveServer, new_page: NewPage) -> None:
    keys = _at(new_page(), live_server.url, member(Role.BUSINESS_UNIT))
    assert keys.tab()["words"] == "Skip to main content"
    assert keys.page.get_by_role("link", name="Skip to main content").bounding_box()["height"] > 20  # type: ignore[index]
    keys.page.keyboard.press("Enter")
    assert keys.here()["id"] == "main-content"
    keys.page.keyboard.press("Tab")
    assert keys.page.evaluate("document.activeElement.closest('main, footer') !== null")


def test_a_referral_by_keyboard(live_server: LiveServer, new_page: NewPage) -> None:
    keys = _at(new_page(), live_server.url, member(Role.AGENCY_LEAD, "hospital"))
    keys.follow("Refer a case")
    keys.fill({})
    keys.send()
    assert "govuk-error-summary" in keys.here()["css"] and keys.page.title().startswith("Error: ")
    problem = keys.tab()["words"]
    keys.page.keyboard.press("Enter")
    box = keys.here()
    assert box["tag"] in ("INPUT", "TEXTAREA") and problem in keys.page.locator(f".govuk-form-group--error:has(#{box['id']})").last.inner_text()

    keys.page.goto(f"{live_server.url}/referral/submit/")
    keys.fill({
        "referrer_name": "Made-up referrer", "referrer_role": "Named nurse", "agreed_by": "Made-up senior lead", "children-0-name": "Rowan Thistle",
        "children-0-born-day": "11", "children-0-born-month": "2", "children-0-born-year": "2025", "children-0-unborn": "no",
        "what_happened": "A made-up account.", "when-day": "18", "when-month": "11", "when-year": "2026", "abuse_or_neglect": "suspected",
        "outcome": "seriously_harmed", "looked_after": "not_known", "immediate_safety": "Child in hospital.", "urgent": "no",
        "criteria-2-reasons": "Three agencies knew a part each.", "agencies_involved=gp": "on", "agencies_involved=police": "on",
        "about": "infant, seriously harmed",
    })
    keys.send()
    assert "Check your answers" in keys.page.locator("h1").inner_text()
    keys.follow("Send the referral")
    assert Case.objects.get().facts.get(kind="referral_received").details["agency"] == "hospital"


def test_a_signature_by_keyboard(live_server: LiveServer, new_page: NewPage) -> None:
    for role, agency in ((Role.NOTIFIER, None), (Role.BUSINESS_UNIT, None), (Role.SUB_GROUP_CHAIR, None), (Role.SUB_GROUP_MEMBER, None),
                         (Role.AGENCY_LEAD, "hospital"), (Role.SAFEGUARDING_PARTNER, "council"), (Role.SAFEGUARDING_PARTNER, "icb")):
        member(role, agency)
    partner = member(Role.SAFEGUARDING_PARTNER, "police")
    case = Walk(home(), date(2026, 10, 30), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": date(2025, 2, 11)}])
    case.become_aware()
    case.notify(3)
    case.ask(["hospital"])
    case.answer(["hospital"])
    case.meet("local")

    keys = _at(new_page(), live_server.url, partner)
    keys.follow("Sign the final decision")
    keys.fill({"decision": "local"})
    keys.send()
    keys.follow("Sign")
    assert case.case.facts.get(kind="partner_signed").details["decision"] == "local"
