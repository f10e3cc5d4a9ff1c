"""A date met late is met late: it is recorded, and whoever records it says why. Nothing is refused for being late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from cspr import protocol
from cspr.operations.inputs import Input, ask
from cspr.operations.project import Moved
from cspr.operations.registry import Operation
from cspr.protocol.explain import in_words
from cspr.record.models import OPEN, Case, Duty

FIELD = "late_reason"


def why_late() -> Any:
    """The field, of the type OptionalLongText, of an input by which a dated duty can be met."""
    return ask("If it was not done by its date, why?", "The date and the reason both stay in the record and in the figures.", default="", lines=3)


def ask_why(data: Input, moved: Iterable[Moved]) -> None:
    """Raises InputFault where a duty was met outside its dates and nothing is said of it. moved: what the run has changed."""
    missed = [m for m in moved if m.missed]
    if missed and FIELD in type(data).model_fields:
        dates = " ".join(f"“{m.title}” was due {_when(m)}." for m in missed)
        data.needs(late_reason=f"{dates} Say why: the date and the reason both stay.")


def _when(duty: Moved) -> str:
    assert duty.due is not None
    return f"from {in_words(duty.window_from)} to {in_words(duty.due)}" if duty.window_from else f"on {in_words(duty.due)}"


def asks(op: Operation) -> bool:
    """Whether it can meet a dated duty: it has the field, and records something (the national form's sheet has a question of that name)."""
    return FIELD in op.data.model_fields and bool(op.records)


def may_be_late(op: Operation, case: Case | None, today: date) -> bool:
    """Whether the operation, done by now, may meet a duty of the case outside its dates. today: Europe/London."""
    if case is None or not asks(op):
        return False
    met = [d.id for d in protocol.load(case.protocol).duties if set(d.meeting_kinds) & set(op.records)]
    dated = Q(due__lt=today) | Q(window_from__isnull=False)
    return Duty.objects.filter(OPEN, dated, case=case, duty__in=met).exists()
