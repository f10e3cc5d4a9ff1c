"""The returns board: where each agency's return stands, as far as the Business Unit may know before it is sent (D4, D5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cspr import protocol
from cspr.access.models import Looked
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record import drafts
from cspr.record.facts import LONDON, latest_documents
from cspr.record.models import SharedDraft
from cspr.services.messages.reads import Chased, chased
from cspr.stages.rapid_review.gathering import reads
from cspr.steps.read import CaseRead

RETURN_STEP = "rapid_review.submit_return"
# The looks by which an agency has seen its request.
OPENED = ("page: What your agency is asked for", "step: Return your agency's information", "step: Send the return to your approver")
# The states of a return, from the furthest away to what is back; with the colour of the tag.
STATES: Mapping[str, str] = {
    "Not opened": "grey", "Opened": "blue", "Started": "teal", "With its approver": "teal", "Nil return": "green", "Returned": "green",
}
SHOWN = ("late", "waiting", "back", "more time", "not opened", "not reached")


@dataclass(frozen=True)
class Standing:
    """One agency's line of the board. opened: who first looked at its request. started: the last save of its draft.

    conflicts: the names of its people who declared one. more_time: its request for more time that waits for an answer.
    """

    asked: reads.Asked
    opened: Looked | None = None
    started: SharedDraft | None = None
    with_approver: bool = False
    given_back: bool = False
    more_time: protocol.Fact | None = None
    refused_time: bool = False
    conflicts: tuple[str, ...] = ()
    chased: Chased | None = None

    @property
    def state(self) -> str:
        """How far it is, in a word or two."""
        if self.asked.returned:
            return self.asked.status
        if self.with_approver:
            return "With its approver"
        return "Started" if self.started or self.given_back else "Opened" if self.opened else "Not opened"

    @property
    def colour(self) -> str:
        """Of its tag."""
        return STATES[self.state]

    @property
    def late(self) -> bool:
        """Whether it is owed and past its date."""
        return not self.asked.returned and self.asked.late_by > 0

    def among(self, shown: str) -> bool:
        """Whether it belongs to what is shown: one of SHOWN, "" for all."""
        owed = self.asked.returned is None
        return {"late": self.late, "waiting": owed, "back": self.asked.returned is not None,
                "more time": self.more_time is not None,
                "not opened": self.state == "Not opened",
                "not reached": owed and bool(self.chased and (self.chased.bounced or self.chased.unreachable))}.get(shown, True)


_ORDERS = {
    "due": lambda s: (s.asked.returned is not None, s.asked.due, s.asked.name),
    "agency": lambda s: s.asked.name,
    "state": lambda s: (list(STATES).index(s.state), s.asked.due, s.asked.name),
    "late": lambda s: (-s.asked.late_by, s.asked.name),
}
ORDERS: Mapping[str, str] = {"due": "Due date", "agency": "Agency", "state": "How far it is", "late": "How late it is"}


def standings(read: CaseRead, order: str = "due") -> list[Standing]:
    """Every agency asked, in an order of ORDERS. As many queries for twenty agencies as for one."""
    lines = reads.board(read)
    if not lines:
        return []
    opened, begun, reminded = _opened(read, lines), drafts.begun(read.case, RETURN_STEP), chased(read.case, read.now)
    waiting, conflicts = latest_documents(read.case, reads.FOR_APPROVAL), _conflicts(read)
    found = []
    for line in lines:
        approval = reads.approval_of(read, line.agency)
        answers = read.happened("more_time_answered", agency=line.agency)
        found.append(Standing(
            line, opened.get(line.agency), begun.get(line.agency), reads.with_approver(approval, waiting.get(line.agency), line.document),
            bool(approval) and approval[-1].kind == "return_given_back", reads.time_asked(read, line.agency),
            bool(answers) and not answers[-1].details["agreed"], conflicts.get(line.agency, ()),
            reminded.get(line.agency)))
    return sorted(found, key=_ORDERS.get(order, _ORDERS["due"]))


def _opened(read: CaseRead, lines: Sequence[reads.Asked]) -> dict[str, Looked]:
    """Who of each agency first looked at what it is asked for."""
    looks = read.seen.looks.filter(what__in=OPENED, member__agency__slug__in=[line.agency for line in lines],
                                   member__role__in=[Role.AGENCY_LEAD, Role.AGENCY_AUTHOR])
    return {str(look.member.agency.slug): look for look in looks.order_by("member__agency_id", "at", "pk").distinct("member__agency_id")}


def _conflicts(read: CaseRead) -> dict[str, tuple[str, ...]]:
    """The names of each agency's people whose declared conflict stands."""
    standing: dict[str, str] = {}
    for fact in read.facts:
        if fact.kind == "conflict_declared":
            standing[str(fact.details["member"])] = str(fact.details["name"])
        elif fact.kind == "conflict_lifted":
            standing.pop(str(fact.details["member"]), None)
    if not standing or "history" not in read.seen.rooms:  # Who reads the history reads of conflicts there.
        return {}
    people = Member.objects.filter(partnership=read.case.partnership, agency__isnull=False,
                                   pk__in=[int(word.removeprefix("member-")) for word in standing]).select_related("agency")
    found: dict[str, tuple[str, ...]] = {}
    for m in people:
        if m.agency and m.role in (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR):
            found[m.agency.slug] = (*found.get(m.agency.slug, ()), standing[f"member-{m.pk}"])
    return found


