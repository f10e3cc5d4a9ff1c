"""Whatever is typed is taken; and every date comes back from every way of writing it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cspr.chronology.dates import leading, read_when
from cspr.chronology.dates.words import NAMES, WEEKDAYS
from cspr.chronology.shapes import Cell

pytestmark = pytest.mark.clause("D5")

DATES = st.dates(date(1950, 1, 1), date(2055, 12, 31))
PIECES = st.lists(st.sampled_from((
    "3", "9", "31", "02", "2/3", "5.6.20", "2020", "18/19", "2018", "may", "Feb", "sept", "Mon", "sunday", "1430", "14:30", "25:70", "2pm", "hrs",
    "am", "?", "c.", "w/c",
    "between", "and", "to", "-", "–", "/", "early", "late", "summer", "term", "overnight", "before", "since", "approx", "(", ")", ",", "st", "th",
    "xx", "0", "99999", "T", "Z",
    "00", "'", "of", "the", "q1", "1990s", "easter", "week", "ending")), max_size=9).map(" ".join)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), PIECES, st.dates(), st.datetimes(), st.times(), st.timedeltas(),
    st.datetimes(timezones=st.timezones()))


@given(typed=CELLS, at=CELLS, near=st.none() | st.dates())
@example(typed=date.max, at="24:00", near=None)
@example(typed=datetime.max, at=None, near=date.max)
@example(typed=date.min, at=None, near=date.min)
@example(typed="w/c 31/12/2099", at=None, near=None)
@example(typed="١٢/٣/٢٠٢١", at="²", near=None)
def test_whatever_stands_in_a_cell(typed: Cell, at: Cell, near: date | None) -> None:
    when = read_when(typed, at, near=near)
    assert (when.start is None) == (when.end is None) == (when.precision == "unknown")
    assert when.says or not when.doubt
    if isinstance(typed, str) and at is None:
        assert when.typed == typed
    if when.start is not None and when.end is not None:
        assert isinstance(when.start, datetime) == isinstance(when.end, datetime) == (when.precision == "minute")
        assert when.start <= when.end


@given(text=st.text(max_size=80) | st.tuples(PIECES, st.text(max_size=20)).map("".join), near=st.none() | DATES)
def test_whatever_begins_a_paragraph(text: str, near: date | None) -> None:
    if found := leading(text, near=near):
        when, rest = found
        assert when.typed in text and text.rstrip().endswith(rest.rstrip())


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


WAYS = ("{d}/{m}/{y}", "{d:02d}/{m:02d}/{y}", "{d}/{m}/{yy:02d}", "{d:02d}.{m:02d}.{y}", "{d}.{m}.{yy:02d}", "{d}-{m}-{y}", "{y}-{m:02d}-{d:02d}",
        "{o} {mon} {y}",
        "{d} {month} {y}", "{o} of {month}, {y}", "{d:02d}-{mon}-{yy:02d}", "{month} {o}, {y}", "{mon} {d}, {y}", "{day} {d} {mon} {yy:02d}",
        "{weekday}, {o} {month} {y}",
        "{d:02d}{m:02d}{y}", "{y}{m:02d}{d:02d}", "{d} {m} {y}", "{d}{mon}{y}", "{d}/{m}/{y} ({day})")


@pytest.mark.parametrize("way", WAYS)
@given(day=DATES)
def test_every_day_in_every_way_comes_back(way: str, day: date) -> None:
    name, week = NAMES[day.month - 1], WEEKDAYS[day.weekday()]
    typed = way.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100, o=_ordinal(day.day), mon=name[:3], month=name, day=week[:3],
                       weekday=week)
    # What lies further ahead than the rows near it is of the century before: so the rows near it decide.
    when = read_when(typed, near=day)
    assert (when.start, when.end, when.precision, when.says) == (day, day, "day", ""), typed


@pytest.mark.parametrize("way",
                         ("{t:%H:%M}", "{t:%H.%M}", "{t:%H%M}hrs", "{t:%H%M} hours", "{t:%H:%M}hrs", "at {t:%H:%M}", "{h}.{t:%M}{half}",
                          "{h}:{t:%M} {half}", "{t:%H%M}"))
@given(day=DATES, at=st.times())
def test_every_time_in_every_way_comes_back(way: str, day: date, at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    typed = way.format(t=at, h=at.hour % 12 or 12, half="am" if at.hour < 12 else "pm")
    expected = datetime.combine(day, at)
    for when in (read_when(f"{day:%d/%m/%Y} {typed}"), read_when(day, typed), read_when(f"{day.day} {NAMES[day.month - 1]} {day.year} {typed}"),
                 read_when(day, at)):
        assert (when.start, when.end, when.precision, when.doubt) == (expected, expected, "minute", ""), when


@pytest.mark.parametrize("way",
                         ("{a:%d/%m/%Y} - {b:%d/%m/%Y}", "{a:%d.%m.%Y}-{b:%d.%m.%Y}", "from {a:%d %B %Y} to {b:%d %B %Y}",
                          "between {a:%d %b %Y} and {b:%d %b %Y}",
                                 "{a:%d %B %Y} – {b:%d %B %Y}", "{a:%Y-%m-%d} to {b:%Y-%m-%d}", "{a:%d/%m/%Y} until {b:%d/%m/%Y}"))
@given(first=DATES, days=st.integers(1, 800))
def test_every_stretch_in_every_way_comes_back(way: str, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    when = read_when(way.format(a=first, b=last))
    assert (when.start, when.end, when.precision, when.says) == (first, last, "range", "")


@given(day=DATES)
def test_the_number_of_a_spreadsheet_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if 20_000 <= serial < 60_000:
        assert read_when(serial).start == read_when(float(serial)).start == read_when(str(serial)).start == day
        assert read_when(serial + 0.5).start == datetime(day.year, day.month, day.day, 12)
