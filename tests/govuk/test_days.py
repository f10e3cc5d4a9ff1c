from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cspr.govuk.days import BadDay, Typed, in_words, read_day, read_time, read_when, short, typed


@pytest.mark.parametrize(
    ("parts", "says", "wrong"),
    [
        (("31", "2", "2026"), "cannot be 31 February 2026: that day does not exist, February 2026 has 28 days", ("day",)),
        (("", "2", "2026"), "must include a day", ("day",)),
        (("3", "", ""), "must include a month and a year", ("month", "year")),
        (("3", "13", "2026"), "has a month that is not a number from 1 to 12, nor the name of a month", ("month",)),
        (("3", "ma", "2026"), "has a month that is not a number from 1 to 12, nor the name of a month", ("month",)),
        (("3", "2", "26"), "must have a year of four digits, such as 2026", ("year",)),
        (("0", "2", "2026"), "has a day that is not a number from 1 to 31", ("day",)),
        (("٣", "2", "2026"), "has a day that is not a number from 1 to 31", ("day",)),
    ],
)
def test_says_which_part_of_a_date_is_wrong(parts: tuple[str, str, str], says: str, wrong: tuple[str, ...]) -> None:
    with pytest.raises(BadDay) as bad:
        read_day(Typed(*parts))
    assert str(bad.value) == says
    assert bad.value.parts == wrong


@pytest.mark.parametrize("month", ["2", "02", "Feb", "february", "Feb."])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert read_day(Typed("28", month, "2026")) == date(2026, 2, 28)


def test_a_leap_day_exists_only_in_a_leap_year() -> None:
    assert read_day(Typed("29", "2", "2028")) == date(2028, 2, 29)
    with pytest.raises(BadDay, match="28 days"):
        read_day(Typed("29", "2", "2027"))


@pytest.mark.parametrize(
    ("text", "shown"), [("14:30", "14:30"), ("1430", "14:30"), ("2.30pm", "14:30"), ("9am", "09:00"), ("12am", "00:00"), ("2140hrs", "21:40")]
)
def test_times_as_people_type_them(text: str, shown: str) -> None:
    assert f"{read_time(text):%H:%M}" == shown


@pytest.mark.parametrize("text", ["25:00", "14", "13pm", "noon", "9:7", "12:60"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadDay, match="not a time of day"):
        read_time(text)


def test_a_date_without_a_time_stays_a_date() -> None:
    assert read_when(Typed("14", "5", "2026")) == date(2026, 5, 14)
    assert read_when(Typed("14", "5", "2026", "10:00")) == datetime(2026, 5, 14, 10)


def test_an_hour_that_the_clocks_skip_does_not_exist() -> None:
    with pytest.raises(BadDay, match="clocks went forward"):
        read_when(Typed("29", "3", "2026", "01:30"))
    assert read_when(Typed("25", "10", "2026", "01:30")) == datetime(2026, 10, 25, 1, 30)


def test_moments_are_shown_in_london() -> None:
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert short(summer) == "Wed 1 Jul 2026"
    assert short(summer, clock=True) == "Wed 1 Jul 2026, 00:30"
    assert in_words(summer) == "Wednesday 1 July 2026, 00:30"
    assert typed(summer) == Typed("1", "7", "2026", "00:30")
    assert typed("2026-05-14") == Typed("14", "5", "2026")


def test_answers_are_words() -> None:
    assert [in_words(v) for v in (True, False, None, ["a", "b"], date(2026, 5, 14))] == ["Yes", "No", "", "a, b", "Thursday 14 May 2026"]
    assert short(date(2026, 5, 14), year=False) == "Thu 14 May"
