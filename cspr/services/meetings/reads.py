"""What the pages of a meeting show, each part read once: who comes, who is there, whether it is quorate, the record, who has read the pack."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from cspr import protocol
from cspr.access.models import Looked
from cspr.access.reads import SeenCase
from cspr.govuk.days import in_words
from cspr.operations import recording
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import documents, latest_document, latest_documents
from cspr.record.models import Case, Document
from cspr.services.meetings.agenda import Item, agenda_of, came_of, returns_in_words
from cspr.services.meetings.guests import PARTNERS, Guest, guests, missing_partners, name_of, own_words, partners_among
from cspr.services.meetings.meeting import LEARNING, Invited, Meeting, find, meetings_of
from cspr.services.meetings.operations.arranging import HELD
from cspr.services.meetings.operations.common import window_of
from cspr.services.meetings.operations.minuting import COMMENT, MINUTES, standing
from cspr.services.meetings.operations.preparing import AGENDA
from cspr.services.meetings.operations.recording import ATTENDANCE, ITEM, writes
from cspr.steps.fact_words import names_of
from cspr.steps.read import CaseRead

# How each opening of the pack is written down: by the heading of its page, or as the taking of a copy.
PACK_PAGE, PACK_COPY = "Pack for the learning meeting", "downloaded: pack"


def open_to(seen: SeenCase, meeting: Meeting) -> bool:
    """Whether this person may know of the meeting: all of them with the room, else those they are invited to."""
    return seen.may_enter("meeting") or meeting.guest(own_words(seen.member)) is not None


def meetings_for(read: CaseRead) -> list[Meeting]:
    """The meetings of the case this person may know of, the one to come or last held first."""
    return [m for m in meetings_of(read.all_facts) if open_to(read.seen, m)]


def meeting_for(read: CaseRead, key: str = "") -> Meeting | None:
    """One of them by its key, the first where none is named."""
    found = meetings_for(read)
    return find(found, key) if key else next(iter(found), None)


@dataclass(frozen=True)
class Line:
    """One invited, as the list of replies shows it. there: whether they were marked as present; read: when the pack was last opened."""

    invited: Invited
    name: str
    partner: str
    there: bool
    read: Looked | None


@dataclass(frozen=True)
class Recorded:
    """One item with what was written down (None: nothing yet) and what is recorded of it elsewhere. said: its actions, (words, name in the plan).

    pages: where this person records what came of it, (title, address).
    """

    item: Item
    document: Document | None
    came: list[tuple[str, str]]
    note: str
    said: list[tuple[str, str]]
    pages: list[tuple[str, str]]

    @property
    def body(self) -> Mapping[str, Any]:
        """What was written down."""
        return self.document.body if self.document else {}

    @property
    def empty(self) -> bool:
        """Whether nothing is written down."""
        return not any(self.body.values())


class Sight:
    """One meeting as a person sees it."""

    def __init__(self, read: CaseRead, meeting: Meeting) -> None:
        self.read, self.meeting, self.seen, self.case, self.member = read, meeting, read.seen, read.case, read.seen.member

    @cached_property
    def known(self) -> dict[str, Guest]:
        """Everybody who can be invited, by word."""
        return guests(self.case.partnership)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The words for what facts name."""
        roles = {r.id: r.name for r in self.read.protocol.roles}
        return {**names_of(self.case.partnership, self.read.protocol), **{k: v for k, v in roles.items() if k not in PARTNERS}}

    @property
    def owners(self) -> Mapping[str, str]:
        """The same, where an agency is meant: "police" is then the force, and not the safeguarding partner."""
        return {**self.names, **{w.removeprefix("agency:"): g.name for w, g in self.known.items() if w.startswith("agency:")}}

    @property
    def whole(self) -> bool:
        """Whether the person sees the meeting itself, and not only their invitation."""
        return self.seen.may_enter("meeting")

    @property
    def mine(self) -> Invited | None:
        """The person's own invitation."""
        return self.meeting.guest(own_words(self.member))

    @property
    def window(self) -> protocol.DutyStatus | None:
        """The clock of this meeting, where one runs."""
        return window_of(self.read.protocol, self.read.result, self.meeting.word)

    # -- who ---------------------------------------------------------------------------------------------------------

    @cached_property
    def attendance(self) -> Document | None:
        """Who was marked as present, as last kept."""
        return latest_document(self.case, ATTENDANCE, self.meeting.key)

    @property
    def present(self) -> list[str]:
        """The words of those marked as present."""
        return list(self.attendance.body["present"]) if self.attendance else []

    @cached_property
    def lines(self) -> list[Line]:
        """Everybody invited, in the order of the directory: partners, agencies, people."""
        order, there, opened = list(self.known), set(self.present), self._opened()
        found = [Line(i, name_of(self.known, i.word), PARTNERS.get(self.known[i.word].partner, "") if i.word in self.known else "",
                      i.word in there, opened.get(i.word)) for i in self.meeting.invited]
        return sorted(found, key=lambda one: order.index(one.invited.word) if one.invited.word in self.known else len(order))

    def _opened(self) -> dict[str, Looked]:
        """When each invited last opened the pack; for who may read who has looked."""
        if not self.seen.may_enter("log") or self.meeting.word != LEARNING:
            return {}
        found: dict[str, Looked] = {}
        for look in self.seen.looks.filter(Q(what__startswith=f"page: {PACK_PAGE}") | Q(what__startswith=PACK_COPY)):
            for word in own_words(look.member):
                found.setdefault(word, look)
        return found

    @property
    def answers(self) -> list[tuple[str, int]]:
        """How many have given which answer."""
        told = [i.says for i in self.meeting.invited]
        return [(words, told.count(words)) for words in dict.fromkeys(told)]

    @property
    def missing(self) -> list[str]:
        """The safeguarding partners not there: of those marked as present; before that, of those who said they or a deputy come."""
        coming = [i.word for i in self.meeting.invited if i.answer in ("coming", "deputy")]
        return missing_partners(partners_among(self.known, self.present if self.attendance else coming))

    @property
    def not_quorate(self) -> str:
        """How the view of a partner who is not there is obtained, as last said."""
        held = latest_document(self.case, HELD, self.meeting.key) if self.meeting.held else None
        return str((held.body.get("not_quorate") if held else "") or (self.attendance.body["not_quorate"] if self.attendance else ""))

    @cached_property
    def held(self) -> Document | None:
        """Who took part, as recorded when it was held."""
        return latest_document(self.case, HELD, self.meeting.key)

    @property
    def conflicts(self) -> list[protocol.Fact]:
        """The declared conflicts that stand in the case, for who may read them."""
        if not self.seen.may_enter("history"):
            return []
        newest: dict[str, protocol.Fact] = {}
        for fact in self.read.facts:
            if fact.kind in ("conflict_declared", "conflict_lifted"):
                newest[str(fact.details["member"])] = fact
        return [f for f in newest.values() if f.kind == "conflict_declared"]

    # -- what --------------------------------------------------------------------------------------------------------

    @cached_property
    def agenda(self) -> list[Item]:
        """The items in order."""
        return agenda_of(self.read.protocol, latest_document(self.case, AGENDA, self.meeting.key), self.meeting.word)

    @cached_property
    def record(self) -> list[Recorded]:
        """The items with what was written down of each."""
        written, start = latest_documents(self.case, ITEM), f"{self.meeting.key}:"
        returns = returns_in_words(self.read, self.owners) if self.meeting.word == LEARNING else ""
        return [Recorded(item, written.get(start + item.id), came_of(self.read, item, self.names), returns if item.id == "returns" else "",
                         self._actions(written.get(start + item.id)), self._pages(item)) for item in self.agenda]

    def _pages(self, item: Item) -> list[tuple[str, str]]:
        """The steps of the case that record what this item is about, where they are this person's to take."""
        found = {}
        for kind in item.facts:
            for op in recording(kind):
                if op.stage != "record" and op.on == "case" and Role(self.member.role) in op.by and op.room in self.seen.rooms:
                    with suppress(NoReverseMatch):
                        found[kind] = (op.title, reverse(op.name, args=[self.case.reference]))  # The last asks for the most at once.
        return list(found.values())

    def _actions(self, document: Document | None) -> list[tuple[str, str]]:
        return [(action_in_words(row, self.owners), row.get("action", "")) for row in (document.body["actions"] if document else [])]

    @property
    def recording(self) -> bool:
        """Whether this person takes the record."""
        return writes(self.meeting, self.member.pk)

    @property
    def waiting(self) -> int:
        """How many actions were written down and have not gone to their owners."""
        return sum(not row.get("action") for one in self.record for row in one.body.get("actions", []))

    # -- minutes -----------------------------------------------------------------------------------------------------

    @cached_property
    def versions(self) -> list[Document]:
        """Every version of the minutes, the newest first."""
        return list(documents(self.case, MINUTES, self.meeting.key))

    @property
    def standing(self) -> str:
        """agreed, circulated or draft: of the newest version; "" where there is none."""
        return standing(self.meeting, self.versions[0]) if self.versions else ""

    @property
    def shown(self) -> list[Document]:
        """The versions this person may read: all with the room; else those that were sent round or agreed."""
        if self.whole:
            return self.versions
        hashes = {str(f.details["text_hash"]) for f in self.read.all_facts if f.kind in ("minutes_circulated", "minutes_agreed")}
        return [v for v in self.versions if v.text_hash in hashes]

    @property
    def comments(self) -> list[Document]:
        """The newest comment of each person, the latest first."""
        start = f"{self.meeting.key}:"
        found = [d for word, d in latest_documents(self.case, COMMENT).items() if word.startswith(start)]
        return sorted(found, key=lambda d: d.at, reverse=True)


