"""The meetings of a case as its facts tell them: arranged, moved, cancelled, held; who is invited and what they answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cspr import protocol
from cspr.protocol.facts import day_of

LEARNING = "learning"
WORDS: Mapping[str, str] = {LEARNING: "Learning meeting", "sub_group": "Sub-group meeting", "panel": "Review panel meeting"}
KINDS = ("meeting_arranged", "meeting_cancelled", "meeting_invited", "meeting_replied", "recorder_named", "meeting_held", "minutes_circulated",
         "minutes_agreed")
REPLIES: Mapping[str, str] = {"coming": "Coming", "deputy": "A deputy comes", "apologies": "Apologies"}
_KEY = re.compile(r"(learning|sub_group|panel)(?:-([1-9][0-9]{0,2}))?")


def key_of(details: Mapping[str, Any]) -> str:
    """The word by which addresses and documents name a meeting: "learning", "panel", "panel-2"."""
    number = details.get("number")
    return f"{details['meeting']}-{number}" if number and int(number) > 1 else str(details["meeting"])


def named(key: str) -> dict[str, Any]:
    """The details that a fact about the meeting of that key has. Raises ValueError for what is no such key."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(key)
    return {"meeting": found[1], "number": int(found[2]) if found[2] and int(found[2]) > 1 else None}


def title_of(key: str) -> str:
    """The meeting's name: "Learning meeting", "Review panel meeting 2"."""
    details = named(key)
    return f"{WORDS[details['meeting']]} {details['number'] or ''}".strip()


def whose(details: Mapping[str, Any]) -> str:
    """The word for whom an invitation or a reply is about: "agency:police", "partner:health", "member:14"; "" where for nobody."""
    for kind in ("agency", "partner", "member"):
        if details.get(kind):
            return f"{kind}:{str(details[kind]).removeprefix('member-')}"
    return ""


def about(word: str) -> dict[str, str]:
    """The details that such a word becomes. Raises ValueError for what is no such word."""
    kind, _, value = word.partition(":")
    if kind not in ("agency", "partner", "member") or not value:
        raise ValueError(word)
    return {kind: f"member-{value}" if kind == "member" else value}


@dataclass(frozen=True)
class Invited:
    """One that is invited. reply: the last given for the day as it stands; earlier: the last given before the day was changed."""

    word: str
    fact: protocol.Fact
    reply: protocol.Fact | None
    earlier: protocol.Fact | None

    @property
    def answer(self) -> str:
        """coming, deputy, apologies, or "" where there is none yet."""
        return str(self.reply.details["reply"]) if self.reply else ""

    @property
    def says(self) -> str:
        """The answer in words."""
        if self.reply is None:
            return "No reply to the new day yet" if self.earlier else "No reply yet"
        return REPLIES[self.answer]


@dataclass(frozen=True)
class Meeting:
    """One meeting. changes: how often its day or place was changed, or it was cancelled: the calendar's sequence."""

    key: str
    arranged: protocol.Fact | None
    changes: int
    cancelled: protocol.Fact | None
    held: protocol.Fact | None
    invited: tuple[Invited, ...]
    recorder: protocol.Fact | None
    circulated: protocol.Fact | None
    agreed: protocol.Fact | None

    @property
    def title(self) -> str:
        """Its name."""
        return title_of(self.key)

    @property
    def word(self) -> str:
        """learning, sub_group or panel."""
        return str(named(self.key)["meeting"])

    @property
    def on(self) -> date | None:
        """The day: as held, else as arranged."""
        if self.held:
            return day_of(self.held.at)
        return date.fromisoformat(str(self.arranged.details["on"])[:10]) if self.arranged else None

    @property
    def time(self) -> str:
        """The time as typed, "" where none was."""
        return str(self.arranged.details.get("time") or "") if self.arranged else ""

    @property
    def place(self) -> str:
        """The place as typed, "" where none was."""
        return str(self.arranged.details.get("place") or "") if self.arranged else ""

    @property
    def state(self) -> str:
        """What stands: Held, Cancelled, Arranged."""
        return "Held" if self.held else "Cancelled" if self.cancelled else "Arranged"

    @property
    def open(self) -> bool:
        """Whether it is still to come: neither held nor cancelled."""
        return self.state == "Arranged"

    def guest(self, words: Iterable[str]) -> Invited | None:
        """The first of those invited whom one of these words names."""
        among = set(words)
        return next((i for i in self.invited if i.word in among), None)


