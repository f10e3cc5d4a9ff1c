"""Runs an operation: access, lock, once only, gates, body, facts, duties, outbox; all of it or none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cspr import protocol
from cspr.access.answering import answering, at_the_door, open_case
from cspr.access.errors import Forbidden, NotHere
from cspr.access.reads import case_for, rooms_of
from cspr.operations import clock
from cspr.operations.doing import Doing, in_sentences, read_seen, since
from cspr.operations.errors import InputFault, Missing
from cspr.operations.files import look_through, takes_files
from cspr.operations.inputs import Input, read_as
from cspr.operations.lateness import FIELD, ask_why
from cspr.operations.outbox import hand_over
from cspr.operations.project import CONFLICTS, EMERGENCIES, RESTRICTIONS, WITHDRAWALS, Moved, project_bars, project_glass, project_restrictions
from cspr.operations.registry import Operation, registry
from cspr.operations.work_out import basis, note_moves, of_one_case, of_partnership_itself
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.chain import canonical, sha256
from cspr.record.facts import LONDON, local_holidays, of_case
from cspr.record.models import Case, Document, Draft, Fact, Submission
from cspr.record.rows import add


@dataclass(frozen=True)
class Done:
    """What came of it. moved: as far as the person may know. notes: what to look at next, in sentences.

    repeated: the same submission had been carried out before, nothing was done again.
    """

    operation: Operation
    case: Case | None
    facts: tuple[Fact, ...]
    moved: tuple[Moved, ...]
    repeated: bool = False
    notes: tuple[str, ...] = ()


def seen_token(home: Partnership, case: Case | None) -> str:
    """What a form remembers of the case (or, case None, of the partnership) as it was when it was opened: "facts.newest document"."""
    newest = Document.objects.filter(partnership=home, case=case).order_by("-pk").values_list("pk", flat=True).first()
    return f"{(case or home).facts_count}.{newest or 0}"


def news(op: Operation, member: Member, case: Case | None, token: str | None) -> tuple[str, ...]:
    """What others recorded by this same operation since the form with that token was opened, in sentences."""
    seen = read_seen(token)
    return in_sentences(since(seen, member.partnership, case, op.records, member)) if seen and op.on != "new_case" else ()


def done_before(op: Operation, member: Member, case: Case | None, key: str) -> Done | None:
    """What the first submission with this key did, None where there was none. Raises InputFault where it was another step's."""
    first = _first(op, member, case, key)
    return _repeated(op, first) if first else None


def _first(op: Operation, member: Member, case: Case | None, key: str) -> Submission | None:
    first = Submission.objects.select_related("case").filter(member=member, key=sha256(key)).first()
    if first and (first.operation != op.name or (op.on == "case" and first.case_id != (case.pk if case else None))):
        raise InputFault.at("", "This key was used for something else. Open the form again, or send a key of its own.")
    return first


def _repeated(op: Operation, first: Submission) -> Done:
    return Done(op, first.case, tuple(Fact.objects.filter(pk__in=first.facts).order_by("seq")), (), repeated=True)


def check_role(op: Operation, member: Member) -> None:
    """Raises Forbidden where the step belongs to another role."""
    if Role(member.role) not in op.by or not (member.is_active or op.joining):
        owners = ", ".join(sorted(role.label for role in op.by))
        raise Forbidden(f"“{op.title}” is done by: {owners}. You are signed in as {member.get_role_display()}.")


def parse(op: Operation, data: Input | Mapping[str, Any]) -> Input:
    """The operation's typed input. Raises InputFault with every fault at once."""
    return data if isinstance(data, Input) else read_as(op.data, data)


def run(
    name: str, member: Member, data: Input | Mapping[str, Any] | None = None, *, case: str | None = None,
    key: str | None = None, seen: str | None = None, draft: str | None = None, now: datetime | None = None,
) -> Done:
    """Run an operation as a member.

    name: "stage.verb". data: its input, typed or as JSON. case: the reference, for operations on a case.
    key: the submission's own key; the same key again has no further effect. seen: `seen_token` when the form was opened.
    draft: the step whose draft is done with. now: aware; default this moment.
    Raises NotHere, Forbidden, InputFault, GateClosed, Conflict; nothing is kept of a refused run.
    """
    op = registry().get(name)
    if op is None:
        raise NotHere()
    moment = now or clock.now()
    today = moment.astimezone(LONDON).date()
    if takes_files(op.data):  # Looking through files takes a while: nobody waits for the case meanwhile. Whose step it is comes first, as below.
        if op.on == "case":
            with answering(member, today):
                case_for(member, case or "", today, (op.room or None) if Role(member.role) in op.by else None)
        check_role(op, member)
        data = parse(op, data or {})
        look_through(data)
    with answering(member, today), transaction.atomic(), at_the_door():
        do = Doing(op=op, member=member, now=moment, seen=read_seen(seen))
        if op.on == "case":  # Whether it is there at all comes before whose step it is, so that a refusal tells nothing.
            there = case_for(member, case or "", today, (op.room or None) if Role(member.role) in op.by else None, lock=True)
            do.case, do.rooms, do.holidays = there.case, there.rooms, there.holidays
            open_case(do.case.pk)
        check_role(op, member)
        if do.case and op.room and op.room not in there.granted:
            raise Forbidden("The case is open to you in an emergency, to read. What is to be recorded in it, tell the Business Unit.")
        parsed = parse(op, data or {})
        authorities = list(do.case.authorities) if do.case else None
        if op.on == "partnership":
            member.partnership = Partnership.objects.select_for_update(no_key=True).get(pk=member.partnership_id)
        # The draft may be another's business or another step's; a key covers the operation it was made for.
        submission, earlier = _once(op, do, parsed, key)
        if earlier is not None:
            return earlier
        if do.case and do.case.disposed_at:
            raise InputFault.at("", "This case was disposed of: nothing more can be recorded in it.")
        do.late_reason = getattr(parsed, FIELD, "")
        op.body(do, parsed)
        moved = finish(do, afresh=do.case is not None and do.case.authorities != authorities)
        ask_why(parsed, moved)
        hand_over(do, moved)
        if submission is not None:
            submission.case, submission.facts = (None, []) if do.says_nothing else (do.case, [str(f.pk) for f in do.new])
            submission.save(update_fields=["case", "facts"])
        if draft:
            Draft.objects.filter(member=member, step=draft, case=do.case if op.on == "case" else None).delete()
        told = _told(do, moved, today)
        for step in do.last:
            step()
    return Done(op, None, (), ()) if do.says_nothing else Done(op, do.case, tuple(do.new), told, notes=tuple(do.notes))


