"""The test run: one embedded database for all workers, and the count of clauses proven."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / "cspr-tests"))
os.environ.setdefault("CSPR_LOCAL", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's event loop runs in the same thread as the tests.

_PROVEN: set[str] = set()
_FAILED: set[str] = set()


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """Each worker has its own test database (pytest-django's own rule, kept)."""
    from pytest_django.fixtures import _set_suffix_to_test_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Writes the clauses of a test on its report, so that they reach the main process from every worker."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    for mark in item.iter_markers("clause"):
        report.user_properties.extend(("clause", str(c)) for c in mark.args)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counts a clause as proven when every test of it passed."""
    clauses = {str(v) for k, v in report.user_properties if k == "clause"}
    if report.failed:
        _FAILED.update(clauses)
    elif report.when == "call" and report.passed:
        _PROVEN.update(clauses)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says how many clauses of the protocol the run proved, and which it did not."""
    from cspr.protocol import load

    known = [c.id for c in load("kbsp-2022").clauses]
    proven = [c for c in known if c in _PROVEN and c not in _FAILED]
    missing = [c for c in known if c not in proven]
    if missing and len(missing) < len(known):
        terminalreporter.write_line(f"not proven in this run: {' '.join(missing)}")
    terminalreporter.write_line(f"clauses proven: {len(proven)}/{len(known)}")
