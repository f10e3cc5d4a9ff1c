"""Runs the service's own commands (`python -m cspr.config.manage demo`): what stands in the way is one line, as in script/server."""

from __future__ import annotations

import os
import sys

from cspr.access.policies import WORKER
from cspr.config.environment import need_database, said_in_one_line


def main() -> None:
    """The command of the process's arguments. Raises Refused where the settings, the database or a protocol file cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cspr.config.settings")
    from django.core.management import execute_from_command_line

    from cspr.config import settings  # noqa: F401  What is wrong in them is said before anything is tried.

    if url := os.environ.get("DATABASE_URL"):
        need_database(url, role=WORKER if sys.argv[1:2] == ["worker"] else "")
    with said_in_one_line():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
