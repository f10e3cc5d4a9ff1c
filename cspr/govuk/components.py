"""Small parts of a page as strings of HTML; the template tags hand them out, and Python may build pages with them too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cspr.govuk import days

# Word (as a state or as shown) → colour. The word itself is always written: colour is never alone.
COLOURS: Mapping[str, str] = {
    "overdue": "red", "late": "red", "red": "red", "refused": "red", "blocked": "red", "declined": "red",
    "today": "orange", "amber": "orange", "escalated": "orange", "held back": "orange",
    "this week": "yellow", "soon": "yellow", "paused": "yellow",
    "open": "blue", "to do": "blue", "started": "teal", "in progress": "teal", "sent": "teal",
    "done": "green", "green": "green", "met": "green", "signed": "green", "accepted": "green", "published": "green",
    "held": "green", "agreed": "green", "arranged": "blue", "cancelled": "red", "for comment": "yellow",
    "done late": "magenta", "met late": "magenta",
    "waiting": "grey", "void": "grey", "not needed": "grey", "withdrawn": "grey", "cannot start yet": "grey", "closed": "grey",
}  # fmt: skip


def words_of(state: str) -> str:
    """A state as written on a tag: "this_week" → "This week"."""
    text = str(state).replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def tag(state: str, text: str = "", colour: str = "") -> SafeString:
    """A tag. state: chooses the colour (grey where unknown). text: what is written, the state's own word by default."""
    key = str(state).replace("_", " ").strip().lower()
    return format_html('<strong class="govuk-tag govuk-tag--{} kit-tag">{}</strong>', colour or COLOURS.get(key, "grey"), text or words_of(state))


def clause(clause_id: str, title: str = "", href: str = "") -> SafeString:
    """A paragraph of the protocol as a chip. title: its words, for those who hover or listen. href: where it is written out."""
    spoken = format_html('<span class="govuk-visually-hidden">paragraph </span>{}', clause_id)
    if title:
        spoken = format_html('{}<span class="govuk-visually-hidden">: {}</span>', spoken, title)
    shown = format_html(' title="{}"', title) if title else SafeString("")
    if href:
        return format_html('<a class="kit-clause" href="{}"{}>{}</a>', href, shown, spoken)
    return format_html('<span class="kit-clause"{}>{}</span>', shown, spoken)


def button(text: str, href: str = "", kind: str = "", name: str = "", value: str = "") -> SafeString:
    """A button; a link drawn as one where href is given. kind: "", secondary, warning, inverse, start."""
    classes = "govuk-button" + (f" govuk-button--{kind}" if kind and kind != "start" else "")
    if href:
        classes += " govuk-button--start" if kind == "start" else ""
        return format_html(
            '<a href="{}" role="button" draggable="false" class="{}" data-module="govuk-button">{}{}</a>',
            href, classes, text, ARROW if kind == "start" else "",
        )  # fmt: skip
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button type="submit" class="{}" data-module="govuk-button" data-prevent-double-click="true"{}>{}</button>',
        classes, named, text,
    )  # fmt: skip


ARROW = SafeString(
    '<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="0 0 18 18" '
    'aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" stroke-width="3" d="M4 2l7 7-7 7"/></svg>'
)


def back_link(href: str, text: str = "Back") -> SafeString:
    """The link at the top that leads back."""
    return format_html('<nav aria-label="Back"><a href="{}" class="govuk-back-link">{}</a></nav>', href, text)


def breadcrumbs(items: Iterable[Sequence[str]]) -> SafeString:
    """Where the page lies. items: (text, href), the outermost first; no href for the page itself."""
    inner = format_html_join(
        "\n", '<li class="govuk-breadcrumbs__list-item">{}</li>',
        (((format_html('<a class="govuk-breadcrumbs__link" href="{}">{}</a>', i[1], i[0]) if len(i) > 1 and i[1] else i[0]),) for i in items),
    )  # fmt: skip
    return format_html('<nav class="govuk-breadcrumbs" aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">{}</ol></nav>', inner)


def warning(text: Any) -> SafeString:
    """Words that must not be missed."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>', text,
    )  # fmt: skip


def notification(text: Any, kind: str = "", title: str = "", first: bool = True) -> SafeString:
    """A banner. kind: "success" for what went well, else important. first: whether it takes the focus and the plain id."""
    good = kind == "success"
    mark = "kit-banner" if first else f"kit-banner-{abs(hash(str(text))) % 10**8}"
    return format_html(
        '<div class="govuk-notification-banner{}" role="{}" aria-labelledby="{}" data-module="govuk-notification-banner">'
        '<div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title" id="{}">{}</h2></div>'
        '<div class="govuk-notification-banner__content"><p class="govuk-notification-banner__heading">{}</p></div></div>',
        " govuk-notification-banner--success" if good else "", "alert" if good else "region", mark, mark,
        title or ("Done" if good else "Important"), text,
    )  # fmt: skip


def figure(number: Any, text: str, href: str = "") -> SafeString:
    """A number that matters with its words. href: the list it counts."""
    words = format_html('<a class="govuk-link" href="{}">{}</a>', href, text) if href else text
    return format_html('<p class="kit-figure"><strong class="kit-figure__number">{}</strong> <span>{}</span></p>', number, words)


def moment(value: Any) -> SafeString:
    """A <time> that people read in brief and machines in full; "" for nothing."""
    found = days.local(value)
    if found is None:
        return SafeString("")
    precise = f"{found:%Y-%m-%dT%H:%M}" if isinstance(found, datetime) else f"{found:%Y-%m-%d}"
    return format_html('<time datetime="{}">{}</time>', precise, days.short(found, clock=True))


def cell(value: Any) -> Any:
    """A value for a table or list: dates in brief, yes and no in words, nothing as a dash that is read as "none"."""
    if value is None or value == "":
        return mark_safe('<span aria-hidden="true">–</span><span class="govuk-visually-hidden">none</span>')
    if isinstance(value, SafeString):
        return value
    return days.short(value, clock=True) if days.local(value) is not None and not isinstance(value, str) else days.in_words(value)


def slug(text: Any) -> str:
    """A word for an id, from words for people."""
    return re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-") or "part"


def asked(thing: Any, name: str, default: Any = "") -> Any:
    """A key of a mapping or an attribute of an object, so that tags take either."""
    return thing.get(name, default) if isinstance(thing, Mapping) else getattr(thing, name, default)
