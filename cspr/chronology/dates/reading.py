"""A cell that holds a date, or two that hold date and time, or a paragraph that begins with one: read as far as it goes, never refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cspr.chronology.dates import clock
from cspr.chronology.dates.clock import Clock, NoTime
from cspr.chronology.dates.partial import Partial, Span, Unread, day_of, in_words, resolve
from cspr.chronology.dates.phrases import single
from cspr.chronology.dates.spans import cuts, span
from cspr.chronology.dates.words import ABOUT, HIDDEN, MONTH, OVERNIGHT, PART_OF_DAY, UNKNOWN, UNSURE, plain
from cspr.chronology.shapes import Cell, Doubt, When

LONDON = ZoneInfo("Europe/London")
LONGEST = 160
TIME_ALONE = "It is a time without a date"
# Excel's day numbers: 3 October 1954 to 8 April 2064. What lies outside is a number, not a date.
FIRST_SERIAL, LAST_SERIAL, SERIAL_NOUGHT = 20_000, 60_000, date(1899, 12, 30)
_SERIAL = re.compile(r"[2-5][0-9]{4}(?:\.[0-9]+)?")
_HIDDEN_DAY = re.compile(rf"{HIDDEN} ?[/. -] ?(?:[0-9?x_]|{MONTH})")
_ZONED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?) ?(z|[+-][0-9]{2}:?[0-9]{2})")
_SLASHES = re.compile(r"(?<=[0-9]) ?(?:[\\_]|//) ?(?=[0-9])")
# What a database writes of a day that has no time.
_NO_TIME = re.compile(r"(?<=[0-9])[t ]00:00:00(?:\.0+)?$")
_ISO_T = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9]{2}:?[0-9]{2})")
_WHOLE = re.compile(
    rf"(?<![0-9a-z])(?:[0-9]{{1,2}} ?[/.-] ?[0-9]{{1,2}} ?[/.-] ?(?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    rf"|[0-9]{{1,2}}(?: ?(?:st|nd|rd|th))? ?(?:of )?[-/ ]?{MONTH},? ?[-/ ]?'?(?:[0-9]{{4}}|[0-9]{{2}}))(?![0-9a-z])")


class _Read(NamedTuple):
    span: Span
    clock: Clock | None = None
    fault: str = ""


@dataclass(frozen=True)
class _Two:
    """Two moments: 3 May 22:00 to 4 May 02:00."""

    start: datetime
    end: datetime
    says: str
    doubt: Doubt


def typed_of(cell: Cell) -> str:
    """What stands in a cell, as a person would type it: a date in British order, a number without needless noughts."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/}{cell.year:04d}" + ("" if _at_midnight(cell) else f" {cell:%H:%M}")
    if isinstance(cell, date):
        return f"{cell:%d/%m/}{cell.year:04d}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _at_midnight(cell: datetime) -> bool:
    return (cell.hour, cell.minute, cell.second) == (0, 0, 0)


def _moment(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)


def _in_london(found: re.Match[str]) -> str:
    """A moment in another zone, on the clocks of London."""
    try:
        moment = datetime.fromisoformat(found[0].upper().replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return found[0]
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}" if 1900 <= moment.year < 2100 else found[0]


def _bare(text: str) -> tuple[str, bool, bool]:
    """The text without the words that make it approximate or overnight, and whether they stood there."""
    text, overnight = OVERNIGHT.subn(" ", text)
    about = sum(1 for found in UNSURE.finditer(text) if not found["time"])
    text = UNSURE.sub(" ", text)
    if not _HIDDEN_DAY.match(text):
        text, times = ABOUT.subn(" ", text)
        about += times
    text = re.sub(r"\( *\)|\[ *\]", " ", text)
    return re.sub(" +", " ", text).strip(" ,;:-"), bool(about), bool(overnight)


def _two_moments(text: str, near: date | None) -> _Two | None:
    """From a day and a time to another day and time."""
    if clock.count(text) < 2:
        return None
    for left, _, right in cuts(text):
        try:
            last = _one(right, near)
            first = _one(left, last.span.start if last else near)
        except Unread:
            continue
        if first and last and first.clock and last.clock and first.span.start == first.span.end and last.span.start == last.span.end:
            start, end = _moment(first.span.start, first.clock.start), _moment(last.span.start, last.clock.end)
            if start <= end:
                return _Two(start, end, last.span.says, last.span.doubt)
    return None


def _one(text: str, near: date | None) -> _Read | None:
    """A date with or without a time of day. Raises Unread where it is meant as one and cannot be."""
    fault: Unread | None = None
    for way in clock.options(text):
        rest = re.sub(" +", " ", PART_OF_DAY.sub(" ", way.rest)).strip(" ,;:-@")
        try:
            found = span(rest, near)
        except Unread as wrong:
            if fault is None or (wrong.dateish and not fault.dateish):
                fault = wrong
            continue
        if found:
            return _Read(found, way.clock, way.fault)
        if way.clock and not rest and fault is None:
            fault = Unread(f"{TIME_ALONE}. Give the date.", dateish=True)
    if fault:
        raise fault
    return None


def _inside(text: str, near: date | None) -> _Read | None:
    """The one whole date among other words: "letter dated 3 Feb 2021 received"."""
    found = _WHOLE.findall(text)
    if len(found) != 1:
        return None
    read = _one(found[0].strip(), near)
    return read and _Read(replace(read.span, says=f"Only “{found[0].strip()}” was read as the date. Check the rest. {read.span.says}".strip(),
                                  doubt="ambiguous"), None, read.fault)


