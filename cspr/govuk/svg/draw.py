"""Strokes that the pictures share. All numbers are units of the picture's own grid, about one CSS pixel each."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2s

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NAVY, BLACK, GREY, PALE, GREEN, MINT, RED, WHITE = (
    "#12436d", "#0b0c0c", "#484949", "#f4f5f5", "#0f7a52", "#e2f1e9", "#ca3535", "#ffffff",
)  # fmt: skip
EDGE = "#8d9193"


def number(value: float) -> str:
    """A length without needless digits."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def rect(x: float, y: float, width: float, height: float, fill: str, edge: str = "", thick: float = 1) -> SafeString:
    """A box."""
    stroke = format_html(' stroke="{}" stroke-width="{}"', edge, number(thick)) if edge else ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>',
        number(x), number(y), number(width), number(height), fill, stroke,
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, colour: str, thick: float = 1) -> SafeString:
    """A straight line."""
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>',
        number(x1), number(y1), number(x2), number(y2), colour, number(thick),
    )  # fmt: skip


def words(x: float, y: float, text: str, *, size: float = 14, fill: str = BLACK, bold: bool = False, anchor: str = "middle") -> SafeString:
    """Text; anchor: start, middle or end."""
    return format_html(
        '<text x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}"{}>{}</text>',
        number(x), number(y), number(size), fill, anchor, mark_safe(' font-weight="700"') if bold else "", text,
    )  # fmt: skip


def triangle(x: float, y: float, fill: str = BLACK) -> SafeString:
    """A small triangle that points down at (x, y)."""
    return format_html('<path d="M{} {}h16l-8 10z" fill="{}"/>', number(x - 8), number(y - 10), fill)


def tick(x: float, y: float, colour: str = WHITE) -> SafeString:
    """A tick whose middle is at (x, y)."""
    return format_html('<path d="M{} {}l5 5 9-10" fill="none" stroke="{}" stroke-width="3"/>', number(x - 7), number(y), colour)


def hatch(name: str, ground: str = PALE) -> SafeString:
    """The pattern of days that do not count; use it as fill="url(#name)"."""
    return format_html(
        '<defs><pattern id="{}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="7" height="7" fill="{}"/><line x1="0" y1="0" x2="0" y2="7" stroke="#b8bcbe" stroke-width="2"/></pattern></defs>',
        name, ground,
    )  # fmt: skip


def picture(parts: Sequence[str], width: float, height: float, title: str, says: str, name: str, classes: str) -> SafeString:
    """The whole <svg>. title and says: read out in place of it. name: unique in the page, for ids. classes: for the style sheet."""
    inner = mark_safe("".join(parts))  # noqa: S308 - every part is made by the functions above, which escape
    return format_html(
        '<svg class="{}" width="{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" xmlns="http://www.w3.org/2000/svg" '
        'font-family="Arial, Helvetica, sans-serif"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        classes, number(width), number(width), number(height), name, name, name, title, name, says, inner,
    )  # fmt: skip


def mark(*parts: object) -> str:
    """A name for ids that is the same for the same picture and differs between pictures."""
    return "p" + blake2s(repr(parts).encode(), digest_size=5).hexdigest()
