"""A case notified, and what is owed and recorded in it."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.access.reads import case_for
from cspr.operations import InputFault
from cspr.partnership.roles import Role
from cspr.record.models import Case, Duty, Fact
from cspr.stages.notification.reads import answer
from cspr.steps.tasks import CaseRead
from tests.factories import NOON, do, member, open_case

BU, NOTIFIER = Role.BUSINESS_UNIT, Role.NOTIFIER
SENT: dict[str, Any] = {"reference": "SIN-EXAMPLE-1", "at": "2026-11-19T15:10"}


def kinds(case: Case) -> list[str]:
    return list(Fact.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def owed(case: Case, duty: str) -> Duty | None:
    return Duty.objects.filter(case=case, duty=duty).first()


def faults(error: pytest.ExceptionInfo[InputFault]) -> dict[str, str]:
    return {f.field: f.message for f in error.value.faults}


def said(case: Case) -> Any:
    return answer(CaseRead(case_for(member(NOTIFIER), case.reference, NOON.date(), "sin")))


def notified(**data: Any) -> Case:
    case = open_case()
    do("notification.record_sin", member(NOTIFIER), case, **{**SENT, **data})
    return case
