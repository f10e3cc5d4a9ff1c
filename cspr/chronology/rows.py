"""What becomes of one row: an entry, with the problems that a person must look at. Nothing that tells something is dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cspr.chronology.dates.partial import NO_YEAR, in_words
from cspr.chronology.shapes import Entry, Problem, ProblemKind, Source, When

MANY = 3
_KINDS: dict[str, ProblemKind] = {"impossible": "impossible_date", "unknown": "unknown_date", "ambiguous": "ambiguous"}


def day(when: When) -> date | None:
    """The first day it can mean."""
    return when.start.date() if isinstance(when.start, datetime) else when.start


def last_day(when: When) -> date | None:
    """The last day it can mean."""
    return when.end.date() if isinstance(when.end, datetime) else when.end


def id_of(agency: str, source: Source, typed: str, text: str) -> str:
    """The same for the same words in the same place of the same file of the same agency."""
    return hashlib.sha256("\x1f".join((agency, source.file, source.sheet, str(source.row), typed, text)).encode()).hexdigest()[:16]


@dataclass
class Taken:
    """What was taken from a file so far. scope: the first and last day asked about; what lies outside is kept, and said."""

    agency: str
    file: str
    scope: tuple[date, date] | None = None
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    no_year: list[Problem] = field(default_factory=list)

    def take(self, when: When, text: str, place: Source, *, agency: str = "", told: Mapping[str, str] | None = None, significant: bool = False,
             more: Mapping[str, str] | None = None, no_text: str = "") -> Entry:
        """One event. told: present, record, response, child_seen. no_text: what to say where nothing says what happened."""
        whose, said = agency or self.agency, dict(told or {})
        entry = Entry(id_of(whose, place, when.typed, text), when, whose, text, place, present=said.get("present", ""), record=said.get("record", ""),
                      response=said.get("response", ""), child_seen=said.get("child_seen", ""), significant=significant, more=dict(more or {}))
        self.entries.append(entry)
        if when.doubt:
            typed = " ".join(when.typed.split())[:60]
            says = f"“{typed}”: {when.says}" if typed and f"“{typed}" not in when.says else when.says
            if when.says.startswith(NO_YEAR) and when.says.count(".") == 1:
                self.no_year.append(Problem(place, says, entry.id, "ambiguous"))
            else:
                self.problem(place, says, _KINDS[when.doubt], entry.id)
        if no_text:
            self.problem(place, no_text, "no_text", entry.id)
        self._outside(entry)
        return entry

    def _outside(self, entry: Entry) -> None:
        first, last = day(entry.when), last_day(entry.when)
        if self.scope and first and last and (last < self.scope[0] or first > self.scope[1]):
            self.problem(entry.source, f"{in_words(first)} lies outside the period asked about, {in_words(self.scope[0])} to "
                         f"{in_words(self.scope[1])}. Keep it if it matters, or leave it out.", "outside_scope", entry.id)

    def problem(self, place: Source, says: str, kind: ProblemKind = "other", entry: str = "") -> None:
        """Something that a person must look at."""
        self.problems.append(Problem(place, says, entry, kind))

    def years_said(self) -> None:
        """Where many rows of a table leave the year out, one line says it of all."""
        if len(self.no_year) > MANY:
            first = self.no_year[0]
            self.problems.append(replace(first, says=f"{first.says} So it was for {len(self.no_year) - 1} more rows. Check that the years fit."))
        else:
            self.problems += self.no_year
        self.no_year = []

    def join(self, more: str) -> None:
        """Words that go on from the last entry: its own id stays, for what was there before is the same."""
        last = self.entries[-1]
        self.entries[-1] = replace(last, text=f"{last.text}\n{more}".strip())

    @property
    def before(self) -> Entry | None:
        """The last entry."""
        return self.entries[-1] if self.entries else None

    @property
    def near(self) -> date | None:
        """The date of the last entry that has one."""
        return next((found for entry in reversed(self.entries) if (found := day(entry.when))), None)
