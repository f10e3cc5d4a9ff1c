"""The made-up meetings: who was invited and what they answered, what was said on each item, and the minutes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cspr.access.reads import case_for
from cspr.partnership.roles import Role
from cspr.services.meetings.minutes import drafted
from cspr.services.meetings.reads import Sight, meeting_for
from cspr.steps.read import CaseRead

if TYPE_CHECKING:
    from cspr.web.demo.walk import Walk

# By item of the agenda: what was said, what was decided.
_SAID: dict[str, tuple[str, str]] = {
    "child": ("A quiet child who watched the door, in the health visitor's words. Settled at once with the grandmother.", ""),
    "story": ("Three agencies each knew of one missed appointment. Laid side by side they were five in nine weeks.\n"
              "The police notice went to a shared mailbox; nobody can say who read it.",
              "The chronology is taken as agreed, with two dates to be checked."),
    "identity": ("The mother spoke little English. No interpreter is recorded at any of the four visits.", "The report says so, and what it meant."),
    "learning": ("The officers asked to see each child. The ward kept the family together.", "Missed appointments were a finding here before."),
    "support": ("The health visitor and the duty worker have been offered supervision.", ""),
    "improvement": ("Information was held by three agencies and joined by none.", "Systems, not people: a shared list of missed appointments."),
    "recommendation": ("Each partner gave a view. Health would have preferred a single-agency review.",
                       "The panel's recommendation stands in the record."),
}


def _read(case: Walk) -> CaseRead:
    return CaseRead(case_for(case.who(Role.BUSINESS_UNIT), case.case.reference, case.start))


def invite(case: Walk, day: int, meeting: str) -> None:
    """The invitations, and the answers that came the next day."""
    unit, chair, panel = case.who(Role.BUSINESS_UNIT), case.who(Role.SUB_GROUP_CHAIR), case.who(Role.SUB_GROUP_MEMBER)
    asked = [f"agency:{f.details['agency']}" for f in _read(case).facts if f.kind == "information_requested"]
    on = _read(case).happened("meeting_arranged", meeting=meeting)[-1].details["on"]
    case.do("meetings.arrange", unit, day, 14, meeting=meeting, on=on, time="9.30am to 12.30pm", place="Committee Room 2, Town Hall, or by video")
    partners = [f"partner:{word}" for word in ("local_authority", "police", "health")]
    case.do("meetings.invite", unit, day, 15, meeting=meeting, who=[*partners, *asked, f"member:{chair.pk}", f"member:{panel.pk}"])
    for agency in ("council", "police"):
        case.do("meetings.reply", case.who(Role.SAFEGUARDING_PARTNER, agency), day + 1, 9, meeting=meeting, reply="coming")
    case.do("meetings.reply", case.who(Role.SAFEGUARDING_PARTNER, "icb"), day + 1, 9, meeting=meeting, reply="deputy",
            deputy="Grace Hollins, designated nurse")
    answers = [*zip(asked[:2], ("coming", "coming"), ("", "There from 10am"), strict=False), *((word, "apologies", "") for word in asked[2:][-1:])]
    for word, reply, note in answers:
        case.do("meetings.reply", unit, day + 1, 11, meeting=meeting, who=word, reply=reply, note=note)
    case.do("meetings.reply", chair, day + 1, 12, meeting=meeting, reply="coming")


def record(case: Walk, day: int, meeting: str = "learning") -> None:
    """The live record: who was there, and what was said item by item, written by the Business Unit."""
    unit = case.who(Role.BUSINESS_UNIT)
    there = [str(f.details["agency"]) for f in _read(case).happened("meeting_replied", reply="coming") if f.details.get("agency")]
    case.do("meetings.record_attendance", unit, day, 10, timed=False, meeting=meeting, others="Idris Penhale, Business Unit (note taker)",
            present=["partner:local_authority", "partner:police", "partner:health", *(f"agency:{a}" for a in there),
                     f"member:{case.who(Role.SUB_GROUP_CHAIR).pk}"])
    for item, (said, decided) in _SAID.items():
        more = {"dissent": [{"who": "Integrated care board", "what": "A single-agency review first, since one service's recording is the crux."}]} \
            if item == "recommendation" else {}
        case.do("meetings.record_item", unit, day, 11, timed=False, meeting=meeting, item=item, discussion=said, decision=decided, **more)


def write_down_actions(case: Walk, day: int, meeting: str = "learning") -> None:
    """Two actions that came out of the meeting, which wait for the minutes to be agreed."""
    unit = case.who(Role.BUSINESS_UNIT)
    case.do("meetings.record_item", unit, day, 12, timed=False, meeting=meeting, item="actions", discussion="", decision="", actions=[
        {"what": "Find out who reads the shared mailbox for police notices", "owner": "police", "due": case.at(day + 20).date().isoformat()},
        {"what": "Check the two dates in the chronology with the surgery", "owner": "business_unit", "due": case.at(day + 5).date().isoformat()}])


def sit(case: Walk, day: int, on: date) -> None:
    """The Sub-group considers the case at a sitting to come."""
    chair = case.who(Role.SUB_GROUP_CHAIR)
    case.do("meetings.arrange", chair, day, 10, meeting="sub_group", on=on, time="10am to 12pm", place="Committee Room 2, Town Hall")
    case.do("meetings.invite", chair, day, 11, meeting="sub_group", who=["partner:police", "agency:community_health",
                                                                         f"member:{case.who(Role.SUB_GROUP_MEMBER).pk}"])


def minute(case: Walk, day: int, meeting: str = "learning", *, sent: bool = True, agreed: bool = True) -> None:
    """The minutes: saved from the draft; (sent) sent round and commented on; (agreed) agreed to by the chair."""
    unit, chair = case.who(Role.BUSINESS_UNIT), case.who(Role.SUB_GROUP_CHAIR)
    case.do("meetings.write_minutes", unit, day, 14, timed=False, meeting=meeting, **_draft(case, meeting))
    if not sent:
        return
    case.do("meetings.circulate_minutes", unit, day, 15, meeting=meeting)
    case.do("meetings.comment_minutes", case.who(Role.SAFEGUARDING_PARTNER, "police"), day + 1, 9, timed=False, meeting=meeting,
            comment="Right as they stand. The mailbox is answered for since Monday.")
    if agreed:
        case.do("meetings.agree_minutes", chair, day + 2, 10, meeting=meeting)


def _draft(case: Walk, meeting: str) -> dict[str, object]:
    """As the page drafts them."""
    read = _read(case)
    found = meeting_for(read, meeting)
    assert found is not None
    return drafted(Sight(read, found))
