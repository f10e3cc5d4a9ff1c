"""The journey: the stages of something, where it is now, and what blocks it.

A list, so that it reads aloud, turns upright on a narrow screen and prints; only the marks are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cspr.govuk.svg import draw

State = Literal["done", "current", "ahead", "skipped", "blocked"]

SPOKEN = {"done": "done", "current": "now", "ahead": "to come", "skipped": "not needed", "blocked": "held back"}
MARKS = {
    "done": '<circle cx="16" cy="16" r="13" fill="#12436d"/>' + str(draw.tick(16, 16)),
    "current": '<circle cx="16" cy="16" r="13" fill="#fff" stroke="#12436d" stroke-width="5"/><circle cx="16" cy="16" r="5" fill="#12436d"/>',
    "ahead": '<circle cx="16" cy="16" r="12" fill="#fff" stroke="#8d9193" stroke-width="3"/>',
    "skipped": '<circle cx="16" cy="16" r="12" fill="#fff" stroke="#8d9193" stroke-width="2" stroke-dasharray="4 3"/>'
    '<line x1="10" y1="16" x2="22" y2="16" stroke="#6b6f71" stroke-width="3"/>',
    "blocked": '<circle cx="16" cy="16" r="13" fill="#fff" stroke="#ca3535" stroke-width="4"/>'
    '<path d="M13 10v12M19 10v12" stroke="#ca3535" stroke-width="4"/>',
}


@dataclass(frozen=True)
class Stop:
    """One stage. note: under its name ("day 7 of 15", "29 April"). href: its page, if the reader may see it."""

    name: str
    note: str = ""
    state: State = "ahead"
    href: str = ""


def journey(stages: Sequence[Stop], label: str = "Where this is") -> SafeString:
    """The stages in order, as a list with marks. label: what the list is called when read aloud."""
    items = format_html_join(
        "",
        '<li class="kit-journey__stop kit-journey__stop--{}"{}><svg class="kit-journey__mark" viewBox="0 0 32 32" aria-hidden="true" '
        'focusable="false">{}</svg><span class="kit-journey__words"><span class="kit-journey__name">{}</span>'
        '<span class="govuk-visually-hidden">, {}</span>{}</span></li>',
        (
            (
                s.state,
                mark_safe(' aria-current="step"') if s.state in ("current", "blocked") else "",
                mark_safe(MARKS[s.state]),  # noqa: S308 - our own drawing
                format_html('<a class="govuk-link" href="{}">{}</a>', s.href, s.name) if s.href else s.name,
                SPOKEN[s.state],
                format_html('<span class="kit-journey__note">{}</span>', s.note) if s.note else "",
            )
            for s in stages
        ),
    )
    return format_html('<div class="kit-journey-box"><ol class="kit-journey" aria-label="{}">{}</ol></div>', label, items)
