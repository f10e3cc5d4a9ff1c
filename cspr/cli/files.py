"""`cspr files`: whether every file is there and whole, and changing the key over their keys."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from cspr.cli.errors import Refused
from cspr.cli.record import on_the_record


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("files", allow_abbrev=False, help="the files that are kept: verify, rotate")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verify = verbs.add_parser("verify", allow_abbrev=False, help="whether the bytes of every file are there and whole",
                              description="Opens every file. Prints “N files, all whole”, or which are not, by number (exit code 1).")
    verify.set_defaults(run=run_verify)
    rotate = verbs.add_parser("rotate", allow_abbrev=False, help="wrap every file's key with the current key",
                              description="Set FILES_KEY=new,old everywhere first; once this ended with 0, leave the old key out. The service "
                              "may run meanwhile, and the command may be stopped and run again.")
    rotate.set_defaults(run=run_rotate)


def _on_files(verb: str, work: Callable[[], tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """What the work gives, with database and storage at hand. Raises Refused where either is not."""
    def reached() -> tuple[int, list[str]]:
        from cspr.record.stored import Away, NoKey

        try:
            return work()
        except (Away, NoKey) as error:
            raise Refused(f"cspr files {verb}: the files cannot be reached ({error}).") from error

    return on_the_record(f"files {verb}", reached)


def _verify() -> tuple[int, list[str]]:
    from cspr.record.stored import verify

    return verify()


def _rotate() -> tuple[int, list[str]]:
    from cspr.record.stored import rotate

    return rotate()


def run_verify(asked: argparse.Namespace) -> int:
    """Open every file: print how many there are, or which are not whole (then 1)."""
    number, wrong = _on_files("verify", _verify)
    for line in wrong:
        print(line)
    print(f"{number} files, all whole" if not wrong else f"{len(wrong)} of {number} files cannot be opened")
    return 1 if wrong else 0


def run_rotate(asked: argparse.Namespace) -> int:
    """Wrap every key anew: print how many, and which could not be (then 1)."""
    number, wrong = _on_files("rotate", _rotate)
    for line in wrong:
        print(line)
    print(f"{number} keys wrapped anew" + (f", {len(wrong)} could not be: keep the old key" if wrong else ""))
    return 1 if wrong else 0
