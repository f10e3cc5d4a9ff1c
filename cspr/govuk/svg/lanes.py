"""Swim lanes: what happened, a lane for each who tells it, all on one axis of time.

A dot is one event, a number in a bar that many; a long one is a bar of its own length, an uncertain one is hollow and dashed. Stretches
without any are hatched. Nothing is told by colour alone. Each mark is a link where it is given an address; the same in words stands in a
table on the same page, which the link before the picture leads to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cspr.govuk import days as words_for
from cspr.govuk.svg import draw
from cspr.govuk.svg.axis import Axis
from cspr.govuk.svg.marks import DOT, PALE_BLUE, RING, Mark, Zoom, circle, day_of, signs

WIDTH, SIDE, HEAD, TALL, LINE = 1120.0, 14.0, 34.0, 62.0, 42.0  # The picture; its margins; above the lanes; a lane; its line within it.
AMBER, BROWN, BLUE = "#fff7bf", "#8a5a00", "#1d70b8"
MOST = 4  # Rows of names under the lanes.
DOTTED = ' stroke-dasharray="2 3"'


@dataclass(frozen=True)
class Blank:
    """A stretch without any, between two days on which there was one."""

    after: date
    before: date


@dataclass(frozen=True)
class Lane:
    """Who tells, and what."""

    name: str
    marks: Sequence[Mark] = ()
    blanks: Sequence[Blank] = ()


@dataclass(frozen=True)
class Tie:
    """One event told in several lanes. lanes: their names. times: where a lane's mark stands, if not at that time. differs: accounts differ."""

    at: date | datetime
    lanes: Sequence[str]
    label: str
    href: str = ""
    differs: bool = False
    times: Mapping[str, date | datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Moment:
    """A line across all lanes. kind: firm for what happened to the case (the incident), dashed for others (a birth, today)."""

    at: date | datetime
    label: str
    kind: Literal["firm", "dashed"] = "dashed"


def lanes(
    rows: Sequence[Lane],
    first: date,
    last: date,
    *,
    ties: Sequence[Tie] = (),
    moments: Sequence[Moment] = (),
    zoom: Zoom | None = None,
    table: str = "",
    title: str = "Events over time",
) -> SafeString:
    """The lanes from the first day to the last. Nothing for no lanes.

    zoom: the address of a bunch of events, from the lane's name and its first and last day. table: the address (an anchor) of the same in
    words. Marks outside the days are left out; bars are cut off at the edges.
    """
    if not rows or last < first:
        return SafeString("")
    axis = Axis(first, last, SIDE, WIDTH - 2 * SIDE)
    name = draw.mark(title, first, last, [(r.name, len(r.marks)) for r in rows])
    bottom = HEAD + TALL * len(rows)
    parts = [str(draw.hatch(f"{name}-h", AMBER))]
    parts += [_rect(0, HEAD + TALL * n, WIDTH, TALL, draw.PALE) for n in range(0, len(rows), 2)]
    parts += _ticks(axis, bottom)
    for n, row in enumerate(rows):
        parts += _lane(row, axis, HEAD + TALL * n, f"{name}-h", zoom)
    notes, deep = _notes(ties, moments, rows, axis, bottom)
    # The notes' lines run behind the marks, so that each mark can be pointed at.
    at = 1 + -(-len(rows) // 2)
    svg = format_html(
        '<svg class="kit-lanes__picture" width="{}" height="{}" viewBox="0 0 {} {}" role="group" aria-labelledby="{}-t" aria-describedby="{}-d" '
        'xmlns="http://www.w3.org/2000/svg" font-family="Arial, Helvetica, sans-serif"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        draw.number(WIDTH), draw.number(deep), draw.number(WIDTH), draw.number(deep), name, name, name, title, name, in_words(rows, first, last),
        mark_safe("".join([*parts[:at], *notes, *parts[at:]])),  # noqa: S308 - the functions below escape what they are given
    )  # fmt: skip
    skip = format_html('<a class="govuk-skip-link" href="{}">Skip the picture: the table holds the same</a>', table) if table else ""
    names = format_html_join("", "<li><span>{}</span></li>", ((row.name,) for row in rows))
    return format_html(
        '<div class="kit-lanes">{}<div class="kit-lanes__scroll" role="region" tabindex="0" aria-label="{}"><div class="kit-lanes__wide">'
        '<ul class="kit-lanes__names" aria-hidden="true">{}</ul>{}</div></div>{}</div>', skip, title, names, svg, _key(rows, ties),
    )  # fmt: skip


def in_words(rows: Sequence[Lane], first: date, last: date) -> str:
    """What the lanes show, as sentences."""
    said = [f"{words_for.in_words(first)} to {words_for.in_words(last)}"]
    for row in rows:
        there = sum(1 for m in row.marks if day_of(m.start) <= last and day_of(m.end or m.start) >= first)
        longest = max((b for b in row.blanks if b.after <= last and b.before >= first), key=lambda b: b.before - b.after, default=None)
        said.append(
            f"{row.name}: {there or 'no'} event{'' if there == 1 else 's'}"
            + (f", the longest gap {(longest.before - longest.after).days - 1} days from {words_for.in_words(longest.after)}" if longest else "")
        )
    return ". ".join(said) + "."


def _ticks(axis: Axis, bottom: float) -> list[str]:
    parts = ['<g aria-hidden="true">']
    for tick in axis.ticks():
        parts.append(draw.line(tick.at, HEAD - 6, tick.at, bottom, "#8d9193" if tick.strong else "#d4d7d9"))
        parts.append(draw.words(tick.at + 3, 18, tick.label, size=13, fill=draw.GREY, bold=tick.strong, anchor="start"))
    return [*parts, "</g>"]


def _lane(row: Lane, axis: Axis, top: float, pattern: str, zoom: Zoom | None) -> list[str]:
    y = top + LINE
    parts: list[str] = [draw.line(axis.left, y, axis.left + axis.width, y, draw.EDGE)]
    for blank in row.blanks:
        a, b = max(axis.at(blank.after + timedelta(days=1)), axis.left), min(axis.at(blank.before), axis.left + axis.width)
        if b - a >= 3:
            length = (blank.before - blank.after).days - 1
            text = f"{length} days without contact" if b - a > 180 else f"{length} days" if b - a > 60 else ""
            parts.append(draw.rect(a, y - 10, b - a, 20, f"url(#{pattern})", BROWN))
            if text:
                half = len(text) * 3.4 + 5
                parts.append(_rect((a + b) / 2 - half, y - 8, 2 * half, 16, AMBER))
                parts.append(draw.words((a + b) / 2, y + 5, text, size=13))
    # Drawn for wide pages and paper; where the picture scrolls, the names of the list above it stay in sight instead.
    parts.append(f'<g class="kit-lanes__drawn" aria-hidden="true">{draw.words(4, top + 19, row.name, size=15, bold=True, anchor="start")}</g>')
    found = list(signs(row.marks, axis, y, row.name, zoom))
    return [*parts, f'<g role="list" aria-label="{escape(row.name)}">', *found, "</g>"] if found else parts


@dataclass(frozen=True)
class _Note:
    """A name under the lanes. end: where its line begins; first: whether it comes before others where there is little room."""

    x: float
    end: float
    label: str
    href: str
    colour: str
    first: bool


def _notes(ties: Sequence[Tie], moments: Sequence[Moment], rows: Sequence[Lane], axis: Axis, bottom: float) -> tuple[list[str], float]:
    """Ties and moments: their lines, and as many of their names as find room under the lanes. Gives how deep the picture is."""
    place = {row.name: n for n, row in enumerate(rows)}
    notes: list[_Note] = []
    parts: list[str] = []
    for moment in moments:
        x = axis.at(moment.at)
        if axis.left <= x <= axis.left + axis.width:
            firm = moment.kind == "firm"
            parts.append(_stroke(x, HEAD - 6, x, bottom + 4, draw.BLACK, 3 if firm else 2, "" if firm else "6 4"))
            notes.append(_Note(x, bottom, moment.label, "", draw.BLACK, True))
    for tie in ties:
        spots = sorted((HEAD + TALL * place[one] + LINE, _spot(tie.times.get(one, tie.at), axis)) for one in tie.lanes if one in place)
        if len(spots) < 2 or not all(axis.left <= x <= axis.left + axis.width for _, x in spots):
            continue
        colour = draw.RED if tie.differs else BLUE
        parts.append(_tie(spots, colour, ' stroke-width="3"' if tie.differs else f' stroke-width="2"{DOTTED}', tie.label))
        y, x = spots[-1]
        notes.append(_Note(x, y + 17, tie.label, tie.href, colour, tie.differs))
    taken: list[list[tuple[float, float]]] = []
    once = {(n.label, round(n.x / 4)): n for n in notes}  # Three agencies make three pairs, and one name.
    for note in sorted(once.values(), key=lambda n: (not n.first, n.x)):
        parts += _named(note, taken, bottom)
    return parts, bottom + 10 + 20 * max(len(taken), 1)


def _spot(when: date | datetime, axis: Axis) -> float:
    return axis.at(when) if isinstance(when, datetime) else axis.at(when) + axis.width / axis.days / 2


def _tie(spots: Sequence[tuple[float, float]], colour: str, stroke: str, label: str) -> str:
    """A box around marks that stand under each other; else a ring around each and a line from ring to ring."""
    across = [x for _, x in spots]
    if max(across) - min(across) <= 20:
        shape = (
            f'<rect x="{draw.number(min(across) - 16)}" y="{draw.number(spots[0][0] - 17)}" width="{draw.number(max(across) - min(across) + 32)}" '
            f'height="{draw.number(spots[-1][0] - spots[0][0] + 34)}" rx="12"/>'
        )
    else:
        shape = "".join(f'<rect x="{draw.number(x - 16)}" y="{draw.number(y - 17)}" width="32" height="34" rx="12"/>' for y, x in spots)
        shape += "".join(
            f'<path d="M{draw.number(a)} {draw.number(y + 17)}L{draw.number(b)} {draw.number(z - 17)}"/>' for (y, a), (z, b) in pairwise(spots)
        )
    return f'<g fill="none" stroke="{colour}"{stroke}><title>{escape(label)}</title>{shape}</g>'


def _named(note: _Note, taken: list[list[tuple[float, float]]], bottom: float) -> list[str]:
    """A name and the line to it, in the first row with room; in none where all are full: the box itself is named too, and the table is whole."""
    text = note.label if len(note.label) <= 60 else note.label[:59].rstrip() + "…"
    wide = len(text) * 7.4
    left = min(max(note.x - wide / 2, 2), WIDTH - wide - 2)
    row = next((n for n, there in enumerate(taken) if all(left + wide + 8 < a or b < left - 8 for a, b in there)), len(taken))
    if row >= MOST:
        return []
    if row == len(taken):
        taken.append([])
    taken[row].append((left, left + wide))
    words = str(draw.words(left, bottom + 18 + 20 * row, text, size=13, bold=True, fill=note.colour, anchor="start"))
    if note.href:
        words = f'<a class="kit-lanes__mark" href="{escape(note.href)}">{words}</a>'
    return [words] if note.end == bottom else [_stroke(note.x, note.end, note.x, bottom + 4, note.colour, 1, ""), words]


def _key(rows: Sequence[Lane], ties: Sequence[Tie]) -> SafeString:
    """What the signs mean; only those that may be there."""
    marks = [m for row in rows for m in row.marks]
    dot = circle(12, 12, DOT, draw.NAVY, draw.WHITE)
    five = f'<rect y="2" width="24" height="20" rx="10" fill="{draw.NAVY}"/>{draw.words(12, 17, "5", size=13, bold=True, fill=draw.WHITE)}'
    hatched = f'<rect x="1" y="4" width="22" height="16" fill="{AMBER}" stroke="{BROWN}"/><path d="M4 20 16 4M12 20 23 6" stroke="#b8bcbe"/>'
    bar = f'<rect x="1" y="7" width="22" height="10" rx="5" fill="{PALE_BLUE}" stroke="{draw.NAVY}" stroke-width="2"/>'
    tie = f'<rect x="4" y="1" width="16" height="22" rx="7" fill="none" stroke="{BLUE}" stroke-width="2" stroke-dasharray="2 3"/>'
    signs_there: tuple[tuple[bool, str, str], ...] = (
        (True, dot, "an event"),
        (True, five, "so many events"),
        (any(m.big for m in marks), dot + circle(12, 12, RING - 1, "none", draw.NAVY), "marked as significant"),
        (any(m.vague for m in marks), circle(12, 12, DOT, draw.WHITE, draw.NAVY, ' stroke-dasharray="3 2"'), "date uncertain"),
        (any(m.end and day_of(m.end) > day_of(m.start) for m in marks), bar, "over several days"),
        (any(m.differs for m in marks), f'<path d="M12 2l10 10-10 10-10-10z" fill="{draw.RED}"/>', "accounts differ"),
        (any(row.blanks for row in rows), hatched, "no contact"),
        (any(not t.differs for t in ties), tie, "one event, told by several"),
    )
    items = format_html_join(
        "",
        '<li><svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg> {}</li>',
        ((mark_safe(shape), text) for there, shape, text in signs_there if there),  # noqa: S308 - our own drawing
    )
    return format_html('<ul class="kit-lanes__key" aria-label="What the signs mean">{}</ul>', items)


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return str(draw.rect(x, y, width, height, fill))


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, thick: float, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{draw.number(x1)}" y1="{draw.number(y1)}" x2="{draw.number(x2)}" y2="{draw.number(y2)}" stroke="{colour}" '
        f'stroke-width="{draw.number(thick)}"{dashed}/>'
    )
