"""A case with a plan, and the people who deal with it."""

from __future__ import annotations

from typing import Any

from cspr.access.reads import case_for
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from cspr.services.insight.actions import Action, actions_of
from cspr.stages.action_plan.reads import Line, lines_of
from cspr.steps.tasks import CaseRead
from tests.factories import NOON, do, in_rapid_review, member
from tests.stages.local_review.given import given

BU, CHAIR, SUB, EXEC = Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.EXECUTIVE
FINDING = {"finding": "Nobody asked who else lived in the home.", "recommendation": "Ask at every visit."}
ACTION: dict[str, Any] = {"at": "2026-10-02", "owner": "police", "due": "2027-03-01", "title": "Ask who lives in the home at every visit"}


def bare_case() -> Case:
    """A case that the Sub-group sees, a recommendation made in it, and nothing else."""
    case = in_rapid_review("2026-08-31", "2026-09-01", "2026-09-01")
    given(case, "meeting_held", "2026-09-09", meeting="learning")
    given(case, "recommendation_made", "2026-09-10", review="none")
    for partner in ("health", "police", "local_authority"):
        given(case, "partner_signed", "2026-09-14", partner=partner, decision="none", text_hash="sha256:" + "ab" * 32)
    given(case, "final_decision", "2026-09-14", review="none")
    given(case, "rapid_review_report_sent", "2026-09-15")
    return case


def planned() -> Case:
    """A case whose Rapid Review has a plan."""
    case = bare_case()
    do("action_plan.develop", member(CHAIR), case, of="rapid_review", findings=[FINDING], at="2026-10-01")
    return case


def with_action(**more: Any) -> Case:
    """A case with one action, A1, of the police unless said otherwise."""
    case = planned()
    do("action_plan.set_action", member(BU), case, **{**ACTION, **more})
    return case


def partner(which: str) -> Member:
    """A safeguarding partner's signatory."""
    return member(Role.SAFEGUARDING_PARTNER, {"health": "icb", "local_authority": "council"}.get(which, which))


def police() -> Member:
    """The police's safeguarding lead."""
    return member(Role.AGENCY_LEAD, "police")


def actions(case: Case) -> list[Action]:
    """The case's actions."""
    return actions_of(CaseRead(case_for(member(BU), case.reference, NOON.date())).all_facts)


def seen_by(who: Member, case: Case) -> list[Line]:
    """The actions a person sees in the case."""
    return lines_of(CaseRead(case_for(who, case.reference, NOON.date(), "actions")))


def details(case: Case, kind: str) -> list[dict[str, Any]]:
    """The details of each fact of a kind, in order."""
    return [f.details for f in Fact.objects.filter(case=case, kind=kind).order_by("seq")]
