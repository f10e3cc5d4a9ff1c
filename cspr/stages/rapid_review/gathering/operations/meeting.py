"""The pack shared before the learning meeting, and the meeting itself (D6, D7)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cspr.operations import Doing, Input, operation
from cspr.operations.inputs import OptionalLongText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.roles import Role
from cspr.record.facts import latest_documents
from cspr.stages.rapid_review.gathering.operations.common import not_before
from cspr.stages.rapid_review.gathering.operations.returning import RETURN
from cspr.stages.rapid_review.gathering.reads import agency_names

PACK, MEETING = "pack", "meeting"
PARTNERS = {"local_authority": "Local authority", "police": "Police", "health": "Integrated care board"}


class SharePack(Input):
    """That the collated returns are open to those attending."""

    missing_reason: OptionalLongText = ask("Why is it shared without the returns still missing?", "And how the meeting "
                                           "will have that information.", default="", lines=3, detail="reasons")
    at: When | None = ask("When was it shared?", "Leave empty for now.", default=None)
    late_reason: OptionalLongText = why_late()


class HoldMeeting(Input):
    """Who met, and when."""

    meeting: Literal["learning"] = ask("Which meeting?", default="learning", labels={"learning": "Learning meeting"})
    at: When = ask("When was it held?", "The day, and the time it began.")
    partners: Annotated[list[Literal["local_authority", "police", "health"]], Field(min_length=1)] = ask(
        "Which safeguarding partners took part?", "All three are needed for a quorum.", labels=PARTNERS)
    not_quorate: OptionalLongText = ask("If not all three took part, how is their view obtained?", default="", lines=3)
    attended: list[Text] = ask("Which agencies took part?", default=[])
    apologies: OptionalLongText = ask("Who sent apologies?", "Posts and agencies.", default="", lines=2)
    conflicts: OptionalLongText = ask("Did anyone declare a conflict of interest?", "Who, and what was done about it.",
                                      default="", lines=2)
    notes: OptionalLongText = ask("What was discussed?", "The main points. What the panel weighed and decided has "
                                  "pages of its own.", default="", lines=10)
    late_reason: OptionalLongText = why_late()


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


@operation("rapid_review.hold_meeting", title="Record the learning meeting", clauses=["D6"],
           by=[Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR], records=["meeting_held"], room="meeting")
def hold_meeting(do: Doing, data: HoldMeeting) -> None:
    """Record that it was held, who took part and whether it was quorate.

    Raises InputFault before the Rapid Review began, or where not all partners took part and nothing is said of it.
    """
    not_before(do, data.at, "rapid_review_opened", "the Rapid Review was opened")
    do.agencies(data.attended, "attended")
    if len(set(data.partners)) < len(PARTNERS):
        data.needs(not_quorate="Not all three safeguarding partners took part. Say how the view of the others is obtained.")
    do.record("meeting_held", data.at, meeting=data.meeting)
    do.document(MEETING, data.model_dump(mode="json", exclude={"at", "late_reason"}), data.meeting)
