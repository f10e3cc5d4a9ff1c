"""`cspr`: reads the command line, runs one command, and turns every failure into one clear line and an exit code.

Exit codes: 0 done; 1 the thing checked is not right; 2 the command was not understood or its input cannot be read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from cspr.cli import accounts, audit, chronology, deadline, evaluating, files, protocols
from cspr.cli.errors import Refused

INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """Says a mistake on one line instead of repeating the whole usage."""

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{self.prog}: {message[:300]}. “{self.prog} --help” shows how it is used.")


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = _Parser(prog="cspr", allow_abbrev=False, description="Tools for child safeguarding practice reviews.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (deadline, protocols, evaluating, chronology, audit, files, accounts):
        module.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. arguments: without the program's name; None: the process's own. Gives the exit code."""
    try:
        # Output may be a file or a pipe in another encoding; the words have dashes and quotation marks.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        asked = parser().parse_args(arguments)
        code = int(asked.run(asked))
        sys.stdout.flush()
        return code
    except Refused as refusal:
        for line in refusal.lines:
            print(line, file=sys.stderr)
        return refusal.code
    except BrokenPipeError:
        # The reader (head, less) has enough. Python would complain again at exit unless its output goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
