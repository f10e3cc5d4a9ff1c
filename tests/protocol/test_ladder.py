"""The chase ladder: who is reminded when, in which order, and when not. Pure, and held by properties over any days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.protocol import Calendar, Fact, load
from cspr.protocol.ladder import Owed, Rung, Told, climb
from cspr.protocol.terms import NoneOpen

CALENDAR = Calendar.named("england", {date(2026, 12, 1): "Day of thanks"})
LADDER = load("kbsp-2022").ladders[0]
ASKED, DUE = date(2026, 11, 18), date(2026, 11, 26)  # A Wednesday, and the Thursday of the week after.


def _now(on: date, *, told: tuple[Told, ...] = (), facts: tuple[Fact, ...] = (), due: date = DUE, asked: date = ASKED) -> str:
    """The step to be told on a day, "" for none."""
    rungs = climb(LADDER, [Owed("police", asked, due)], facts, told, CALENDAR, on)
    return next((r.step.id for r in rungs if r.state == "now"), "")


def _states(on: date, **more: object) -> dict[str, str]:
    return {r.step.id: r.state for r in climb(LADDER, [Owed("police", ASKED, DUE)], (), (), CALENDAR, on)}


def _fact(kind: str, at: str, **details: object) -> Fact:
    return Fact(kind=kind, at=date.fromisoformat(at), details=details)


def _climbed(days: list[date], **more: object) -> list[tuple[str, str]]:
    """What is told day after day, each day's told once it is due."""
    told: list[Told] = []
    for on in days:
        step = _now(on, told=tuple(told), **more)  # type: ignore[arg-type]
        if step:
            told.append(Told(step, "police", DUE, on))
    return [(t.step, f"{t.on:%a %-d}") for t in told]


