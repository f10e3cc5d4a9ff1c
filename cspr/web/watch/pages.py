"""Three addresses for machines (up, ready, figures) and the page of a fault. None needs a sign-in, none says anything of a case."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from cspr.operations import virus
from cspr.web.watch.figures import REGISTRY

_WORKER = "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds')"


def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the database answers."""
    _database()
    return HttpResponse("ok", content_type="text/plain")


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _tables() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WORKER)
        return bool(cursor.fetchone()[0])


def _scanner() -> bool:
    try:
        return not settings.CLAMD or virus.look(b"asked by the readiness page", settings.CLAMD) == ""
    except virus.CannotLook:
        return False


PARTS: dict[str, Callable[[], bool]] = {"database": _database, "tables": _tables, "worker": _worker, "scanner": _scanner}


def ready(request: HttpRequest) -> HttpResponse:
    """Part by part, whether the service can do its work: 200 where it can, else 503. For whoever starts it, and for an alarm."""
    found = {}
    for name, part in PARTS.items():
        try:
            found[name] = part()
        except DatabaseError:
            found[name] = False
    return HttpResponse("".join(f"{name}: {'ok' if right else 'not ready'}\n" for name, right in found.items()),
                        content_type="text/plain", status=200 if all(found.values()) else 503)


def figures(request: HttpRequest) -> HttpResponse:
    """The figures, for a monitor that knows METRICS_TOKEN; for everybody else there is nothing here."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def fault(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours, with the number under which the log has it."""
    return render(request, "500.html", {"number": getattr(request, "watch_id", "")}, status=500)
