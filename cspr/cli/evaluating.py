"""`cspr evaluate`: every duty and gate, from facts alone."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from cspr.cli.errors import Refused, read_text
from cspr.cli.protocols import protocol_named
from cspr.protocol import DutyStatus, Evaluation, Fact, FactsInvalid, Protocol, evaluate, read_facts
from cspr.protocol.explain import in_words
from cspr.protocol.facts import read_at
from cspr.protocol.strict_json import NotJson, read_json

# What most needs to be seen comes first.
_ORDER = ("overdue", "open", "late", "done", "void", "waiting")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("evaluate", allow_abbrev=False, help="every duty and gate, from facts alone",
                                 description="Works out what is owed by whom and when, and what is held back, from a list of facts.")
    parser.add_argument("--protocol", required=True, metavar="ID_OR_FILE")
    parser.add_argument("--facts", required=True, metavar="FACTS.json", help="a JSON list of facts, or an object with “facts”; - for standard input")
    parser.add_argument("--on", required=True, metavar="DATE", type=_on, help="the day to work it out for, such as 2026-03-27, or 2026-03-27T14:30")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def _on(text: str) -> date | datetime:
    try:
        return read_at(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _facts(name: str) -> tuple[Fact, ...]:
    try:
        given = read_json(read_text(name))
    except NotJson as error:
        raise Refused(f"{name}: {error}.") from error
    if isinstance(given, dict) and "facts" in given:
        given = given["facts"]
    try:
        return read_facts(given)
    except FactsInvalid as invalid:
        raise Refused(*(f"{name}: {problem}" for problem in invalid.problems)) from invalid


def run(asked: argparse.Namespace) -> int:
    """Print the evaluation: as JSON in the contract's shape, or as lines that people read."""
    proto, facts = protocol_named(asked.protocol), _facts(asked.facts)
    try:
        result = evaluate(proto, facts, asked.on)
    except (ValueError, OverflowError) as error:
        raise Refused(f"{asked.facts}: a date lies outside the years this can count ({error}).") from error
    if asked.json:
        json.dump(result.to_json(), sys.stdout, indent=1, ensure_ascii=False)
        print()
    else:
        for line in lines_of(proto, result):
            print(line)
    return 0


def _line(duty: DutyStatus, names: dict[str, str]) -> str:
    who = ": ".join(dict.fromkeys(w for w in (names.get(duty.owner, duty.owner), duty.holder, duty.for_) if w))
    when = f"due {duty.due.isoformat()}" if duty.due else "no date"
    done = f", done {duty.done.isoformat()}" if duty.done else ""
    late = f", {duty.days_late} late" if duty.days_late else ""
    return f"  {duty.title} [{', '.join(duty.clauses)}] {who}; {when}{done}{late}"


def lines_of(proto: Protocol, result: Evaluation) -> Iterator[str]:
    """The evaluation as lines: duties by state, the most pressing first; then what is held back."""
    names = {role.id: role.name for role in proto.roles}
    yield f"{proto.protocol.partnership}, {result.protocol}, on {in_words(result.on)}"
    for state in _ORDER:
        found = [d for d in result.duties if d.state == state]
        if not found:
            continue
        yield ""
        yield f"{state.capitalize()} ({len(found)})"
        for duty in sorted(found, key=lambda d: (d.due is None, d.due or date.max)):
            yield _line(duty, names)
            if duty.due and state in ("overdue", "open", "late"):
                yield f"      {duty.why}"
    yield ""
    yield "Held back"
    for gate in result.gates:
        for missing in gate.missing:
            yield f"  {gate.blocks} [{', '.join(gate.clauses)}] {missing}"
    yield from ("", *result.caveats) if result.caveats else ()
