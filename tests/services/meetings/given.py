"""A learning meeting on the way: arranged for Thursday 12 November 2026, with people of each partner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cspr.access.reads import case_for
from cspr.operations import Done
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, latest_document
from cspr.record.models import Case, Document
from cspr.services.meetings.meeting import Meeting, find, meetings_of
from cspr.services.meetings.minutes import drafted
from cspr.services.meetings.reads import Sight
from cspr.steps.read import CaseRead
from tests.factories import do, member
from tests.stages.rapid_review.gathering.given import MEETING, TUESDAY, ask_agencies, bu, lead, opened

THE_DAY = datetime(2026, 11, 12, 10, 0, tzinfo=LONDON)
PARTNERS = ["partner:local_authority", "partner:police", "partner:health"]


def chair() -> Member:
    """The Sub-group's chair, of the council."""
    return member(Role.SUB_GROUP_CHAIR, "council")


def panel() -> Member:
    """A member of the Sub-group, of the police."""
    return member(Role.SUB_GROUP_MEMBER, "police")


def partner(agency: str) -> Member:
    """A safeguarding partner."""
    return member(Role.SAFEGUARDING_PARTNER, agency)


def arranged(**data: Any) -> Case:
    """A Rapid Review whose learning meeting is arranged; the police and the GP were asked."""
    case = opened()
    ask_agencies(case, "police", "gp")
    do("meetings.arrange", bu(), case, now=TUESDAY, meeting="learning", on=MEETING, **{"time": "9.30am to 12.30pm", "place": "Room 4", **data})
    return case


def invited(*words: str) -> Case:
    """The same, with these invited: the three partners, the police and the GP unless others are named."""
    case = arranged()
    do("meetings.invite", bu(), case, now=TUESDAY, meeting="learning", who=list(words or (*PARTNERS, "agency:police", "agency:gp")))
    return case


def held() -> Case:
    """The same, held on the day with a record of one item that has two actions."""
    case = invited()
    do("meetings.record_attendance", bu(), case, now=THE_DAY, meeting="learning", present=[*PARTNERS, "agency:police"])
    do("meetings.record_item", bu(), case, now=THE_DAY, meeting="learning", item="story", discussion="Five missed appointments in nine weeks.",
       decision="Agreed as the story.", dissent=[{"who": "Police", "what": "Four, not five."}],
       actions=[{"what": "Share the list", "owner": "gp", "due": "2026-12-01"}, {"what": "Check the dates", "owner": "police", "due": "2026-12-02"}])
    do("rapid_review.hold_meeting", bu(), case, now=THE_DAY, at="2026-11-12T09:30", partners=["local_authority", "police", "health"])
    return case


def minuted(now: datetime = THE_DAY) -> Case:
    """The same, with the first version of the minutes as drafted, sent round."""
    case = held()
    write(case, now)
    do("meetings.circulate_minutes", bu(), case, now=now, meeting="learning")
    return case


def write(case: Case, now: datetime = THE_DAY, **changed: Any) -> Done:
    """The minutes as they stand, with something changed, saved as the next version."""
    last = minutes(case)
    body = dict(last.body) if last else drafted(sight(case))
    return do("meetings.write_minutes", bu(), case, now=now, meeting="learning", **{**body, **changed})


def minutes(case: Case) -> Document | None:
    """The newest version."""
    return latest_document(case, "minutes", "learning")


def meeting(case: Case, key: str = "learning") -> Meeting:
    """The meeting as the facts tell it."""
    found = find(meetings_of(read(case).all_facts), key)
    assert found is not None
    return found


def read(case: Case, who: Member | None = None) -> CaseRead:
    """The case as somebody reads it."""
    return CaseRead(case_for(who or bu(), case.reference, THE_DAY.date()))


def sight(case: Case, who: Member | None = None) -> Sight:
    """The learning meeting as somebody sees it."""
    return Sight(read(case, who), meeting(case))


__all__ = [
    "MEETING", "PARTNERS", "THE_DAY", "TUESDAY", "arranged", "bu", "chair", "held", "invited", "lead", "meeting", "minuted", "minutes", "panel",
    "partner", "read", "sight", "write",
]
