"""The live record: one person writes, visibly; the others see it. Attendance, and item by item what was said, decided and to be done (A1, D8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from cspr.operations import Conflict, Doing, Input, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, ask
from cspr.partnership.models import Agency
from cspr.protocol.explain import in_words
from cspr.record.facts import LONDON
from cspr.services.meetings.agenda import agenda_of
from cspr.services.meetings.guests import PARTNERS, partners_among
from cspr.services.meetings.meeting import Meeting
from cspr.services.meetings.operations.common import PANEL, OfMeeting, details_of, known_guests, not_barred, the_meeting

ATTENDANCE, ITEM = "attendance", "meeting_item"


class TakeRecord(OfMeeting):
    """That one writes the record from now on."""


class Attendance(OfMeeting):
    """Who is in the room, or on the screen."""

    present: list[Text] = ask("Who is here?", "Those invited. Tick a partner or agency when somebody speaks for it, a deputy too.", default=[])
    others: OptionalLongText = ask("Who else is here?", "Name and post, one a line. For example the note taker.", default="", lines=3)
    not_quorate: OptionalLongText = ask("If not all three safeguarding partners are here, how is the other's view obtained?",
                                        "For example: by telephone during the meeting, from the Chief Superintendent.", default="", lines=2)


class Dissent(Input):
    """Somebody who sees it otherwise."""

    who: Text = ask("Who disagrees?", "Post and agency.")
    what: LongText = ask("What is their view, and why?", lines=2)


class ToDo(Input):
    """Something to be done that came out of an item."""

    what: Text = ask("What is to be done?", "Begin with a verb. No names of children or families.")
    owner: OptionalText = ask("By which agency or group?", default="", **{"as": "select"})
    due: Day | None = ask("By when?", default=None)


class RecordItem(OfMeeting):
    """What was said and decided on one item."""

    item: Text = ask("Which item?")
    discussion: OptionalLongText = ask("What was said?", "The main points, as they come.", default="", lines=8)
    decision: OptionalLongText = ask("What was decided?", default="", lines=3)
    dissent: list[Dissent] = ask("Dissent", "Where somebody does not agree. It stays with the record.", default=[], rows=1,
                                 add_label="Add another dissent")
    actions: list[ToDo] = ask("Action", "", default=[], rows=1, add_label="Add another action")


class SetActions(OfMeeting):
    """That the actions written down in the meeting go to their owners now."""


@operation("meetings.take_record", title="Take the record of a meeting", clauses=["D8"], by=PANEL, records=["recorder_named"], room="meeting")
def take_record(do: Doing, data: TakeRecord) -> None:
    """From now on this person writes the record; whoever did before reads it. Raises InputFault for who writes it already, or agreed minutes."""
    meeting = the_meeting(do, data.meeting)
    _not_agreed(meeting)
    if writes(meeting, do.member.pk):
        raise InputFault.at("meeting", "You are taking the record already.")
    _name(do, meeting)


def writes(meeting: Meeting, member: int) -> bool:
    """Whether this member takes the record now."""
    return meeting.recorder is not None and meeting.recorder.details["recorder"] == f"member-{member}"


def _name(do: Doing, meeting: Meeting) -> None:
    do.record("recorder_named", **details_of(meeting), recorder=f"member-{do.member.pk}", name=do.member.user.name)


def _not_agreed(meeting: Meeting) -> None:
    if meeting.cancelled:
        raise InputFault.at("meeting", "The meeting was cancelled, so there is nothing to record. Arrange it again first.")
    if meeting.agreed:
        raise InputFault.at("meeting", "The minutes are agreed, and the record is closed. Correct the minutes instead, with a reason.")


@operation("meetings.record_attendance", title="Record who is there", clauses=["A1", "D8"], by=PANEL, room="meeting")
def record_attendance(do: Doing, data: Attendance) -> None:
    """Keep who is there; whether the meeting is quorate follows from it.

    Raises InputFault for anybody not invited, or kept out by a declared conflict; and without all three partners where nothing is said of it.
    """
    meeting, known = the_meeting(do, data.meeting), known_guests(do)
    _not_agreed(meeting)
    present = list(dict.fromkeys(data.present))
    not_barred(do, known, present, "present", "cannot be marked as present. They must leave the meeting before this case is discussed.")
    invited = {i.word for i in meeting.invited}
    if strangers := [known[w].name for w in present if w not in invited]:
        raise InputFault.at("present", f"Not invited: {', '.join(strangers)}. Invite them first, or name them under “Who else is here?”.")
    if present and len(partners_among(known, present)) < len(PARTNERS):
        data.needs(not_quorate="Not all three safeguarding partners are here. Say how the view of the others is obtained.")
    do.document(ATTENDANCE, {"present": present, "others": data.others, "not_quorate": data.not_quorate}, meeting.key)


@operation("meetings.record_item", title="Record an item", clauses=["D8"], by=PANEL, records=["recorder_named"], room="meeting")
def record_item(do: Doing, data: RecordItem) -> None:
    """Keep what was said and decided on one item, as its next version. Where nobody takes the record yet, this person does from now on.

    Raises Conflict where somebody else takes the record, or wrote this item meanwhile; InputFault for an item that is not on the agenda.
    """
    meeting = the_meeting(do, data.meeting)
    _not_agreed(meeting)
    if meeting.recorder is None:
        _name(do, meeting)
    elif not writes(meeting, do.member.pk):
        raise Conflict((f"{meeting.recorder.details['name']} is taking the record. What you typed is still here: take the record over first, "
                        "or pass them your words.",))
    if data.item not in {i.id for i in agenda_of(do.protocol, do.latest("agenda", meeting.key), meeting.word)}:
        raise InputFault.at("item", f"“{data.item}” is not on the agenda of this meeting.")
    place = f"{meeting.key}:{data.item}"
    before = do.latest(ITEM, place)
    body = data.model_dump(mode="json", exclude={"meeting", "item"})
    owners = _owners(do)
    if faults := [Fault(f"actions.{n}.owner", f"“{row.owner}” is no agency or group of this partnership. Choose one from the list.")
                  for n, row in enumerate(data.actions) if row.owner and row.owner not in owners]:
        raise InputFault(*faults)
    # Those that went to their owners stay as they were set; their date is changed in the plan.
    body["actions"] = [*(a for a in (before.body["actions"] if before else []) if a.get("action")), *body["actions"]]
    do.document(ITEM, body, place)


def _owners(do: Doing) -> set[str]:
    slugs = Agency.objects.filter(partnership=do.home).values_list("slug", flat=True)
    return {*slugs, *(r.id for r in do.protocol.roles)}


@operation("meetings.set_actions", title="Send the actions to their owners", clauses=["D13", "J2"], by=PANEL, records=["action_set"], room="meeting")
def set_actions(do: Doing, data: SetActions) -> None:
    """Each action written down becomes one of the plan, owned and dated. Raises InputFault where there is none, or one has no owner or date."""
    meeting = the_meeting(do, data.meeting)
    faults = [Fault("meeting", f"“{row['what']}” has no {' and no '.join(_lacking(row))}. Open its item and give it.")
              for _, body in _items(do, meeting) for row in body["actions"] if not row.get("action") and _lacking(row)]
    if faults:
        raise InputFault(*faults)
    if not set_all(do, meeting) and not do.notes:
        raise InputFault.at("meeting", "Every action written down has gone to its owner already.")


def _lacking(row: dict[str, Any]) -> list[str]:
    return [word for word, value in (("owner", row["owner"]), ("date", row["due"])) if not value]


def _items(do: Doing, meeting: Meeting) -> list[tuple[str, dict[str, Any]]]:
    found = [(i.id, do.latest(ITEM, f"{meeting.key}:{i.id}")) for i in agenda_of(do.protocol, do.latest("agenda", meeting.key), meeting.word)]
    return [(word, document.body) for word, document in found if document]


def set_all(do: Doing, meeting: Meeting) -> int:
    """Set those that have an owner and a date to come and were not set yet; how many. Those whose date has passed are noted, to be dated anew."""
    known = {str(f.details["action"]) for f in do.of_kinds(("action_set",)) if f.kind == "action_set"}
    today, done = do.now.astimezone(LONDON).date(), 0
    for word, body in _items(do, meeting):
        fresh = []
        for row in body["actions"]:
            if not row.get("action") and not _lacking(row) and date.fromisoformat(row["due"]) < today:
                do.notes.append(f"“{row['what']}” was due on {in_words(date.fromisoformat(row['due']))}, which has passed: it is not sent to its "
                                "owner. Give it another date, or set it in the action plan.")
            elif not row.get("action") and not _lacking(row):
                name = next(f"A{n}" for n in range(1, len(known) + 2) if f"A{n}" not in known)
                known.add(name)
                do.record("action_set", action=name, owner=row["owner"], due=date.fromisoformat(row["due"]))
                do.document("action", {"title": row["what"], "of": "", "finding": "", "outcome": "", "measure": "", "type": "", "theme": ""}, name)
                row, done = {**row, "action": name}, done + 1
            fresh.append(row)
        if fresh != body["actions"]:
            do.document(ITEM, {**body, "actions": fresh}, f"{meeting.key}:{word}")
    return done
