"""The clock ribbon: each day of a clock a cell, and the months ribbon for clocks that run for half a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cspr.govuk import days as words_for
from cspr.govuk.svg import draw

PITCH, CELL, TALL = 50.0, 46.0, 50.0  # Between cells; a cell's width; its height.
ABOVE, BELOW = 42.0, 58.0  # Room for the window's name over a row, and for the dates under it.
WIDEST = 24  # More days than this in one row are too small to read on a desktop.


@dataclass(frozen=True)
class RibbonDay:
    """One day. number: its count on the clock, None where it does not count. label: then why ("weekend", or a holiday's name)."""

    date: date
    number: int | None
    label: str | None = None


def _weekend(day: RibbonDay) -> bool:
    return day.date.weekday() >= 5


@dataclass(frozen=True)
class _Look:
    """What is to be shown on the days, the same for each layout."""

    today: date
    due: date | None
    window: tuple[date, date] | None
    window_label: str
    marker: date | None
    marker_label: str
    done: date | None

    def within(self, day: date) -> bool:
        return bool(self.window and self.window[0] <= day <= self.window[1])

    def notes(self, day: date) -> list[str]:
        """The words under a day, the most urgent first."""
        found = ["done"] if day == self.done else []
        found += ["due"] if day == self.due else []
        found += ["today"] if day == self.today and not self.done else []
        found += [self.marker_label or "set"] if day == self.marker else []
        return found


def _cell(day: RibbonDay, look: _Look, x: float, y: float, pattern: str) -> list[SafeString]:
    counts, middle = day.number is not None, x + PITCH / 2
    end = min(look.today, look.done) if look.done else look.today
    past = day.date < end or (look.done is not None and day.date == look.done)
    over = look.due is not None and day.date > look.due and day.date <= end
    parts: list[SafeString] = []
    if look.within(day.date):
        parts.append(draw.rect(x, y - 14, PITCH, TALL + 54, draw.MINT))
        parts.append(draw.rect(x, y - 18, PITCH, 4, draw.GREEN))
    fill = f"url(#{pattern})" if not counts else draw.RED if over and past else draw.NAVY if past else draw.WHITE
    if look.done is not None and day.date == look.done:
        fill = draw.GREEN
    parts.append(draw.rect(x + 2, y, CELL, TALL, fill, draw.EDGE))
    if day.date == look.done:
        parts.append(draw.tick(middle, y + TALL / 2))
    elif counts:
        parts.append(draw.words(middle, y + 32, str(day.number), size=20, bold=True, fill=draw.WHITE if past else draw.BLACK))
    elif not _weekend(day):
        parts.append(draw.words(middle, y + 30, "holiday", size=12, bold=True))
    if day.date == look.due:
        parts.append(draw.rect(x + 3.5, y + 1.5, CELL - 3, TALL - 3, "none", draw.RED, 4))
    if day.date == look.today and not look.done:
        parts.append(draw.rect(x + 2, y, CELL, TALL, "none", draw.BLACK, 3 if day.date != look.due else 1))
        parts.append(draw.triangle(middle, y - 2))
    if day.date == look.marker:
        parts.append(draw.rect(x + 6, y + TALL - 7, CELL - 8, 4, draw.GREEN if not past else draw.WHITE))
    parts.append(draw.words(middle, y + TALL + 16, f"{day.date:%a}", size=13, fill=draw.GREY))
    parts.append(draw.words(middle, y + TALL + 32, f"{day.date.day} {day.date:%b}", size=13))
    for n, note in enumerate(look.notes(day.date)[:1]):
        colour = {"due": draw.RED, "done": draw.GREEN}.get(note, draw.GREEN if day.date == look.marker else draw.BLACK)
        parts.append(draw.words(middle, y + TALL + 48 + 14 * n, note[:9], size=13, bold=True, fill=colour))
    return parts


def _grid(days: Sequence[RibbonDay], look: _Look, per_row: int, offset: int, says: str, classes: str) -> SafeString:
    """The days in rows. offset: empty cells before the first, so that weeks line up."""
    name = draw.mark(days, look, per_row)
    parts: list[SafeString] = [draw.hatch(f"{name}-h")]
    named_row = -1
    tall = (ABOVE if look.window else ABOVE / 2) + TALL + BELOW
    for n, day in enumerate(days, offset):
        row, column = divmod(n, per_row)
        x, y = column * PITCH, (row + 1) * tall - TALL - BELOW
        parts += _cell(day, look, x, y, f"{name}-h")
        if look.within(day.date) and look.window_label and named_row < 0:
            named_row = row
            parts.append(_window_words(look.window_label, x, y - 24, min(per_row, len(days) + offset) * PITCH))
    rows = -(-(len(days) + offset) // per_row)
    columns = min(per_row, len(days) + offset)
    return draw.picture(parts, columns * PITCH, rows * tall, "Clock", says, name, classes)


def _window_words(label: str, x: float, y: float, width: float) -> SafeString:
    """The window's name over its first day; further left, then shortened, where the row would cut it off."""
    needs = len(label) * 7.6
    if needs > width:
        label, needs = label[: int(width / 7.6) - 1].rstrip() + "…", width
    return draw.words(max(0, min(x, width - needs)), y, label, size=14, bold=True, fill=draw.GREEN, anchor="start")


def in_words(
    days: Sequence[RibbonDay],
    today: date,
    due: date | None,
    window: tuple[date, date] | None = None,
    window_label: str = "",
    marker: date | None = None,
    marker_label: str = "",
    done: date | None = None,
) -> str:
    """What the ribbon shows, as sentences. Takes what clock_ribbon takes."""
    said: list[str] = []
    counted = [d for d in days if d.number is not None]
    last = next((d.number for d in counted if d.date == due), None)
    reached = [d for d in counted if d.date <= today]
    if done:
        said.append(f"Done on {words_for.in_words(done)}" + (", after it was due" if due and done > due else ""))
    elif due and today > due:
        late = len([d for d in reached if d.date > due])
        said.append(f"Overdue by {late} counted day{'' if late == 1 else 's'}" if late else "Overdue")
    elif reached:
        said.append(f"Day {reached[-1].number}" + (f" of {last}" if last is not None else ""))
    if counted:
        said.append(f"Day {counted[0].number} {'is' if counted[0].date > today else 'was'} {words_for.in_words(counted[0].date)}")
    if due:
        said.append(f"Due {words_for.in_words(due)}")
    if window:
        said.append(f"{_first_up(window_label) or 'Window'}: {words_for.in_words(window[0])} to {words_for.in_words(window[1])}")
    if marker:
        said.append(f"{_first_up(marker_label) or 'Set for'}: {words_for.in_words(marker)}")
    skipped = [f"{words_for.in_words(d.date)} ({d.label or 'holiday'})" for d in days if d.number is None and not _weekend(d)]
    weekends = any(d.number is None and _weekend(d) for d in days)
    if skipped or weekends:
        said.append("Not counted: " + ", and ".join((["weekends"] if weekends else []) + ([", ".join(skipped)] if skipped else [])))
    return ". ".join(said) + "." if said else ""


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def clock_ribbon(
    days: Sequence[RibbonDay],
    today: date,
    due: date | None = None,
    window: tuple[date, date] | None = None,
    window_label: str = "",
    marker: date | None = None,
    marker_label: str = "",
    done: date | None = None,
    says: str = "",
) -> SafeString:
    """Each day a cell: past ones filled, weekends and holidays hatched, the window shaded, today and due outlined.

    days: every day from day 0, in order. window: first and last day shaded, with its label. marker: a date fixed within it.
    done: when it was met. says: words in place of those made by in_words. Nothing at all for no days.
    """
    if not days:
        return SafeString("")
    look = _Look(today, due, window, window_label, marker, marker_label, done)
    text = says or in_words(days, today, due, window, window_label, marker, marker_label, done)
    wide = _grid(days, look, len(days) if len(days) <= WIDEST else 21, 0, text, "kit-ribbon__wide")
    weeks = _grid(days, look, 7, days[0].date.weekday(), text, "kit-ribbon__weeks")
    return format_html('<div class="kit-ribbon">{}{}<p class="kit-ribbon__says">{}</p></div>', wide, weeks, text)


def month_ribbon(
    start: date,
    due: date,
    today: date,
    pauses: Sequence[tuple[date, date | None, str]] = (),
    done: date | None = None,
) -> SafeString:
    """A clock of months: the time gone filled, pauses hatched with their reasons, today and due marked.

    pauses: (from, to, reason), `to` None while it lasts. done: when it was met.
    """
    now = done or today
    last = max(due, now) + timedelta(days=5)
    gone = (min(now, today) - start).days
    said = [f"Began {words_for.in_words(start)}", f"aim {words_for.in_words(due)}"]
    said.append(f"done {words_for.in_words(done)}" if done else f"today is day {gone} of {(due - start).days}")
    said += [f"paused from {words_for.in_words(a)} {'to ' + words_for.in_words(b) if b else 'and still'} ({reason})" for a, b, reason in pauses]
    text = "; ".join(said) + "."
    drawn = [_months(start, due, now, last, pauses, done is not None, width, text, name)
             for width, name in ((1150.0, "kit-ribbon__wide"), (350.0, "kit-ribbon__weeks"))]  # fmt: skip
    return format_html('<div class="kit-ribbon">{}{}<p class="kit-ribbon__says">{}</p></div>', *drawn, text)


def _months(
    start: date,
    due: date,
    now: date,
    last: date,
    pauses: Sequence[tuple[date, date | None, str]],
    done: bool,
    width: float,
    says: str,
    classes: str,
) -> SafeString:
    name = draw.mark(start, due, now, list(pauses), width)
    span = max((last - start).days, 1)

    def at(day: date) -> float:
        return 4 + (width - 8) * min(max((day - start).days, 0), span) / span

    top, tall = 26.0, 34.0
    parts = [draw.hatch(f"{name}-h"), draw.rect(4, top, width - 8, tall, draw.WHITE, draw.EDGE)]
    parts.append(draw.rect(4, top, at(min(now, due)) - 4, tall, draw.NAVY))
    if now > due:
        parts.append(draw.rect(at(due), top, at(now) - at(due), tall, draw.RED))
    for begun, ended, _ in pauses:
        parts.append(draw.rect(at(begun), top, at(ended or now) - at(begun), tall, f"url(#{name}-h)", draw.EDGE))
    month = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    label_end = 0.0
    while month <= last:
        x = at(month)
        parts.append(draw.line(x, top, x, top + tall + 6, draw.EDGE))
        if x - 16 > label_end and x < width - 20:
            parts.append(draw.words(x, top + tall + 20, f"{month:%b}" + (f" {month.year}" if month.month == 1 else ""), size=13))
            label_end = x + (34 if month.month == 1 else 16)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    parts.append(draw.line(at(due), top - 6, at(due), top + tall + 6, draw.RED, 4))
    near = abs(at(now) - at(due)) < 70
    if not (near and not done):
        parts.append(draw.words(at(due), 16, "aim", size=13, bold=True, fill=draw.RED, anchor="end" if at(due) > width - 30 else "middle"))
    parts.append(draw.triangle(at(now), top - 1, draw.GREEN if done else draw.BLACK))
    edge = "start" if at(now) < 30 else "end" if at(now) > width - 30 else "middle"
    parts.append(draw.words(at(now), 14, "done" if done else "today", size=13, bold=True, anchor=edge))
    return draw.picture(parts, width, top + tall + 28, "Months", says, name, classes)
