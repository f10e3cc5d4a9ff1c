"""Writes what the protocol works out from facts: duties, grants and the case's stage. State itself is never stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from cspr import protocol
from cspr.access.models import Bar, Glass, Grant, Restriction
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import PROTOCOL_ROLE, Role
from cspr.record.facts import LONDON
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


# The roles of the protocol whose holders are agencies.
_AGENCIES = frozenset(PROTOCOL_ROLE[Role(word)] for word in ("agency_lead", "agency_author", "notifier"))


def _grant_rows(case: Case, evaluation: protocol.Evaluation) -> list[Grant]:
    """What the rules open, but to no agency whose access was withdrawn."""
    found: dict[tuple[str, str], Grant] = {}
    out = out_now(case, "agency") if any(status.role in _AGENCIES for status in evaluation.access) else {}
    for status in evaluation.access:
        # The authority's notifiers see the cases of their own authority; a case may have two (B4, cross-area).
        whos = case.authorities if status.role == "local_authority" and not status.for_ else [status.for_ or ""]
        for who in whos:
            if status.role in _AGENCIES and who in out:
                continue
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


# What keeps somebody out of a case, and what lets them in again. The order is that of recording: nobody is let in by a date.
CONFLICTS = {"conflict_declared": True, "conflict_confirmed": True, "conflict_lifted": False}
WITHDRAWALS = {"access_withdrawn": True, "access_given_back": False}
EMERGENCIES = ("glass_broken", "glass_ended", "glass_reviewed")


def number_of(word: str) -> int:
    """14, of "member-14" as facts name a member."""
    return int(word.removeprefix("member-"))


def out_now(case: Case, detail: str, kinds: Mapping[str, bool] = WITHDRAWALS) -> dict[str, Fact]:
    """Whom the newest of these facts keeps out, with that fact. detail: "member" or "agency", by which they name them."""
    newest = {str(f.details[detail]): f for f in Fact.objects.filter(case=case, kind__in=kinds).order_by("seq") if f.details.get(detail)}
    return {word: f for word, f in newest.items() if kinds[f.kind]}


def project_bars(case: Case, now: datetime) -> None:
    """Make the bars of a case equal to the conflicts and withdrawals that stand. now: aware, when a new bar begins."""
    words = {*out_now(case, "member", CONFLICTS), *out_now(case, "member")}
    standing = [number_of(word) for word in words]
    users = set(Member.objects.filter(partnership=case.partnership_id, pk__in=standing).values_list("user", flat=True))
    Bar.objects.filter(case=case).exclude(user__in=users).delete()
    Bar.objects.bulk_create([Bar(case=case, user_id=user, since=now) for user in users], ignore_conflicts=True)


def project_glass(case: Case) -> None:
    """Make the rows of emergency access to a case equal to its facts: broken, ended early, reviewed."""
    ended: dict[int, datetime] = {}
    reviewed: set[int] = set()
    broken: list[Fact] = []
    for fact in Fact.objects.filter(case=case, kind__in=EMERGENCIES).order_by("seq"):
        number = fact.details["number"]
        if fact.kind == "glass_broken":
            broken.append(fact)
        elif fact.kind == "glass_ended":
            ended[number] = fact.recorded_at
        else:
            reviewed.add(number)
    for fact in broken:
        number = fact.details["number"]
        until = min(datetime.fromisoformat(fact.details["until"]).replace(tzinfo=LONDON), ended.get(number, datetime.max.replace(tzinfo=UTC)))
        Glass.objects.update_or_create(case=case, number=number, defaults={
            "partnership_id": case.partnership_id, "member_id": number_of(fact.details["member"]), "since": fact.recorded_at, "until": until,
            "told": [number_of(word) for word in fact.details["told_members"].split()], "reviewed": number in reviewed})


RESTRICTIONS = {"item_restricted": True, "restriction_lifted": False}


def project_restrictions(case: Case) -> None:
    """Make the restricted items of a case equal to its facts: of each item the newest counts. It is open to whom that names."""
    standing: dict[tuple[str, int], Fact] = {}
    for word, fact in out_now(case, "item", RESTRICTIONS).items():
        kind, _, number = word.rpartition("-")
        standing[kind, int(number)] = fact
    users = dict(Member.objects.filter(partnership=case.partnership_id).values_list("pk", "user"))
    for row in Restriction.objects.filter(case=case):
        if (row.kind, row.item) not in standing:
            row.delete()
    for (kind, item), fact in standing.items():
        named = {users[number_of(word)] for word in fact.details["members"].split()}
        Restriction.objects.update_or_create(case=case, kind=kind, item=item, defaults={
            "partnership_id": case.partnership_id, "users": sorted(named), "since": fact.recorded_at})


def stage_of(evaluation: protocol.Evaluation) -> str:
    """The last stage the case is in, or has been in when none is current; "" before any."""
    current = [s.id for s in evaluation.stages if s.state == "current"]
    done = [s.id for s in evaluation.stages if s.state == "done"]
    return (current or done or [""])[-1]
