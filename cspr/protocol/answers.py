"""What an evaluation gives: duties, gates, access and stages as they stand (contract: Evaluation)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

State = Literal["waiting", "open", "overdue", "done", "late", "void"]


@dataclass(frozen=True)
class DutyStatus:
    """A duty as it stands (contract: Evaluation). holder: who of its owner's role owes it; None: whoever acts for the role."""

    id: str
    for_: str | None
    clauses: tuple[str, ...]
    title: str
    owner: str
    holder: str | None
    state: State
    opened: date | None
    from_: date | None
    due: date | None
    done: date | None
    days_late: int
    why: str
    next: str = ""

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"id": self.id, "for": self.for_, "clauses": list(self.clauses), "title": self.title, "owner": self.owner, "holder": self.holder,
                "state": self.state, "opened": _iso(self.opened), "from": _iso(self.from_), "due": _iso(self.due), "done": _iso(self.done),
                "days_late": self.days_late, "why": self.why}


@dataclass(frozen=True)
class GateStatus:
    """A gate as it stands. missing: one reason a line."""

    id: str
    clauses: tuple[str, ...]
    blocks: str
    open: bool
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"id": self.id, "clauses": list(self.clauses), "blocks": self.blocks, "open": self.open, "missing": list(self.missing)}


@dataclass(frozen=True)
class AccessStatus:
    """Part of a case that is open to a role, or to one holder of it, since a day, up to and including another."""

    id: str
    clauses: tuple[str, ...]
    role: str
    for_: str | None
    scope: str
    since: date
    until: date | None

    def to_json(self) -> dict[str, Any]:
        """As JSON, dates in ISO form."""
        return {"id": self.id, "clauses": list(self.clauses), "role": self.role, "for": self.for_, "scope": self.scope,
                "since": _iso(self.since), "until": _iso(self.until)}


@dataclass(frozen=True)
class StageStatus:
    """A stage of the journey."""

    id: str
    name: str
    state: Literal["done", "current", "ahead", "skipped"]
    since: date | None
    until: date | None

    def to_json(self) -> dict[str, Any]:
        """As JSON, dates in ISO form."""
        return {"id": self.id, "name": self.name, "state": self.state, "since": _iso(self.since), "until": _iso(self.until)}


@dataclass(frozen=True)
class Evaluation:
    """Everything the protocol says of these facts on this day."""

    protocol: str
    on: date
    duties: tuple[DutyStatus, ...]
    gates: tuple[GateStatus, ...]
    access: tuple[AccessStatus, ...]
    stages: tuple[StageStatus, ...]
    caveats: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape, with access, stages and caveats beside it."""
        return {
            "protocol": self.protocol, "on": self.on.isoformat(),
            "duties": [d.to_json() for d in self.duties], "gates": [g.to_json() for g in self.gates],
            "access": [a.to_json() for a in self.access], "stages": [s.to_json() for s in self.stages], "caveats": list(self.caveats),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
