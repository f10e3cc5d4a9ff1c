"""What a typed date means: British order, what was typed kept, and nothing guessed without saying so."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from cspr.chronology.dates import read_when
from cspr.chronology.shapes import Cell, When

pytestmark = pytest.mark.clause("D5")

NEAR = date(2021, 3, 20)


def short(when: When) -> str:
    """start..end precision, the end left out where it is the same."""
    if when.start is None or when.end is None:
        return when.precision
    start, end = when.start.isoformat()[:16], when.end.isoformat()[:16]
    return f"{start if start == end else f'{start}..{end}'} {when.precision}"


DAY = ("3/2/21", "03/02/2021", "3.2.21", "03.02.2021", "3-2-2021", "3 2 21", "3rd Feb 2021", "3 February 2021", "3rd of February, 2021", "3 FEB. 21",
       "February 3rd 2021", "Feb 3, 2021", "03-Feb-21", "3feb21", "2021-02-03", "2021/02/03", "20210203", "03022021", "030221", "Wed 3 Feb 2021",
       "Wednesday, 3rd February 2021", "3/2/21 (Weds)", "3 Febuary 2021", "on 3/2/21", "Date: 3/2/21", "3/2/21 pm", "morning of 3 Feb 2021",
       "  3/2/21\n", "03\u00a0/\u00a002\u00a0/\u00a02021", "3/2/'21", "44230", "3/2/21 midnight", "[3/2/21]")


@pytest.mark.parametrize("typed", DAY)
def test_one_day_in_every_way(typed: str) -> None:
    when = read_when(typed)
    assert short(when) == "2021-02-03 day" and when.typed == typed and not when.doubt


MINUTE = ("03.02.2021 1430hrs", "3/2/21 14:30", "3/2/21 14.30", "3 Feb 2021 at 2.30pm", "3rd Feb 2021, 2:30 p.m.", "2021-02-03T14:30",
          "2021-02-03T14:30:00Z",
          "2021-02-03 14:30:59", "1430hrs 3/2/21", "14:30 on 3 February 2021", "3/2/2021 1430", "1430 03/02/2021", "3 Feb 21 @ 14:30",
          "3/2/21 - 14:30",
          "44230.604166667", "Wed 3 Feb 2021 14.30 hours", "3/2/21 14:30h")


@pytest.mark.parametrize("typed", MINUTE)
def test_a_day_with_its_time(typed: str) -> None:
    when = read_when(typed)
    assert short(when) == "2021-02-03T14:30 minute" and when.typed == typed and not when.doubt


@pytest.mark.parametrize(("typed", "means"), [
    ("Feb 2021", "2021-02-01..2021-02-28 month"), ("12/2025", "2025-12-01..2025-12-31 month"), ("2025-12", "2025-12-01..2025-12-31 month"),
    ("Feb '21", "2021-02-01..2021-02-28 month"), ("Feb-21", "2021-02-01..2021-02-28 month"), ("??/05/2020", "2020-05-01..2020-05-31 month"),
    ("xx May 2020", "2020-05-01..2020-05-31 month"), ("12/25", "2025-12-01..2025-12-31 month"),
    ("2019", "2019-01-01..2019-12-31 year"), ("??/??/2020", "2020-01-01..2020-12-31 year"), ("during 2019", "2019-01-01..2019-12-31 year"),
    ("Feb–Mar 2025", "2025-02-01..2025-03-31 range"), ("Dec–Jan 2025", "2024-12-01..2025-01-31 range"),
    ("between 3 and 9 May 2020", "2020-05-03..2020-05-09 range"), ("from 3 May 2020 to 9 June 2020", "2020-05-03..2020-06-09 range"),
    ("3-9 May 2020", "2020-05-03..2020-05-09 range"), ("3rd to 9th May 2020", "2020-05-03..2020-05-09 range"),
    ("3/5/20 - 9/5/20", "2020-05-03..2020-05-09 range"), ("3/5-9/5/2020", "2020-05-03..2020-05-09 range"),
    ("10-12/5/2020", "2020-05-10..2020-05-12 range"),
    ("28 Dec - 3 Jan 2021", "2020-12-28..2021-01-03 range"), ("Mon 4 - Fri 8 May 2020", "2020-05-04..2020-05-08 range"),
    ("3 May 2020 to 9 June", "2020-05-03..2020-06-09 range"), ("28 Dec 2020 to 3 Jan", "2020-12-28..2021-01-03 range"),
    ("3/2/21 (TBC)", "2021-02-03 approximate"), ("Date unknown - 2019", "2019-01-01..2019-12-31 approximate"),
    ("3/2/21 (time unknown)", "2021-02-03 day"),
    ("14\\02\\2021", "2021-02-14 day"), ("14//02/2021", "2021-02-14 day"), ("3/5/20 0900-1000", "2020-05-03T09:00..2020-05-03T10:00 minute"),
    ("Date: 14.02.2021 Time: 10:30", "2021-02-14T10:30 minute"), ("wk beg 8/3/21", "2021-03-08..2021-03-14 range"),
    ("Easter holidays 2024", "2024-03-17..2024-04-14 approximate"), ("3/5/20 11.30-1.00", "2020-05-03T11:30..2020-05-03T13:00 minute"),
    ("3/5/20 12.00 - 01.00", "2020-05-03T12:00..2020-05-03T13:00 minute"),
    ("3/4 May 2020", "2020-05-03..2020-05-04 range"),
    ("w/c 8 December 2025", "2025-12-08..2025-12-14 range"), ("week commencing 8/3/21", "2021-03-08..2021-03-14 range"),
    ("wc 8 March 2021", "2021-03-08..2021-03-14 range"), ("week ending 14/3/21", "2021-03-08..2021-03-14 range"),
    ("weekend of 8 May 2020", "2020-05-09..2020-05-10 range"), ("2018-2020", "2018-01-01..2020-12-31 range"),
    ("overnight 3–4 May 2020", "2020-05-03..2020-05-04 range"), ("overnight 3 May 2020", "2020-05-03..2020-05-04 range"),
    ("night of 3 May 2020", "2020-05-03..2020-05-04 range"), ("school year 2018/19", "2018-09-01..2019-08-31 range"),
    ("FY 2018/19", "2018-04-01..2019-03-31 range"), ("Q4 2018/19", "2019-01-01..2019-03-31 range"), ("1990s", "1990-01-01..1999-12-31 range"),
    ("early 2019", "2019-01-01..2019-04-30 approximate"), ("mid-2019", "2019-05-01..2019-08-31 approximate"),
    ("late 2019", "2019-09-01..2019-12-31 approximate"), ("late Feb 2020", "2020-02-21..2020-02-29 approximate"),
    ("beginning of March 2020", "2020-03-01..2020-03-10 approximate"), ("second half of 2020", "2020-07-01..2020-12-31 approximate"),
    ("c. March 2020", "2020-03-01..2020-03-31 approximate"), ("circa 2019", "2019-01-01..2019-12-31 approximate"),
    ("approx 10 Jan 26", "2026-01-10 approximate"), ("10/1/26 (approx)", "2026-01-10 approximate"), ("about 3 May 2020", "2020-05-03 approximate"),
    ("3/2/21?", "2021-02-03 approximate"), ("?3/2/21", "2021-02-03 approximate"), ("~2019", "2019-01-01..2019-12-31 approximate"),
    ("3/2/21 approx 2pm", "2021-02-03 approximate"), ("2019ish", "2019-01-01..2019-12-31 approximate"),
    ("on or around 3 May 2020", "2020-05-03 approximate"), ("late 2019 to early 2020", "2019-09-01..2020-04-30 approximate"),
    ("summer 2019", "2019-06-01..2019-08-31 approximate"), ("autumn term 2020", "2020-09-01..2020-12-31 approximate"),
    ("Christmas 2019", "2019-12-24..2019-12-26 approximate"), ("Easter 2024", "2024-03-29..2024-04-01 approximate"),
    ("winter 2019/20", "2019-12-01..2020-02-29 approximate"),
    ("3 May 2020 14:00-15:30", "2020-05-03T14:00..2020-05-03T15:30 minute"), ("3/5/20 2-3pm", "2020-05-03T14:00..2020-05-03T15:00 minute"),
    ("3/5/20 11-1pm", "2020-05-03T11:00..2020-05-03T13:00 minute"), ("3/5/20 2200-0200hrs", "2020-05-03T22:00..2020-05-04T02:00 minute"),
    ("3 May 2020 22:00 - 4 May 2020 02:00", "2020-05-03T22:00..2020-05-04T02:00 minute"), ("3/5/20 noon", "2020-05-03T12:00 minute"),
    ("3/5/20 12am", "2020-05-03T00:00 minute"), ("3/5/20 24:00", "2020-05-04T00:00 minute"),
    ("2025-07-07T00:00:00Z", "2025-07-07T01:00 minute"), ("2025-02-07T00:00", "2025-02-07T00:00 minute"),
])
def test_how_precise_it_is(typed: str, means: str) -> None:
    when = read_when(typed)
    assert short(when) == means and when.typed == typed and not when.doubt


@pytest.mark.parametrize(("typed", "means", "says"), [
    ("Feb 21", "2021-02-01..2021-02-28 month", "If the day 21 February is meant"), ("Feb 5", "2021-02-05 day", "2021 was taken"),
    ("early Feb 21", "2021-02-01..2021-02-10 approximate", "If the day"),
    ("Mon 16 Feb 25", "2025-02-16 day", "16 February 2025 was a Sunday, not a Monday"),
    ("w/c 8 March", "2021-03-08..2021-03-14 range", "2021 was taken from the rows near it"),
    ("3/5", "2021-05-03 day", "2021 was taken"), ("8 December", "2020-12-08 day", "2020 was taken"),
    ("Fri 3 April", "2020-04-03 day", "2020 was taken"),
    ("2018/19", "2018-04-01..2019-03-31 range", "financial year"), ("winter 2019", "2019-12-01..2020-02-29 approximate", "If the winter before"),
    ("Q1 2019", "2019-01-01..2019-03-31 range", "calendar year"),
    ("before 3 May 2020", "2020-05-03 approximate", "“before”"), ("2019 onwards", "2019-01-01..2019-12-31 approximate", "“onwards”"),
    ("3 May 2020 to present", "2020-05-03 approximate", "“to present”"), ("since March 2020", "2020-03-01..2020-03-31 approximate", "only one end"),
    ("3 May 2020 (phone call)", "2020-05-03 day", "Only “3 may 2020” was read"), ("letter of 3/2/21 filed", "2021-02-03 day", "Check the rest"),
    ("17/01/2026 25:70", "2026-01-17 day", "There is no time 25:70"), ("9 - 3 May 2020", "2020-05-03..2020-05-09 range", "the wrong way round"),
])
def test_what_a_person_should_look_at(typed: str, means: str, says: str) -> None:
    when = read_when(typed, near=NEAR)
    assert short(when) == means and says in when.says and when.doubt == "ambiguous"


@pytest.mark.parametrize(("typed", "says"), [
    ("31/02/2025", "There is no 31 February 2025: that month has 28 days"), ("29/2/2021", "There is no 29 February 2021"),
    ("31st April 2020", "that month has 30 days"), ("0/3/2021", "There is no 0 March 2021"),
    ("12/13/2021", "If it was typed with the month first, it is 13 December"),
    ("02/25/2021", "it is 25 February 2021"), ("32/13/2021", "There is no month 13"), ("3/2/0221", "The year 221 cannot be right"),
    ("3 May 2020 to 31 June 2020", "There is no 31 June 2020"), ("w/c 31/02/2025", "There is no 31 February 2025"),
])
def test_an_impossible_date_is_said_to_be_so(typed: str, says: str) -> None:
    when = read_when(typed)
    assert (when.start, when.end, when.precision, when.doubt, when.typed) == (None, None, "unknown", "impossible", typed)
    assert says in when.says


@pytest.mark.parametrize("typed",
                         ["unknown", "tbc", "TBC.", "n/k", "N/K", "?", "???", "-", "not known", "Date unknown", "undated", "n/a", "x",
                          "various dates"])
def test_what_is_meant_as_unknown(typed: str) -> None:
    when = read_when(typed)
    assert when.precision == "unknown" and when.doubt == "unknown" and "not known" in when.says and when.typed == typed


@pytest.mark.parametrize(("typed", "says"), [
    ("", "There is no date"), (None, "There is no date"), ("Monday", "a day of the week"), ("14.30", "a time without a date"),
    ("9.45", "a time without a date"), ("10.30", "a time without"),
    ("2pm", "a time without"),
    (time(14, 30), "a time without"), ("3 May", "The year is missing"), ("telephone call", "cannot be read as a date"), (True, "yes or no"),
    (880011, "There is no"), (12.5, "is not a date"), (-1, "is not a date"), ("x" * 500, "too long"), ("12 children", "cannot be read"),
    ("14:02:2021", "cannot be read"), ("l4/02/2021", "cannot be read"),
])
def test_what_cannot_be_read_says_why(typed: Cell, says: str) -> None:
    when = read_when(typed)
    assert when.precision == "unknown" and when.doubt and says in when.says


@pytest.mark.parametrize(("cell", "at", "means"), [
    (date(2024, 4, 15), None, "2024-04-15 day"), (datetime(2024, 4, 15), None, "2024-04-15 day"),
    (datetime(2024, 4, 15, 9, 5), None, "2024-04-15T09:05 minute"),
    (date(2024, 4, 15), time(4, 44), "2024-04-15T04:44 minute"), (date(2024, 4, 15), "0601", "2024-04-15T06:01 minute"),
    (date(2024, 4, 15), 601, "2024-04-15T06:01 minute"), (date(2024, 4, 15), 0.5, "2024-04-15T12:00 minute"), (45397, None, "2024-04-15 day"),
    (date(2024, 4, 15), datetime(1899, 12, 30, 21, 40), "2024-04-15T21:40 minute"),
    (date(2024, 4, 15), timedelta(hours=21, minutes=40), "2024-04-15T21:40 minute"),
    (date(2024, 4, 15), 14.3, "2024-04-15T14:30 minute"), ("15/4/24", "2pm", "2024-04-15T14:00 minute"),
    ("15/4/24", "2.15 - 3.15pm", "2024-04-15T14:15..2024-04-15T15:15 minute"),
    ("15/4/24", "1400-1530", "2024-04-15T14:00..2024-04-15T15:30 minute"), ("15/4/24", "n/k", "2024-04-15 day"), ("15/4/24", "", "2024-04-15 day"),
    ("15/4/24", "evening", "2024-04-15 day"), ("15/4/24", "approx 14:00", "2024-04-15 approximate"),
    ("15/4/24", "about 2pm", "2024-04-15 approximate"),
    ("April 2024", "14:00", "2024-04-01..2024-04-30 month"), (2019, None, "2019-01-01..2019-12-31 year"),
    (12.2025, None, "2025-12-01..2025-12-31 month"),
    (3022021, None, "2021-02-03 day"), ("15/4/24 14:00", "14:00", "2024-04-15T14:00 minute"),
])
def test_cells_that_hold_more_than_text(cell: Cell, at: Cell, means: str) -> None:
    when = read_when(cell, at)
    assert short(when) == means and not when.doubt


@pytest.mark.parametrize(("at", "says"),
                         [("25:00", "There is no time 25:00"), ("school run", "is not a time of day"), (7000, "is not a time of day")])
def test_a_time_that_is_none_leaves_the_day(at: Cell, says: str) -> None:
    when = read_when("15/4/24", at)
    assert short(when) == "2024-04-15 day" and when.doubt == "ambiguous" and says in when.says


def test_two_times_that_differ_are_said() -> None:
    when = read_when("15/4/24 14:00", "15:00")
    assert short(when) == "2024-04-15T15:00 minute" and "Two times stand there" in when.says and when.doubt == "ambiguous"


@pytest.mark.parametrize(("typed", "near", "year"), [
    ("3/2/98", NEAR, 1998), ("3/2/31", NEAR, 2031), ("3/2/32", NEAR, 1932), ("3/2/21", None, 2021), ("3/2/75", None, 1975), ("3/2/1975", NEAR, 1975)])
def test_a_year_of_two_figures(typed: str, near: date | None, year: int) -> None:
    when = read_when(typed, near=near)
    assert when.start == date(year, 2, 3)
