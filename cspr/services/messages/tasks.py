"""The jobs of this room. The worker runs them; the schedule is in Europe/London where a time of day matters, which each job asks itself."""

from __future__ import annotations

from datetime import datetime

from django.db import InterfaceError, OperationalError, connection
from procrastinate import App, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status
from procrastinate.retry import BaseRetryStrategy

from cspr.operations import clock
from cspr.partnership.models import Partnership
from cspr.services.messages import handing
from cspr.services.messages.chasing import chase
from cspr.services.messages.digest import make_digests
from cspr.services.messages.models import Letter
from cspr.services.messages.post import GIVE_UP, Later, give_up
from cspr.services.messages.queue import DELIVER, configured, queue

PAUSES = (1, 5, 15, 30, 60, 120, 240)  # Minutes before each further attempt; then the last of them again.
KEEP_JOBS_HOURS = 7 * 24
CLOCK = "clock"  # The queue of what comes round by the clock.


class Backoff(BaseRetryStrategy):
    """Tries again after a while that grows; the letter itself says when it is too old."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; not at all after a fault of our own."""
        if not isinstance(exception, Later | OperationalError | InterfaceError):
            return None
        return RetryDecision(retry_in={"minutes": PAUSES[min(job.attempts, len(PAUSES) - 1)]})


@app.task(name=DELIVER, retry=Backoff())
def deliver(letter: int) -> None:
    """Send one letter, if it still waits, and is still to be sent. Raises Later for the queue to try again."""
    taken = handing.take_up(letter, clock.now())
    if isinstance(taken, datetime):
        deliver.configure(schedule_at=taken).defer(letter=letter)
    elif taken is not None:
        handing.hand_over(*taken)


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.postman", queue=CLOCK, queueing_lock="messages.postman")
def postman(timestamp: int) -> None:
    """Queue again what waits and has no job: it was written without a mail server, or its job was lost. Give up what is too old."""
    now = clock.now()
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    for old in waiting.filter(queued_at__lt=now - GIVE_UP):
        give_up(old)
        old.save(update_fields=["state", "error"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT (args->>'letter')::bigint FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')", [DELIVER])
        queued = {pk for (pk,) in cursor.fetchall()}
    underway = Letter.objects.filter(state__in=(Letter.State.WAITING, Letter.State.HANDING))
    queue([one for one in underway if one.pk not in queued])


@app.periodic(cron="*/15 * * * *")
@app.task(name="messages.chase", queue=CLOCK, queueing_lock="messages.chase")
def remind(timestamp: int) -> None:
    """Remind whoever is to be reminded now, in every partnership. Without a mail server nobody would be, so no step counts as told."""
    for home in Partnership.objects.order_by("pk") if configured() else ():
        chase(home, clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="messages.digests", queue=CLOCK, queueing_lock="messages.digests")
def digests(timestamp: int) -> None:
    """Write the digests whose hour has come."""
    make_digests(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="messages.pick_up", queue=CLOCK, queueing_lock="messages.pick_up", pass_context=True)
async def pick_up(context: JobContext, timestamp: int) -> None:
    """Hand out again the jobs of a worker that was stopped in the middle."""
    await hand_out_again(context.app)


async def hand_out_again(app: App, gone: int | None = None) -> None:
    """Hand out again what workers had begun that say nothing any more; gone: one that is known to have ended, by its number."""
    if gone is not None:
        await app.job_manager.unregister_worker(gone)  # Whatever it had begun is nobody's now.
    for job in await app.job_manager.get_stalled_jobs():
        if job.queue == CLOCK:  # It comes round by itself, and may be queued again already.
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
        else:
            await app.job_manager.retry_job(job)


@app.periodic(cron="20 3 * * *")
@app.task(name="messages.clear", queue=CLOCK, queueing_lock="messages.clear", pass_context=True)
async def clear(context: JobContext, timestamp: int) -> None:
    """Forget jobs that ended a week ago; what they did is kept where it was done."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)
