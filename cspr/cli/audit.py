"""`cspr audit verify`: whether the chain of every case's entries is whole. The one command that needs the database."""

from __future__ import annotations

import argparse
import os
from typing import Any

from cspr.cli.errors import Refused


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("audit", allow_abbrev=False, help="check the record: verify")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verify = verbs.add_parser("verify", allow_abbrev=False, help="whether every chain of entries is whole",
                              description="Prints “N entries, chain intact”, or the first broken link (then the exit code is 1).")
    verify.set_defaults(run=run_verify)


def run_verify(asked: argparse.Namespace) -> int:
    """Check every chain: print how many entries there are, or the first broken link (then 1)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cspr.config.settings")
    # Here and not above: the other commands must not wait for Django, nor need a database.
    import django
    from django.db import DatabaseError

    try:
        django.setup()
        from cspr.record.chain import verify_all

        entries, broken = verify_all()
    except (DatabaseError, OSError, ValueError, SystemExit) as error:  # The last: a setting that cannot be used.
        raise Refused(f"cspr audit verify: the database cannot be read ({str(error).strip().splitlines()[0]}).") from error
    if broken:
        print(broken[0] + (f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""))
        return 1
    print(f"{entries} entries, chain intact")
    return 0
