"""For the few commands that need the database: everything else must not wait for Django."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from cspr.cli.errors import Refused

T = TypeVar("T")


def on_the_record(command: str, work: Callable[[], T]) -> T:
    """What the work gives, with the database at hand. work: imports what it needs itself. Raises Refused where there is none to read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cspr.config.settings")
    import django
    from django.db import DatabaseError

    try:
        django.setup()
        return work()
    except (DatabaseError, OSError, ValueError, SystemExit) as error:  # The last: a setting that cannot be used.
        raise Refused(f"cspr {command}: the database cannot be read ({str(error).strip().splitlines()[0]}).") from error
