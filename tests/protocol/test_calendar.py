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


@pytest.mark.parametrize("year", range(2015, 2031))
def test_every_year_of_the_table_has_its_eight_weekdays_off_and_the_one_off_ones_besides(year: int) -> None:
    on_weekdays = [d for d in ENGLAND.holidays if d.year == year and d.weekday() < 5]
    assert len(on_weekdays) == {2022: 10, 2023: 9}.get(year, 8)


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
