"""Bars beside their words and numbers: the list is the text, the bars only show it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cspr.govuk.svg.draw import NAVY, number


def bar_chart(rows: Sequence[tuple[str, float]], title: str = "", unit: str = "") -> SafeString:
    """A bar for each (label, value), none below zero. unit: after each number, such as "days". "" for no rows."""
    if not rows:
        return SafeString("")
    most = max(value for _, value in rows) or 1
    items = format_html_join(
        "",
        '<li class="kit-bars__row"><span class="kit-bars__label">{}</span><svg class="kit-bars__bar" viewBox="0 0 100 10" '
        'preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="{}" height="10" fill="{}"/></svg>'
        '<strong class="kit-bars__value">{}{}</strong></li>',
        ((label, number(max(100 * value / most, 0.6 if value else 0)), NAVY, f"{value:,}", f" {unit}" if unit else "") for label, value in rows),
    )  # fmt: skip
    head = format_html('<figcaption class="govuk-heading-s">{}</figcaption>', title) if title else ""
    return format_html('<figure class="kit-figure-block">{}<ul class="kit-bars">{}</ul></figure>', head, items)
