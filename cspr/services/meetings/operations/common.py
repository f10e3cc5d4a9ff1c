"""What the verbs of a meeting share: the meeting that is meant, who is kept out of it, and dates that cannot be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cspr import protocol
from cspr.access.reads import kept_out
from cspr.operations import Doing, Input, InputFault
from cspr.operations.inputs import Text, ask
from cspr.partnership.roles import Role
from cspr.protocol.explain import in_words
from cspr.protocol.facts import day_of
from cspr.record.facts import LONDON
from cspr.services.meetings.guests import Guest, guests, name_of, own_words
from cspr.services.meetings.meeting import KINDS, Meeting, find, meetings_of, named

RUNNERS = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR)
PANEL = (*RUNNERS, Role.SUB_GROUP_MEMBER)


class OfMeeting(Input):
    """Base of what is done about one meeting."""

    meeting: Text = ask("Which meeting?", "Its word, such as learning, sub_group or panel-2.")


def the_meeting(do: Doing, key: str) -> Meeting:
    """The meeting of that key. Raises InputFault where there is none."""
    found = find(meetings_of(do.of_kinds(KINDS)), key)
    if found is None:
        raise _absent(key)
    return found


def _absent(key: str) -> InputFault:
    return InputFault.at("meeting", f"There is no meeting “{key}” here. Open the list of meetings and choose one.")


def invited_to(do: Doing, key: str) -> Meeting:
    """The meeting of that key, for whoever sees them all or is invited to it. Raises InputFault, alike where it is not there and not theirs."""
    found = the_meeting(do, key)
    if "meeting" not in do.rooms and found.guest(own_words(do.member)) is None:
        raise _absent(key)
    return found


def details_of(meeting: Meeting) -> dict[str, Any]:
    """The details by which facts name the meeting."""
    return named(meeting.key)


def to_come(meeting: Meeting, what: str) -> None:
    """Raises InputFault where the meeting was held or cancelled. what: that which is too late."""
    if meeting.held:
        raise InputFault.at("meeting", f"The meeting was held on {in_words(day_of(meeting.held.at))}. {what} is for a meeting to come.")
    if meeting.cancelled:
        raise InputFault.at("meeting", f"The meeting was cancelled. Arrange it again first: {what[:1].lower()}{what[1:]} is for a meeting to come.")


def known_guests(do: Doing) -> dict[str, Guest]:
    """Everybody who can be invited, by word."""
    return guests(do.home)


def not_barred(do: Doing, known: dict[str, Guest], words: list[str], field_name: str, what: str) -> None:
    """Raises InputFault where one of these is known not to be there, or is kept out of the case by a declared conflict. what: "cannot be invited"."""
    out = kept_out(do.case) if do.case else frozenset()
    for word in words:
        if word not in known:
            raise InputFault.at(field_name, f"“{word}” is nobody in this partnership's directory. Choose from the list.")
        if known[word].user in out:
            raise InputFault.at(field_name, f"{name_of(known, word)} has declared a conflict of interest in this case and {what}.")


def day_given(do: Doing, at: date | datetime | None) -> date:
    """The day something happened, today where none was given (Europe/London)."""
    return day_of(at) if at is not None else do.now.astimezone(LONDON).date()


def window_of(proto: protocol.Protocol, evaluation: protocol.Evaluation, word: str) -> protocol.DutyStatus | None:
    """The clock that runs for a meeting of that word, None where the protocol sets none, or it does not run yet."""
    met = {d.id for d in proto.duties if any(c.fact == "meeting_held" and c.where.get("meeting") in (None, word) for c in d.met_by)}
    return next((d for d in evaluation.duties if d.id in met and d.due), None)
