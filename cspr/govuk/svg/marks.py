"""The signs on a lane: a dot, a bar, or a number for those too near each other to be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.html import escape

from cspr.govuk import days as words_for
from cspr.govuk.svg import draw
from cspr.govuk.svg.axis import Axis

DOT, RING, PILL, WIDEST = 6.0, 11.0, 24.0, 60.0  # Radii; the smallest and the widest bar that a number stands in.
PALE_BLUE = "#bbd4ea"
Zoom = Callable[[str, date, date], str]  # The address of a stretch of a lane, from its name, first and last day.


@dataclass(frozen=True)
class Mark:
    """One event. label: read out and shown on pointing. big: marked as significant. vague: its date is uncertain. differs: accounts differ."""

    start: date | datetime
    label: str
    end: date | datetime | None = None
    href: str = ""
    big: bool = False
    vague: bool = False
    differs: bool = False


@dataclass
class _Bunch:
    """Marks too near each other to be told apart."""

    left: float
    right: float
    marks: list[Mark] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def signs(marks: Iterable[Mark], axis: Axis, y: float, name: str, zoom: Zoom | None) -> Iterator[str]:
    """The signs of a lane on its line. Marks outside the axis are left out, long ones cut off at its ends."""
    points: list[tuple[float, Mark]] = []
    for mark in marks:
        start, end = _stretch(mark, axis)
        if end < axis.left or start > axis.left + axis.width:
            continue
        if end - start > PILL:
            yield _bar(mark, max(start, axis.left), min(end, axis.left + axis.width), y)
        else:
            points.append(((start + end) / 2, mark))
    for bunch in _bunches(sorted(points, key=lambda p: p[0])):
        yield _bunch(bunch, y, name, zoom) if len(bunch.marks) > 1 else _single(bunch.marks[0], bunch.middle, y)


def _stretch(mark: Mark, axis: Axis) -> tuple[float, float]:
    """Where a mark begins and ends. A day without a time stands in its middle; a stretch runs to the end of its last day."""
    end = mark.end if mark.end is not None else mark.start
    if isinstance(mark.start, datetime):
        return axis.at(mark.start), max(axis.at(mark.start), axis.at(end))
    begins, ends = axis.at(mark.start), axis.at(day_of(end) + timedelta(days=1))
    return ((begins + ends) / 2,) * 2 if day_of(end) == mark.start else (begins, ends)


def _bunches(points: Iterable[tuple[float, Mark]]) -> list[_Bunch]:
    found: list[_Bunch] = []
    for x, mark in points:
        last = found[-1] if found else None
        if last and x - PILL / 2 < last.right and x + PILL / 2 - last.left <= WIDEST:
            last.marks.append(mark)
            last.right = max(last.right, x + PILL / 2)
        else:
            left = max(x - PILL / 2, last.right) if last else x - PILL / 2
            found.append(_Bunch(left, max(x + PILL / 2, left + PILL), [mark]))
    return found


def _bar(mark: Mark, a: float, b: float, y: float) -> str:
    """A long mark, just under the line, so that dots on the line stay in sight."""
    dashes = ' stroke-dasharray="5 3"' if mark.vague else ""
    shape = (
        f'<rect x="{draw.number(a)}" y="{draw.number(y + 7)}" width="{draw.number(b - a)}" height="10" rx="5" '
        f'fill="{draw.WHITE if mark.vague else PALE_BLUE}" stroke="{draw.RED if mark.differs else draw.NAVY}" '
        f'stroke-width="{3 if mark.big else 2}"{dashes}/>'
    )
    return _linked(shape, mark.label, mark.href, a, y + 12, b - a, tall=12)


def _single(mark: Mark, x: float, y: float) -> str:
    colour = draw.RED if mark.differs else draw.NAVY
    if mark.differs:
        shape = f'<path d="M{draw.number(x)} {draw.number(y - 10)}l10 10-10 10-10-10z" fill="{colour}" stroke="#fff"/>'
    elif mark.vague:
        shape = circle(x, y, DOT, draw.WHITE, colour, ' stroke-dasharray="3 2"')
    else:
        shape = circle(x, y, DOT, colour, draw.WHITE)
    shape += circle(x, y, RING, "none", colour) if mark.big else ""
    return _linked(shape, mark.label, mark.href, x - PILL / 2, y, PILL)


def _bunch(bunch: _Bunch, y: float, name: str, zoom: Zoom | None) -> str:
    marks, x = bunch.marks, bunch.middle
    differs, big, vague = (any(getattr(m, a) for m in marks) for a in ("differs", "big", "vague"))
    colour = draw.RED if differs else draw.NAVY
    width = max(PILL, bunch.right - bunch.left - 2)
    left = x - width / 2
    dashes = ' stroke-dasharray="4 2"' if vague and all(m.vague for m in marks) else ""
    shape = (
        f'<rect x="{draw.number(left)}" y="{draw.number(y - 11)}" width="{draw.number(width)}" height="22" rx="11" '
        f'fill="{draw.WHITE if dashes else colour}" stroke="{colour if dashes else draw.WHITE}" stroke-width="2"{dashes}/>'
        + draw.words(x, y + 5, str(len(marks)), size=13, bold=True, fill=colour if dashes else draw.WHITE)
    )
    if big:
        shape += (
            f'<rect x="{draw.number(left - 2)}" y="{draw.number(y - 14)}" width="{draw.number(width + 4)}" height="28" rx="14" fill="none" '
            f'stroke="{colour}" stroke-width="2"/>'
        )
    if differs:
        shape += f'<path d="M{draw.number(x)} {draw.number(y - 24)}l7 7-7 7-7-7z" fill="{draw.RED}" stroke="#fff"/>'
    days = [day_of(m.start) for m in marks]
    one, other = words_for.in_words(min(days)), words_for.in_words(max(days))
    label = f"{len(marks)} events, {one}{'' if one == other else f' to {other}'}: " + "; ".join(m.label for m in marks[:3])
    href = zoom(name, min(days), max(day_of(m.end or m.start) for m in marks)) if zoom else marks[0].href
    return _linked(shape, label + (f"; and {len(marks) - 3} more" if len(marks) > 3 else ""), href, left, y, width)


def _linked(shape: str, label: str, href: str, x: float, y: float, width: float, tall: float = 26) -> str:
    """A shape with its words, and room around it to be pointed at."""
    place = f'x="{draw.number(x)}" y="{draw.number(y - tall / 2)}" width="{draw.number(width)}" height="{draw.number(tall)}"'
    hit = f'<rect {place} fill="none" pointer-events="all"/>'
    text = escape(label)
    if not href:
        return f'<g role="listitem"><g role="img" aria-label="{text}"><title>{text}</title>{hit}{shape}</g></g>'
    return f'<g role="listitem"><a class="kit-lanes__mark" href="{escape(href)}" aria-label="{text}"><title>{text}</title>{hit}{shape}</a></g>'


def circle(x: float, y: float, radius: float, fill: str, edge: str, more: str = "") -> str:
    return f'<circle cx="{draw.number(x)}" cy="{draw.number(y)}" r="{draw.number(radius)}" fill="{fill}" stroke="{edge}" stroke-width="2"{more}/>'


def day_of(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
