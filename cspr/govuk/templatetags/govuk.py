"""Tags and filters of the page kit. Each renders one component; what it takes is said on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cspr.govuk import components, days, forms
from cspr.govuk.svg import bars, journey, lanes, ribbon

register = template.Library()

for part in (components.back_link, components.breadcrumbs, components.button, components.clause, components.figure,
             components.moment, components.notification, components.tag, components.warning):  # fmt: skip
    register.simple_tag(part)

register.simple_tag(ribbon.clock_ribbon)
register.simple_tag(ribbon.month_ribbon)
register.simple_tag(journey.journey)
register.simple_tag(bars.bar_chart)
register.simple_tag(lanes.lanes)

# -- dates -----------------------------------------------------------------------------------------------------------


@register.filter
def day(value: Any) -> str:
    """Thu 14 May 2026. Takes a date, a datetime (shown in London) or ISO text."""
    return days.short(value)


@register.filter
def short_day(value: Any) -> str:
    """Thu 14 May."""
    return days.short(value, year=False)


@register.filter
def when(value: Any) -> str:
    """Thu 14 May 2026, 14:30; without the time where there is none."""
    return days.short(value, clock=True)


@register.filter
def in_words(value: Any) -> str:
    """Thursday 14 May 2026, from ISO text too (facts carry dates so); Yes and No; lists joined by commas."""
    return days.in_words(days.local(value) or value)


# -- forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def gov_field(bound: BoundField | str) -> str:
    """One field of a form with its label, hint and error: {% gov_field form.at %}. Nothing for a field the page leaves out."""
    if isinstance(bound, str):
        return ""
    if bound.is_hidden or not hasattr(bound.field, "kind"):
        return str(bound)
    seen = forms.drawn(bound)
    if getattr(bound.field, "max_length", None):
        seen["limit"] = f"{bound.field.max_length:,}"
    return str(render_to_string("govuk/field.html", {**seen, "template": f"govuk/fields/{bound.field.kind}.html"}))


@register.simple_tag
def gov_form(form: Any) -> SafeString:
    """Every field of a form in its order, hidden ones too."""
    return mark_safe("\n".join(gov_field(form[name]) for name in form.fields))  # noqa: S308 - each part is escaped above


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(form: Any = None, extra: Iterable[Any] = ()) -> dict[str, Any]:
    """What is wrong, at the top of the page. form: a GovForm, or None. extra: more messages, as str or (text, href)."""
    return {"lines": forms.summary_of([form] if form else [], extra or ())}


@register.inclusion_tag("govuk/error_summary.html")
def step_errors(form: Any, extra: Iterable[Any] = ()) -> dict[str, Any]:
    """As error_summary, for something made of several forms: it gives them, in order, by all_forms()."""
    return {"lines": forms.summary_of(form.all_forms(), extra or ())}


@register.simple_tag(takes_context=True)
def error_prefix(context: Mapping[str, Any]) -> str:
    """ "Error: " for the page's title where its form has faults, so that they are heard first."""
    form = context.get("form")
    parts: list[Any] = [form] if isinstance(form, forms.GovForm) else getattr(form, "all_forms", list)()
    return "Error: " if any(p.is_bound and p.errors for p in parts) else ""


# -- blocks ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(content: str, title: str = "", kind: str = "next") -> SafeString:
    """{% panel "Next: hold the meeting" %}…{% endpanel %}. kind: next (blue) or stop (red: something holds it back)."""
    head = format_html('<h2 class="govuk-heading-m">{}</h2>', title) if title else ""
    return format_html('<div class="kit-panel kit-panel--{}">{}{}</div>', kind, head, content)


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """{% inset %}…{% endinset %}: words set apart."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """{% details "Show the working" %}…{% enddetails %}: more, for those who want it."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">{}'
        '</span></summary><div class="govuk-details__text">{}</div></details>',
        mark_safe(" open") if open else "", summary, content,
    )  # fmt: skip


