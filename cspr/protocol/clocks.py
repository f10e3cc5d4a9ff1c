"""Clocks: from when a duty counts, to when it is due, in what it counts lateness, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cspr.protocol import explain
from cspr.protocol.calendar import add_months
from cspr.protocol.conditions import View, since
from cspr.protocol.facts import Fact, read_at
from cspr.protocol.terms import Before, Clock

PAUSED = "review_paused"


@dataclass(frozen=True)
class Due:
    """When something is due. from_: the first day of a window. why: the sentence."""

    due: date | None
    from_: date | None
    why: str


def due_of(view: View, clock: Clock | None, opened: date, source: Fact | None) -> Due:
    """The due date of a duty opened on a day. source: the fact that gave this "for each" (date_in reads it)."""
    if clock is None:
        return Due(None, None, f"opened on {explain.in_words(opened)}; no date is set, so as soon as possible")
    start = opened
    if clock.starts_on is not None:
        began = since(view, clock.starts_on)
        if began is None:
            return Due(None, None, "its clock has not started")
        start = began
    return _dated(view, clock, start, source)


def _dated(view: View, clock: Clock, start: date, source: Fact | None) -> Due:
    calendar = view.calendar
    if clock.working_days is not None or clock.same_working_day:
        count = clock.working_days or 0
        due = calendar.add_working_days(start, count)
        return Due(due, None, _with_caveat(view, explain.working_days(calendar, start, count, due), due))
    if clock.window is not None:
        first, due = calendar.add_working_days(start, clock.window.from_), calendar.add_working_days(start, clock.window.to)
        words = (f"between {explain.in_words(first)} and {explain.in_words(due)}: working days {clock.window.from_} to {clock.window.to} "
                 f"from {explain.in_words(start)} (day 0)" + explain.not_counted(calendar.skipped(start, due)))
        return Due(due, first, _with_caveat(view, words, due))
    if clock.days is not None:
        due = start + timedelta(days=clock.days)
        return Due(due, None, f"{explain.plural(clock.days, 'day')} (calendar days) from {explain.in_words(start)}")
    if clock.months is not None:
        due = add_months(start, clock.months)
        paused = len(view.facts(PAUSED, {})) if clock.months else 0
        pause = "; pauses are recorded beside it and do not move the aim" if paused else ""
        return Due(due, None, f"{explain.plural(clock.months, 'month')} from {explain.in_words(start)}{pause}")
    if clock.date_in is not None:
        given = source.details.get(clock.date_in) if source else None
        if not given:
            return Due(None, None, "no date was given")
        due = _day(given)
        return Due(due, None, f"the date given when it was asked for on {explain.in_words(source.day if source else start)}")
    return _before(view, clock)


def _before(view: View, clock: Clock) -> Due:
    before: Before | None = clock.days_before or clock.working_days_before
    assert before is not None
    planned = view.facts(before.fact, {})
    if not planned or not planned[-1].details.get(before.detail):
        return Due(None, None, "no date has been planned yet")
    day = _day(planned[-1].details[before.detail])
    if clock.days_before is not None:
        due = day - timedelta(days=before.count)
        return Due(due, None, f"{explain.plural(before.count, 'full day')} before {explain.in_words(day)}, the planned date")
    due = view.calendar.add_working_days(day, -before.count)
    return Due(due, None, _with_caveat(view, explain.back(view.calendar, day, before.count, due), due))


def _day(value: object) -> date:
    at = read_at(value)
    return at if type(at) is date else date.fromisoformat(at.isoformat()[:10])


def _with_caveat(view: View, words: str, due: date) -> str:
    # First, so that whoever reads only the beginning has read it.
    caveat = view.calendar.caveat(due)
    return f"{caveat} {words[:1].upper()}{words[1:]}" if caveat else words


def late_by(view: View, clock: Clock | None, due: date | None, day: date) -> int:
    """How late a day is: working days after the due date, or calendar days for a clock in days, months or periods.

    0 where it is not late, and also on a weekend day after a Friday: that is late, and no working day has passed.
    """
    if due is None or day <= due:
        return 0
    if clock is not None and clock.in_working_days:
        return view.calendar.working_days_between(due, day)
    return (day - due).days
