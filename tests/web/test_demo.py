"""The demo is a whole partnership: its size, and one case in each state that its readers are promised."""

from __future__ import annotations

import pytest

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.record.models import OPEN, Case, Duty, Fact
from cspr.web.demo import make
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_demo_is_what_its_readers_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    home = make(NOON.date())
    agencies = home.agencies
    assert (agencies.count(), agencies.exclude(partner="").values("partner").distinct().count()) == (20, 3)
    assert Member.objects.filter(partnership=home, is_active=True).count() == 41
    assert Case.objects.filter(partnership=home).count() == 12

    def having(kind: str) -> set[int]:
        return set(Fact.objects.filter(kind=kind, case__isnull=False).values_list("case", flat=True))

    (finished,) = having("case_closed")
    assert not Duty.objects.filter(OPEN, case=finished).exists(), "what is finished owes nothing"
    for state in ("referral_received", "sin_declined", "sin_withdrawn", "report_published", "barrier_raised", "partner_signed"):
        assert having(state), state
    assert having("review_paused") - having("review_resumed")
    assert having("authority_aware") - having("sin_submitted") - having("sin_declined"), "one waits for its notification"
    assert Duty.objects.filter(OPEN, duty="send-rapid-review-report", due__lt=NOON.date()).exists(), "one is late"
    assert not Duty.objects.filter(OPEN, partnership=home, case=None, due__lt=NOON.date()).exists(), "what came round was done in its time"
