"""Files of the version before, whose bytes are in their rows: moved to where files are kept, even where that is stopped in the middle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cspr.operations import clock
from cspr.record import stored
from cspr.record.migrations import _moving_bytes
from cspr.record.models import File
from tests.factories import home

BEFORE, BETWEEN = ("record", "0010_shared_drafts"), ("record", "0011_bytes_apart")


def migrated(*to: tuple[str, str]) -> Any:
    """The models as they were after these migrations."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(to))
    return MigrationExecutor(connection).loader.project_state(list(to)).apps


@pytest.fixture
def _forward_again(transactional_db: None) -> Iterator[None]:
    yield
    File.objects.all().delete()


@pytest.mark.usefixtures("_forward_again")
def test_bytes_leave_their_rows_one_by_one_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    where, newest = home(), MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        before = migrated(BEFORE).get_model("record", "File")
        made = {}
        for n in range(3):
            content = f"made up {n}".encode()
            row = before.objects.create(partnership_id=where.pk, purpose="return", name=f"{n}.txt", size=len(content), content=content,
                                        sha256=hashlib.sha256(content).hexdigest(), at=clock.now())
            made[row.pk] = content
        migrated(BETWEEN)
        put = _moving_bytes.put

        def stopped(row: Any, content: bytes) -> None:
            if content == b"made up 1":
                raise KeyboardInterrupt
            put(row, content)

        with monkeypatch.context() as patched:
            patched.setattr(_moving_bytes, "put", stopped)
            with pytest.raises(KeyboardInterrupt):
                migrated(("record", "0012_bytes_moved"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(content), count(blob) FROM record_file")
            assert cursor.fetchone() == (2, 1), "the first is moved, for good"
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert {f.pk: stored.content(f) for f in File.objects.all()} == made
    assert [f.state for f in File.objects.all()] == ["clean"] * 3
