"""The referral, and what follows from it, as another system sends them."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.people.models import Person
from tests.factories import NOON, client_for, member, open_case
from tests.stages.referral.given import NURSE, kinds, referred

pytestmark = pytest.mark.django_db
SENT = {
    "agency": "hospital", "referrer": {"name": "Asha Example", "role": "named nurse", "email": "asha@example.org"},
    "child": {"name": "Robin Madeup", "born": "2026-03-02"}, "what_happened": "Brought in unresponsive.", "when": "2026-11-17T21:40",
    "abuse_or_neglect": "suspected", "outcome": "seriously_harmed", "agencies_involved": ["gp", "police"],
    "criteria": {"B3-1": "Known in parts to several."}, "immediate_safety": "With a grandmother.",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.mark.clause("C8")
def test_a_hospitals_own_system_can_refer() -> None:
    answer = client_for(member(*NURSE)).post("/api/v1/referral/submit", SENT, content_type="application/json")
    assert answer.status_code == 200, answer.content
    case = Case.objects.get(reference=answer.json()["case"])
    assert kinds(case) == ["referral_received", "incident_occurred"] and Person.objects.get(case=case).name == "Robin Madeup"


@pytest.mark.parametrize("bad", [{"what_happened": ""}, {"child": "Robin"}, {"children": "x", "child": {}}, {"criteria": 3}, {"referrer": "A"},
                                 {"when": "31 February"}, {"criteria": {"B3-1": None}}, {"agencies_involved": [1]}])
def test_bad_input_is_refused_with_its_place_and_nothing_is_kept(bad: dict[str, Any]) -> None:
    answer = client_for(member(*NURSE)).post("/api/v1/referral/submit", {**SENT, **bad}, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["faults"]
    assert not Case.objects.exists()


def test_the_facts_of_referral_and_notification_are_recorded_as_the_contract_words_them() -> None:
    client = client_for(member(Role.BUSINESS_UNIT))
    for case, facts in (
        (referred(), [("referral_received", "2026-11-18", {"agency": "school"}), ("referral_reviewed", "2026-11-18T15:00", {}),
                      ("referral_circulated", "2026-11-19", {}), ("referral_considered", "2026-11-19", {"outcome": "ask_for_sin", "reasons": "Met."}),
                      ("sin_requested", "2026-11-19", {})]),
        (open_case(), [("incident_occurred", "2026-11-15T23:10", {"abuse_or_neglect": "known", "outcome": "died", "looked_after": False}),
                       ("authority_aware", "2026-11-16T09:00", {}), ("sin_submitted", "2026-11-19T15:20", {"reference": "SIN-EXAMPLE-1"}),
                       ("partnership_told", "2026-11-19T15:40", {}), ("sin_withdrawn", "2026-11-20", {"reasons": "Illness."})]),
        (open_case(), [("partner_view_recorded", "2026-11-18", {"partner": "police", "notify": False, "reasons": "Not met."}),
                       ("sin_declined", "2026-11-19", {"reasons": "Not met."})]),
    ):
        for kind, at, details in facts:
            fact = {"kind": kind, "at": at, "details": details}
            answer = client.post(f"/api/v1/cases/{case.reference}/facts", fact, content_type="application/json")
            assert answer.status_code == 200, (kind, answer.content)
            assert kind in kinds(case)
