"""Inviting to a meeting, answering an invitation, and taking one back (D6)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cspr.operations import Doing, Forbidden, InputFault, operation
from cspr.operations.inputs import LongText, OptionalText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.services.meetings.guests import name_of, own_words
from cspr.services.meetings.inform import send
from cspr.services.meetings.meeting import about
from cspr.services.meetings.operations.common import RUNNERS, OfMeeting, details_of, invited_to, known_guests, not_barred, the_meeting, to_come

ANSWERING = (*RUNNERS, Role.SUB_GROUP_MEMBER, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.SAFEGUARDING_PARTNER, Role.REVIEWER)


class Invite(OfMeeting):
    """Who is asked to come."""

    who: Annotated[list[Text], Field(min_length=1)] = ask(
        "Who is invited?", "All three safeguarding partners are needed for a quorum. Whoever has declared a conflict of interest is not on the list.",
        missing="Choose at least one agency, partner or person")
    at: When | None = ask("When were they invited?", "Leave empty for now.", default=None)


class Uninvite(OfMeeting):
    """Whose invitation is taken back."""

    who: Text = ask("Whose invitation is taken back?", **{"as": "select"})
    reason: LongText = ask("Why?", "It stays with the history.", lines=2)


class Reply(OfMeeting):
    """Whether somebody comes."""

    who: OptionalText = ask("Whose reply is it?", default="", **{"as": "select"})
    reply: Literal["coming", "deputy", "apologies"] = ask("Will you be there?", labels={
        "coming": "Yes, I am coming", "deputy": "No, a deputy comes for me", "apologies": "No, I send apologies"})
    deputy: OptionalText = ask("Who comes instead?", "Name and post. They work from the same pack.", default="")
    note: OptionalText = ask("Anything the meeting should know?", "For example: there from 10am. No case detail.", default="")
    at: When | None = ask("When was it said?", "Leave empty for now.", default=None)


@operation("meetings.invite", title="Invite to a meeting", clauses=["D6", "A1"], by=RUNNERS, records=["meeting_invited"], room="meeting")
def invite(do: Doing, data: Invite) -> None:
    """Invite agencies, safeguarding partners and people; each sees the day, the agenda and, once shared, the pack.

    Raises InputFault for anybody unknown, invited before, or kept out by a declared conflict; and where the meeting is not to come.
    """
    meeting = the_meeting(do, data.meeting)
    to_come(meeting, "An invitation")
    words, known = list(dict.fromkeys(data.who)), known_guests(do)
    not_barred(do, known, words, "who", "is not invited. Ask their agency who else can come.")
    if again := [name_of(known, i.word) for i in meeting.invited if i.word in words]:
        raise InputFault.at("who", f"Invited already: {', '.join(again)}.")
    for word in words:
        do.record("meeting_invited", data.at, **details_of(meeting), **about(word))
    send(do, "meeting", meeting.key, words)


@operation("meetings.uninvite", title="Take an invitation back", clauses=["D6"], by=RUNNERS, records=["withdrawn"], room="meeting")
def uninvite(do: Doing, data: Uninvite) -> None:
    """Take an invitation back, with a reason; what it opened closes. Raises InputFault where they are not invited."""
    meeting = the_meeting(do, data.meeting)
    guest = meeting.guest([data.who])
    if guest is None:
        raise InputFault.at("who", "They are not invited to this meeting. Choose from those who are.")
    do.record("withdrawn", supersedes=guest.fact.id, reason=data.reason, reasons=data.reason)


@operation("meetings.reply", title="Answer an invitation", clauses=["D6"], by=ANSWERING, records=["meeting_replied"], room="invitation")
def reply(do: Doing, data: Reply) -> None:
    """Say whether one invited comes; the last answer counts. People for themselves, their agency or partner; the Business Unit for anybody invited.

    Raises Forbidden for somebody else's answer; InputFault where they are not invited, or the meeting is over or off.
    """
    meeting, own = invited_to(do, data.meeting), own_words(do.member)
    to_come(meeting, "An answer")
    if data.who and data.who not in own and do.member.role not in RUNNERS:
        raise Forbidden("You can answer your own invitation, and your agency's. The Business Unit records what others say.")
    guest = meeting.guest([data.who] if data.who else own)
    if guest is None:
        raise InputFault.at("who", "There is no invitation to this meeting to answer. Ask the Business Unit for one.")
    if data.reply == "deputy":
        data.needs(deputy="Say who comes instead: name and post.")
    do.record("meeting_replied", data.at, **details_of(meeting), **about(guest.word), reply=data.reply,
              deputy=data.deputy or None if data.reply == "deputy" else None, note=data.note or None)

