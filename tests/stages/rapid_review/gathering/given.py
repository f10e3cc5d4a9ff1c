"""Rapid Reviews on the way to their learning meeting, and the people who take part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cspr.operations import Done
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from tests.factories import do, in_rapid_review, member, open_case
from tests.stages.local_review.given import given

# The partnership is told on Monday 2 November 2026: working days 6 to 10 are Tuesday 10 to Monday 16 November.
TUESDAY = datetime(2026, 11, 3, 9, 0, tzinfo=LONDON)
MEETING = "2026-11-12"
DUE = "2026-11-09"
TEXT = {"involvement": "Health visitor from birth, four visits.", "voice_of_child": "Settled with her grandmother."}


def bu() -> Member:
    """The Business Manager."""
    return member(Role.BUSINESS_UNIT)


def lead(agency: str) -> Member:
    """The safeguarding lead of an agency."""
    return member(Role.AGENCY_LEAD, agency)


def notified() -> Case:
    """A case notified to the Panel, of which the partnership was told, and no Rapid Review is open: the door leaves none so (C5)."""
    case = open_case(at="2026-10-30", happened="2026-10-30")
    given(case, "sin_submitted", "2026-11-02T10:00", reference="SIN-MADE-UP-1")
    given(case, "partnership_told", "2026-11-02T10:10")
    return case


def opened() -> Case:
    """A Rapid Review just opened."""
    return in_rapid_review("2026-10-30", "2026-11-02T10:00", "2026-11-02T10:10")


def ask_agencies(case: Case, *agencies: str, now: datetime = TUESDAY, **data: Any) -> Done:
    """The request of 3 November to these agencies."""
    return do("rapid_review.request_information", bu(), case, now=now, **{"agencies": list(agencies), "due": DUE, **data})


def send(case: Case, agency: str, at: str = "2026-11-09", **data: Any) -> Done:
    """An agency's return, sent by its lead."""
    return do("rapid_review.submit_return", lead(agency), case, agency=agency,
              **{"at": at, "nil": False, "conversations_held": True, "desktop_review_done": True, **TEXT, **data})


def gathered() -> Case:
    """The police and the GP have returned, the school has not; the meeting is arranged."""
    case = opened()
    ask_agencies(case, "police", "gp", "school", meeting_on=MEETING)
    send(case, "police", criteria=[{"criterion": "B3-1", "information": "Two strategy meetings had no minutes."}],
         chronology=[{"date": "3 October 2026", "event": "Call to the address."}])
    send(case, "gp", chronology=[{"date": "01/09/2026", "event": "Six-week check.", "source": "GP record"},
                                 {"date": "one day in spring", "event": "Telephone call."}])
    return Case.objects.get(pk=case.pk)


def facts(case: Case, kind: str) -> list[Fact]:
    """The facts of a kind, as recorded."""
    return list(Fact.objects.filter(case=case, kind=kind).order_by("seq"))
