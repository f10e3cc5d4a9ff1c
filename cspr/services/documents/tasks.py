"""The jobs of this room: making a copy, and taking files away whose day is over."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from cspr.operations import clock
from cspr.services.documents.making import MAKE, QUEUE, forget, make


@app.task(name=MAKE, queue=QUEUE, pass_context=True)
def make_copy(context: JobContext, copy: str) -> None:
    """Make one copy; handed out twice, it is made once. One whose worker was stopped in the middle is made from its beginning."""
    make(UUID(copy), begun=context.job.attempts > 0)


@app.periodic(cron="*/15 * * * *")
@app.task(name="documents.forget", queue="clock", queueing_lock="documents.forget")
def forget_copies(timestamp: int) -> None:
    """Take away the files of copies whose day is over."""
    forget(clock.now())
