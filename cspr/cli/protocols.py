"""`cspr protocol`: the protocols known, one as a readable table, and whether a file is sound."""

from __future__ import annotations

import argparse
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cspr.cli.errors import Refused
from cspr.protocol import Protocol, ProtocolFaults, known, load, load_file
from cspr.protocol.loader import Unreadable
from cspr.protocol.schema import Duty
from cspr.protocol.terms import Clock

WIDTH = 110


def add_to(commands: Any) -> None:
    """Add the command and its three verbs to the parser."""
    parser = commands.add_parser("protocol", allow_abbrev=False, help="the protocols: list, show, check")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verbs.add_parser("list", allow_abbrev=False, help="the protocols known").set_defaults(run=run_list)
    show = verbs.add_parser("show", allow_abbrev=False, help="one protocol: its clauses, each with what it asks for")
    show.add_argument("protocol", metavar="ID", help="an id that “cspr protocol list” prints, or a file")
    show.set_defaults(run=run_show)
    check = verbs.add_parser("check", allow_abbrev=False, help="whether a protocol file is sound")
    check.add_argument("file", metavar="FILE")
    check.set_defaults(run=run_check)


def protocol_named(named: str) -> Protocol:
    """A protocol by its id, or from a file. Raises Refused with every fault."""
    try:
        return load(named) if named in known() or not _looks_like_file(named) else load_file(Path(named))
    except ProtocolFaults as faults:
        raise Refused(*(f"{named}: {fault}" if fault.line else str(fault) for fault in faults.faults)) from faults


def _looks_like_file(named: str) -> bool:
    return "/" in named or named.endswith(".toml") or os.path.exists(named)


def run_list(asked: argparse.Namespace) -> int:
    """Print a line for each protocol: id, partnership, version and when it came into force."""
    found = [load(one).protocol for one in known()]
    wide = max(len(head.id) for head in found)
    for head in found:
        print(f"{head.id:{wide}}  {head.partnership}, version {head.version}, in force from {head.in_force_from.isoformat()}")
    return 0


def run_check(asked: argparse.Namespace) -> int:
    """Print "ok", or every fault with its place (then 1). Raises Refused where there is no such file."""
    try:
        load_file(Path(asked.file))
    except Unreadable as fault:
        raise Refused(str(fault)) from fault
    except ProtocolFaults as faults:
        for fault in faults.faults:
            print(fault)
        return 1
    print("ok")
    return 0


def run_show(asked: argparse.Namespace) -> int:
    """Print the protocol's clauses in order, each with its duties, gates, lists and access rules."""
    for line in lines_of(protocol_named(asked.protocol)):
        print(line)
    return 0


def clock_in_words(clock: Clock | None) -> str:
    """A clock as people say it: "within 5 working days"."""
    if clock is None:
        return "no date set"
    if clock.window is not None:
        return f"between working days {clock.window.from_} and {clock.window.to}"
    for count, what in ((clock.working_days, "working day"), (clock.days, "calendar day"), (clock.months, "calendar month")):
        if count is not None:
            return f"within {count} {what}{'' if count == 1 else 's'}"
    for before, what in ((clock.days_before, "calendar days"), (clock.working_days_before, "working days")):
        if before is not None:
            return f"{before.count} {what} before the date of “{before.fact}”"
    if clock.every is not None:
        return f"every {clock.every.replace('_', '-')}"
    return "the same working day" if clock.same_working_day else f"by the date given as “{clock.date_in}”"


def _wrapped(text: str, first: str, rest: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest) or [first]


def owner_in_words(duty: Duty, names: dict[str, str]) -> str:
    """Who owes a duty, as people say it: "Business Unit", "each agency". names: the roles' names by id."""
    if isinstance(duty.owner, str):
        return names.get(duty.owner, duty.owner)
    named = duty.owner.detail
    return f"{'each' if duty.for_each and duty.for_each.detail == named else 'its'} {named.replace('_', ' ')}"


def lines_of(proto: Protocol) -> Iterator[str]:
    """The protocol as lines of text, no wider than a page."""
    head = proto.protocol
    names = {role.id: role.name for role in proto.roles}
    yield f"{head.id}: {head.partnership}, version {head.version}, in force from {head.in_force_from.isoformat()}"
    if head.source:
        yield from _wrapped(head.source, "", "")
    if head.note:
        yield from _wrapped(head.note, "", "")
    yield ""
    for one in proto.version:
        yield from _wrapped(f"{one.on}, {one.by}: {one.change}", f"version {one.version}  ", " " * 11)
    for clause in proto.clauses:
        yield ""
        yield from _wrapped(f"{clause.says} [{clause.kind}; {clause.source}]", f"{clause.id:4}", "    ")
        for duty in proto.duties:
            if clause.id in duty.clauses:
                clock = clock_in_words(duty.clock) + (", each time" if duty.repeats else "")
                words = f"{duty.title}: {owner_in_words(duty, names)}, {clock} ({duty.id})"
                yield from _wrapped(words, "      duty    ", " " * 14)
        for gate in proto.gates:
            if clause.id in gate.clauses:
                yield from _wrapped(f"“{gate.blocks}” waits ({gate.id}):", "      gate    ", " " * 14)
                for need in gate.needs:
                    yield from _wrapped(need.else_, "              - ", " " * 16)
        for checklist in proto.lists:
            if clause.id in checklist.clauses:
                yield from _wrapped(f"{checklist.heading}:", "      list    ", " " * 14)
                for item in checklist.items:
                    yield from _wrapped(f"{item.id}: {item.name}", "              - ", " " * 16)
        for rule in proto.access:
            if clause.id in rule.clauses:
                yield from _wrapped(f"{names.get(rule.role, rule.role)} may see: {rule.scope} ({rule.id})", "      access  ", " " * 14)
        for ladder in proto.ladders:
            if clause.id in ladder.clauses:
                yield from _wrapped(f"if late or nearly so, “{ladder.duty}” ({ladder.id}):", "      remind  ", " " * 14)
                for step in ladder.steps:
                    yield from _wrapped(f"{step.when}: {step.name}", "              - ", " " * 16)
