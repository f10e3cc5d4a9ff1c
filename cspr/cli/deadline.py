"""`cspr deadline`: when something is due, counted from one or more dates."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cspr.cli.errors import Refused
from cspr.cli.given import a_date
from cspr.protocol import explain
from cspr.protocol.calendar import Calendar, Skipped, add_months


@dataclass(frozen=True)
class Answer:
    """One date, when it is due, and why."""

    start: date
    due: date
    why: str
    skipped: tuple[Skipped, ...]
    caveat: str | None

    def to_json(self) -> dict[str, Any]:
        """As JSON: dates in ISO form."""
        return {"date": self.start.isoformat(), "due": self.due.isoformat(), "why": self.why, "caveat": self.caveat,
                "skipped": [{"date": s.on.isoformat(), "reason": s.reason} for s in self.skipped]}


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "deadline", allow_abbrev=False, help="when something is due",
        description="Prints one due date a line. Day 0 is DATE; day 1 is the next working day (Monday to Friday, no bank holiday in England).",
    )
    parser.add_argument("dates", nargs="+", metavar="DATE", type=a_date, help="such as 2026-03-27")
    count = parser.add_mutually_exclusive_group(required=True)
    count.add_argument("--working-days", type=_whole, metavar="N", help="working days later (earlier, when negative)")
    count.add_argument("--days", type=_whole, metavar="N", help="calendar days later (earlier, when negative)")
    count.add_argument("--months", type=_whole, metavar="N", help="calendar months later; the last day of the month where the day does not exist")
    parser.add_argument("--json", action="store_true", help="as JSON, with the days not counted")
    parser.set_defaults(run=run)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of up to nine digits. Write it as 5")
    return int(text)


def _answer(calendar: Calendar, start: date, asked: argparse.Namespace) -> Answer:
    if asked.working_days is not None:
        due = calendar.add_working_days(start, asked.working_days)
        early, late = min(start, due), max(start, due)
        if asked.working_days < 0:
            why = explain.back(calendar, start, -asked.working_days, due)
            skipped = tuple(s for s in calendar.skipped(early, late) if s.on != start)
        else:
            why, skipped = explain.working_days(calendar, start, asked.working_days, due), calendar.skipped(start, due)
        return Answer(start, due, why, skipped, calendar.caveat(start, due))
    if asked.days is not None:
        due = start + timedelta(days=asked.days)
        count, way = explain.plural(abs(asked.days), "calendar day"), asked.days
    else:
        due = add_months(start, asked.months)
        count, way = explain.plural(abs(asked.months), "calendar month"), asked.months
    return Answer(start, due, f"{count} {'before' if way < 0 else 'from'} {explain.in_words(start)} is {explain.in_words(due)}", (), None)


def run(asked: argparse.Namespace) -> int:
    """Print the due dates in the order given; with one date, the explanation follows."""
    calendar = Calendar.named()
    answers = []
    for start in asked.dates:
        try:
            answers.append(_answer(calendar, start, asked))
        except (ValueError, OverflowError) as error:
            raise Refused(f"cspr deadline: {start.isoformat()}: the answer lies outside the years this can count ({error}).") from error
    if asked.json:
        print(json.dumps([a.to_json() for a in answers], indent=1, ensure_ascii=False))
        return 0
    for answer in answers:
        print(answer.due.isoformat())
    if len(answers) == 1:
        print(answers[0].why[:1].upper() + answers[0].why[1:] + ".")
    for caveat in dict.fromkeys(a.caveat for a in answers if a.caveat):
        # With several dates the output is dates only, for other programs to read.
        print(caveat, file=sys.stdout if len(answers) == 1 else sys.stderr)
    return 0
