"""The form class of the kit, and what its templates need to know of a field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cspr.govuk import days


@dataclass(frozen=True)
class SummaryLine:
    """One line of an error summary. href: the place on the page, "" where it belongs to none."""

    text: str
    href: str = ""


class GovForm(forms.Form):
    """A form drawn in GOV.UK markup. Put `novalidate` on the <form>, so that people read our words."""

    use_required_attribute = False

    def error_summary(self) -> list[SummaryLine]:
        """Every fault, in the order of the page, each with a link to its first box."""
        if not self.is_bound:
            return []
        lines = [SummaryLine(str(m)) for m in self.non_field_errors()]
        for name in self.fields:
            bound = self[name]
            nowhere = bound.is_hidden or getattr(bound.field, "choices", None) == []  # Nothing is drawn that a link could go to.
            lines += [SummaryLine(str(m), "" if nowhere else f"#{first_id(bound)}") for m in bound.errors]
        return lines


def summary_of(forms_: Iterable[Any], extra: Iterable[Any] = ()) -> list[SummaryLine]:
    """The lines for several forms together. extra: further messages, each a str, (text, href) or SummaryLine."""
    lines = [line for form in forms_ for line in form.error_summary()]
    for one in extra:
        if isinstance(one, SummaryLine):
            lines.append(one)
        elif isinstance(one, (tuple, list)):
            lines.append(SummaryLine(*one))
        else:
            lines.append(SummaryLine(str(one)))
    return lines


def wrong_parts(bound: BoundField) -> set[str]:
    """Which boxes of a date are at fault; all of them where the fault names none."""
    found: set[str] = set()
    for error in bound.errors.as_data():
        code = str(error.code or "")
        found |= set(code.split()[1:]) if code.startswith("parts ") else {"day", "month", "year", "time"}
    return found


def first_id(bound: BoundField) -> str:
    """The id of the box that a link to this field goes to."""
    base = str(bound.auto_id)
    if getattr(bound.field, "kind", "") != "date":
        return base
    wrong = wrong_parts(bound)
    return f"{base}-{next((p for p in ('day', 'month', 'year', 'time') if p in wrong), 'day')}"


def drawn(bound: BoundField) -> dict[str, Any]:
    """What a field's template needs: ids, value or values, errors, choices with their state."""
    field, base = bound.field, str(bound.auto_id)
    described = [f"{base}-hint"] if field.hint else []
    described += [f"{base}-error"] if bound.errors else []
    seen: dict[str, Any] = {
        "bound": bound, "field": field, "id": base, "name": bound.html_name, "errors": list(bound.errors),
        "described_by": " ".join(described), "value": bound.value(),
    }  # fmt: skip
    if field.kind == "date":
        parts, wrong = days.typed(bound.value()), wrong_parts(bound)
        words = {"day": ("Day", "2"), "month": ("Month", "2"), "year": ("Year", "4"), "time": ("Time, if known", "4")}
        seen["parts"] = [
            {"id": f"{base}-{p}", "name": f"{bound.html_name}-{p}", "value": getattr(parts, p), "label": words[p][0],
             "width": words[p][1], "wrong": p in wrong, "numeric": p in ("day", "year")}
            for p in field.widget.names()
        ]  # fmt: skip
    elif field.kind == "file":
        seen["files"] = field.shown(bound.value())
    elif hasattr(field, "choices"):
        seen["options"] = _options(bound, base)
    return seen


def _options(bound: BoundField, base: str) -> list[dict[str, Any]]:
    value = bound.value()
    if isinstance(value, bool):
        value = "yes" if value else "no"
    given = {str(v) for v in value} if isinstance(value, (list, tuple, set)) else {str(value)} if value is not None else set()
    return [
        {"id": base if n == 0 else f"{base}-{n}", "value": option, "text": words, "on": option in given,
         "hint": bound.field.hints.get(option, "")}
        for n, (option, words) in enumerate(bound.field.choices)
    ]  # fmt: skip
