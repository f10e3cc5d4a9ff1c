"""What came before a stage, recorded without its own steps: other stages have tests of theirs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cspr import protocol
from cspr.operations import Doing
from cspr.operations.inputs import NoInput
from cspr.operations.registry import Operation
from cspr.operations.runner import finish
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import NOON, do, in_rapid_review, member


class _AsGiven(Doing):
    """A Rapid Review by its own steps is twenty operations: a second for every one of two hundred tests that only begin after it."""

    def _past_gates(self, candidate: protocol.Fact) -> None:
        return


def given(case: Case, kind: str, at: str, **details: Any) -> Fact:
    """Record a fact as given, whatever the gates say. at: ISO date, or date and time."""
    op = Operation("given.fact", "Given", (), frozenset(Role), NoInput, lambda doing, data: None, (kind,), "case", "overview")
    when = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
    with transaction.atomic():
        doing = _AsGiven(op=op, member=member(Role.BUSINESS_UNIT), now=NOON)
        doing.case = Case.objects.select_for_update().get(pk=case.pk)
        fact = doing.record(kind, when, **details)
        finish(doing)
    return fact


def decided(on: str = "2026-04-27") -> Case:
    """A case in which the three partners decided on a local review."""
    case = in_rapid_review("2026-03-31", "2026-04-09T15:00", "2026-04-09T15:40")
    given(case, "recommendation_made", "2026-04-21", review="local")
    for partner in ("health", "police", "local_authority"):
        given(case, "partner_signed", on, partner=partner, decision="local", text_hash="sha256:" + "ab" * 32)
    given(case, "final_decision", on, review="local")
    return Case.objects.get(pk=case.pk)


def approved(case: Case, text_hash: str, on: str = "2026-10-20") -> None:
    """The draft of that hash received, checked on every point and approved by the Executive."""
    given(case, "draft_received", "2026-10-05", text_hash=text_hash)
    for point in range(1, 8):
        given(case, "quality_point_met", "2026-10-13", point=f"H1-{point}", text_hash=text_hash)
    given(case, "executive_approved", on, text_hash=text_hash)


def kinds(case: Case) -> list[str]:
    """The kinds of fact recorded, in order."""
    return list(Fact.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


__all__ = ["BU", "CHAIR", "EXEC", "REVIEWER", "SUB", "approved", "decided", "do", "given", "kinds"]
BU, CHAIR, SUB, EXEC, REVIEWER = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.EXECUTIVE, Role.REVIEWER)
