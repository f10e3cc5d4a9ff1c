"""The schedule: which types of record there are, and the period that a partnership has set for each. Its own facts, so that who set what stays."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from cspr.access.reads import own_entries
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.protocol.calendar import add_months
from cspr.record.models import Fact

CASE_FILE = "case_file"
# Who can be named to confirm a disposal: they see the whole of a case anyway.
CONFIRMERS = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR)


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Data):
    """What somebody else publishes."""

    says: str
    source: str
    url: str


class Record(_Data):
    """A type of record."""

    id: str
    title: str
    holds: str
    starts: tuple[str, ...]
    reviewed: bool = False
    example: tuple[Example, ...] = ()


class Named(_Data):
    """A word and what it says."""

    id: str
    says: str


class Records(_Data):
    """The file records.toml."""

    record: tuple[Record, ...]
    start: tuple[Named, ...]
    check: tuple[Named, ...]
    rows: Mapping[str, str]

    @property
    def by_id(self) -> dict[str, Record]:
        """The types by their words, in order."""
        return {r.id: r for r in self.record}

    def starts(self, *records: Record) -> list[tuple[str, str]]:
        """What the periods of these types can be counted from: (word, what it says)."""
        words = {w for r in records for w in r.starts}
        return [(s.id, s.says) for s in self.start if s.id in words]


@cache
def records() -> Records:
    """The types of record, read once."""
    return Records.model_validate(tomllib.loads((Path(__file__).parent / "records.toml").read_text()))


@dataclass(frozen=True)
class Period:
    """A period in force. fact: the entry that set it."""

    record: Record
    number: int
    unit: str
    starts: str
    source: str
    confirmers: tuple[str, ...]
    fact: Fact

    @property
    def words(self) -> str:
        """ "75 years from the birth of the youngest child"."""
        unit = self.unit if self.number != 1 else self.unit.removesuffix("s")
        return f"{self.number} {unit} from {next(s.says for s in records().start if s.id == self.starts)}"

    def end(self, start: date) -> date:
        """The first day on which what began to count on `start` may go."""
        if self.unit == "days":
            return start + timedelta(days=self.number)
        return add_months(start, self.number * (12 if self.unit == "years" else 1))

    def before(self, today: date) -> date:
        """What began to count before this day is past its time today."""
        start = today - timedelta(days=self.number) if self.unit == "days" else add_months(today, -self.number * (12 if self.unit == "years" else 1))
        return start + timedelta(days=1)


def schedule(home: Partnership) -> dict[str, Period]:
    """The periods in force, by the type's word: of each the newest that was set. A type that is missing is kept without end."""
    known, found = records().by_id, dict[str, Period]()
    for fact in own_entries(home, ["retention_set"]):  # The newest first.
        details = fact.details
        if details["record"] in known and details["record"] not in found:
            found[details["record"]] = Period(
                known[details["record"]], int(details["number"]), details["unit"], details["starts"], details["source"],
                tuple(details.get("confirmers") or (Role.BUSINESS_UNIT.value,)), fact)
    return found
