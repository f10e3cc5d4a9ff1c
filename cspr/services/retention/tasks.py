"""The job of this room: what is past its time and needs no person goes, once a day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from cspr.operations import clock
from cspr.partnership.models import Partnership
from cspr.services.retention.daily import dispose_of_what_is_past


@app.periodic(cron="40 3 * * *")
@app.task(name="retention.daily", queue="clock", queueing_lock="retention.daily")
def daily(timestamp: int) -> None:
    """Go through every partnership."""
    for home in Partnership.objects.order_by("pk"):
        dispose_of_what_is_past(home, clock.now())
