"""A case as a page reads it: its facts and what the protocol makes of them, each read once a page and only if asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from cspr import protocol
from cspr.access.reads import SeenCase
from cspr.operations import clock, gated, missing_now
from cspr.operations.errors import Missing
from cspr.record.facts import LONDON, of_case


class CaseRead:
    """A case with its facts and their evaluation at this moment."""

    def __init__(self, seen: SeenCase) -> None:
        self.seen, self.case, self.now = seen, seen.case, clock.now()
        self.protocol = protocol.load(self.case.protocol)

    @cached_property
    def all_facts(self) -> tuple[protocol.Fact, ...]:
        """Every fact, superseded ones too, in the order they were recorded."""
        return of_case(self.case)

    @cached_property
    def facts(self) -> tuple[protocol.Fact, ...]:
        """The facts that count."""
        return protocol.effective(self.all_facts)

    @property
    def holidays(self) -> Mapping[date, str]:
        """The bank holidays the administrator added."""
        return self.seen.holidays

    @cached_property
    def result(self) -> protocol.Evaluation:
        """What is owed, held back and open to whom, and where the case is."""
        return protocol.evaluate(self.protocol, self.all_facts, on=self.now.astimezone(LONDON).replace(tzinfo=None),
                                 holidays=self.holidays, scope="case")

    def happened(self, kind: str, **details: Any) -> list[protocol.Fact]:
        """The facts of a kind that count, with these details, in order of `at`."""
        found = [f for f in self.facts if f.kind == kind and all(f.details.get(k) == v for k, v in details.items())]
        return sorted(found, key=lambda f: str(f.at))

    def owed_again(self, kind: str) -> bool:
        """Whether something has come since this was last done, so that it is to be done once more."""
        again = {d.id for d in self.protocol.duties if d.repeats and kind in d.meeting_kinds}
        return any(d.id in again and d.state in ("open", "overdue") for d in self.result.duties)

    def held_back(self, kinds: tuple[str, ...]) -> tuple[Missing, ...]:
        """What would hold back recording these kinds now, as far as it does not depend on what is typed."""
        return missing_now(self.result, kinds) if gated(self.protocol, kinds) else ()
