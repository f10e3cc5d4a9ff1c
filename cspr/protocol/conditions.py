"""Asks conditions of facts: when did this first become true?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cspr.protocol.calendar import Calendar
from cspr.protocol.facts import Fact, moment
from cspr.protocol.kinds import KINDS
from cspr.protocol.schema import Protocol
from cspr.protocol.terms import Condition, Covered, NoneOpen

NEVER: None = None
ALWAYS = date.min


class View:
    """Facts as they stand on a day, by kind and in order; the lists of the protocol; and its calendar."""

    def __init__(self, protocol: Protocol, facts: Iterable[Fact], calendar: Calendar, on: date) -> None:
        """facts: those that count and have happened. on: the day asked about."""
        self.protocol, self.calendar, self.on = protocol, calendar, on
        self.begun: date | None = None  # From when on what comes round is owed, where no fact says so.
        self.only: Mapping[str, Collection[str]] = {}  # By rule "for each", the values asked about; of the others all.
        self.by_kind: dict[str, list[Fact]] = defaultdict(list)
        self._indexes: dict[tuple[str, str], dict[str, list[Fact]]] = {}
        for fact in sorted(facts, key=Fact.order):
            self.by_kind[fact.kind].append(fact)

    def facts(self, kind: str, where: Mapping[str, Any]) -> list[Fact]:
        """The facts of a kind with these details, earliest first."""
        found = self.by_kind.get(kind, [])
        if not where or not found:
            return found
        # One agency's facts among hundreds are looked up, not searched for: each of them has its own duty.
        name = next((n for n, wanted in where.items() if isinstance(wanted, str)), None)
        if name is not None:
            found = self._index(kind, name).get(where[name], [])
            if len(where) == 1:
                return found
        return [f for f in found if matches(f.details, where)]

    def _index(self, kind: str, name: str) -> dict[str, list[Fact]]:
        index = self._indexes.get((kind, name))
        if index is None:
            index = self._indexes[kind, name] = defaultdict(list)
            for fact in self.by_kind[kind]:
                value = fact.details.get(name)
                for one in value if isinstance(value, list) else (value,):
                    index[str(one)].append(fact)
        return index

    def asks(self, rule: str, value: str) -> bool:
        """Whether a rule "for each" is asked for this value."""
        return rule not in self.only or value in self.only[rule]

    def items(self, covered: Covered) -> Sequence[str]:
        """What must be covered: the ids of a list's items, or the values given."""
        return covered.values or [i.id for name in covered.named_lists for i in self.protocol.checklist(name).items]