def rehearse(name: str, member: Member, data: Input | Mapping[str, Any], **more: Any) -> Done:
    """As `run`: everything that may refuse is asked, and nothing is kept."""
    with transaction.atomic():
        done = run(name, member, data, **more)
        transaction.set_rollback(True)
    return done


def _told(do: Doing, moved: list[Moved], today: date) -> tuple[Moved, ...]:
    """What of it this person may know: all, or where the case's overview is not theirs (nor was before it), what they owe themselves."""
    who = do.member
    if do.case is None or not moved or "overview" in do.rooms or "overview" in rooms_of(who, do.case, today):
        return tuple(moved)
    return tuple(m for m in moved if m.owner == who.protocol_role and m.for_value in ("", who.who))


def _once(op: Operation, do: Doing, data: Input, key: str | None) -> tuple[Submission | None, Done | None]:
    """Claims the key, or gives what the first submission with it did. Raises InputFault where that one said something else."""
    if not key:
        return None, None
    digest, said = sha256(key), sha256(canonical(data.model_dump(mode="json")))
    made = Submission.objects.raw("""INSERT INTO record_submission (member_id, key, operation, said, case_id, facts, at)
        VALUES (%s, %s, %s, %s, %s, '[]', %s) ON CONFLICT (member_id, key) DO NOTHING RETURNING *""",
        [do.member.pk, digest, op.name, said, do.case.pk if do.case else None, do.now])
    if submission := next(iter(made), None):
        return submission, None
    first = _first(op, do.member, do.case, key)
    if first is None:
        raise RuntimeError("a key that was taken a moment ago is gone")
    if first.said != said:
        raise InputFault.at("", "This was sent already with other answers, and those are recorded. To change them, correct the entry in the history; "
                                "to record something further, open the form again or send a new key.")
    return None, _repeated(op, first)


def finish(do: Doing, *, afresh: bool = False) -> list[Moved]:
    """Write the facts, carry the chain's head forward, evaluate, and write the projections. Called once, after the body.

    Only what the new facts can change is evaluated, unless all of it is to be worked out afresh: the case is new, or its rows
    come from another edition of the protocol, from other holidays, or (afresh) from something that is no fact.
    """
    chained = do.case or do.home
    if do.new:
        add(*do.new)
        chained.facts_count, chained.chain_head = do.new[-1].seq, do.new[-1].hash
    if do.case is None:
        if do.new:
            chained.save(update_fields=["facts_count", "chain_head"])
        return of_partnership_itself(do.home, do.facts, do.now, do.holidays)
    kinds = {f.kind for f in do.new}
    if kinds & {*CONFLICTS, *WITHDRAWALS}:
        project_bars(do.case, do.now)
    if kinds & {*EMERGENCIES}:
        project_glass(do.case)
    if kinds & {*RESTRICTIONS}:
        project_restrictions(do.case)
    stale = afresh or bool(kinds & {*WITHDRAWALS}) or do.case.worked_with != basis(do.holidays)
    moved = of_one_case(do.case, do.of_kinds, do.now, do.holidays, None if stale else do.changed())
    if corrected := next((f for f in do.new if f.supersedes_id), None):
        says = protocol.KINDS[corrected.supersedes.kind].says
        note_moves(do.case, do.now, f"“{says}” was {'taken back' if corrected.kind == 'withdrawn' else 'corrected'}", moved)
    return moved


def gated(proto: protocol.Protocol, kinds: tuple[str, ...]) -> bool:
    """Whether the protocol holds any of these kinds of fact back until something is there."""
    return any(g.blocks in kinds for g in proto.gates)


def missing_now(result: protocol.Evaluation, kinds: tuple[str, ...]) -> tuple[Missing, ...]:
    """What an evaluation says would hold back recording these kinds, as far as it does not depend on what is typed."""
    found = {(says, g.clauses) for g in result.gates if g.blocks in kinds and not g.open for says in g.missing}
    return tuple(Missing(says, clauses) for says, clauses in sorted(found))


def gates_now(case: Case, kinds: tuple[str, ...], now: datetime) -> tuple[Missing, ...]:
    """What would hold back recording these kinds now, asked of the case itself."""
    proto = protocol.load(case.protocol)
    if not gated(proto, kinds):
        return ()
    return missing_now(protocol.evaluate(proto, of_case(case), on=now.astimezone(LONDON).replace(tzinfo=None),
                                         holidays=local_holidays(case.partnership), scope="case"), kinds)
