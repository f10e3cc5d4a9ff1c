"""Working days in England."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.protocol.calendar import Calendar, add_months, period, periods

ENGLAND = Calendar.named()
WITHIN = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def counted_one_by_one(start: date, days: int) -> date:
    """The plain loop: step a day at a time, count the ones that work."""
    day, step = start, 1 if days >= 0 else -1
    while days:
        day += timedelta(days=step)
        if ENGLAND.is_working_day(day):
            days -= step
    return day


@pytest.mark.parametrize(("day", "name"), [
    (date(2020, 5, 8), "one-off: moved to the anniversary of 1945"), (date(2022, 6, 2), "one-off: jubilee, moved"),
    (date(2022, 6, 3), "one-off: jubilee"), (date(2022, 9, 19), "one-off: state funeral"), (date(2023, 5, 8), "one-off: coronation"),
    (date(2026, 4, 3), "Good Friday"), (date(2026, 12, 28), "substitute for a Saturday"),
])
def test_nobody_is_held_to_a_clock_on_a_bank_holiday(day: date, name: str) -> None:
    assert not ENGLAND.is_working_day(day), name


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2022, 5, 30), date(2026, 12, 24), date(2026, 8, 3)])
def test_days_that_are_no_holiday_in_england_count(day: date) -> None:
    # The May holiday of 2020 and the spring one of 2022 were moved; 3 August is a holiday in Scotland only.
    assert ENGLAND.is_working_day(day)


def easter(year: int) -> date:
    """Easter Sunday, by the rule of the Gregorian calendar (Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    x = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + x - 7 * ((a + 11 * h + 22 * x) // 451) + 114, 31)
    return date(year, month, day + 1)


def monday(year: int, month: int, last: bool = False) -> date:
    """The first or the last Monday of a month."""
    mondays = [d for n in range(1, 32) if (n < 31 or month in (5, 8)) and (d := date(year, month, n)).weekday() == 0]
    return mondays[-1 if last else 0]


ONE_OFF = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}


def by_the_rules(year: int) -> set[date]:
    """The weekdays off in England by the Act of 1971, with substitutes, what was moved and what was proclaimed once."""
    off = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    off |= {MOVED.get(d, d) for d in (monday(year, 5), monday(year, 5, last=True), monday(year, 8, last=True))}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() >= 5 or fixed in off:
            fixed += timedelta(days=1)
        off.add(fixed)
    return off | {d for d in ONE_OFF if d.year == year}


@pytest.mark.parametrize("year", range(2015, 2031))
def test_the_weekdays_off_are_those_of_the_rules_and_the_proclamations(year: int) -> None:
    assert {d for d in ENGLAND.holidays if d.year == year and d.weekday() < 5} == by_the_rules(year)


def test_the_table_says_where_it_is_from_and_when_it_was_checked() -> None:
    assert "Banking and Financial Dealings Act 1971" in ENGLAND.source and "checked on " in ENGLAND.source


@given(WITHIN, st.integers(-60, 60).filter(bool))
def test_counting_agrees_with_a_finger_on_the_calendar(start: date, days: int) -> None:
    if 2015 <= counted_one_by_one(start, days).year <= 2030:
        assert ENGLAND.add_working_days(start, days) == counted_one_by_one(start, days)


@given(WITHIN, st.integers(0, 300))
def test_a_working_day_clock_never_ends_on_a_day_off(start: date, days: int) -> None:
    assert ENGLAND.is_working_day(ENGLAND.add_working_days(start, days))


@given(WITHIN, st.integers(1, 100))
def test_the_days_of_a_clock_are_numbered_up_to_its_last(start: date, days: int) -> None:
    due = ENGLAND.add_working_days(start, days)
    shown = ENGLAND.days(start, due)
    assert [d.number for d in shown if d.number is not None] == list(range(days + 1))
    assert ENGLAND.working_days_between(start, due) == days == -ENGLAND.working_days_between(due, start)
    assert {s.on for s in ENGLAND.skipped(start, due)} == {d.date for d in shown if d.number is None}


def test_day_nought_is_the_day_itself_where_it_works_and_the_next_working_day_where_not() -> None:
    assert ENGLAND.add_working_days(date(2026, 12, 24), 0) == date(2026, 12, 24)
    assert ENGLAND.add_working_days(date(2026, 12, 25), 0) == date(2026, 12, 29)


WORKING = WITHIN.filter(ENGLAND.is_working_day)


@given(WORKING, st.integers(-200, 200))
def test_there_and_back_is_where_it_began(start: date, days: int) -> None:
    assert ENGLAND.add_working_days(ENGLAND.add_working_days(start, days), -days) == start


@given(WITHIN, st.integers(0, 100), st.integers(0, 100))
def test_two_steps_are_one(start: date, first: int, second: int) -> None:
    if first or ENGLAND.is_working_day(start):
        assert ENGLAND.add_working_days(ENGLAND.add_working_days(start, first), second) == ENGLAND.add_working_days(start, first + second)


@given(WITHIN, WITHIN, st.integers(-100, 100))
def test_who_starts_later_never_ends_earlier(one: date, other: date, days: int) -> None:
    early, late = sorted((one, other))
    assert ENGLAND.add_working_days(early, days) <= ENGLAND.add_working_days(late, days)


@given(WITHIN, st.integers(-100, -1))
def test_counted_back_is_a_working_day_before(start: date, days: int) -> None:
    end = ENGLAND.add_working_days(start, days)
    assert end < start and ENGLAND.is_working_day(end)
    assert sum(ENGLAND.is_working_day(end + timedelta(days=n)) for n in range((start - end).days)) == -days


@pytest.mark.parametrize(("start", "days", "end"), [
    (date(2026, 12, 31), 1, date(2027, 1, 4)), (date(2027, 1, 4), -1, date(2026, 12, 31)), (date(2026, 12, 24), 3, date(2026, 12, 31)),
    (date(2021, 12, 24), 1, date(2021, 12, 29)), (date(2022, 12, 30), 1, date(2023, 1, 3)), (date(2023, 1, 3), -1, date(2022, 12, 30)),
    (date(2022, 9, 16), 1, date(2022, 9, 20)), (date(2022, 6, 1), 1, date(2022, 6, 6)), (date(2023, 5, 5), 1, date(2023, 5, 9)),
])
def test_over_the_end_of_a_year_and_over_days_proclaimed_once(start: date, days: int, end: date) -> None:
    assert ENGLAND.add_working_days(start, days) == end


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    starts = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    assert ENGLAND.add_many(starts, 15) == [counted_one_by_one(s, 15) for s in starts]


def test_an_added_holiday_moves_what_is_counted_over_it() -> None:
    assert ENGLAND.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    local = Calendar.named("england", {date(2026, 11, 23): "Day of mourning"})
    assert local.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert [s.reason for s in local.skipped(date(2026, 11, 20), date(2026, 11, 24))] == ["Saturday", "Sunday", "Day of mourning"]


def test_beyond_its_last_year_the_calendar_says_that_it_does_not_know() -> None:
    assert ENGLAND.caveat(date(2030, 12, 31)) is None
    assert "2030" in (ENGLAND.caveat(date(2031, 1, 6)) or "")
    assert "2015" in (ENGLAND.caveat(date(2014, 12, 31)) or "")


def test_dates_that_cannot_be_counted_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="outside 1890 to 2210"):
        ENGLAND.add_working_days(date(9999, 12, 30), 5)
    with pytest.raises(ValueError, match="outside"):
        ENGLAND.add_working_days(date(2026, 1, 1), 10**9)


@pytest.mark.parametrize(("start", "months", "end"), [
    (date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2027, 8, 31), 6, date(2028, 2, 29)), (date(2026, 4, 27), 6, date(2026, 10, 27)),
    (date(2026, 12, 31), 2, date(2027, 2, 28)), (date(2026, 3, 31), -1, date(2026, 2, 28)),
])
def test_months_end_on_the_last_day_where_the_day_does_not_exist(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_periods_follow_one_another_without_a_gap() -> None:
    found = list(periods(date(2026, 2, 10), date(2027, 1, 1), "quarter"))
    assert [name for name, _, _ in found] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]
    assert all(b[1] - a[2] == timedelta(days=1) for a, b in zip(found, found[1:], strict=False))
    assert period(date(2026, 11, 24), "half_year") == ("2026-H2", date(2026, 7, 1), date(2026, 12, 31))
