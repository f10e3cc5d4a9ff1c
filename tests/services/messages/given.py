"""What the tests of messages share: a worker that works the queue off, and a case in which agencies were asked."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app

from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case
from tests.factories import NOON, do, member, open_case

LEAD = "agency_lead.police@wessmoor.example.org"


def work_off() -> None:
    """A real worker, until no job is left that may run now."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, queues=["default"])


def jobs(status: str = "todo") -> int:
    """How many letters have a job in that state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'default' AND status = %s::procrastinate_job_status", [status])
        return int(cursor.fetchone()[0])


def forget_jobs() -> None:
    """Empty the queue: its tables are not among those a test database is emptied of."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events RESTART IDENTITY CASCADE")


def hurry() -> None:
    """What is to be tried again later may be tried now."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE status = 'todo'")


def notified() -> Case:
    """A case whose Rapid Review is open."""
    case = open_case()
    do("notification.record_sin", member(Role.NOTIFIER), case, reference="SIN-1", at="2026-11-17T10:00", partnership_told_at="2026-11-17T10:05")
    return Case.objects.get(pk=case.pk)


def asked(*agencies: str, due: str = "2026-11-26", case: Case | None = None, now: datetime = NOON, leads: bool = True) -> Case:
    """A case in which these agencies are asked, each with a lead."""
    case = case or notified()
    for word in agencies if leads else ():
        lead(word)
    do("rapid_review.request_information", member(Role.BUSINESS_UNIT), case, agencies=list(agencies), due=due, now=now)
    return Case.objects.get(pk=case.pk)


def lead(agency: str = "police") -> Member:
    """The agency's safeguarding lead."""
    return member(Role.AGENCY_LEAD, agency)
