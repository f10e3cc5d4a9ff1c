"""One date, in any of the ways in which it is typed, as far as it goes. British order: the day comes before the month."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from cspr.chronology.dates.partial import Partial, Span, Unread, day_of, full_year, in_words
from cspr.chronology.dates.words import DAY, DAYS, HIDDEN, MONTH, MONTHS, NAMES

_D = r"(?P<d>[0-9]{1,2})(?P<ord> ?(?:st|nd|rd|th)(?![a-z]))?"
_M = rf"(?P<mon>{MONTH})"
_N = r"(?P<m>[0-9]{1,2})"
_Y = r"'?(?P<y>[0-9]{4}|[0-9]{2})"
_Y4 = r"(?P<y>[0-9]{4})"
_MAY, _MUST = r" ?[-/.,]? ?", r"(?: ?[-/.,] ?| )"
_WEEKDAY = re.compile(rf"^(?P<first>{DAY})[ ,:/-]*|[ ,/-]+(?P<last>{DAY})$")
_JUNK = re.compile(r"(?<![a-z])(?:of|the|on|in|during|dated?|time|year|month(?: of)?)(?![a-z])[:.]?|[\[\]()\"]")

# In this order: the first that fits is what it means.
_FORMS = tuple(re.compile(form) for form in (
    rf"{_Y4}{_MUST}{_N}{_MUST}(?P<d>[0-9]{{1,2}})",              # 2021-02-03
    rf"(?P<d>[0-9]{{1,2}}){_MUST}{_N}{_MUST}{_Y}",               # 3/2/21, 03.02.2021, 3 2 21
    rf"{_D}{_MAY}{_M}{_MAY}{_Y}",                                # 3rd Feb 2021, 17-Jan-26, 17jan26
    rf"{_M}{_MAY}{_D}{_MUST}{_Y}",                               # February 3rd, 2021
    rf"{_Y4}{_MAY}{_M}{_MAY}{_D}",                               # 2021 February 3
    rf"(?P<d>[0-9]{{2}}){_N.replace('1,2', '2')}(?P<y>(?:19|20)[0-9]{{2}})",  # 03022021
    rf"(?P<y>(?:19|20)[0-9]{{2}}){_N.replace('1,2', '2')}(?P<d>[0-9]{{2}})",  # 20210203
    rf"(?P<d>[0-9]{{2}}){_N.replace('1,2', '2')}(?P<y>[0-9]{{2}})",           # 030221
    rf"{HIDDEN}{_MUST}{_N}{_MUST}{_Y}", rf"{HIDDEN}{_MAY}{_M}{_MAY}{_Y}",     # ??/05/2020, xx May 2020
    rf"{_N}{_MUST}{_Y4}", rf"{_Y4} ?[-/.] ?{_N}", rf"{_Y4}{_MAY}{_M}",        # 12/2025, 2025-12, 2025 Dec
    rf"{_M}{_MAY}'?(?P<y>[0-9]{{4}})", rf"{_M}{_MAY}'(?P<y>[0-9]{{2}})",      # Feb 2021, Feb '21
    rf"{HIDDEN}{_MUST}{HIDDEN}{_MUST}{_Y4}", _Y4, r"'(?P<y>[0-9]{2})",        # ??/??/2020, 2019, '19
    rf"{_D}{_MAY}{_M}", rf"{_M}{_MAY}(?P<d>[0-9]{{1,2}})(?P<ord> ?(?:st|nd|rd|th))", _M,  # 3rd Feb, Feb 3rd, Feb
))
_MONTH_NUMBER = re.compile(rf"{_M}{_MAY}(?P<n>[0-9]{{1,2}})")
_TWO_NUMBERS = re.compile(r"(?P<a>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<b>[0-9]{1,2})")
_DAY_ALONE = re.compile(_D)
_PART = re.compile(
    r"(?:at |in )?(?:the )?(?:(?P<early>early|(?:start|beginning|first part)(?: of)?)|(?P<mid>mid(?:dle)?(?: of)?)"
    r"|(?P<late>late|(?:end|last part|latter part)(?: of)?)"
    r"|(?P<first_half>(?:first|1st) half(?: of)?)|(?P<second_half>(?:second|2nd|latter) half(?: of)?))"
    r"(?![a-z])")


def _american(day: int, month: int, year: int, near: date | None) -> None:
    """02/25/2021 is no British date; the other way round it is one. Raises Unread, and proposes it."""
    if month > 12 >= day:
        try:
            other = day_of(year, day, month)
        except Unread:
            return
        raise Unread(f"There is no month {month}: it cannot be a British date. If it was typed with the month first, it is {in_words(other)}: "
                     "give the date so.", "impossible", dateish=True)


def _partial(found: re.Match[str], near: date | None) -> Partial:
    got = found.groupdict()
    year, day = got.get("y"), got.get("d")
    month = MONTHS[got["mon"].rstrip(".")] if got.get("mon") else int(got["m"]) if got.get("m") else None
    made = Partial(int(year) if year else None, month, int(day) if day else None, bool(year) and len(str(year)) == 2, certain=bool(got.get("ord")))
    if made.day is not None and month is not None and made.year is not None and not got.get("mon"):
        _american(made.day, month, 2000 + made.year if made.short else made.year, near)
    return made


def _month_number(found: re.Match[str], near: date | None) -> Partial:
    """Feb-21 is February 2021, as spreadsheets write it; Feb 5, or where the rows near it are of other years, the fifth of February.

    Feb 21 may be either: it is read as the month, and said.
    """
    month, number = MONTHS[found["mon"].rstrip(".")], int(found["n"])
    as_year = len(found["n"]) == 2 and (near is None or number > 31 or abs(2000 + number - near.year) <= 5)
    if not as_year:
        return Partial(None, month, number)
    if number > 31 or "-" in found[0]:
        return Partial(number, month, short=True)
    name, year = NAMES[month - 1], full_year(number, near)
    return Partial(number, month, short=True, says=f"It was read as {name} {year}. If the day {number} {name} is meant, give its year.")


def _two_numbers(found: re.Match[str]) -> Partial | None:
    """3/5 is a day and a month; 12/25 a month and a year, for there is no month 25. 9.45 is a time, and no date."""
    a, b = int(found["a"]), int(found["b"])
    if b <= 12:
        return Partial(None, b, a)
    return Partial(b, a, short=True) if 1 <= a <= 12 and found["sep"] != "." else None


def single(text: str, near: date | None, *, lone: bool = False) -> Partial | Span | None:
    """One date out of a text in the form of `plain`. lone: a day alone will do ("3" of "3 to 9 May"). None where it is none.

    Raises Unread where it is meant as one and cannot be.
    """
    text = _JUNK.sub(" ", text)
    text = re.sub(" +", " ", text).strip(" ,;:-")
    weekday = None
    while found := _WEEKDAY.search(text):
        weekday = DAYS[(found["first"] or found["last"]).rstrip(".")]
        text = (text[:found.start()] + text[found.end():]).strip(" ,;:-")
    if part := _PART.match(text):
        rest = text[part.end():].strip(" -")
        inner = single(rest, near) if rest else None
        # "Early 3 May" is the time of day.
        return replace(inner, part=str(part.lastgroup)) if isinstance(inner, Partial) else inner
    text = text.strip(" .")
    for form in _FORMS:
        if whole := form.fullmatch(text):
            made = _partial(whole, near)
            return replace(made, weekday=weekday) if weekday is not None else made
    if whole := _MONTH_NUMBER.fullmatch(text):
        return _month_number(whole, near)
    if whole := _TWO_NUMBERS.fullmatch(text):
        two = _two_numbers(whole)
        return replace(two, weekday=weekday) if two else None
    if lone and (whole := _DAY_ALONE.fullmatch(text)):
        return Partial(day=int(whole["d"]), certain=bool(whole["ord"]), weekday=weekday)
    if weekday is not None and not text:
        raise Unread("It names a day of the week and no date. Give the date.", dateish=True)
    return None

