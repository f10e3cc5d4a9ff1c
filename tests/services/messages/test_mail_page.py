"""The administrator's page about e-mail: whether it works, what did not arrive, and nothing of any case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from cspr.operations import InputFault, clock
from cspr.partnership.roles import Role
from cspr.services.messages import tasks
from cspr.services.messages.models import Letter, Message
from tests.factories import NOON, client_for, do, member
from tests.services.messages.given import asked
from tests.services.messages.smtp import settings_for

pytestmark = pytest.mark.django_db


def _page() -> str:
    return client_for(member(Role.ADMINISTRATOR)).get("/mail/").content.decode()


def test_it_says_that_no_server_is_set_and_a_test_message_is_refused_with_what_to_do() -> None:
    with override_settings(EMAIL_HOST=""):
        assert "No mail server is set: nothing is sent." in _page() and "Send yourself a test message" not in _page()
        with pytest.raises(InputFault, match="Set EMAIL_URL"):
            do("messages.test", member(Role.ADMINISTRATOR))


def test_it_says_what_did_not_arrive_and_why_and_names_no_case() -> None:
    case = asked("police", "gp")
    Letter.objects.filter(address__startswith="agency_lead.police").update(state="bounced", error="There is no such mailbox.")
    with settings_for(25):
        page = _page()
    assert "127.0.0.1" in page and "agency_lead.police@wessmoor.example.org" in page and "There is no such mailbox." in page
    assert case.reference not in page and case.about not in page and "agency_lead.gp" not in page


def test_a_test_message_goes_to_oneself() -> None:
    who = member(Role.ADMINISTRATOR)
    with settings_for(25):
        do("messages.test", who)
    assert Message.objects.get().address == who.user.email and Letter.objects.get().kind == "test"


def test_without_a_mail_server_nobody_counts_as_reminded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked("police", due="2026-11-26")
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=7))
    with override_settings(EMAIL_HOST=""):
        tasks.remind.func(0)
    assert not Message.objects.exclude(step="").exists()
    with settings_for(25):
        tasks.remind.func(0)
    assert Message.objects.get(step="late")