@register.simple_block_tag
def confirmation(content: str, title: str) -> SafeString:
    """{% confirmation "Signed" %}Your reference…{% endconfirmation %}: the green panel at the end of a task."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>', title, content,
    )  # fmt: skip


@register.simple_block_tag
def nothing(content: str, title: str = "Nothing here yet") -> SafeString:
    """{% nothing "No returns yet" %}what to do about it{% endnothing %}."""
    return format_html('<div class="kit-empty"><p class="kit-empty__title">{}</p>{}</div>', title, content)


@register.simple_block_tag
def filters(content: str, title: str = "Filter", button: str = "Apply", clear: str = "?") -> SafeString:
    """{% filters "Filter cases" %}{% gov_form form %}{% endfilters %}: a GET form in a quiet box."""
    return format_html(
        '<form method="get" class="kit-filter" novalidate aria-label="{}"><h2 class="govuk-heading-m">{}</h2>{}<div class="'
        'govuk-button-group">{}<a class="govuk-link" href="{}">Clear</a></div></form>',
        title, title, content, components.button(button, kind="secondary"), clear,
    )  # fmt: skip


@register.simple_block_tag
def card(content: str, title: str) -> SafeString:
    """{% card "Police" %}…{% endcard %}: a titled box, for one of several like things."""
    return format_html(
        '<section class="govuk-summary-card"><div class="govuk-summary-card__title-wrapper"><h2 class="govuk-summary-card__title">{}'
        '</h2></div><div class="govuk-summary-card__content">{}</div></section>', title, content,
    )  # fmt: skip


# -- lists -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("govuk/components/summary_list.html")
def summary_list(rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Questions and answers. rows: (key, value) or (key, value, where to change it)."""
    return {"rows": [{"key": r[0], "value": components.cell(r[1]), "href": r[2] if len(r) > 2 else ""} for r in rows]}


@register.inclusion_tag("govuk/components/task_list.html")
def task_list(tasks: Iterable[Any]) -> dict[str, Any]:
    """Tasks with their states. tasks: objects or mappings with name, status, url ("" for someone else's), hint."""
    wanted = ("name", "status", "url", "hint")
    found = [{w: components.asked(t, w) for w in wanted} for t in tasks]
    prefix = components.slug(found[0]["name"]) if found else ""
    return {"tasks": found, "prefix": prefix}


@register.inclusion_tag("govuk/components/table.html")
def table(head: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "", numeric: str = "") -> dict[str, Any]:
    """A table that becomes stacked cards on a narrow screen. rows: lists of cells. numeric: columns set right, "2,3" from 1."""
    right = {int(n) - 1 for n in numeric.split(",") if n.strip()}
    body = [[(head[n] if n < len(head) else "", components.cell(c), n in right) for n, c in enumerate(row)] for row in rows]
    return {"head": [(h, n in right) for n, h in enumerate(head)], "rows": body, "caption": caption}


@register.inclusion_tag("govuk/components/timeline.html")
def timeline(items: Iterable[Any], level: int = 2) -> dict[str, Any]:
    """What happened. items: objects or mappings with title, at, by, text, tag. level: of the headings."""
    wanted = ("title", "at", "by", "text", "tag")
    return {"items": [{w: components.asked(i, w) for w in wanted} for i in items], "level": f"h{level}"}


@register.inclusion_tag("govuk/components/sub_nav.html")
def sub_nav(items: Iterable[Any], label: str = "Parts of the case") -> dict[str, Any]:
    """The pages of a case. items: objects or mappings with text, href, current."""
    return {"items": [{w: components.asked(i, w) for w in ("text", "href", "current")} for i in items], "label": label}


@register.inclusion_tag("govuk/components/pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], page: Any, name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; keeps the rest of the address. page: Django's Page. name: of the parameter."""
    request = context.get("request")
    kept = [(k, v) for k, vs in request.GET.lists() if k != name for v in vs] if request else []
    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    links: list[dict[str, Any]] = []
    for n in near:
        if links and n > links[-1]["number"] + 1:
            links.append({"number": n - 1, "gap": True})
        links.append({"number": n, "href": "?" + urlencode([*kept, (name, n)]), "current": n == page.number})
    return {
        "links": links if last > 1 else [], "page": page,
        "previous": "?" + urlencode([*kept, (name, page.number - 1)]) if page.number > 1 else "",
        "next": "?" + urlencode([*kept, (name, page.number + 1)]) if page.number < last else "",
    }  # fmt: skip
