"""The pack shared before the learning meeting, and the meeting itself (D6, D7)."""

from __future__ import annotations

from typing import Literal

from cspr.operations import Doing, Input, operation
from cspr.operations.inputs import OptionalLongText, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.roles import Role
from cspr.record.facts import latest_documents
from cspr.services.meetings.inform import send as tell_invited
from cspr.services.meetings.meeting import LEARNING
from cspr.services.meetings.operations.arranging import Hold, hold
from cspr.stages.rapid_review.gathering.operations.common import not_before
from cspr.stages.rapid_review.gathering.reads import agency_names
from cspr.stages.rapid_review.gathering.restricted import RETURN

PACK = "pack"


class SharePack(Input):
    """That the collated returns are open to those attending."""

    missing_reason: OptionalLongText = ask("Why is it shared without the returns still missing?", "And how the meeting "
                                           "will have that information.", default="", lines=3, detail="reasons")
    at: When | None = ask("When was it shared?", "Leave empty for now.", default=None)
    late_reason: OptionalLongText = why_late()


class HoldMeeting(Hold):
    """Who met, and when."""

    meeting: Literal["learning"] = ask("Which meeting?", default="learning", labels={"learning": "Learning meeting"})


@operation("rapid_review.share_pack", title="Share the pack with those attending", clauses=["D7"],
           by=[Role.BUSINESS_UNIT], records=["pack_shared"], room="returns")
def share_pack(do: Doing, data: SharePack) -> None:
    """Open the collated returns to the agencies asked. What each version was is kept; sharing again adds late ones.

    Raises InputFault before anybody was asked, or where a return is missing and nothing is said of it.
    """
    not_before(do, data.at, "information_requested", "agencies were asked")
    back = {f.details["agency"] for f in do.happened("return_received")}
    missing = [f.details["agency"] for f in do.happened("information_requested") if f.details["agency"] not in back]
    if missing:
        names = agency_names(do.home)
        data.needs(missing_reason=f"Not back yet: {', '.join(names[word] for word in missing)}. Say why the pack is shared without them.")
    versions = {word: d.version for word, d in latest_documents(do.case, RETURN).items()} if do.case else {}
    do.record("pack_shared", data.at, reasons=data.missing_reason or None)
    do.document(PACK, {"returns": versions, "missing_reason": data.missing_reason})
    tell_invited(do, "pack", LEARNING)


@operation("rapid_review.hold_meeting", title="Record the learning meeting", clauses=["D6"],
           by=[Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR], records=["meeting_held"], room="meeting")
def hold_meeting(do: Doing, data: HoldMeeting) -> None:
    """Record that it was held, who took part and whether it was quorate.

    Raises InputFault before the Rapid Review began, or where not all partners took part and nothing is said of it.
    """
    not_before(do, data.at, "rapid_review_opened", "the Rapid Review was opened")
    hold(do, data)
