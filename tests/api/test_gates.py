"""What the protocol holds back is refused in the same words by the API, by the page and by the command line, each with its clauses."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from cspr.cli.main import main
from cspr.operations import clock, get
from cspr.partnership.roles import Role
from cspr.record.models import Fact
from tests.factories import NOON, client_for, do, member, open_case

pytestmark = pytest.mark.django_db
# Done too early, each in a case that has been notified and no more; with the clauses that hold it back.
TOO_EARLY: dict[str, tuple[str, dict[str, Any]]] = {
    "referral.consider": ("C9", {"outcome": "neither", "reasons": "Not met.", "learning_goes_to": "The hospital"}),
    "rapid_review.tell_family": ("D3", {"who": "Mother", "by": "Health visitor"}),
    "rapid_review.make_recommendation": ("D8 B3 B4 F4", {"review": "local", "reasons": "Several agencies."}),
    "rapid_review.send_report": ("D9", {}),
    "rapid_review.circulate_report": ("D10", {"posts": ["designated_doctor"]}),
    "rapid_review.publish_briefing": ("D12", {
        "of": "rapid_review", "url": "https://wessmoor.example.org/b", "background": "x", "findings": "x", "what_to_do": "x"}),
    "local_review.appoint_reviewer": ("E1 E2", {"name": "Dr Petra Lyle"}),
    "local_review.finalise_terms": ("E3", {"questions": "How did agencies share what they knew?"}),
    "local_review.share_joint_learning": ("G3", {"group": "cspr_sub_group"}),
    "publication.publish": ("H2 I2 I3 I5 I6 I7 I8", {"url": "https://wessmoor.example.org/r"}),
    "learning.close_case": ("C5", {"reasons": "Done."}),
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.clause(*by.split())) for name, (by, _) in TOO_EARLY.items()])
def test_the_three_faces_refuse_in_one_voice(
        name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    case = open_case()
    do("notification.record_sin", member(Role.NOTIFIER), case, reference="SIN-1", at="2026-11-17T10:00", partnership_told_at="2026-11-17T10:05")
    client, op = client_for(member(Role.BUSINESS_UNIT)), get(name)
    before = Fact.objects.count()

    held_by, typed = TOO_EARLY[name]
    sent = {"at": "2026-11-19", **typed}
    answer = client.post(f"/api/v1/cases/{case.reference}/{op.stage}/{op.verb}", sent, content_type="application/json")
    assert answer.status_code == 409, answer.content
    by_api = {(m["says"], tuple(m["clauses"])) for m in answer.json()["missing"]}
    assert set(held_by.split()) <= {c for _, clauses in by_api for c in clauses}
    assert all(says in answer.json()["message"] for says, _ in by_api)

    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(client.get(f"/api/v1/cases/{case.reference}/facts").json()))
    assert main(["evaluate", "--protocol", "kbsp-2022", "--facts", str(facts), "--on", "2026-11-20T12:00", "--json"]) == 0
    closed = [g for g in json.loads(capsys.readouterr().out)["gates"] if g["blocks"] == op.records[0] and not g["open"]]
    by_command = {(says, tuple(g["clauses"])) for g in closed for says in g["missing"]}

    page = client.get(reverse(name, args=[case.reference])).content.decode()
    held = page[page.index("This cannot be done yet"):page.index("What you type can be saved")]
    on_page = [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", line)).split()) for line in re.findall(r"<li>(.*?)</li>", held)]

    assert by_api == by_command
    assert sorted(on_page) == sorted(" ".join((says, *(f"paragraph {c}" for c in clauses))) for says, clauses in by_api)
    assert Fact.objects.count() == before
