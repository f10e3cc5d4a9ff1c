"""Works out everything from facts alone: duties, gates, access and stages. Pure: same facts in any order, same answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from cspr.protocol import calendar as cal
from cspr.protocol import explain
from cspr.protocol.answers import AccessStatus, DutyStatus, Evaluation, GateStatus, StageStatus, State
from cspr.protocol.calendar import Calendar, Day
from cspr.protocol.clocks import Due, due_of, late_by
from cspr.protocol.conditions import ALWAYS, View, facts_of, later_than, matches, missing, since
from cspr.protocol.facts import Fact, in_place, moment
from cspr.protocol.kinds import KINDS
from cspr.protocol.schema import Duty, Gate, Protocol
from cspr.protocol.terms import ByDetail, ForEach

Scope = Literal["case", "partnership", "all"]


def _view(protocol: Protocol, facts: Iterable[Fact], on: date | datetime, holidays: Mapping[date, str] | None,
          without: Collection[str | None] = ()) -> View:
    day = on.date() if isinstance(on, datetime) else on
    last = on if isinstance(on, datetime) else datetime.combine(on, time.max)
    happened = [f for f in in_place(facts, without) if moment(f.at) <= last]
    return View(protocol, happened, Calendar.named(protocol.protocol.calendar, holidays), day)


def evaluate(protocol: Protocol, facts: Iterable[Fact], on: date | datetime, holidays: Mapping[date, str] | None = None,
             scope: Scope = "all", begun: date | None = None, only: Mapping[str, Collection[str]] | None = None) -> Evaluation:
    """What is owed, held back, open to whom and where the case is, on a day (or at a moment, Europe/London).

    facts: in any order; superseded ones and those after `on` count for nothing. holidays: days off beside the calendar's own.
    scope: a case's duties, the partnership's own, or all. begun: what comes round is owed from that day's period on; None: from
    the first time it was done. only: by the id of a duty or access rule "for each", the values it is asked for; the others: all.
    """
    view = _view(protocol, facts, on, holidays)
    view.begun, view.only = begun, only or {}
    duties = tuple(status for duty in protocol.duty if scope in ("all", duty.scope) for status in _duty(view, duty))
    gates = tuple(_gate(view, g, None) for g in protocol.gate) if scope != "partnership" else ()
    caveat = view.calendar.caveat(view.on, *(d.due for d in duties))
    return Evaluation(protocol.id, view.on, duties, gates, tuple(_access(view)), tuple(_stages(view)), (caveat,) if caveat else ())


def gates_against(protocol: Protocol, facts: Iterable[Fact], candidate: Fact, holidays: Mapping[date, str] | None = None) -> tuple[GateStatus, ...]:
    """The gates that would hold back this fact, if it happened as it says. A correction is asked without the fact it replaces."""
    at = candidate.at if isinstance(candidate.at, datetime) else datetime.combine(candidate.at, time.max)
    view = _view(protocol, facts, at, holidays, without=(candidate.supersedes, candidate.id))
    asked = [_gate(view, g, candidate) for g in protocol.gate if g.blocks == candidate.kind and matches(candidate.details, g.when)]
    return tuple(g for g in asked if not g.open)


def days(start: date, due: date, holidays: Mapping[date, str] | None = None) -> tuple[Day, ...]:
    """Each day of a clock from its day 0 to its last, numbered, with the reason of each day not counted."""
    return Calendar.named("england", holidays).days(start, due)


def _gate(view: View, gate: Gate, candidate: Fact | None) -> GateStatus:
    lacking = missing(view, gate.needs, candidate)
    return GateStatus(gate.id, gate.clauses, gate.blocks, not lacking, lacking)


# -- duties ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _One:
    """One of what a duty asks for. value: of its "for each". source: the fact that gave it. number: the how-manieth time it is owed.
    after: what meets it comes after this fact."""

    value: str | None
    opened: date | None
    source: Fact | None = None
    number: int = 1
    after: Fact | None = None


def _each(view: View, duty: Duty) -> Iterator[_One]:
    each = duty.for_each
    if duty.repeats:
        yield from _again_and_again(view, duty)
        return
    if each is not None and each.fact is not None:
        yield from _of_facts(view, duty, each, each.fact)
        return
    opened = since(view, duty.opens_on) if duty.opens_on else None
    if each is None:
        yield _One(None, opened)
    else:
        for value in [i.id for i in view.protocol.checklist(each.list).items] if each.list else each.values:
            if view.asks(duty.id, value):
                yield _One(value, opened)


def _of_facts(view: View, duty: Duty, each: ForEach, kind: str) -> Iterator[_One]:
    latest: dict[str, Fact] = {}
    first: dict[str, date] = {}
    for fact in view.facts(kind, {}):
        value = str(fact.details.get(each.detail))
        latest[value] = fact  # The latest of each says the date.
        first.setdefault(value, fact.day)
    if not latest:
        yield _One(None, None)
    for value, fact in latest.items():
        if not view.asks(duty.id, value):
            continue
        opened = since(view, duty.opens_on, {each.detail: value}) if duty.opens_on else first[value]
        yield _One(value, max(opened, first[value]) if opened else None, fact)


def _again_and_again(view: View, duty: Duty) -> Iterator[_One]:
    """A duty that repeats: for each fact that opens it. The first is met by whatever meets it; a further one by what comes after it."""
    times: dict[str | None, int] = {}
    for fact in sorted((f for c in duty.openers for f in facts_of(view, c, {})), key=Fact.order):
        value = str(fact.details.get(duty.for_each.detail)) if duty.for_each else None
        times[value] = number = times.get(value, 0) + 1
        itself = number > 1 or fact.kind in duty.meeting_kinds  # A check is not met by itself.
        yield _One(value, fact.day, fact, number, fact if itself else None)
    if not times:
        yield _One(None, None)


def _opened_again(view: View, duty: Duty, extra: Mapping[str, str] | None, one: _One) -> _One | None:
    """What is no longer required, as it is owed anew where something opened it for certain later: another notification after one
    that was withdrawn."""
    if duty.repeats:
        return None
    ending, opening = (sorted((f for c in some if c.fact for f in facts_of(view, c, extra or {})), key=Fact.order)
                       for some in (duty.void_on, duty.openers))
    if not ending or one.after is ending[-1] or not opening or later_than(opening[0], ending[-1]):
        return None
    again = next((f for f in opening if later_than(f, ending[-1])), None)
    return replace(one, opened=again.day, source=again if one.source else None, after=ending[-1]) if again else None


def _ended(view: View, duty: Duty, extra: Mapping[str, str] | None, one: _One) -> tuple[date, str] | None:
    """Since when a duty is no longer required, and through which kind of fact: what voids it, or a later one where only the latest counts."""
    # What is owed a further time is not ended by what came before it.
    after = one.source if one.number > 1 else None if duty.repeats else one.after
    found = [(d, c.fact or "") for c in duty.void_on if (d := since(view, c, extra, after=after)) is not None]
    if duty.for_each and duty.for_each.latest and one.source:
        newest = view.facts(one.source.kind, {})[-1]
        if newest.details.get(duty.for_each.detail) != one.source.details.get(duty.for_each.detail):
            found.append((newest.day, newest.kind))
    return min(found, default=None, key=lambda v: v[0])


def _duty(view: View, duty: Duty) -> Iterator[DutyStatus]:
    if duty.clock is not None and duty.clock.every is not None:
        yield from _recurring(view, duty)
        return
    allowed = duty.when is None or since(view, duty.when) is not None
    for one in _each(view, duty):
        yield _stands(view, duty, one, allowed=allowed)


def _stands(view: View, duty: Duty, one: _One, *, allowed: bool) -> DutyStatus:
    opened, extra = one.opened, {duty.for_each.detail: one.value} if duty.for_each and one.value is not None else None
    if opened in (None, ALWAYS) or not allowed:
        return _status(view, duty, one, "waiting", None, None, "nothing has opened it yet")
    assert opened is not None
    clock = due_of(view, duty.clock, opened, one.source)
    met = [d for c in duty.met_by if (d := since(view, c, extra, after=one.after)) is not None]
    done = min(met) if met else None
    day = done or view.on
    after, late = clock.due is not None and day > clock.due, late_by(view, duty.clock, clock.due, day)
    if done is not None:
        early = f"; done before it, on {explain.in_words(done)}" if clock.from_ and done < clock.from_ else ""
        return _status(view, duty, one, "late" if after else "done", opened, clock, clock.why + early, done=done, late=late)
    if (ended := _ended(view, duty, extra, one)) is not None:
        if (again := _opened_again(view, duty, extra, one)) is not None:
            return _stands(view, duty, again, allowed=allowed)
        because = f": {KINDS[ended[1]].says[:1].lower()}{KINDS[ended[1]].says[1:]}" if ended[1] else ""
        return _status(view, duty, one, "void", opened, clock, f"no longer required since {explain.in_words(ended[0])}{because}")
    return _status(view, duty, one, "overdue" if after else "open", opened, clock, clock.why, late=late)


def _owner(view: View, duty: Duty, value: str | None, source: Fact | None) -> tuple[str, str | None]:
    """The role that owes a duty, and who of it: "agency" and "gp"."""
    if isinstance(duty.owner, str):
        return duty.owner, None
    role = duty.owner.role or duty.owner.detail
    if duty.for_each and duty.for_each.detail == duty.owner.detail:
        return role, value
    named = str(source.details.get(duty.owner.detail)) if source else None
    # An action may be a group's as well as an agency's.
    return (named, None) if named and any(r.id == named for r in view.protocol.role) else (role, named)


def _status(view: View, duty: Duty, one: _One, state: State, opened: date | None, clock: Due | None, why: str, *,
            done: date | None = None, late: int = 0) -> DutyStatus:
    owner, holder = _owner(view, duty, one.value, one.source)
    return DutyStatus(duty.id, duty.named(one.value, one.number), duty.clauses, duty.title, owner, holder, state, opened,
                      clock.from_ if clock else None, clock.due if clock else None, done, late, why, duty.next)


def _recurring(view: View, duty: Duty) -> Iterator[DutyStatus]:
    """A duty that comes round: this period's, and each earlier one since it was first known of."""
    assert duty.clock is not None and duty.clock.every is not None
    every = duty.clock.every
    met = sorted(f.day for c in duty.met_by for kind in c.kinds() for f in view.facts(kind, {}))
    opened = since(view, duty.opens_on) if duty.opens_on else None
    if duty.opens_on is not None and opened is None:
        yield _status(view, duty, _One(None, None), "waiting", None, None, "nothing has opened it yet")
        return
    begin = min([d for d in (opened, met[0] if met else None, view.begun) if d and d != ALWAYS], default=view.on)
    for name, first, last in cal.periods(begin, view.on, every):
        done = next((d for d in met if first <= d <= last), None)
        # Met after its period, before the next one's: late, not lost.
        if done is None and last < view.on:
            following = cal.period(cal.add_months(first, {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[every]), every)
            here = [d for d in met if following[1] <= d <= following[2]]
            done = here[0] if len(here) > 1 else None
        late = late_by(view, duty.clock, last, done or view.on)
        why = f"once every {every.replace('_', '-')}; this one ends on {explain.in_words(last)}"
        state: State = ("late" if late else "done") if done else ("overdue" if late else "open")
        yield DutyStatus(duty.id, name, duty.clauses, duty.title, str(duty.owner), None, state, first, None, last, done, late, why, duty.next)


# -- access and stages -----------------------------------------------------------------------------------------------


def _access(view: View) -> Iterator[AccessStatus]:
    for rule in view.protocol.access:
        until = since(view, rule.closes_on) if rule.closes_on else None
        also = since(view, rule.also) if rule.also else None
        if rule.also is not None and also is None:
            continue
        if rule.who is None:
            opened = since(view, rule.opens_on)
            if opened is not None:
                yield AccessStatus(rule.id, rule.clauses, rule.role, None, rule.scope, max(opened, also or opened), until)
            continue
        first: dict[str, Fact] = {}
        named = view.facts(rule.opens_on.fact or "", rule.opens_on.where)
        for fact in named[-1:] if rule.newest else named:
            who = fact.details.get(rule.who.detail)
            if who and view.asks(rule.id, str(who)):
                first.setdefault(str(who), fact)
        for who, fact in first.items():
            begins, ends = _day_in(fact, rule.begins) or fact.day, _day_in(fact, rule.ends)
            closes = min(d for d in (until, ends) if d is not None) if until or ends else None
            yield AccessStatus(rule.id, rule.clauses, rule.role, who, rule.scope, max(begins, also or begins), closes)


def _day_in(fact: Fact, where: ByDetail | None) -> date | None:
    """The day that a detail of the fact names, None where there is none."""
    named = fact.details.get(where.detail) if where else None
    return date.fromisoformat(str(named)[:10]) if named else None


def _stages(view: View) -> Iterator[StageStatus]:
    for stage in view.protocol.stage:
        begun = since(view, stage.begins_on)
        ended = since(view, stage.ends_on) if stage.ends_on else None
        skipped = stage.skipped_when is not None and since(view, stage.skipped_when) is not None
        if begun is not None and ended is not None:
            yield StageStatus(stage.id, stage.name, "done", begun, ended)
        elif skipped:
            yield StageStatus(stage.id, stage.name, "skipped", None, None)
        elif begun is not None:
            yield StageStatus(stage.id, stage.name, "current", begun, None)
        else:
            yield StageStatus(stage.id, stage.name, "ahead", None, None)
