"""`cspr audit`: whether what was recorded, and who looked, is as it was written; and sealing it."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from cspr.cli.record import on_the_record


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


def run_verify(asked: argparse.Namespace) -> int:
    """Check every chain and seal: print how many entries there are, or the first broken link (then 1)."""
    def work() -> Any:
        from cspr.access.audit import verify

        return verify()

    found = on_the_record("audit verify", work)
    if found.broken:
        print(found.broken[0] + (f" (and {len(found.broken) - 1} more)" if len(found.broken) > 1 else ""))
        for more in found.broken[1:]:
            print(more, file=sys.stderr)
        return 1
    print(f"{found.entries} entries, chain intact")
    print(f"The newest seal is of {found.sealed_at:%Y-%m-%d %H:%M} UTC." if found.sealed_at else "Nothing is sealed yet.", file=sys.stderr)
    return 0


def run_seal(asked: argparse.Namespace) -> int:
    """Check everything, then seal it: a seal over what is broken would hide it (then 1)."""
    if run_verify(asked):
        return 1

    def work() -> Any:
        from cspr.access.audit import seal
        from cspr.operations.clock import now

        return seal(now())

    made = on_the_record("audit seal", work)
    print(f"sealed: {made.entries + made.looks} entries, {made.signature}" if made else "nothing new to seal")
    return 0
