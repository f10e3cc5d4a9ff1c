"""One case, from the referral to the published report and to its end, by thirteen people clicking and typing, with no script running.

Every step goes through its page; none is run behind it, and each kind of page is looked at (looking.py). A second, shorter walk does the
beginning with scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from pytest_django.live_server_helper import LiveServer

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from tests.factories import home, member
from tests.journeys.browsing import NewPage
from tests.journeys.walking import BrowserWalk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Clock = Callable[[datetime], None]
PASSWORD = "made-up passphrase"
ASKED = ("hospital", "police")
NOT_KNOWN = ("school",)


def _people() -> list[Member]:
    leads = [member(Role.AGENCY_LEAD, agency) for agency in (*ASKED, *NOT_KNOWN, "community_health")]
    partners = [member(Role.SAFEGUARDING_PARTNER, agency) for agency in ("council", "police", "icb")]
    return [*leads, *partners, *(member(role) for role in (
        Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.NOTIFIER, Role.REVIEWER, Role.EXECUTIVE))]


def _begin(live_server: LiveServer, new_page: NewPage, set_clock: Clock, *, scripts: bool) -> BrowserWalk:
    _people()
    walk = BrowserWalk(home(), date(2026, 1, 12), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": date(2025, 2, 11)}])
    return walk.desks(live_server.url, new_page, PASSWORD, set_clock, scripts=scripts)


def test_a_case_goes_from_referral_to_its_end_without_scripts(live_server: LiveServer, new_page: NewPage, set_clock: Clock) -> None:
    case = _begin(live_server, new_page, set_clock, scripts=False)
    unit = case.who(Role.BUSINESS_UNIT)

    for part, reads in (
        (case.refer, "Next: Review the referral"),
        (case.consider, "Next: Decide whether to notify, as the partnership asked"),
        (case.become_aware, "by Tue 20 Jan 2026"),  # Aware on Tuesday 13 January: five working days.
        (lambda: case.notify(4), "Next: Hold the Rapid Review learning meeting"),
        (lambda: case.ask((*ASKED, *NOT_KNOWN)), "Next: Return information and a chronology"),
        (lambda: case.answer(ASKED, nil=NOT_KNOWN), ""),
    ):
        part()
        assert reads in case.next_step(unit)
    assert "Return information" not in case.next_step(unit)
    case.meet("local")
    case.sign("local")
    case.send()
    case.brief("rapid_review", 20)
    actions = [case.plan_actions("rapid_review", 22)]
    case.review(16)
    case.keep_commitments(108)
    case.approve(110)
    actions.append(case.plan_actions("local_review", 122, "Tell the school nurse when a child under two is admitted"))
    case.publish(125)
    assert "https://wessmoor.example.org/reports/child-f" in case.reads(unit, "history/").locator("main").inner_text()
    case.brief("local_review", 134)
    case.do("learning.hold_event", unit, 135, title="What three reviews taught", attended=64)
    case.finish(actions)
    case.do("learning.publish_annual_report", unit, 210, year=2026, url="https://wessmoor.example.org/annual-report")
    assert "Nothing is owed in this case now" in case.next_step(unit)


def test_the_beginning_with_scripts(live_server: LiveServer, new_page: NewPage, set_clock: Clock) -> None:
    case = _begin(live_server, new_page, set_clock, scripts=True)
    case.refer()
    case.consider()
