"""Writes what the protocol works out from facts: duties, grants and the case's stage. State itself is never stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from cspr import protocol
from cspr.access.models import Bar, Grant
from cspr.partnership.models import Member, Partnership
from cspr.record.models import Case, Duty, Fact
from cspr.record.rows import Row, add, change, columns, made

# What was evaluated: rules by their ids, with the values of those "for each" that it was done for; None: all of them.
Among = Mapping[str, Collection[str] | None]


@dataclass(frozen=True)
class Moved:
    """A duty that an operation changed. what: opened, met, moved, voided or reopened."""

    what: str
    duty: str
    title: str
    owner: str
    for_value: str
    was: date | None
    due: date | None
    done: date | None = None
    window_from: date | None = None

    @property
    def missed(self) -> bool:
        """Whether it was met after its date, or before its window."""
        return bool(self.what == "met" and self.due and self.done and not (self.window_from or self.done) <= self.done <= self.due)


def _columns(status: protocol.DutyStatus) -> dict[str, Any]:
    return {"title": status.title, "owner": status.owner, "holder": status.holder or "", "clauses": list(status.clauses), "opened": status.opened,
            "window_from": status.from_, "due": status.due, "done": status.done, "void": status.state == "void", "why": status.why}


def _change(row: Duty, new: dict[str, Any]) -> Moved | None:
    def say(what: str) -> Moved:
        return Moved(what, row.duty, new["title"], new["owner"], row.for_value, row.due, new["due"], new["done"], new["window_from"])

    if new["void"] and not row.void:
        return say("voided")
    if new["done"] and not row.done:
        return say("met")
    if (row.done and not new["done"]) or (row.void and not new["void"]):
        return say("reopened")
    return say("moved") if row.due != new["due"] else None


def _written(model: type[Row], rule: str, value: str, case: Case, among: Among) -> list[Row]:
    """The rows there are of these rules and values. rule, value: the names of the columns."""
    whole, values = [name for name, some in among.items() if some is None], {one for some in among.values() for one in some or ()}
    statement = f"""SELECT {columns(model)} FROM {model._meta.db_table}
        WHERE case_id = %s AND {rule} = ANY(%s) AND ({rule} = ANY(%s) OR {value} = ANY(%s))"""  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(statement, [case.pk, list(among), whole, list(values)])
        rows = [made(model, row) for row in cursor.fetchall()]
    return [row for row in rows if (some := among[getattr(row, rule)]) is None or getattr(row, value) in some]


def project_duties(home: Partnership, case: Case | None, statuses: tuple[protocol.DutyStatus, ...],
                   among: Among | None = None) -> list[Moved]:
    """Make the duty rows of a case (or of the partnership, case None) equal to a fresh evaluation; say what changed.

    among: the duties that were evaluated; None: all.
    """
    there = _written(Duty, "duty", "for_value", case, among) if case and among is not None else Duty.objects.filter(partnership=home, case=case)
    rows = {(d.duty, d.for_value): d for d in there}
    fresh: list[Duty] = []
    moves: list[Moved] = []
    for status in statuses:
        if status.opened is None:
            continue
        columns = _columns(status)
        row = rows.pop((status.id, status.for_ or ""), None)
        if row is None:
            row = Duty(partnership=home, case=case, duty=status.id, for_value=status.for_ or "", **columns)
            fresh.append(row)
            if not row.void:
                moves.append(Moved("met" if row.done else "opened", row.duty, row.title, row.owner, row.for_value, None, row.due, row.done,
                                   row.window_from))
        elif differing := {name: value for name, value in columns.items() if getattr(row, name) != value}:
            move = _change(row, columns)
            if move:
                moves.append(move)
            change(row, **differing)
    add(*fresh)
    if rows:  # A correction took away what had opened these.
        moves += [Moved("voided", d.duty, d.title, d.owner, d.for_value, d.due, None) for d in rows.values()]
        Duty.objects.filter(pk__in=[d.pk for d in rows.values()]).delete()
    return moves


def _grant_rows(case: Case, evaluation: protocol.Evaluation) -> list[Grant]:
    found: dict[tuple[str, str], Grant] = {}
    for status in evaluation.access:
        # The authority's notifiers see the cases of their own authority; a case may have two (B4, cross-area).
        whos = case.authorities if status.role == "local_authority" and not status.for_ else [status.for_ or ""]
        for who in whos:
            found[(status.id, who)] = Grant(partnership_id=case.partnership_id, case=case, rule=status.id, role=status.role,
                                            who=who, scope=status.scope, since=status.since, until=status.until)
    return list(found.values())


def project_grants(case: Case, evaluation: protocol.Evaluation, among: Among | None = None) -> None:
    """Make the grants of a case equal to the protocol's access rules over its facts. among: the rules evaluated; None: all."""
    there = Grant.objects.filter(case=case) if among is None else _written(Grant, "rule", "who", case, among)
    rows = {(g.rule, g.who): g for g in there}
    fresh: list[Grant] = []
    for wanted in _grant_rows(case, evaluation):
        row = rows.pop((wanted.rule, wanted.who), None)
        if row is None:
            fresh.append(wanted)
        elif (row.since, row.until, row.scope, row.role) != (wanted.since, wanted.until, wanted.scope, wanted.role):
            change(row, since=wanted.since, until=wanted.until, scope=wanted.scope, role=wanted.role)
    add(*fresh)
    if rows:
        Grant.objects.filter(pk__in=[g.pk for g in rows.values()]).delete()


CONFLICTS = frozenset({"conflict_declared", "conflict_lifted"})


def project_bars(case: Case, now: datetime) -> None:
    """Make the bars of a case equal to the conflicts that stand: declared, and not lifted since. now: aware, when a new one begins.

    The order is that of recording: nobody is let in again by a date.
    """
    newest = {str(f.details["member"]): f for f in Fact.objects.filter(case=case, kind__in=CONFLICTS).order_by("seq")}
    standing = [int(word.removeprefix("member-")) for word, f in newest.items() if f.kind == "conflict_declared"]
    users = set(Member.objects.filter(partnership=case.partnership_id, pk__in=standing).values_list("user", flat=True))
    Bar.objects.filter(case=case).exclude(user__in=users).delete()
    Bar.objects.bulk_create([Bar(case=case, user_id=user, since=now) for user in users], ignore_conflicts=True)


def stage_of(evaluation: protocol.Evaluation) -> str:
    """The last stage the case is in, or has been in when none is current; "" before any."""
    current = [s.id for s in evaluation.stages if s.state == "current"]
    done = [s.id for s in evaluation.stages if s.state == "done"]
    return (current or done or [""])[-1]
