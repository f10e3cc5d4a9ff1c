"""The test run: one embedded database for all workers, and the count of clauses proven."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.access.size import CELL, WRONG

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

if "CSPR_THROWAWAY" not in os.environ:  # The first process of a run; its workers inherit what is set here.
    os.environ["CSPR_THROWAWAY"] = "1"
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cspr-tests-")
    Path(os.environ["DATA_DIR"]).chmod(0o755)  # The embedded server runs as a user of its own where we are root.
    # Registered before the database's own end, so it comes after it.
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's event loop runs in the same thread as the tests.

_PROVEN: set[str] = set()
_FAILED: set[str] = set()
_MATRIX: Counter[str] = Counter()  # Cells of the access matrix that were tried, and wrong ones, over all processes (tests.access.size).


def _known() -> list[str]:
    """The ids of every clause of the protocol that the tests prove."""
    from cspr.protocol import load

    return [c.id for c in load("kbsp-2022").clauses]


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    """Made-up people's passwords are hashed quickly (argon2 is slow on purpose), and a test client does not list every asset to begin with.

    They sign in by password alone, as on a demonstration (the tests of the multi-factor rule switch it on), and however long a walk takes on a
    busy machine, they are not asked again who they are (the tests of that make the proof old).
    """
    from django.conf import settings
    from django.test import override_settings

    with override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS], WHITENOISE_AUTOREFRESH=True,
            MULTI_FACTOR_REQUIRED=False, REAUTHENTICATE_MINUTES=24 * 60):
        yield


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
    if report.when == "call":
        _MATRIX.update({name: int(str(n)) for name, n in report.user_properties if name in (CELL, WRONG)})


def _missing() -> list[str]:
    return [c for c in _known() if c not in _PROVEN or c in _FAILED]


def _whole_run(config: pytest.Config) -> bool:
    """Whether nothing was left out: no file, expression or mark was named."""
    chosen = config.getoption("keyword") or config.getoption("markexpr") or config.getoption("lf", False)
    return not chosen and config.args_source is not pytest.Config.ArgsSource.ARGS and not hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A whole run that leaves a clause unproven has failed, even where every test passed."""
    if exitstatus == pytest.ExitCode.OK and _whole_run(session.config) and _missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: Any) -> Iterator[None]:
    """Says how many clauses of the protocol the run proved, and, in a whole run, which it did not; after all but the closing line."""
    yield
    missing, known = _missing(), _known()
    if missing and _whole_run(terminalreporter.config):
        terminalreporter.write_line(f"not proven: {' '.join(missing)}")
    if _MATRIX[CELL]:
        terminalreporter.write_line(f"access matrix: {_MATRIX[CELL]} cells, {_MATRIX[WRONG]} wrong")
    terminalreporter.write_line(f"clauses proven: {len(known) - len(missing)}/{len(known)}")
