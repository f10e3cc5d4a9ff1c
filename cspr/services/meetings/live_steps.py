"""The steps of a meeting during it and after: take the record, attendance, an item, actions; the minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from cspr import protocol
from cspr.operations import Done, NotHere
from cspr.partnership.models import Agency
from cspr.services.meetings.minutes import drafted
from cspr.services.meetings.reads import Recorded
from cspr.services.meetings.steps import MeetingStep
from cspr.steps.forms import Choices

GROUPS = ("business_unit", "sub_group", "executive", "keeping_children_safe")  # Of the protocol's roles, those that own actions as a group.


class LiveStep(MeetingStep):
    """Done from the live record, and back to it."""

    back = "meetings.live"


class TakeRecord(LiveStep):
    """From now on one writes, and the others see it."""

    operation = "meetings.take_record"
    template = "meetings/take_record.html"
    heading = "Take the record"
    button = "Take the record"
    next_says = "You write item by item. Everybody else with access reads along."


class Attendance(LiveStep):
    """Who is in the room, or on the screen."""

    operation = "meetings.record_attendance"
    heading = "Who is here?"
    button = "Save who is here"
    next_says = "The live record says whether the meeting is quorate. You can change this as people come and go."

    def choices(self, name: str) -> Choices | None:
        """Those invited, with what they answered."""
        return [(one.invited.word, f"{one.name} · {self._said(one)}") for one in self.sight.lines] if name == "present" else None

    @staticmethod
    def _said(one: Any) -> str:
        deputy = one.invited.reply.details.get("deputy") if one.invited.reply else ""
        return f"{one.invited.says.lower()}{f': {deputy}' if deputy else ''}"

    def initial(self) -> Mapping[str, Any]:
        """As last kept; before that, those who said they come."""
        kept = self.sight.attendance
        return dict(kept.body) if kept else {"present": [i.word for i in self.meeting.invited if i.answer in ("coming", "deputy")]}


class RecordItem(LiveStep):
    """One item: what was said, decided, not agreed, and to be done."""

    operation = "meetings.record_item"
    template = "meetings/record_item.html"
    button = "Save"
    leave_out = ("meeting", "item")
    next_says = "Whoever reads along sees it at once. You can come back to the item until the minutes are agreed."

    @cached_property
    def one(self) -> Recorded:
        """The item the form was opened for, or ?item= names, else the first without words. Raises NotHere for one not on the agenda."""
        wanted = self.request.POST.get("of_item") or self.request.GET.get("item", "")
        found = [one for one in self.sight.record if one.item.id == wanted] if wanted else [one for one in self.sight.record if one.empty]
        if not found and wanted:
            raise NotHere()
        return found[0] if found else self.sight.record[0]

    @property
    def heading(self) -> str:  # type: ignore[override]
        """The item itself."""
        return f"{self.one.item.number}. {self.one.item.title}"

    @property
    def draft_name(self) -> str:
        """A draft belongs to one item."""
        return f"{super().draft_name}:{self.one.item.id}"[:120]

    def choices(self, name: str) -> Choices | None:
        """Who may own an action: the agencies, and the partnership's own groups."""
        if name != "owner":
            return None
        groups = [(r.id, r.name) for r in protocol.load(self.member.partnership.protocol).roles if r.id in GROUPS]
        return [*Agency.objects.filter(partnership=self.member.partnership_id).values_list("slug", "name"), *groups]

    def initial(self) -> Mapping[str, Any]:
        """What is written so far; actions that went to their owners are shown, and not asked for."""
        body = self.one.body
        return {**body, "actions": [row for row in body.get("actions", []) if not row.get("action")]}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The item is the page's."""
        return {**super().prepare(answers), "item": self.one.item.id}

    def context(self) -> Mapping[str, Any]:
        """The item, what is recorded of it elsewhere, and the next one."""
        record = self.sight.record
        after = next((r for r in record if r.item.number == self.one.item.number + 1), None)
        return {**super().context(), "one": self.one, "after": after, "set": [r for r in self.one.body.get("actions", []) if r.get("action")]}

    def done_url(self, done: Done) -> str:
        """The live record, at the item."""
        return f"{super().done_url(done)}#item-{self.one.item.number}"


class SetActions(LiveStep):
    """The actions written down go to their owners."""

    operation = "meetings.set_actions"
    template = "meetings/set_actions.html"
    heading = "Send the actions to their owners"
    button = "Send them"
    next_says = "Each is in the action plan, and on its owner's own list with its date."

    def context(self) -> Mapping[str, Any]:
        """Those that wait."""
        waiting = [(one.item, row) for one in self.sight.record for row in one.body.get("actions", []) if not row.get("action")]
        rows = [(item.number, row["what"], self.sight.owners.get(row["owner"], row["owner"]) or "No owner yet", row["due"]) for item, row in waiting]
        return {**super().context(), "waiting": rows}


class WriteMinutes(MeetingStep):
    """The text of the minutes, from the draft or the last version, to be put right."""

    operation = "meetings.write_minutes"
    template = "meetings/write_minutes.html"
    heading = "Correct the minutes"
    button = "Save this version"
    back = "meetings.minutes"
    next_says = "Send them round for comment. The chair agrees to them; then the text is fixed."

    def initial(self) -> Mapping[str, Any]:
        """The newest version, else the draft from the record."""
        return {**(self.sight.versions[0].body if self.sight.versions else drafted(self.sight)), "reason": ""}

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """One part an item, in the order of the agenda."""
        rows = self.initial()["items"]
        return {"items": ("item", [(row["item"], f"{n}. {row['title']}") for n, row in enumerate(rows, 1)])}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The titles are the agenda's."""
        titles = {row["item"]: row["title"] for row in self.initial()["items"]}
        return super().prepare({**answers, "items": [{**row, "title": titles.get(row["item"], row["item"])} for row in answers["items"]]})


class CirculateMinutes(MeetingStep):
    """The newest version to everybody invited."""

    operation = "meetings.circulate_minutes"
    heading = "Send the minutes round for comment"
    button = "Send them round"
    leave_out = ("meeting", "text_hash")
    back = "meetings.minutes"
    next_says = "Everybody invited can read this version and comment on it. Put right what needs it, then the chair agrees."


class CommentMinutes(MeetingStep):
    """What somebody finds wrong or missing."""

    operation = "meetings.comment_minutes"
    heading = "Comment on the minutes"
    button = "Send the comment"
    back = "meetings.minutes"
    next_says = "The Business Unit and the chair read it, and put right what needs it."

    def initial(self) -> Mapping[str, Any]:
        """One's own comment as it stands."""
        own = next((d for d in self.sight.comments if d.author_id == self.member.pk), None)
        return {"comment": own.body["comment"]} if own else {}


class AgreeMinutes(MeetingStep):
    """The chair's agreement to the text on the page."""

    operation = "meetings.agree_minutes"
    template = "meetings/agree_minutes.html"
    heading = "Agree to the minutes"
    button = "Agree to the minutes"
    leave_out = ("meeting", "text_hash")
    back = "meetings.minutes"
    check = True
    next_says = "The text is fixed with its fingerprint. A later correction is a new version with a reason, and is put to you again."

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Bound to the version that was shown."""
        return {**super().prepare(answers), "text_hash": self.request.POST.get("shown", "")}

    def context(self) -> Mapping[str, Any]:
        """The text that is agreed to."""
        newest = self.sight.versions[0] if self.sight.versions else None
        return {**super().context(), "newest": newest, "body": newest.body if newest else {}}
