"""Arranging a meeting, moving it, calling it off, and recording that it was held (D6, C10)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cspr import protocol
from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.protocol.explain import in_words
from cspr.protocol.facts import day_of
from cspr.record.facts import LONDON
from cspr.services.meetings.calendar import hours
from cspr.services.meetings.guests import PARTNERS
from cspr.services.meetings.inform import send
from cspr.services.meetings.meeting import KINDS, LEARNING, WORDS, find, key_of, meetings_of
from cspr.services.meetings.operations.common import RUNNERS, OfMeeting, day_given, details_of, the_meeting, to_come, window_of

HELD = "meeting"  # The document of who took part, by meeting.
Word = Literal["learning", "sub_group", "panel"]
Number = Annotated[int, Field(ge=1, le=999)]


class Arrange(Input):
    """The day of a meeting, or another day for it."""

    meeting: Word = ask("Which meeting?", labels=WORDS)
    number: Number | None = ask("Which one of them?", "The second and later ones have a number.", default=None)
    on: Day = ask("On which day is it?")
    time: OptionalText = ask("At what time?", "For example: 9.30am to 12.30pm.", default="")
    place: OptionalText = ask("Where?", "A room, or the words “by video”.", default="")
    reason: OptionalLongText = ask("If it is outside its window, or its day has changed, why?", default="", lines=3, detail="reasons")
    at: When | None = ask("When was it arranged?", "Leave empty for now.", default=None)


class Cancel(OfMeeting):
    """That a meeting will not take place."""

    reasons: LongText = ask("Why is it cancelled?", "Those invited read this. No names of children or families.", lines=3)
    at: When | None = ask("When was it cancelled?", "Leave empty for now.", default=None)


class Hold(Input):
    """Who met, and when."""

    meeting: Word = ask("Which meeting?", labels=WORDS)
    number: Number | None = ask("Which one of them?", default=None)
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


def _checked_day(do: Doing, data: Arrange, field_name: str) -> None:
    """Raises InputFault for a day before the review began or before it was arranged, and where a reason is wanted and missing."""
    arranged_on = day_given(do, data.at)
    opened = do.happened("rapid_review_opened") or do.happened("partnership_told")
    if data.meeting == LEARNING and opened and data.on < day_of(opened[0].at):
        raise InputFault.at(field_name, f"The meeting cannot be before the Rapid Review began, on "
                            f"{in_words(day_of(opened[0].at))}. Check the date.")
    if data.on < arranged_on:
        raise InputFault.at(field_name, f"The meeting cannot be before the day it was arranged, {in_words(arranged_on)}.")
    result = protocol.evaluate(do.protocol, do.facts, on=do.now.astimezone(LONDON).replace(tzinfo=None), holidays=do.holidays, scope="case")
    window = window_of(do.protocol, result, data.meeting)
    if window and window.due and not (window.from_ or data.on) <= data.on <= window.due:
        start = f"{in_words(window.from_)} to " if window.from_ else "by "
        data.needs(reason=f"{in_words(data.on)} is outside the window for this meeting: {start}{in_words(window.due)}. "
                   "Choose a day inside it, or say why it must be then.")


def arrange(do: Doing, data: Arrange, field_name: str = "on") -> None:
    """Record the meeting's day; a later arrangement replaces it, with a reason where the day changes.

    Outside the protocol's window only with a reason. Raises InputFault at field_name.
    """
    _checked_day(do, data, field_name)
    number = data.number if data.number and data.number > 1 else None
    before = find(meetings_of(do.of_kinds(KINDS)), key_of({"meeting": data.meeting, "number": number}))
    if before and before.open and before.on and before.on != data.on:
        data.needs(reason=f"It is arranged for {in_words(before.on)}. Say why the day changes: those invited read it.")
    do.record("meeting_arranged", data.at, meeting=data.meeting, number=number, on=data.on, time=data.time or None,
              place=data.place or None, reasons=data.reason or None)
    if before and (not before.open or (before.on, before.time, before.place) != (data.on, data.time, data.place)):
        send(do, "meeting_changed", before.key)
    if data.time and hours(data.time) is None:
        do.notes.append("The time could not be read as a beginning and an end, so calendars show the whole day. "
                        "Write it as 9.30am to 12.30pm, or 14:00 to 16:00.")


def hold(do: Doing, data: Hold) -> None:
    """Record that a meeting was held, who took part and whether it was quorate (A1, D8).

    Raises InputFault for an agency that is none, and where not all partners took part and nothing is said of it.
    """
    do.agencies(data.attended, "attended")
    if len(set(data.partners)) < len(PARTNERS):
        data.needs(not_quorate="Not all three safeguarding partners took part. Say how the view of the others is obtained.")
    number = data.number if data.number and data.number > 1 else None
    do.record("meeting_held", data.at, meeting=data.meeting, number=number)
    do.document(HELD, data.model_dump(mode="json", exclude={"at", "late_reason", "number"}), key_of({"meeting": data.meeting, "number": number}))


@operation("meetings.arrange", title="Arrange a meeting", clauses=["D6", "C10"], by=RUNNERS, records=["meeting_arranged"], room="meeting")
def arrange_any(do: Doing, data: Arrange) -> None:
    """Record the day of any meeting about the case, or another day for it."""
    arrange(do, data)


@operation("meetings.cancel", title="Cancel a meeting", clauses=["D6"], by=RUNNERS, records=["meeting_cancelled"], room="meeting")
def cancel(do: Doing, data: Cancel) -> None:
    """Record that a meeting to come is off; arranging it again brings it back. Raises InputFault where it was held or is off already."""
    meeting = the_meeting(do, data.meeting)
    to_come(meeting, "Cancelling")
    do.record("meeting_cancelled", data.at, **details_of(meeting), reasons=data.reasons)
    send(do, "meeting_cancelled", meeting.key)


@operation("meetings.hold", title="Record that a meeting was held", clauses=["D6", "D8", "C10"], by=RUNNERS, records=["meeting_held"], room="meeting")
def hold_any(do: Doing, data: Hold) -> None:
    """Record that any meeting about the case was held, and who took part."""
    hold(do, data)
