"""The clock ribbon and the journey of a case, drawn from its evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from cspr import protocol
from cspr.govuk.svg.journey import Stop, journey
from cspr.govuk.svg.ribbon import RibbonDay, clock_ribbon, month_ribbon
from cspr.stages.local_review.aim import aim_of
from cspr.steps.read import CaseRead

LONGEST_BY_DAY = 45  # Beyond this many days a ribbon is drawn by months.


@dataclass(frozen=True)
class Ribbon:
    """A clock as a picture, with the sentence that says the same."""

    title: str
    svg: SafeString
    says: str
    clauses: tuple[str, ...]


def _main_clock(read: CaseRead) -> protocol.DutyStatus | None:
    """The clock to show: of the open duties with a date, the one that has run longest; else the last one met."""
    dated = [d for d in read.result.duties if d.opened and d.due and d.due > d.opened and d.owner != "agency" and d.state != "void"]
    running = [d for d in dated if d.state in ("open", "overdue")]
    if running:
        return max(running, key=lambda d: (d.due - d.opened).days if d.due and d.opened else 0)
    met = [d for d in dated if d.done]
    return max(met, key=lambda d: d.done or date.min) if met else None


def _days(read: CaseRead, start: date, due: date) -> list[RibbonDay]:
    holidays = read.holidays
    return [RibbonDay(d.date, d.number, d.reason) for d in protocol.days(start, due, holidays)]


def _held_on(read: CaseRead) -> date | None:
    planned = read.happened("meeting_arranged")
    text = str(planned[-1].details.get("on", "")) if planned else ""
    return date.fromisoformat(text) if text else None


def ribbon(read: CaseRead, today: date) -> Ribbon | None:
    """The clock that runs now, None where no clock has a date."""
    clock = _main_clock(read)
    if clock is None or clock.opened is None or clock.due is None:
        return None
    if (clock.due - clock.opened).days > LONGEST_BY_DAY:
        aim = aim_of(read)
        pauses = aim.spans if aim and (aim.start, aim.due) == (clock.opened, clock.due) else ()
        svg = month_ribbon(clock.opened, clock.due, today, pauses, clock.done)
        return Ribbon(clock.title, svg, clock.why, clock.clauses)
    window = next((d for d in read.result.duties if d.from_ and d.due and d.opened == clock.opened and d.state != "void"), None)
    svg = clock_ribbon(
        _days(read, clock.opened, clock.due), today=today, due=clock.due,
        window=(window.from_, window.due) if window and window.from_ and window.due else None,
        window_label=window.title if window else "", marker=_held_on(read) if window else None,
        marker_label="meeting", done=clock.done,
    )
    return Ribbon(clock.title, svg, clock.why, clock.clauses)


def journey_of(read: CaseRead) -> SafeString:
    """The stages of the case and where it is."""
    def note(stage: protocol.StageStatus) -> str:
        if stage.state == "skipped":
            return "not needed"
        return f"{stage.since.day} {stage.since:%B}" if stage.since else ""

    return journey([Stop(s.name, note(s), s.state) for s in read.result.stages])
