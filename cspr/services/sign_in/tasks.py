"""What comes round by the clock: sessions that ran out, and counts that count no more, are taken away."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from procrastinate.contrib.django import app

from cspr.operations import clock
from cspr.services.sign_in.models import Session
from cspr.services.sign_in.shared import forget_what_is_over


@app.periodic(cron="20 3 * * *")
@app.task(name="sign_in.tidy", queue="clock", queueing_lock="sign_in.tidy")
def tidy(timestamp: int) -> None:
    """A row says where somebody signed in, and may hold what they typed: it stays no longer than it lets anybody in."""
    now = clock.now()
    Session.objects.filter(Q(expire_date__lte=now) | Q(since__lte=now - timedelta(hours=settings.SESSION_HOURS))).delete()
    forget_what_is_over()
