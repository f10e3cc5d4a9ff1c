"""Reports that come back later, as mail systems write them, given to the command as a mail pipe does."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspr.partnership.roles import Role
from cspr.services.messages.models import Letter
from tests.factories import client_for, member
from tests.services.messages.given import asked

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mail.example.org
To: reviews@wessmoor.example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
MIME-Version: 1.0

--B
Content-Type: text/plain

I could not deliver this.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; agency_lead.police@wessmoor.example.org
Action: {action}
Status: {status}

--B
Content-Type: {kind}

From: reviews@wessmoor.example.org
Message-ID: {message_id}
Subject: WE-2026-0001: information due

--B--
"""


def _pipe(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass"))))
    call_command("bounces", stdout=out)
    return out.getvalue()


def _report(letter: Letter, **more: str) -> str:
    return REPORT.format(**{"action": "failed", "status": "5.1.1", "kind": "message/rfc822", "message_id": letter.message_id, **more})


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_marks_the_message_it_names_and_the_case_shows_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = asked("police", "gp")
    Letter.objects.update(state="sent")
    letter = Letter.objects.get(address__startswith="agency_lead.police")
    assert _pipe(_report(letter, kind=kind), monkeypatch) == "Noted: the message did not arrive.\n"
    assert dict(Letter.objects.values_list("address", "state")) == {
        letter.address: "bounced", "agency_lead.gp@wessmoor.example.org": "sent"}
    body = client_for(member(Role.BUSINESS_UNIT)).get(f"/cases/{case.reference}/messages/").content.decode()
    assert "There is no such mailbox. Check the address with the person or agency." in body


@pytest.mark.parametrize("more", [{"action": "delayed", "status": "4.4.1"}, {"message_id": "<other@example.org>"}])
def test_what_is_only_late_or_not_ours_changes_nothing(more: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked("police")
    Letter.objects.update(state="sent")
    assert "left alone" in _pipe(_report(Letter.objects.get(), **more), monkeypatch)
    assert Letter.objects.get().state == "sent"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400))
def test_whatever_comes_it_ends_well(monkeypatch: Any, text: str) -> None:
    assert "left alone" in _pipe(text, monkeypatch)
    half = REPORT.format(action="failed", status="5.1.1", kind="message/rfc822", message_id="<x@y>")
    assert "left alone" in _pipe(half[: len(half) - len(text)] + text, monkeypatch)
