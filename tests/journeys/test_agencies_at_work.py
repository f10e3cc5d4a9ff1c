"""A Rapid Review from the request to the report, at people's own browsers and without scripts.

Eleven agencies are asked; nine send files, one has nothing, one is late and is reminded by e-mail. What was told twice is settled, the
meeting is held, somebody reads the pack, the minutes are agreed and the report goes to the Panel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from cspr.operations.inputs import Upload
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.chronology.models import Link
from cspr.services.messages.chasing import chase
from tests.factories import home, member
from tests.journeys.browsing import NewPage
from tests.journeys.walking import BrowserWalk
from tests.services.messages.given import forget_jobs, work_off
from tests.services.messages.smtp import mail_server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "made-up passphrase"
WITH_FILES = ("hospital", "police", "school", "community_health", "gp", "childrens_social_care", "housing", "charity", "midwifery")
NIL, LATE = "probation", "ambulance"
ASKED = (*WITH_FILES, NIL, LATE)
TOLD = "Called to the home by a neighbour who heard shouting. Both adults calm. The child was seen asleep."


@pytest.fixture(autouse=True)
def _no_jobs() -> Iterator[None]:
    forget_jobs()
    yield
    forget_jobs()


def _at_the_worker() -> None:
    """The worker, in a thread of its own: the browser's loop runs in this one."""
    def work() -> None:
        work_off()
        connections.close_all()
    with ThreadPoolExecutor(1) as other:
        other.submit(work).result()


def _chronology(agency: str, number: int, incident: date) -> bytes:
    """An agency's file, its dates as its staff type them. The police's has the same row twice."""
    style = ("%d/%m/%Y", "%-d %B %Y", "%d.%m.%y")[number % 3]
    rows = [((incident - timedelta(days=40 + number)).strftime(style), f"Seen at home by {agency.replace('_', ' ')}, visit {number}."),
            ((incident - timedelta(days=9 + 3 * number)).strftime(style), f"Letter {number} sent about an appointment that was not kept.")]
    if agency == "police":
        told = (f"{(incident - timedelta(days=60)):%d/%m/%Y} 21:40", TOLD)
        rows += [told, told]
    return "\r\n".join(["Date,What happened", *(f'"{when}","{what}"' for when, what in rows)]).encode()


def _begin(live_server: LiveServer, new_page: NewPage, set_clock: Callable[[datetime], None]) -> BrowserWalk:
    place = home()
    for word in ASKED:
        Agency.objects.get_or_create(partnership=place, slug=word, defaults={"name": f"Wessmoor {word.replace('_', ' ')}"})
        member(Role.AGENCY_LEAD, word)
    for agency in ("council", "police", "icb"):
        member(Role.SAFEGUARDING_PARTNER, agency)
    for role in (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.NOTIFIER):
        member(role)
    walk = BrowserWalk(place, date(2026, 1, 12), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": date(2025, 2, 11)}])
    return walk.desks(live_server.url, new_page, PASSWORD, set_clock, scripts=False)


@pytest.mark.clause("D4", "D5", "D6", "D7", "D8", "D9")
def test_eleven_agencies_are_asked_and_the_report_goes_out_in_time(
        live_server: LiveServer, new_page: NewPage, set_clock: Callable[[datetime], None]) -> None:
    case = _begin(live_server, new_page, set_clock)
    unit, chair = case.who(Role.BUSINESS_UNIT), case.who(Role.SUB_GROUP_CHAIR)
    case.become_aware()
    case.notify(2)
    case.ask(ASKED)
    assert "0 of 11 back" in case.reads(unit, "rapid_review/returns/").locator("main").inner_text()

    for number, agency in enumerate(WITH_FILES):
        file = Upload(name=f"{agency}.csv", content=_chronology(agency, number, case.start))
        case.do("chronology.import_file", case.who(Role.AGENCY_LEAD, agency), 4, 10, timed=False, agency=agency, file=file)
    case.answer(WITH_FILES, nil=(NIL,), day=4)
    board = case.reads(unit, "rapid_review/returns/").locator("main")
    assert "10 of 11 back" in board.inner_text()

    with mail_server() as post:
        late = datetime.combine(case.at(6).date(), datetime.min.time(), LONDON).replace(hour=10)
        set_clock(late)
        chase(case.home, late)
        _at_the_worker()
        written = post.to(case.who(Role.AGENCY_LEAD, LATE).user.email)
    assert written and case.case.reference in written[-1]["Subject"]
    assert "Rowan" not in written[-1].as_string() and "Thistle" not in written[-1].as_string()
    told = case.reads(unit, "rapid_review/returns/").locator("main").inner_text()
    assert "1 working day late" in told
    case.do("rapid_review.submit_return", case.who(Role.AGENCY_LEAD, LATE), 6, 11, agency=LATE, nil=False, conversations_held=True,
            desktop_review_done=True, involvement="One call to the address.", late_reason="The author was on leave.")
    assert "11 of 11 back" in case.reads(unit, "rapid_review/returns/").locator("main").inner_text()

    pairs = list(Link.objects.filter(case=case.case, state="suggested"))
    assert [p.kind for p in pairs].count("duplicate") == 1, "the police's row that stands twice"
    for pair in pairs:
        twice = pair.kind == "duplicate"
        case.do("chronology.decide_pair", unit, 6, 14, timed=False, pair=str(pair.pk), decided="joined" if twice else "apart",
                words="Copied twice." if twice else "Two letters.")
    page = case.reads(unit, "chronology/").locator("main").inner_text()
    assert "pair to look at" not in page and "Also told by" in page

    case.hold_meeting()
    reader = case.who(Role.AGENCY_LEAD, "hospital")
    assert TOLD in case.reads(reader, "rapid_review/pack/").locator("main").inner_text()
    case.minute(9)
    assert "Agreed" in case.reads(chair, "meetings/learning/minutes/").locator("main").inner_text()
    looked = case.reads(unit, "meetings/learning/").locator("main").inner_text()
    assert "Opened" in looked
    case.weigh("local")
    case.recommend("local")
    case.sign("local")
    case.send()
    assert "Send the Rapid Review report" not in case.next_step(unit)
