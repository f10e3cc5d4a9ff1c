"""What the pages of retention show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from cspr import protocol
from cspr.access.reads import SeenCase, facts_across, own_entries, visible_cases
from cspr.partnership.models import Member, Partnership
from cspr.record.facts import of_case, pure
from cspr.record.models import Fact
from cspr.record.people import births
from cspr.services.retention.schedule import CASE_FILE, schedule
from cspr.services.retention.standing import KINDS, Standing, holds, standing_of


def held_everything(home: Partnership) -> list[protocol.Fact]:
    """The holds on everything that stand."""
    return holds([pure(f) for f in reversed(own_entries(home, ("all_held", "all_released")))], "all_held", "all_released")


def standing(seen: SeenCase) -> Standing:
    """How one case stands."""
    home, case = seen.case.partnership, seen.case
    return standing_of(case, of_case(case), schedule(home).get(CASE_FILE), births([case.pk]).get(case.pk, ()), held_everything(home))


def standings(member: Member, today: date) -> tuple[list[Standing], int]:
    """Every closed case this person may know of, what is due first on top; and how many cases are open."""
    facts: dict[int, list[protocol.Fact]] = defaultdict(list)
    newest: dict[int, int] = {}
    for fact in facts_across(member, today, KINDS, "retention").order_by("case", "seq"):
        facts[fact.case_id or 0].append(pure(fact))
        newest[fact.case_id or 0] = fact.seq
    cases = list(visible_cases(member, today, "retention").filter(disposed_at=None).select_related("partnership"))
    closed = [c for c in cases if any(f.kind == "case_closed" for f in protocol.effective(facts[c.pk]))]
    born, period, held = births([c.pk for c in closed]), schedule(member.partnership).get(CASE_FILE), held_everything(member.partnership)
    found = []
    for case in closed:
        of_it = facts[case.pk]
        if newest[case.pk] != case.facts_count:  # Something was recorded since it was proposed: the proposal no longer stands.
            of_it = [f for f in of_it if f.kind != "disposal_proposed"]
        found.append(standing_of(case, of_it, period, born.get(case.pk, ()), held))
    return sorted(found, key=lambda s: (s.due is None, s.due or today, s.case.pk)), len(cases) - len(closed)


def routine(home: Partnership) -> Sequence[Fact]:
    """What the worker has disposed of, the newest first."""
    return own_entries(home, ["records_disposed"])[:50]
