"""The aim for completing the review, with the days it stood still shown beside it and not taken off (E5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cspr.protocol.facts import day_of
from cspr.record.facts import LONDON
from cspr.stages.local_review.reads import Pause, pauses
from cspr.steps.read import CaseRead


@dataclass(frozen=True)
class Aim:
    """When the review began, by when it should be complete, and what came between."""

    start: date
    due: date
    today: date
    done: date | None
    why: str
    pauses: list[Pause]
    reasons: str

    @property
    def days_late(self) -> int:
        """Calendar days after the aim, up to completion or today; 0 when in time."""
        return max(((self.done or self.today) - self.due).days, 0)

    @property
    def days_left(self) -> int:
        """Calendar days until the aim; 0 once it has passed."""
        return max((self.due - self.today).days, 0)

    @property
    def days_paused(self) -> int:
        """Calendar days it stood still, up to completion or today."""
        return sum(p.days(self.done or self.today) for p in self.pauses)

    @property
    def paused_now(self) -> Pause | None:
        """The pause it is in, None while it goes on."""
        return next((p for p in self.pauses if p.until is None and not self.done), None)

    @property
    def spans(self) -> list[tuple[date, date | None, str]]:
        """Each pause as (first day, last day, why), for drawing; no last day while it lasts."""
        return [(p.since, p.until or self.done, p.reasons) for p in self.pauses]


def aim_of(read: CaseRead) -> Aim | None:
    """The aim of the review, None before a local review was decided on (or where the protocol sets no aim)."""
    completing = {d.id for d in read.protocol.duties if "review_completed" in d.meeting_kinds and d.clock is not None}
    duty = next((d for d in read.result.duties if d.id in completing and d.opened and d.due), None)
    if duty is None or duty.opened is None or duty.due is None:
        return None
    completed = read.happened("review_completed")
    return Aim(
        start=duty.opened, due=duty.due, today=read.now.astimezone(LONDON).date(), done=day_of(completed[-1].at) if completed else None,
        why=duty.why, pauses=pauses(read.happened("review_paused"), read.happened("review_resumed")),
        reasons=str(completed[-1].details.get("late_reason", "")) if completed else "",
    )
