"""Referrals in the states the tests begin with."""

from __future__ import annotations

from typing import Any

from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from tests.factories import do, member

NURSE = (Role.AGENCY_LEAD, "hospital")
TOLD: dict[str, Any] = {
    "referrer_name": "Asha Example", "referrer_role": "named nurse", "what_happened": "An infant was brought in with an injury nobody could explain.",
    "when": "2026-11-17T21:40", "abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "immediate_safety": "With a grandmother.",
    "children": [{"name": "Robin Madeup", "born": "2026-03-02"}], "at": "2026-11-18T10:00",
}
# The least that a referral says.
LITTLE: dict[str, Any] = {"referrer_role": "named nurse", "what_happened": "A child was hurt.", "abuse_or_neglect": "not_known",
                          "outcome": "not_known", "immediate_safety": "With a grandmother."}


def referred(**data: Any) -> Case:
    """A case a hospital referred on 18 November 2026."""
    case = do("referral.submit", member(*NURSE), **{**TOLD, **data}).case
    assert case is not None
    return case


def circulated(**data: Any) -> Case:
    """The same, reviewed and circulated on 19 November 2026."""
    case = referred(**data)
    do("referral.review", member(Role.BUSINESS_UNIT), case, at="2026-11-19T09:00", children_safe="yes")
    do("referral.circulate", member(Role.BUSINESS_UNIT), case, at="2026-11-19T10:00")
    return case


def kinds(case: Case) -> list[str]:
    """The kinds of fact recorded, in order."""
    return list(Fact.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))