@dataclass(frozen=True)
class Glance:
    """The board in a few words."""

    total: int
    back: int
    late: tuple[reads.Asked, ...]
    more_time: tuple[reads.Asked, ...]
    unopened: int
    next_due: date | None


def glance(board: Sequence[Standing]) -> Glance | None:
    """"8 of 11 back", who is late and who asks for more time; None where nobody was asked."""
    if not board:
        return None
    owed = [s for s in board if s.asked.returned is None]
    return Glance(len(board), len(board) - len(owed), tuple(s.asked for s in owed if s.late), tuple(s.asked for s in owed if s.more_time),
                  sum(s.state == "Not opened" for s in owed), min((s.asked.due for s in owed if not s.late), default=None))


def glance_of(read: CaseRead) -> Glance | None:
    """The glance for the case's page: while returns are owed, or the meeting they are for is still to come; for who may see every return."""
    if not read.seen.may_enter("returns") or not read.happened("information_requested"):
        return None
    back = {f.details["agency"] for f in read.happened("return_received")}
    if read.happened("meeting_held", meeting="learning") and all(f.details["agency"] in back for f in read.happened("information_requested")):
        return None
    return glance(standings(read))


def counts(board: Sequence[Standing]) -> dict[str, int]:
    """How many lines there are to show of each of SHOWN that has any."""
    found = Counter(shown for s in board for shown in SHOWN if s.among(shown))
    return {shown: found[shown] for shown in SHOWN if found[shown]}


CSV_HEAD = ("Agency", "Asked", "Due", "State", "Working days late", "Opened", "Draft last saved", "More time asked until", "Returned", "Version",
            "Last chased", "Times chased")


def rows(board: Sequence[Standing]) -> list[tuple[str, ...]]:
    """The board as lines of text, under CSV_HEAD. Dates in ISO form, as spreadsheets sort them."""
    return [(
        s.asked.name, _iso(s.asked.fact.at), _iso(s.asked.due), s.state, str(s.asked.late_by or ""), _iso(s.opened.at if s.opened else None),
        _iso(s.started.at if s.started else None), str(s.more_time.details["until"]) if s.more_time else "",
        _iso(s.asked.returned.at if s.asked.returned else None), str(s.asked.document.version) if s.asked.document else "",
        _iso(s.chased.last if s.chased else None), str(s.chased.times or "") if s.chased else "",
    ) for s in board]


def _iso(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return (value.astimezone(LONDON) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if value else ""
