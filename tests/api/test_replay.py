"""A whole case replayed through the API, fact by fact as the contract words them: the dates come out as expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case
from tests.factories import client_for, home, member

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "case.json"
MARSH = ROOT.parent / "shared" / "samples" / "marsh" / "case.json"
PLACEHOLDER = "ab" * 32
BY_THE_SERVICE = {"rapid_review_opened", "final_decision"}
ROLES = {
    "referral_considered": Role.SUB_GROUP_CHAIR, "quality_point_met": Role.SUB_GROUP_CHAIR, "executive_approved": Role.EXECUTIVE,
    "authority_aware": Role.NOTIFIER, "sin_submitted": Role.NOTIFIER,
}
PARTNERS = {"health": "icb", "police": "police", "local_authority": "council"}


def _person(fact: dict[str, Any]) -> Member:
    if fact["kind"] in ("partner_signed", "action_plan_agreed"):
        return member(Role.SAFEGUARDING_PARTNER, PARTNERS[fact["details"]["partner"]])
    return member(ROLES.get(fact["kind"], Role.BUSINESS_UNIT))


def _send(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, (path, body, answer.content.decode())
    return answer.json()


def _replay(facts: list[dict[str, Any]]) -> Case:
    place = home()
    for fact in facts:
        agency = fact.get("details", {}).get("agency")
        if agency:
            Agency.objects.get_or_create(partnership=place, slug=agency, defaults={"name": agency.replace("_", " ").capitalize()})
    incident = next(f for f in facts if f["kind"] == "incident_occurred")
    aware = next(f for f in facts if f["kind"] == "authority_aware")
    opened = _send(client_for(member(Role.BUSINESS_UNIT)), "/api/v1/notification/open",
                   {**incident["details"], "happened": incident["at"], "at": aware["at"], "about": "infant, seriously harmed"})
    case = Case.objects.get(partnership=place, reference=opened["case"])
    order = sorted(range(len(facts)), key=lambda n: (facts[n]["at"][:10], n))
    for fact in (facts[n] for n in order):
        if fact["kind"] in BY_THE_SERVICE or fact in (incident, aware):
            continue
        details = dict(fact["details"])
        if fact["kind"] == "partner_signed":
            if latest_document(case, "rapid_review_report") is None:
                _send(client_for(member(Role.BUSINESS_UNIT)), f"/api/v1/cases/{case.reference}/rapid_review/write_report",
                      {"facts": "Made-up.", "decision": "Local review."})
            report = latest_document(case, "rapid_review_report")
            assert report is not None
            details["text_hash"] = report.text_hash
        _send(client_for(_person(fact)), f"/api/v1/cases/{case.reference}/facts", {"kind": fact["kind"], "at": fact["at"], "details": details})
    return case


def _check(path: Path) -> None:
    given = json.loads(path.read_text())
    case = _replay(given["facts"])
    duties = client_for(member(Role.BUSINESS_UNIT)).get(f"/api/v1/cases/{case.reference}/evaluation").json()["duties"]
    for clause, expected in given["expected"].items():
        cited = [d for d in duties if clause in d["clauses"]]
        for key, value in expected.items():
            name = "due" if key.startswith("latest_sending") else key
            assert any(d[name] == value for d in cited), (clause, key, value, [(d["id"], d[name]) for d in cited])


@pytest.mark.clause("C4", "C6", "D2", "D6", "E5", "I8")
def test_a_case_of_our_own_replays_to_its_dates() -> None:
    _check(OURS)


@pytest.mark.skipif(not MARSH.exists(), reason="the Marsh sample is not beside this checkout")
def test_the_marsh_case_replays_to_its_dates() -> None:
    _check(MARSH)
