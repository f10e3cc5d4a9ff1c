"""What comes round by the clock: sessions that ran out, and counts that count no more, are taken away."""

from __future__ import annotations

from procrastinate.contrib.django import app

from cspr.operations import clock
from cspr.services.sign_in.sessions import take_away_those_over
from cspr.services.sign_in.shared import forget_what_is_over


@app.periodic(cron="20 3 * * *")
@app.task(name="sign_in.tidy", queue="clock", queueing_lock="sign_in.tidy")
def tidy(timestamp: int) -> None:
    """Both."""
    take_away_those_over(clock.now())
    forget_what_is_over()