def _text(typed: str, near: date | None) -> _Read | _Two:
    """What a text means. Raises Unread where it is no date."""
    text = plain(typed)
    if not text:
        raise Unread("There is no date. Give it, or say that it is not known.")
    if len(text) > LONGEST:
        raise Unread("It is too long for a date. Give the date alone.")
    if _WHOLE.fullmatch(text) and isinstance(day := single(text, near), Partial):  # As most are: no need to look further.
        return _Read(resolve(day, near))
    if UNKNOWN.fullmatch(text) and not _HIDDEN_DAY.match(text):
        raise Unread("The date is not known. Ask the agency, or say that it stays unknown.")
    if _SERIAL.fullmatch(text):
        return _serial(float(text))
    text = _NO_TIME.sub("", _SLASHES.sub("/", text))
    text = _ISO_T.sub(r"\1 ", _ZONED.sub(_in_london, text))
    bare, about, overnight = _bare(text)
    if two := _two_moments(bare, near):
        return two
    read = _one(bare, near) or _inside(bare, near)
    if read is None:
        raise Unread(f"“{typed.strip()[:60]}” cannot be read as a date. Give the date.")
    if overnight and read.clock is None and read.span.precision == "day":
        read = _Read(replace(read.span, end=read.span.end + timedelta(days=1), precision="range"), None, read.fault)
    if about or (read.clock and read.clock.about):
        read = _Read(replace(read.span, precision="approximate"), None, read.fault)
    return read


def _serial(value: float) -> _Read:
    day = SERIAL_NOUGHT + timedelta(days=int(value))
    minutes = round((value % 1) * clock.DAY)
    says = f"The number was read as Excel's number for {in_words(day)}."
    return _Read(Span(day, day, "day", says), Clock(minutes, minutes) if minutes else None)


def _number(value: float, near: date | None) -> _Read | _Two:
    if FIRST_SERIAL <= value < LAST_SERIAL:
        return _serial(value)
    if value == int(value) and 1900 <= value <= 2099 or 10_000 <= value <= 99_999_999 and value == int(value):
        digits = str(int(value))
        return _text(digits.zfill(6 if len(digits) < 7 else 8) if len(digits) > 4 else digits, near)
    if value != int(value) and 1 <= value < 13 and round(value % 1 * 10_000) in range(1900, 2100):  # 12.2025: a month.
        return _text(f"{value:.4f}", near)
    raise Unread(f"The number “{typed_of(value)}” is not a date. Give the date.")


def _day(day: date) -> Span:
    return Span(day_of(day.year, day.month, day.day), day, "day")


def _cell(cell: Cell, near: date | None) -> _Read | _Two:
    """What a cell means. Raises Unread where it is no date."""
    if isinstance(cell, datetime):
        local = cell.astimezone(LONDON) if cell.tzinfo else cell
        minutes = local.hour * 60 + local.minute
        return _Read(_day(local.date()), None if _at_midnight(local) else Clock(minutes, minutes))
    if isinstance(cell, date):
        return _Read(_day(cell))
    if isinstance(cell, bool):
        raise Unread("It is a yes or no, not a date. Give the date.")
    if isinstance(cell, int | float):
        return _number(cell, near)
    if isinstance(cell, time | timedelta):
        raise Unread(f"{TIME_ALONE}. Give the date.", dateish=True)
    return _text(cell or "", near)


def read_when(typed: Cell, time: Cell = None, *, near: date | None = None) -> When:
    """What a date means, with the time in a column of its own where there is one. Never raises.

    near: a date of the rows around it, for a year that was left out or has two figures. Gives a When: dates, or both datetimes for a minute;
    unknown, with what is wrong and what to do, where it cannot be read.
    """
    words = " ".join(part for part in (typed_of(typed), typed_of(time)) if part)
    says: list[str] = []
    doubt: Doubt = ""
    try:
        at = clock.read(time)
    except NoTime as wrong:
        at, doubt = None, "ambiguous"
        says.append(f"{wrong} The row stands at its day.")
    try:
        read = _cell(typed, near)
        if isinstance(read, _Two):
            return When(words, read.start, read.end, "minute", read.says, read.doubt)
        return _when(words, read, at, says, doubt)
    except Unread as wrong:
        return When(words, None, None, "unknown", wrong.says, wrong.doubt)
    except (ValueError, OverflowError):
        return When(words, None, None, "unknown", "The date lies outside the years that can be counted. Give the right date.", "impossible")


def _when(words: str, read: _Read, at: Clock | None, says: list[str], doubt: Doubt) -> When:
    found, own = read.span, read.clock
    if found.says:
        says.insert(0, found.says)
    if read.fault:
        says.append(f"{read.fault} The row stands at its day.")
    if at and own and at.start != own.start:
        says.append(f"Two times stand there; {at.start // 60:02d}:{at.start % 60:02d}, of the column of times, was taken.")
        doubt = "ambiguous"
    if at and at.says:
        says.append(at.says)
    doubt = found.doubt or doubt or ("ambiguous" if read.fault else "")
    use = at or own
    if use and found.precision == "day" and not use.about:
        return When(words, _moment(found.start, use.start), _moment(found.end, use.end), "minute", " ".join(says), doubt)
    precision = "approximate" if use and use.about and found.precision == "day" else found.precision
    return When(words, found.start, found.end, precision, " ".join(says), doubt)