def matches(details: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    """Whether details have these values; a list of values means any of them."""
    for name, wanted in where.items():
        value = details.get(name)
        if isinstance(value, list):
            if not any(v in value for v in (wanted if isinstance(wanted, list) else [wanted])):
                return False
        elif isinstance(wanted, list):
            if value not in wanted:
                return False
        elif value != wanted:
            return False
    return True


def since(view: View, condition: Condition, extra: Mapping[str, Any] | None = None, candidate: Fact | None = None,
          after: Fact | None = None) -> date | None:
    """The day a condition first became true, None where it has not. extra: details the facts must also have (one agency's).

    candidate: the fact a gate is asked about; `same` compares with its details, and days are counted back from it.
    after: only facts that come after this one count.
    """
    if condition.fact is not None:
        found = [f for f in facts_of(view, condition, extra or {}, candidate) if after is None or _follows(f, after)]
        return found[0].day if found else None
    if condition.any:
        dates = [d for c in condition.any if (d := since(view, c, extra, candidate, after)) is not None]
        return min(dates) if dates else None
    if condition.all:
        days = [since(view, c, extra, candidate, after) for c in condition.all]
        return max(d for d in days if d is not None) if all(d is not None for d in days) else None
    if condition.not_ is not None:
        return ALWAYS if since(view, condition.not_, extra, candidate, after) is None else None
    if condition.none_open is not None:
        return ALWAYS if not still_open(view, condition.none_open) else None
    assert condition.every is not None
    return _covered_since(view, condition.every, extra or {}, candidate)


def _follows(fact: Fact, earlier: Fact) -> bool:
    """Whether a fact answers an earlier one: later, or on the same day where no times tell. Of one kind, the order of recording tells too."""
    if fact.kind == earlier.kind:
        return fact.order() > earlier.order()
    timed = isinstance(fact.at, datetime) and isinstance(earlier.at, datetime)
    return moment(fact.at) >= moment(earlier.at) if timed else fact.day >= earlier.day


def later_than(fact: Fact, other: Fact) -> bool:
    """Whether a fact happened after another for certain: at a later time, or on a later day where either has no time."""
    timed = isinstance(fact.at, datetime) and isinstance(other.at, datetime)
    return moment(fact.at) > moment(other.at) if timed else fact.day > other.day


def facts_of(view: View, condition: Condition, extra: Mapping[str, Any], candidate: Fact | None = None) -> list[Fact]:
    """The facts that a condition on a fact speaks of, earliest first."""
    kind = condition.fact or ""
    # A fact that knows nothing of agencies (a notification withdrawn) is about every one of them.
    found = view.facts(kind, {**condition.where, **{n: v for n, v in extra.items() if n in KINDS[kind].details}})
    if condition.latest:
        found = found[-1:]
    if condition.not_before is not None:
        first = view.facts(condition.not_before, {})
        found = [f for f in found if first and f.day >= first[0].day]
    if condition.same and candidate is not None:
        found = [f for f in found if all(f.details.get(n) == candidate.details.get(n) for n in condition.same)]
    if condition.days_before is not None or condition.working_days_before is not None:
        day = candidate.day if candidate else view.on
        if condition.days_before is not None:
            last = day - timedelta(days=condition.days_before)
        else:
            last = view.calendar.add_working_days(day, -(condition.working_days_before or 0))
        found = [f for f in found if f.day <= last]
    return found


def _groups(view: View, covered: Covered, extra: Mapping[str, Any], candidate: Fact | None) -> Iterable[Mapping[str, date]]:
    """What is covered and since when, for each text (or candidate…) that the facts agree on; only the fact's own, where one is asked about."""
    wanted = dict(extra)
    if candidate is not None:
        wanted |= {n: candidate.details[n] for n in covered.same if n in candidate.details}
        wanted |= {n: candidate.details[asked] for n, asked in covered.matching.items() if asked in candidate.details}
    groups: dict[tuple[Any, ...], dict[str, date]] = defaultdict(dict)
    for fact in view.facts(covered.fact, wanted):
        groups[tuple(fact.details.get(n) for n in covered.same)].setdefault(str(fact.details.get(covered.detail)), fact.day)
    return groups.values()


def _covered_since(view: View, covered: Covered, extra: Mapping[str, Any], candidate: Fact | None) -> date | None:
    items = view.items(covered)
    days = [max(group[item] for item in items) for group in _groups(view, covered, extra, candidate) if all(item in group for item in items)]
    return min(days) if days else None


def still_open(view: View, rule: NoneOpen) -> list[Fact]:
    """The facts that opened something not closed since."""
    closed: dict[Any, list[tuple[datetime, datetime]]] = defaultdict(list)  # On one day, where no times tell, what was opened was closed.
    for fact in view.facts(rule.closed, {}):
        closed[fact.details.get(rule.by)].append(fact.order()[:2])
    return [f for f in view.facts(rule.opened, rule.where) if not any(c >= f.order()[:2] for c in closed[f.details.get(rule.by)])]


def missing(view: View, needs: Sequence[Condition], candidate: Fact | None) -> tuple[str, ...]:
    """What of a gate's needs is not there yet: one reason a line, with the items that lack where there is a list."""
    said = []
    for need in needs:
        if since(view, need, None, candidate) is not None:
            continue
        said.append(need.else_ + _lacking(view, need, candidate))
    return tuple(said)


def _lacking(view: View, need: Condition, candidate: Fact | None) -> str:
    if need.none_open is not None:
        names = ", ".join(str(f.details.get(need.none_open.by)) for f in still_open(view, need.none_open))
        return f" Still open: {names}."
    if need.every is None:
        return ""
    best = max(_groups(view, need.every, {}, candidate), key=len, default={})
    lack = [words for i, words in _in_short(view, need.every) if i not in best]
    return f" Missing: {'; '.join(lack)}." if lack else ""


def _in_short(view: View, covered: Covered) -> list[tuple[str, str]]:
    """What must be covered, with a few words for each: "recurrent themes (B3-2)"."""
    if covered.values:
        return [(value, value.replace("_", " ")) for value in covered.values]
    items = [i for name in covered.named_lists for i in view.protocol.checklist(name).items]
    return [(i.id, f"{i.short} ({i.id})" if i.short else i.name) for i in items]