def action_in_words(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One action as a line: what, who, by when."""
    who = names.get(row["owner"], row["owner"]) or "owner to be named"
    when = f"by {in_words(date.fromisoformat(row['due']))}" if row.get("due") else "date to be set"
    return f"{row['what']}: {who}, {when}"


def can_be_invited(sight: Sight, out: frozenset[int]) -> list[tuple[str, str]]:
    """Whom one can still invite: (word, name). out: users whom a declared conflict keeps out of the case."""
    taken = {i.word for i in sight.meeting.invited}
    return [(g.word, g.name) for g in sight.known.values() if g.word not in taken and g.user not in out]


def proposed_guests(sight: Sight, members: Mapping[str, Member]) -> list[str]:
    """Whom to invite first: the three partners, the Sub-group, and to the learning meeting every agency that was asked. members: by word."""
    asked = {f"agency:{f.details['agency']}" for f in sight.read.happened("information_requested")} if sight.meeting.word == LEARNING else set()
    sub_group = {word for word, m in members.items() if m.role in (Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)}
    taken = {i.word for i in sight.meeting.invited}
    first = set() if taken else {*sub_group, *(w for w in sight.known if w.startswith("partner:"))}  # Afterwards only who was asked since.
    return [w for w in sight.known if w not in taken and (w in asked or w in first)]


def minutes(case: Case, meeting: str, version: int | None = None) -> Mapping[str, Any] | None:
    """A version of the minutes (None: the newest) as plain data, None where there is none.

    {"version", "text_hash", "at", "author", "present", "apologies", "quorum", "conflicts", "reason",
     "items": [{"item", "title", "discussion", "decision", "dissent", "actions"}]}: texts, as people read them.
    """
    found = [d for d in documents(case, MINUTES, meeting) if version in (None, d.version)]
    if not found:
        return None
    return {"version": found[0].version, "text_hash": found[0].text_hash, "at": found[0].at, "author": str(found[0].author), **found[0].body}
