"""Stretches of time that have a name: a financial or school year, a season or term, a quarter, a decade, Christmas, Easter, a week."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cspr.chronology.dates.partial import FIRST_YEAR, LAST_YEAR, Partial, Span, Unread, day_of, full_year, resolve
from cspr.chronology.dates.phrases import single

_TWO_YEARS = re.compile(
    r"(?:(?P<fy>f\.?y\.?|financial year|tax year|year)|(?P<school>school year|academic year|ay))?[ :]*(?P<a>(?:19|20)[0-9]{2}) ?(?P<sep>[/-]) ?"
    r"(?P<b>(?:19|20)?[0-9]{2})(?: (?:(?P<fy2>f\.?y\.?|financial year|tax year)|(?P<school2>school year|academic year)))?")
_SEASON = re.compile(
    r"(?P<when>spring|summer|autumn|fall|winter|christmas|xmas|easter|new year)(?P<term> term)?(?: time|(?P<off> holidays?| break)| period)?,? ?"
    r"'?(?P<y>[0-9]{4}|[0-9]{2})"
    r"(?: ?[/-] ?(?P<to>[0-9]{4}|[0-9]{2}))?|(?P<y2>[0-9]{4}) (?P<when2>spring|summer|autumn|winter|christmas|easter)(?P<term2> term)?")
_QUARTER = re.compile(r"(?:q|quarter )(?P<q>[1-4])(?: of)?,? ?(?P<y>[0-9]{4})(?: ?[/-] ?(?P<to>[0-9]{2,4}))?|(?P<y2>[0-9]{4}) ?q(?P<q2>[1-4])")
_DECADE = re.compile(r"(?P<y>(?:19|20)[0-9])0'?s")
_WEEK = re.compile(
    r"(?P<from>w ?[/.]? ?[cb]\.?(?![a-z])|wk\.? ?/? ?[cb]\.?(?![a-z])|(?:week|wk) (?:commencing|beginning|beg|starting|comm?|from|of)\.?"
    r"|during week of)[ :.-]*"
    r"|(?P<to>w ?[/.]? ?e\.?(?![a-z])|wk\.? ?/? ?e\.?(?![a-z])|week ending|week to)[ :.-]*|(?P<weekend>week ?end(?: of)?)[ :.-]+")


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _year(typed: str, near: date | None) -> int:
    year = full_year(int(typed), near) if len(typed) == 2 else int(typed)
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise Unread(f"The year {typed} cannot be right. Give the right date.", "impossible", dateish=True)
    return year


def _two_years(found: re.Match[str]) -> Span | None:
    """2018/19: a year that begins in one and ends in the other. 2018-2020: whole years."""
    first, typed = int(found["a"]), found["b"]
    second = int(typed) if len(typed) == 4 else first - first % 100 + int(typed)
    named_school, named = found["school"] or found["school2"], found["fy"] or found["fy2"]
    if len(typed) == 2 and int(typed) <= 12 and found["sep"] == "-" and not (named or named_school):
        return None  # 2011-12 is a month.
    if second == first + 1 and named_school:
        return Span(date(first, 9, 1), date(second, 8, 31), "range")
    if second == first + 1 and (named or len(typed) == 2 or found["sep"] == "/"):
        says = "" if named else "It was read as the financial year, 1 April to 31 March. If the school year is meant, give its first and last day."
        return Span(date(first, 4, 1), date(second, 3, 31), "range", says, "ambiguous" if says else "")
    if second > first:
        return Span(day_of(first, 1, 1), day_of(second, 12, 31), "range")
    return None


def _season(found: re.Match[str], near: date | None) -> Span:
    year, when, term = _year(found["y"] or found["y2"], near), found["when"] or found["when2"], found["term"] or found["term2"]
    if term:
        months = {"autumn": (9, 12), "spring": (1, 4), "summer": (4, 7)}.get(when, (1, 12))
        start, end = date(year, months[0], 1), date(year, months[1] + 1, 1) - timedelta(days=1) if months[1] < 12 else date(year, 12, 31)
        return Span(start, end, "approximate")
    if found["off"] and when in ("christmas", "xmas", "easter"):  # Two weeks of school, which each council sets.
        middle = _easter(year) if when == "easter" else date(year, 12, 28)
        return Span(middle - timedelta(days=14), middle + timedelta(days=14), "approximate")
    if when in ("christmas", "xmas"):
        return Span(date(year, 12, 24), date(year, 12, 26), "approximate")
    if when == "new year":
        return Span(date(year, 1, 1), date(year, 1, 2), "approximate")
    if when == "easter":
        return Span(_easter(year) - timedelta(days=2), _easter(year) + timedelta(days=1), "approximate")
    if when == "winter":
        says = "" if found["to"] else f"It was read as December {year} to February {year + 1}. If the winter before is meant, give the months."
        return Span(date(year, 12, 1), date(year + 1, 3, 1) - timedelta(days=1), "approximate", says, "ambiguous" if says else "")
    first = {"spring": 3, "summer": 6}.get(when, 9)
    return Span(date(year, first, 1), date(year, first + 3, 1) - timedelta(days=1), "approximate")


def _quarter(found: re.Match[str], near: date | None) -> Span:
    year, number = _year(found["y"] or found["y2"], near), int(found["q"] or found["q2"])
    month = 3 * number - 2
    if found["to"]:  # Q1 2019/20 begins in April.
        year, month = (year, month + 3) if number < 4 else (year + 1, 1)
        says = ""
    else:
        says = "It was read as a quarter of the calendar year. If the financial year is meant, give the months."
    after = date(year, month + 3, 1) if month < 10 else date(year + 1, 1, 1)
    return Span(date(year, month, 1), after - timedelta(days=1), "range", says, "ambiguous" if says else "")


def _week(found: re.Match[str], rest: str, near: date | None) -> Span | None:
    inner = single(rest, near)
    if isinstance(inner, Partial):
        inner = resolve(inner, near)
    if inner is None or inner.precision != "day":
        return None
    day, six = inner.start, timedelta(days=6)
    if found["from"]:
        start, end = day, day + six
    elif found["to"]:
        start, end = day - six, day
    else:  # The Saturday and Sunday of it, or that come next.
        start = day - timedelta(days=1) if day.weekday() == 6 else day + timedelta(days=(5 - day.weekday()) % 7)
        end = start + timedelta(days=1)
    return Span(start, end, "range", inner.says, inner.doubt)


def stretch(text: str, near: date | None) -> Span | None:
    """A named stretch of time out of a text in the form of `plain`, or None. Raises Unread where a year is missing or cannot be right."""
    if (week := _WEEK.match(text)) and (rest := text[week.end():].strip()):
        return _week(week, rest, near)
    if years := _TWO_YEARS.fullmatch(text):
        return _two_years(years)
    if season := _SEASON.fullmatch(text):
        return _season(season, near)
    if quarter := _QUARTER.fullmatch(text):
        return _quarter(quarter, near)
    if decade := _DECADE.fullmatch(text):
        first = int(decade["y"]) * 10
        return Span(date(first, 1, 1), date(first + 9, 12, 31), "range")
    return None

