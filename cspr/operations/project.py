"""Writes what the protocol works out from facts: duties, grants and the case's stage. State itself is never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cspr import protocol
from cspr.access.models import Bar, Grant
from cspr.partnership.models import Member, Partnership
from cspr.record.models import Case, Duty, Fact
from cspr.record.rows import change


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


def _columns(status: protocol.DutyStatus) -> dict[str, Any]:
    return {"title": status.title, "owner": status.owner, "holder": status.holder or "", "clauses": list(status.clauses), "opened": status.opened,
            "window_from": status.from_, "due": status.due, "done": status.done, "void": status.state == "void", "why": status.why}


def _change(row: Duty, new: dict[str, Any]) -> Moved | None:
    def say(what: str) -> Moved:
        return Moved(what, row.duty, new["title"], new["owner"], row.for_value, row.due, new["due"])

    if new["void"] and not row.void:
        return say("voided")
    if new["done"] and not row.done:
        return say("met")
    if (row.done and not new["done"]) or (row.void and not new["void"]):
        return say("reopened")
    return say("moved") if row.due != new["due"] else None


def _duties(home: Partnership, case: Case | None, among: Collection[str] | None) -> Iterable[Duty]:
    if case is not None and among is not None:  # What every operation reads: bare, as Django takes as long again to make the statement.
        return Duty.objects.raw("SELECT * FROM record_duty WHERE partnership_id = %s AND case_id = %s AND duty = ANY(%s)",
                                [home.pk, case.pk, list(among)])
    found = Duty.objects.filter(partnership=home, case=case)
    return found if among is None else found.filter(duty__in=among)


def project_duties(home: Partnership, case: Case | None, statuses: tuple[protocol.DutyStatus, ...],
                   among: Collection[str] | None = None) -> list[Moved]:
    """Make the duty rows of a case (or of the partnership, case None) equal to a fresh evaluation; say what changed.

    among: the ids of the duties that were evaluated; None: all.
    """
    rows = {(d.duty, d.for_value): d for d in _duties(home, case, among)}
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
                moves.append(Moved("met" if row.done else "opened", row.duty, row.title, row.owner, row.for_value, None, row.due))
        elif differing := {name: value for name, value in columns.items() if getattr(row, name) != value}:
            move = _change(row, columns)
            if move:
                moves.append(move)
            change(row, **differing)
    if fresh:
        Duty.objects.bulk_create(fresh)
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


def project_grants(case: Case, evaluation: protocol.Evaluation, among: Collection[str] | None = None) -> None:
    """Make the grants of a case equal to the protocol's access rules over its facts. among: the rules evaluated; None: all."""
    found = Grant.objects.filter(case=case)
    rows = {(g.rule, g.who): g for g in (found if among is None else found.filter(rule__in=among))}
    fresh: list[Grant] = []
    for wanted in _grant_rows(case, evaluation):
        row = rows.pop((wanted.rule, wanted.who), None)
        if row is None:
            fresh.append(wanted)
        elif (row.since, row.until, row.scope, row.role) != (wanted.since, wanted.until, wanted.scope, wanted.role):
            change(row, since=wanted.since, until=wanted.until, scope=wanted.scope, role=wanted.role)
    if fresh:
        Grant.objects.bulk_create(fresh)
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
