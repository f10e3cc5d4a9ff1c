"""How a case stands by the schedule: when it is due, why, and what stops it. Worked out from facts, by nobody's clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cspr import protocol
from cspr.protocol.explain import in_words
from cspr.record.models import Case
from cspr.services.retention.schedule import Period

KINDS = ("case_closed", "legal_hold_placed", "legal_hold_lifted", "kept_longer", "disposal_proposed", "withdrawn")


def holds(facts: Iterable[protocol.Fact], placed: str = "legal_hold_placed", lifted: str = "legal_hold_lifted") -> list[protocol.Fact]:
    """The holds that stand, in the order they were placed. Of facts that count."""
    given = list(facts)
    ended = {f.details["hold"] for f in given if f.kind == lifted}
    return [f for f in given if f.kind == placed and f.details["hold"] not in ended]


def latest_day(known: str) -> date | None:
    """The last day that a date, known as far as this ("2017", "2024-10"), can be; None for nothing known."""
    parts = [int(p) for p in known.split("-")] if known else []
    match parts:
        case [year]:
            return date(year, 12, 31)
        case [year, month]:
            return date(year, month, monthrange(year, month)[1])
        case [year, month, day]:
            return date(year, month, day)
    return None


@dataclass(frozen=True)
class Standing:
    """One case. due: the first day on which it may go; None where that cannot be said, and `why` says what is missing.

    held: the holds that stand on it or on everything. proposal: the proposal that waits for a second person.
    """

    case: Case
    closed: date | None
    due: date | None
    why: str
    held: Sequence[protocol.Fact] = ()
    longer: protocol.Fact | None = None
    proposal: protocol.Fact | None = None

    def may_go(self, today: date) -> bool:
        """Whether its time is over and nothing holds it."""
        return self.due is not None and self.due <= today and not self.held

    def state(self, today: date) -> str:
        """In a word or three, for a tag."""
        if self.held:
            return "On hold"
        if self.proposal:
            return "To confirm"
        if self.due is None:
            return "Open" if self.closed is None else "Date missing"
        return "To review" if self.due <= today else "Kept"


def _begin(period: Period, closed: date, born: Sequence[str]) -> tuple[date | None, str]:
    """From when the period counts, and in words; None where it is not known."""
    if period.starts == "case_closed":
        return closed, f"the case was closed on {in_words(closed)}"
    days = [latest_day(one) for one in born]
    if not days or any(day is None for day in days):
        return None, "The date of birth of a child is missing on the list of people. Enter it, as far as it is known; until then the case is kept."
    youngest = period.starts == "youngest_born"
    day = max(d for d in days if d) if youngest else min(d for d in days if d)
    known = next(b for b in born if latest_day(b) == day)
    which = "the child was" if len(days) == 1 else f"the {'youngest' if youngest else 'oldest'} child was"
    exact = f"on {in_words(day)}" if len(known) == 10 else f"by {in_words(day)}, as far as is known"
    return day, f"{which} born {exact}"


def standing_of(case: Case, facts: Iterable[protocol.Fact], period: Period | None, born: Sequence[str], held: Sequence[protocol.Fact]) -> Standing:
    """How a case stands. facts: of KINDS at least, superseded ones too, as they were recorded. held: the holds on everything."""
    given = list(facts)
    counting = protocol.effective(given)
    closed = next((f.day for f in reversed(counting) if f.kind == "case_closed"), None)
    longer = next((f for f in reversed(counting) if f.kind == "kept_longer"), None)
    waiting = given[-1] if given and given[-1].kind == "disposal_proposed" else None
    more = {"held": (*held, *holds(counting)), "longer": longer, "proposal": waiting}
    if closed is None:
        return Standing(case, None, None, "The case is open. What is kept counts from its end.", **more)  # type: ignore[arg-type]
    if period is None:
        return Standing(case, closed, None, "No period is set for case files, so it is kept without end.", **more)  # type: ignore[arg-type]
    start, words = _begin(period, closed, born)
    if start is None:
        return Standing(case, closed, None, words, **more)  # type: ignore[arg-type]
    due, why = period.end(start), f"{period.words}; {words}. Source: {period.source}."
    if due < closed:
        due, why = closed, f"{why} That was before the case was closed, so it counts from then."
    until = date.fromisoformat(str(longer.details["until"])) if longer else None
    if longer and until and until > due:
        due, why = until, f"Kept longer by a decision of {in_words(longer.day)}: {longer.details['reasons']} By the schedule: {why}"
    return Standing(case, closed, due, why, **more)  # type: ignore[arg-type]
