"""What the pages of the local review show, and what its operations ask of the facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cspr import protocol
from cspr.operations import InputFault
from cspr.protocol.facts import day_of
from cspr.record.facts import documents, latest_document
from cspr.record.models import Case, Document


def short(text_hash: str) -> str:
    """The first eight digits of a hash: enough for people to tell two versions apart."""
    return text_hash.removeprefix("sha256:")[:8]


def hash_of(draft: Document) -> str:
    """The hash that checks and approvals of a draft are bound to: its own, or the one given for a draft kept elsewhere."""
    return str(draft.body.get("kept_elsewhere") or draft.text_hash)


# -- the protocol's lists -----------------------------------------------------------------------------------------------


# Which detail of which kind of fact a list of the protocol gives the words for.
CONSIDERATIONS, COMMITMENTS = ("reviewer_weighed", "consideration"), ("commitment_evidenced", "commitment")
POINTS, METHODS = ("quality_point_met", "point"), ("methodology_chosen", "methodology")


def listed(proto: protocol.Protocol, of: tuple[str, str]) -> list[tuple[str, str]]:
    """The items (id, words) of the protocol's list for a detail of a kind of fact, in its order; empty where it has none.

    Items the detail cannot take are left out: the aim of six months stands among the commitments, but has a clock of its own.
    """
    kind, detail = of
    known = protocol.KINDS[kind].details[detail].values
    return [(item.id, item.name) for one in proto.list for item in one.items if item.id in known]


def process_kinds(proto: protocol.Protocol) -> list[tuple[str, str]]:
    """The kinds of parallel process the protocol knows of (id, words); empty where it lists none."""
    return [(item.id, item.name) for one in proto.list if one.id == "parallel-processes" for item in one.items]


def must_be_listed(proto: protocol.Protocol, of: tuple[str, str], item: str, place: str) -> None:
    """Raises InputFault at `place` where the protocol lists items for the detail and this is none of them."""
    known = [key for key, _ in listed(proto, of)]
    if known and item not in known:
        raise InputFault.at(place, f"“{item}” is not in the protocol's list. Choose one of: {', '.join(known)}.")


# -- parallel processes and pauses ----------------------------------------------------------------------------------------


def open_processes(opened: Iterable[protocol.Fact], closed: Iterable[protocol.Fact]) -> dict[str, protocol.Fact]:
    """The processes still running, by name, from the facts that count."""
    events = sorted([*((str(f.at), 0, f) for f in opened), *((str(f.at), 1, f) for f in closed)], key=lambda e: (e[0], e[1]))
    running: dict[str, protocol.Fact] = {}
    for _, _, fact in events:
        if fact.kind == "parallel_process_opened":
            running[fact.details["process"]] = fact
        else:
            running.pop(fact.details["process"], None)
    return running


@dataclass(frozen=True)
class Pause:
    """A time the review stood still. until: None while it still does."""

    since: date
    until: date | None
    reasons: str

    def days(self, today: date) -> int:
        """Calendar days it has lasted, up to today."""
        return ((self.until or today) - self.since).days


def pauses(paused: Sequence[protocol.Fact], resumed: Sequence[protocol.Fact]) -> list[Pause]:
    """Each pause with its end, oldest first. Both lists: facts that count, in order of `at`."""
    found: list[Pause] = []
    for n, start in enumerate(paused):
        later = paused[n + 1].at if n + 1 < len(paused) else None
        ends = [r.at for r in resumed if str(r.at) >= str(start.at)[: len(str(r.at))] and (later is None or str(r.at) <= str(later))]
        found.append(Pause(day_of(start.at), day_of(ends[0]) if ends else None, str(start.details.get("reasons", ""))))
    return found


def paused_since(paused: Sequence[protocol.Fact], resumed: Sequence[protocol.Fact]) -> date | None:
    """The day the present pause began, None when the review is not paused."""
    every = pauses(paused, resumed)
    return every[-1].since if every and every[-1].until is None else None


# -- drafts ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PointRead:
    """One point of the quality check as it stands for the newest draft, and what earlier drafts had met."""

    id: str
    says: str
    met: protocol.Fact | None
    comments: str
    voided: tuple[str, ...]


@dataclass(frozen=True)
class DraftRead:
    """One version of the draft."""

    document: Document
    text_hash: str
    points: tuple[str, ...]
    approved: protocol.Fact | None

    @property
    def version(self) -> int:
        """Its number."""
        return self.document.version

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return short(self.text_hash)


@dataclass(frozen=True)
class Quality:
    """The drafts, newest first, and the points of the check against the newest."""

    drafts: list[DraftRead] = field(default_factory=list)
    points: list[PointRead] = field(default_factory=list)

    @property
    def newest(self) -> DraftRead | None:
        """The draft that is checked now."""
        return self.drafts[0] if self.drafts else None

    @property
    def met(self) -> int:
        """How many points the newest draft meets."""
        return sum(1 for p in self.points if p.met)

    @property
    def unmet_with_comments(self) -> list[PointRead]:
        """What the Sub-group asked for on the newest draft."""
        return [p for p in self.points if p.comments and not p.met]

    @property
    def voided_approval(self) -> DraftRead | None:
        """The draft that was approved before a newer one replaced it, None when nothing was voided."""
        if not self.drafts or self.drafts[0].approved:
            return None
        return next((d for d in self.drafts[1:] if d.approved), None)


def quality(case: Case, proto: protocol.Protocol, facts: Iterable[protocol.Fact]) -> Quality:
    """The drafts of a case and how the newest stands against the points. facts: those that count."""
    met = [f for f in facts if f.kind == "quality_point_met"]
    approvals = {f.details["text_hash"]: f for f in facts if f.kind == "executive_approved"}
    drafts = [DraftRead(d, hash_of(d), tuple(f.details["point"] for f in met if f.details["text_hash"] == hash_of(d)),
                        approvals.get(hash_of(d))) for d in documents(case, "report_draft")]
    newest = drafts[0].text_hash if drafts else ""
    checks = latest_document(case, "quality_check", newest)
    noted: dict[str, Any] = checks.body["points"] if checks else {}
    points = []
    for key, says in listed(proto, POINTS):
        now = next((f for f in met if f.details["point"] == key and f.details["text_hash"] == newest), None)
        before = tuple(f"version {d.version}" for d in drafts[1:] if key in d.points and d.text_hash != newest)
        points.append(PointRead(key, says, now, str(noted.get(key, {}).get("comments", "")), () if now else before))
    return Quality(drafts, points)
