"""How each action of a plan stands, worked out from facts and today's date; nothing of it is stored (J2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cspr import protocol
from cspr.protocol.calendar import Calendar

# How far ahead a due date is shown as close. A choice of the service, not of any protocol: about a month's work.
CLOSE_WORKING_DAYS = 20
KINDS = ("action_set", "action_done", "action_accepted", "impact_retested", "barrier_raised", "barrier_escalated")


@dataclass(frozen=True)
class Standing:
    """A state in words with the colour that goes with them. key: what lists filter by."""

    key: str
    words: str
    colour: str


OVERDUE = Standing("overdue", "Overdue", "red")
AT_RISK = Standing("at_risk", "At risk: barrier", "orange")
CLOSE = Standing("close", "Due soon", "yellow")
TO_ACCEPT = Standing("to_accept", "Done, to be accepted", "teal")
ON_TRACK = Standing("on_track", "On track", "green")
COMPLETE = Standing("complete", "Complete", "blue")
STANDINGS = (OVERDUE, AT_RISK, CLOSE, TO_ACCEPT, ON_TRACK, COMPLETE)
EXCEPTIONS = (OVERDUE, AT_RISK)


@dataclass(frozen=True)
class Action:
    """One action: who owes it, by when, and what has happened to it since. Each field of facts is the latest that counts."""

    id: str
    owner: str
    due: date
    set: protocol.Fact
    done: protocol.Fact | None = None
    accepted: protocol.Fact | None = None
    retested: protocol.Fact | None = None
    barrier: protocol.Fact | None = None
    escalated: protocol.Fact | None = None

    @property
    def open(self) -> bool:
        """Whether it still is to be done."""
        return self.done is None and self.accepted is None

    def standing(self, today: date, close: date) -> Standing:
        """How it stands. today: Europe/London; close: the last day that counts as soon (see close_by)."""
        return standing_of(self.due, today, close, done=self.done is not None, accepted=self.accepted is not None, barrier=self.barrier is not None)


def standing_of(due: date, today: date, close: date, *, done: bool, accepted: bool, barrier: bool) -> Standing:
    """How an action stands on a day, from what has happened to it. close: see close_by."""
    if accepted:
        return COMPLETE
    if done:
        return TO_ACCEPT
    if due < today:
        return OVERDUE
    if barrier:
        return AT_RISK
    return CLOSE if due <= close else ON_TRACK


def close_by(today: date, calendar: str, more: Mapping[date, str]) -> date:
    """The last due date that is shown as close. calendar: its name in the protocol; more: holidays added locally."""
    return Calendar.named(calendar, more).add_working_days(today, CLOSE_WORKING_DAYS)


def actions_of(facts: Iterable[protocol.Fact]) -> list[Action]:
    """The actions set in one case, the earliest due first. facts: of that case; those that do not count are passed over."""
    found: dict[str, dict[str, protocol.Fact]] = {}
    for fact in sorted(protocol.effective(facts), key=lambda f: f.order()):
        if fact.kind in KINDS:
            found.setdefault(str(fact.details["action"]), {})[fact.kind] = fact
    made = [_action(name, of) for name, of in found.items() if "action_set" in of]
    return sorted(made, key=lambda a: (a.due, a.id))


def _action(name: str, of: Mapping[str, protocol.Fact]) -> Action:
    given = of["action_set"]
    return Action(
        id=name, owner=str(given.details["owner"]), due=date.fromisoformat(str(given.details["due"])[:10]), set=given,
        done=of.get("action_done"), accepted=of.get("action_accepted"), retested=of.get("impact_retested"),
        barrier=of.get("barrier_raised"), escalated=of.get("barrier_escalated"),
    )
