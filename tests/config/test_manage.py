"""script/demo and script/console where a setting cannot be used: one line says which and why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cspr.config.environment import Refused, multi_factor, said_in_one_line
from cspr.protocol import load
from tests.config.test_server import free_port

ROOT = Path(__file__).parents[2]


def told(command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one of the service's commands with these settings."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cspr.config.settings", **settings}
    return subprocess.run([sys.executable, "-m", "cspr.config.manage", command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("command", "setting", "value", "words"), [
    ("demo", "DATABASE_URL", "postgresql://nobody@127.0.0.1:{port}/none", "DATABASE_URL: the database does not answer."),
    ("shell", "DATABASE_URL", "postgresql://nobody@127.0.0.1:{port}/none", "DATABASE_URL: the database does not answer."),
    ("demo", "DATABASE_URL", "mysql://nobody@127.0.0.1/none", "DATABASE_URL must look like postgresql://"),
    ("shell", "DATA_DIR", "{file}", "cannot be made"),
    ("demo", "SESSION_MINUTES", "soon", "SESSION_MINUTES must be a whole number"),
    ("demo", "FILES", "ftp://files.example.org", "FILES must be a folder, or look like s3://bucket/prefix"),
    ("demo", "FILES_KEY", "c2hvcnQ=", "FILES_KEY must be 32 random bytes in base64"),
    ("demo", "FILES_KEY", "not base64!", "FILES_KEY must be 32 random bytes in base64"),
    ("shell", "MULTI_FACTOR", "off", "MULTI_FACTOR must be “required”, or “local-off”"),
    ("shell", "REAUTHENTICATE_MINUTES", "0", "REAUTHENTICATE_MINUTES must be a whole number from 1 to 1440"),
])
def test_a_setting_that_cannot_be_used_is_one_line(command: str, setting: str, value: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = told(command, **{setting: value.format(port=free_port(), file=tmp_path / "file")})
    assert done.returncode == 1 and done.stdout == ""
    assert words in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr


def test_the_second_step_is_never_switched_off_for_a_service_that_others_reach() -> None:
    refused = told("shell", MULTI_FACTOR="local-off", CSPR_LOCAL="0")
    assert refused.returncode == 1 and "MULTI_FACTOR cannot be “local-off” here" in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert multi_factor(local=False) is True and multi_factor(local=True) is False


def test_a_partnership_whose_protocol_is_gone_is_said_to_be_so() -> None:
    with pytest.raises(Refused, match="kbsp-1999: there is no protocol of that id. Known are: "), said_in_one_line():
        load("kbsp-1999")