def _every_day(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


@pytest.mark.clause("D4", "D5")
def test_a_return_that_never_comes_is_chased_step_by_step_on_working_days() -> None:
    """Saturday and Sunday are left out, and so is Tuesday 1 December, a holiday the partnership added."""
    assert _climbed(_every_day(ASKED, 30)) == [
        ("reminder", "Tue 24"), ("due", "Thu 26"), ("late", "Fri 27"), ("lead", "Mon 30"), ("chair", "Wed 2")]


def test_nothing_is_told_on_the_day_of_asking_and_a_reminder_that_would_come_by_then_is_not_needed() -> None:
    assert _climbed(_every_day(date(2026, 11, 25), 10), asked=date(2026, 11, 25)) == [
        ("due", "Thu 26"), ("late", "Fri 27"), ("lead", "Mon 30"), ("chair", "Wed 2")]


def test_asked_for_a_day_that_is_past_the_steps_come_one_a_day_from_the_next_one() -> None:
    assert _climbed(_every_day(date(2026, 12, 4), 8), asked=date(2026, 12, 4)) == [("late", "Mon 7"), ("lead", "Tue 8"), ("chair", "Wed 9")]


def test_a_reminder_whose_moment_went_by_is_not_made_up_for() -> None:
    states = _states(date(2026, 11, 27))
    assert (states["reminder"], states["due"], states["late"]) == ("passed", "passed", "now")


def test_paused_nobody_is_told_and_resumed_it_goes_on_one_a_day() -> None:
    pause, resume = _fact("chase_paused", "2026-11-23", agency="police", reasons="They rang."), _fact("chase_resumed", "2026-12-03", agency="police")
    assert _climbed(_every_day(ASKED, 20), facts=(pause,)) == []
    assert _now(date(2026, 12, 3), facts=(pause, resume)) == "late"
    assert _climbed(_every_day(date(2026, 12, 3), 5), facts=(pause, resume)) == [("late", "Thu 3"), ("lead", "Fri 4"), ("chair", "Mon 7")]


def test_a_pause_of_another_agency_is_none_and_one_of_the_whole_case_is() -> None:
    on = date(2026, 11, 27)
    assert _now(on, facts=(_fact("chase_paused", "2026-11-23", agency="gp", reasons="x"),)) == "late"
    assert _now(on, facts=(_fact("chase_paused", "2026-11-23", reasons="x"),)) == ""
    assert _now(on, facts=(_fact("chase_paused", "2026-11-23", reasons="x"), _fact("chase_resumed", "2026-11-24"))) == "late"


def test_a_step_left_out_is_not_told_and_the_next_keeps_its_day() -> None:
    skip = _fact("chase_skipped", "2026-11-23", agency="police", step="late", due="2026-11-26", reasons="I rang them.")
    assert _climbed(_every_day(ASKED, 30), facts=(skip,)) == [("reminder", "Tue 24"), ("due", "Thu 26"), ("lead", "Mon 30"), ("chair", "Wed 2")]


def test_it_waits_while_something_is_open_for_that_one_and_goes_on_afterwards() -> None:
    waiting = LADDER.model_copy(update={"waits_while": (NoneOpen(opened="parallel_process_opened", closed="parallel_process_closed", by="process"),)})
    opened, closed = (_fact(f"parallel_process_{what}", day, process="police", forbids=["sharing"][:n])
                      for what, day, n in (("opened", "2026-11-23", 1), ("closed", "2026-11-30", 0)))
    again = _fact("parallel_process_opened", "2026-12-02", process="police", forbids=["sharing"])

    def states(on: date, *facts: Fact) -> set[str]:
        return {r.state for r in climb(waiting, [Owed("police", ASKED, DUE)], facts, (), CALENDAR, on) if r.step.id in ("late", "lead", "chair")}

    assert states(date(2026, 11, 27), opened) == {"held"}
    assert states(date(2026, 11, 30), opened, closed) == {"now", "ahead"}
    assert states(date(2026, 12, 3), opened, closed, again) == {"held"}


def test_a_day_that_was_moved_begins_the_ladder_anew() -> None:
    told = (Told("reminder", "police", date(2026, 11, 20), date(2026, 11, 18)),)
    assert _now(date(2026, 11, 24), told=told) == "reminder"


def test_both_protocols_of_the_library_chase_returns() -> None:
    for name in ("kbsp-2022", "panel-2025"):
        ladder = load(name).ladders[0]
        assert ladder.duty == "return-information" and [s.to for s in ladder.steps] == ["holder", "holder", "holder", "lead", "chair"]


DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
ACTIONS = st.lists(st.tuples(DAYS, st.sampled_from(("chase_paused", "chase_resumed")), st.sampled_from((None, "police", "gp"))), max_size=4)


@given(due=DAYS, before=st.integers(0, 30), actions=ACTIONS, missed=st.sets(st.integers(0, 60)))
def test_climbed_day_after_day_it_never_chases_twice_on_a_day_nor_on_a_day_off_nor_out_of_order(
        due: date, before: int, actions: list[tuple[date, str, str | None]], missed: set[int]) -> None:
    """Whatever is paused and resumed, and on whichever days nothing runs."""
    asked, told = due - timedelta(days=before), list[Told]()
    order = [s.id for s in LADDER.steps]
    for n in (n for n in range(61) if n not in missed):
        on = asked + timedelta(days=n)
        facts = tuple(_fact(kind, at.isoformat(), reasons="x", **({"agency": who} if who else {})) for at, kind, who in actions if at <= on)
        for again in range(2):  # A second run on the same day finds nothing more.
            rungs = climb(LADDER, [Owed("police", asked, due)], facts, told, CALENDAR, on)
            found = [r for r in rungs if r.state == "now"]
            assert len(found) <= 1 and not (again and found)
            told += [Told(r.step.id, "police", due, on) for r in found]
        _sound(rungs, due)
    assert len({t.on for t in told}) == len(told), "never twice on one day"
    assert all(CALENDAR.is_working_day(t.on) and t.on > asked for t in told)
    assert [t.step for t in told] == sorted((t.step for t in told), key=order.index)
    assert all(t.on >= LADDER.steps[order.index(t.step)].day(due, CALENDAR) for t in told), "never before its day"


def _sound(rungs: tuple[Rung, ...], due: date) -> None:
    assert [r.step.id for r in rungs] == [s.id for s in LADDER.steps] and all(r.due == due for r in rungs)
