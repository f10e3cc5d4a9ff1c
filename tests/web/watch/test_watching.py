"""Up, ready, and the figures: what whoever runs the service is told, and who is not told it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client, override_settings

from tests.factories import client_for, member, open_case
from tests.services.messages.given import forget_jobs

pytestmark = pytest.mark.django_db
TOKEN = "a made-up token for the monitor"


def _worker_is_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def test_ready_says_part_by_part_what_is_not() -> None:
    answer = Client().get("/ready")
    assert answer.status_code == 503 and "worker: not ready" in answer.content.decode() and "database: ok" in answer.content.decode()
    _worker_is_there()
    answer = Client().get("/ready")
    assert answer.status_code == 200 and "not ready" not in answer.content.decode()


def test_a_scanner_that_does_not_answer_is_said() -> None:
    _worker_is_there()
    with override_settings(CLAMD="127.0.0.1:1"):
        answer = Client().get("/ready")
    assert answer.status_code == 503 and "scanner: not ready" in answer.content.decode()


def test_the_figures_are_for_the_monitor_alone() -> None:
    assert Client().get("/metrics").status_code == 404, "nobody, where no token is set"
    with override_settings(METRICS_TOKEN=TOKEN):
        assert Client().get("/metrics").status_code == 404
        assert Client().get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
        assert Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@override_settings(METRICS_TOKEN=TOKEN)
def test_the_figures_count_and_name_nobody() -> None:
    forget_jobs()
    case = open_case()
    client = client_for(member("business_unit"))

    def counted() -> tuple[float, str]:
        text = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
        found = re.search(r'^cspr_answers_total\{method="GET",route="cases/<str:reference>/",status="2xx"\} (\S+)', text, re.M)
        return float(found[1]) if found else 0.0, text

    before, _ = counted()
    client.get(f"/cases/{case.reference}/")
    client.get(f"/cases/{case.reference}/")
    after, text = counted()
    assert after == before + 2
    assert 'cspr_jobs{state="failed"} 0.0' in text and "cspr_longest_wait_seconds" in text
    assert case.reference not in text and "Made-up" not in text
