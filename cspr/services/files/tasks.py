"""The jobs of this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from cspr.operations import clock, quarantine
from cspr.record import stored


@app.periodic(cron="* * * * *")
@app.task(name="files.look_through", queue="files", queueing_lock="files.look_through", lock="files.look_through")
def look_through(timestamp: int) -> None:
    """Look through what waits in quarantine. Tried every minute, so that nothing waits longer than the scanner is away."""
    quarantine.look_through(clock.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="files.sweep", queue="files", queueing_lock="files.sweep", lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Take away bytes that no row has named for a day."""
    stored.sweep(clock.now())
