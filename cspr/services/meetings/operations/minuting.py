"""The minutes: corrected from the draft, sent round, commented on, agreed by the chair; corrected afterwards as a new version with a reason (D8)."""

from __future__ import annotations

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.record.models import Document
from cspr.services.meetings.inform import send
from cspr.services.meetings.meeting import Meeting
from cspr.services.meetings.operations.common import PANEL, OfMeeting, details_of, invited_to, the_meeting
from cspr.services.meetings.operations.inviting import ANSWERING
from cspr.services.meetings.operations.recording import set_all

MINUTES, COMMENT = "minutes", "minutes_comment"


class MinutedItem(Input):
    """One item as the minutes tell it."""

    item: Text = ask("Its word")
    title: Text = ask("Item")
    discussion: OptionalLongText = ask("Discussion", default="", lines=5)
    decision: OptionalLongText = ask("Decision", default="", lines=2)
    dissent: OptionalLongText = ask("Dissent", "Who, and what. One a line.", default="", lines=2)
    actions: OptionalLongText = ask("Actions", "What, who, by when. One a line.", default="", lines=2)


class WriteMinutes(OfMeeting):
    """The whole text, as drafted from the record and put right."""

    present: OptionalLongText = ask("Present", "One a line.", default="", lines=6)
    apologies: OptionalLongText = ask("Apologies", "One a line.", default="", lines=3)
    quorum: OptionalLongText = ask("Quorum", default="", lines=2)
    conflicts: OptionalLongText = ask("Conflicts of interest", default="", lines=2)
    items: list[MinutedItem] = ask("Items", default=[])
    reason: OptionalLongText = ask("If the minutes were agreed before, why are they corrected?", "The agreed version stays readable. The chair "
                                   "agrees to the new one.", default="", lines=2)


class CirculateMinutes(OfMeeting):
    """That those invited are asked to comment."""

    text_hash: OptionalText = ask("Which version?", default="")
    at: When | None = ask("When were they sent round?", "Leave empty for now.", default=None)


class Comment(OfMeeting):
    """What somebody who was there finds wrong or missing."""

    comment: LongText = ask("What should be put right?", "Say which item. If all is right, say so.", lines=5)


class AgreeMinutes(OfMeeting):
    """The chair's agreement to one version. text_hash: of that version; left empty, the newest."""

    text_hash: OptionalText = ask("Which version?", default="")
    at: When | None = ask("When were they agreed?", "Leave empty for now.", default=None)


def _held(do: Doing, key: str) -> Meeting:
    meeting = the_meeting(do, key)
    if meeting.held is None:
        raise InputFault.at("meeting", "The meeting is not recorded as held yet. Do that first; the minutes follow from it.")
    return meeting


def _newest(do: Doing, meeting: Meeting, text_hash: str = "", then: str = "") -> Document:
    """The version that stands; text_hash: of the one that was read, where it is said. Raises InputFault: there is none, or a newer one."""
    found = do.latest(MINUTES, meeting.key)
    if found is None:
        raise InputFault.at("meeting", "There are no minutes yet. Read the draft made from the record, put right what is wrong, and save it.")
    if text_hash and text_hash != found.text_hash:
        raise InputFault.at("text_hash", f"The minutes were changed: version {found.version} is the newest. Read it, then {then}.")
    return found


def standing(meeting: Meeting, document: Document | None) -> str:
    """How the newest version stands: agreed, circulated, or draft."""
    for fact, words in ((meeting.agreed, "agreed"), (meeting.circulated, "circulated")):
        if document and fact and fact.details["text_hash"] == document.text_hash:
            return words
    return "draft"


@operation("meetings.write_minutes", title="Correct the minutes", clauses=["D8"], by=PANEL, room="meeting")
def write_minutes(do: Doing, data: WriteMinutes) -> None:
    """Keep the minutes as their next version. After they were agreed only with a reason; the agreement then waits for the new text.

    Raises InputFault before the meeting was held, or where nothing would be different; Conflict where somebody else saved meanwhile.
    """
    meeting = _held(do, data.meeting)
    before = do.latest(MINUTES, meeting.key)
    body = data.model_dump(mode="json", exclude={"meeting"})
    if before and {**before.body, "reason": ""} == {**body, "reason": ""}:
        raise InputFault.at("items", "Nothing is different from the version there is. Change what was wrong, or go back.")
    if before and standing(meeting, before) == "agreed":
        data.needs(reason="These minutes are agreed. Say why they are corrected; it is shown with the new version.")
    do.document(MINUTES, body, meeting.key)


@operation("meetings.circulate_minutes", title="Send the minutes round for comment", clauses=["D8"], by=PANEL, records=["minutes_circulated"],
           room="meeting")
def circulate_minutes(do: Doing, data: CirculateMinutes) -> None:
    """Open the newest version to everybody invited, and ask them to comment. Raises InputFault without minutes, or for one sent round before."""
    meeting = _held(do, data.meeting)
    newest = _newest(do, meeting, data.text_hash, "send that round")
    if standing(meeting, newest) != "draft":
        raise InputFault.at("meeting", f"Version {newest.version} is with those invited already.")
    do.record("minutes_circulated", data.at, **details_of(meeting), text_hash=newest.text_hash)
    send(do, "minutes", meeting.key)


@operation("meetings.comment_minutes", title="Comment on the minutes", clauses=["D8"], by=ANSWERING, room="invitation")
def comment_minutes(do: Doing, data: Comment) -> None:
    """Keep what somebody says about the minutes, on the version that stands. Raises InputFault before they were sent round, and once agreed."""
    meeting = invited_to(do, data.meeting)
    newest = do.latest(MINUTES, meeting.key)
    if newest is None or meeting.circulated is None:
        raise InputFault.at("meeting", "The minutes have not been sent round yet.")
    if standing(meeting, newest) == "agreed":
        raise InputFault.at("meeting", "The minutes are agreed. Tell the Business Unit what is wrong: it can correct them, with a reason.")
    do.document(COMMENT, {"comment": data.comment, "version": newest.version}, f"{meeting.key}:{do.member.pk}")


@operation("meetings.agree_minutes", title="Agree to the minutes", clauses=["D8", "D13"], by=[Role.SUB_GROUP_CHAIR],
           records=["minutes_agreed", "action_set"], room="meeting", fresh_sign_in=True)
def agree_minutes(do: Doing, data: AgreeMinutes) -> None:
    """The chair agrees to one version, bound to its text; actions that still wait go to their owners.

    Raises InputFault where a newer version has come, or this one is agreed already.
    """
    meeting = _held(do, data.meeting)
    newest = _newest(do, meeting, data.text_hash, "agree to that")
    if standing(meeting, newest) == "agreed":
        raise InputFault.at("meeting", f"Version {newest.version} is agreed already.")
    do.record("minutes_agreed", data.at, **details_of(meeting), text_hash=newest.text_hash)
    set_all(do, meeting)
