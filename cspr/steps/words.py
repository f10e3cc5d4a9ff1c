"""What was answered, in words: the questions of an input model beside the answers of a document. And how a duty stands."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from cspr.govuk import fields as gov
from cspr.operations.inputs import inner_model
from cspr.record.models import Duty

Words = Mapping[str, Mapping[str, str]]


def _dated(annotation: Any) -> bool:
    return annotation is date or annotation is datetime or any(_dated(a) for a in typing.get_args(annotation))


def _said(value: Any, labels: Mapping[str, str], dated: bool) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_said(v, labels, False) for v in value)
    if dated and isinstance(value, str):
        return gov.in_words(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return labels.get(str(value), str(value))


def said(model: type[BaseModel], body: Mapping[str, Any], names: Iterable[str] | None = None, words: Words | None = None) -> list[tuple[str, str]]:
    """(question, answer) for each field that was answered, in the model's order; repeated rows are left out.

    body: a document's body, as JSON. names: only these fields, in this order. words: by field, the words for a value read from the record.
    """
    found = []
    for name in names if names is not None else model.model_fields:
        info = model.model_fields[name]
        value = body.get(name)
        if value in (None, "", []) or inner_model(info.annotation):
            continue
        extra: Mapping[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        labels = (words or {}).get(name) or extra.get("labels") or {}
        found.append((info.title or name, _said(value, labels, _dated(info.annotation))))
    return found


def state_today(duty: Duty, today: date) -> str:
    """Overdue, Today, This week or Open (asked of today, never stored); Done, Late or No longer needed otherwise."""
    if duty.void:
        return "No longer needed"
    if duty.done:
        return "Late" if duty.due and duty.done > duty.due else "Done"
    if duty.due is None:
        return "Open"
    if duty.due < today:
        return "Overdue"
    if duty.due == today:
        return "Today"
    return "This week" if duty.due <= today + timedelta(days=6 - today.weekday()) else "Open"
