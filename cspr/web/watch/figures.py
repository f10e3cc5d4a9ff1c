"""The figures a monitor reads: how many answers of which kind, how long they took, and what waits in the queue."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry()
ANSWERS = Counter("cspr_answers", "Answers to requests, by route, method and hundreds of the status.", ["route", "method", "status"],
                  registry=REGISTRY)
SECONDS = Histogram("cspr_answer_seconds", "How long an answer took, by route.", ["route"], registry=REGISTRY,
                    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30))
_JOBS = "SELECT status, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY status"
_LONGEST = "SELECT coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, now()))), 0) FROM procrastinate_jobs WHERE status = 'todo'"


class _Queue(Collector):
    """What stands in the job queue at the moment of asking."""

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked of the database when the figures are only registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Jobs by state, and how long the one has waited that is due longest."""
        with connection.cursor() as cursor:
            cursor.execute(_JOBS)
            found = dict(cursor.fetchall())
            cursor.execute(_LONGEST)
            longest = float(cursor.fetchone()[0])
        jobs = GaugeMetricFamily("cspr_jobs", "Jobs of the queue, by state.", labels=["state"])
        for state in ("todo", "doing", "failed"):
            jobs.add_metric([state], found.get(state, 0))
        yield jobs
        yield GaugeMetricFamily("cspr_longest_wait_seconds", "How long the job has waited that is due longest.", value=max(0.0, longest))


REGISTRY.register(_Queue())
