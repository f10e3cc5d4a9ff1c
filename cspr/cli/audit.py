"""`cspr audit`: whether the chain of every case's entries is whole, and sealing what there is. The one command that needs the database."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any, TypeVar

from cspr.cli.errors import Refused

T = TypeVar("T")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("audit", allow_abbrev=False, help="check the record: verify, seal")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verify = verbs.add_parser("verify", allow_abbrev=False, help="whether every chain of entries is whole, and every seal holds",
                              description="Prints “N entries, chain intact”, or the first broken link (then the exit code is 1).")
    verify.set_defaults(run=run_verify)
    seal = verbs.add_parser("seal", allow_abbrev=False, help="seal every chain as it is now; to be run daily",
                            description="Signs the heads of all chains with a key that is not in the database, so that a cut tail is seen.")
    seal.set_defaults(run=run_seal)


def _on_the_record(verb: str, work: Callable[[], T]) -> T:
    """What the work gives, with the database at hand. Raises Refused where there is none to read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cspr.config.settings")
    # Here and not above: the other commands must not wait for Django, nor need a database.
    import django
    from django.db import DatabaseError

    try:
        django.setup()
        return work()
    except (DatabaseError, OSError, ValueError, SystemExit) as error:  # The last: a setting that cannot be used.
        raise Refused(f"cspr audit {verb}: the database cannot be read ({str(error).strip().splitlines()[0]}).") from error


def _broken() -> tuple[int, list[str]]:
    from cspr.record.chain import verify_all
    from cspr.record.seal import broken_seals

    entries, broken = verify_all()
    return entries, [*broken, *broken_seals()]


def run_verify(asked: argparse.Namespace) -> int:
    """Check every chain and seal: print how many entries there are, or the first broken link (then 1)."""
    entries, broken = _on_the_record("verify", _broken)
    if broken:
        print(broken[0] + (f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""))
        return 1
    print(f"{entries} entries, chain intact")
    return 0


def run_seal(asked: argparse.Namespace) -> int:
    """Check everything, then seal it: a seal over what is broken would hide it (then 1)."""
    if run_verify(asked):
        return 1

    def work() -> Any:
        from cspr.operations.clock import now
        from cspr.record.seal import seal

        return seal(now())

    made = _on_the_record("seal", work)
    print(f"sealed: {made.entries} entries" if made else "nothing new to seal; what is recorded is sealed some minutes later")
    return 0