def meetings_of(facts: Iterable[protocol.Fact]) -> list[Meeting]:
    """The meetings of a case, the one to come or last held first. facts: superseded ones too; within a moment in the order recorded."""
    every = sorted((f for f in facts if f.kind in KINDS or f.kind == "withdrawn"), key=lambda f: f.recorded_at or datetime.min)
    by_id = {f.id: f for f in every}
    moves: dict[str, int] = {}
    for fact in every:  # Whatever changed a day counts, a correction and a taking-back too.
        told = by_id.get(fact.supersedes or "") if fact.kind == "withdrawn" else fact
        if told is not None and told.kind in ("meeting_arranged", "meeting_cancelled"):
            moves[key_of(told.details)] = moves.get(key_of(told.details), -1) + 1
    found: dict[str, list[protocol.Fact]] = {}
    for fact in protocol.effective(every):
        found.setdefault(key_of(fact.details), []).append(fact)
    made = [_meeting(key, of, max(0, moves.get(key, 0))) for key, of in found.items()]
    sound = [m for m in made if m.arranged or m.held or m.cancelled]
    return sorted(sound, key=lambda m: (m.open, m.on or date.min, m.key), reverse=True)


def _meeting(key: str, facts: list[protocol.Fact], changes: int) -> Meeting:
    last = {f.kind: (n, f) for n, f in enumerate(facts)}

    def latest(kind: str) -> protocol.Fact | None:
        return last[kind][1] if kind in last else None

    arranged = last.get("meeting_arranged", (-1, None))[0]
    cancelled = latest("meeting_cancelled") if last.get("meeting_cancelled", (-1, None))[0] > arranged else None
    # What was agreed holds for the text circulated before it; minutes sent round again are open again.
    agreed = latest("minutes_agreed")
    replies = {whose(f.details): (n, f) for n, f in enumerate(facts) if f.kind == "meeting_replied"}
    changed = _day_changed(facts)
    invited = {whose(f.details): f for f in facts if f.kind == "meeting_invited"}
    return Meeting(
        key=key, arranged=latest("meeting_arranged"), changes=changes, cancelled=cancelled, held=latest("meeting_held"),
        invited=tuple(Invited(word, fact, replies[word][1] if word in replies and replies[word][0] > changed else None,
                              replies[word][1] if word in replies else None) for word, fact in invited.items()),
        recorder=latest("recorder_named"), circulated=latest("minutes_circulated"), agreed=agreed,
    )


def _day_changed(facts: list[protocol.Fact]) -> int:
    """Where among the facts of a meeting its day or time was last given otherwise than before; replies of earlier are to another day."""
    at, was = -1, None
    for n, fact in enumerate(facts):
        if fact.kind == "meeting_arranged":
            now = (fact.details["on"], fact.details.get("time"))
            at, was = (n if was != now else at), now
    return at


def find(meetings: Iterable[Meeting], key: str) -> Meeting | None:
    """The meeting of that key."""
    return next((m for m in meetings if m.key == key), None)


def next_key(meetings: Iterable[Meeting], word: str) -> str:
    """The key of a new meeting of that word: the one that is open, else the next number; the learning meeting is one."""
    of = [m for m in meetings if m.word == word]
    if word == LEARNING or not of:
        return word
    return key_of({"meeting": word, "number": max(int(named(m.key)["number"] or 1) for m in of) + 1})
