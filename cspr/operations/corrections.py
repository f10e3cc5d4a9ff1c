"""Correcting and taking back a recorded fact. The old one stays readable; duties move and say so."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from cspr import protocol
from cspr.operations.doing import Doing
from cspr.operations.errors import Conflict, Forbidden, InputFault
from cspr.operations.inputs import Details, Input, LongText, OptionalText, When, ask
from cspr.operations.project import CONFLICTS, EMERGENCIES, RESTRICTIONS, WITHDRAWALS
from cspr.operations.registry import operation, recording
from cspr.operations.rehearsal import check, unsettled
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, pure
from cspr.record.models import Case, Fact

# Recorded by the service itself when something else happens: correct that instead.
BY_THE_SERVICE = frozenset({"final_decision", "rapid_review_opened", "withdrawn"})
# Undone by a step of its own, with its reason: what to say of each.
_HOLD = "A legal hold is neither corrected nor taken back. The Business Unit lifts it, with a reason."
_DISPOSAL = "What was proposed or decided about disposal is neither corrected nor taken back. A proposal can be declined, with a reason."
UNDONE_BY = {
    **dict.fromkeys((*CONFLICTS, *WITHDRAWALS, *EMERGENCIES, *RESTRICTIONS, "conflict_raised", "conflict_answered", "glass_tried"),
                    "Who is kept out of a case or let in is neither corrected nor taken back. The Business Unit lifts it, with a reason."),
    **dict.fromkeys(("legal_hold_placed", "legal_hold_lifted"), _HOLD),
    **dict.fromkeys(("disposal_proposed", "disposal_declined", "case_disposed"), _DISPOSAL),
}
LIFTED = frozenset(UNDONE_BY)
# What a signature or an approval is bound to is never edited: sign again.
BOUND = frozenset({"text_hash", "partner", "decision"})
# The same words for an entry that is not there and for one that is somebody else's.
NOT_YOURS = ("There is no entry of yours here to change: it is not in this case, it was recorded by others, or it was corrected or taken back "
             "already. Open the list of what was recorded again.")

_NOBODY = (Role.AUDITOR, Role.ADMINISTRATOR, Role.NAMED_POST, Role.KEEPING_CHILDREN_SAFE)
_UNIT = (Role("business_unit"),)
_ANYONE = tuple(role for role in Role.__members__.values() if role not in _NOBODY)
_KINDS = tuple(name for name, kind in protocol.KINDS.items() if kind.scope == "case")
# What the partnership does for the protocol, not what its accounts and directory are: those are changed where they are kept.
_OWN_KINDS = tuple(name for name, kind in protocol.KINDS.items() if kind.scope == "partnership" and kind.clauses)


class CorrectFact(Input):
    """What was recorded wrongly, and what is right."""

    fact: UUID = ask("Which entry", "Its id, from the history.")
    kind: OptionalText = ask("Of which kind is it?", "A correction is of the kind it corrects. Left empty, it is taken to be.", default="")
    at: When = ask("When did it happen?")
    details: Details = ask("Details", "Only those that change.", default={})
    reason: LongText = ask("Why is it being corrected?", "This stays with the history.")


class TakeBackFact(Input):
    """What was recorded by mistake."""

    fact: UUID = ask("Which entry", "Its id, from the history.")
    reason: LongText = ask("Why is it being taken back?", "This stays with the history.")


def is_own(fact: Fact, member: Member) -> bool:
    """Whether the person recorded it, or somebody of the same role, agency or partner did."""
    return fact.actor is not None and (fact.by, fact.actor.who) == (member.protocol_role or member.role, member.who)


def may_read(kind: str, member: Member, rooms: Collection[str]) -> bool:
    """Whether own entries of a kind are still open to the person: in the history, or where their role records that kind."""
    return "history" in rooms or any(op.room in rooms for op in recording(kind) if Role(member.role) in op.by)


def in_sight(fact: Fact, member: Member, rooms: Collection[str]) -> bool:
    """Whether an entry is shown to the person: in the history, or as their own."""
    return "history" in rooms or (is_own(fact, member) and may_read(fact.kind, member, rooms))


def may_change(fact: Fact, member: Member, rooms: Collection[str]) -> bool:
    """Whether an entry is this person's to correct: their own and still open to them, or any for the Business Unit. rooms: open to them."""
    return member.role == Role.BUSINESS_UNIT or (is_own(fact, member) and may_read(fact.kind, member, rooms))


def own_entry(case: Case | None, fact_id: UUID, member: Member, rooms: Collection[str]) -> Fact:
    """The entry, whether it still counts or not; case None: of the partnership itself.

    Raises InputFault alike where there is none and where it is not this person's to change.
    """
    found = Fact.objects.filter(partnership=member.partnership, case=case, pk=fact_id).select_related("actor__agency").first()
    if found is None or (case is None and found.kind not in _OWN_KINDS) or not may_change(found, member, rooms):
        raise InputFault.at("fact", NOT_YOURS)
    return found


def _standing(do: Doing, fact_id: UUID) -> protocol.Fact:
    """The fact as it counts now, if this person may change it. Raises InputFault, Forbidden, Conflict."""
    own = own_entry(do.case, fact_id, do.member, do.rooms)
    if own.kind in BY_THE_SERVICE:
        raise InputFault.at("fact", "The service recorded that entry itself. Correct the entry it followed from.")
    if own.kind in LIFTED:
        raise InputFault.at("fact", UNDONE_BY[own.kind])
    found = next((f for f in protocol.effective(do.facts) if f.id == str(fact_id)), None)
    if found is None:
        changes = Fact.objects.filter(supersedes=own).select_related("actor__user")
        raise Conflict(tuple(f"{c.actor} {'took back' if c.kind == 'withdrawn' else 'corrected'} this entry at "
                             f"{c.recorded_at.astimezone(LONDON):%H:%M on %-d %B}. See what stands now." for c in changes))
    if found.kind == "partner_signed" and found.details.get("partner") != do.member.who:
        raise Forbidden("A signature can be changed only by the partner who signed.")
    return found


@operation("record.correct_own", title="Correct an entry of the partnership", clauses=["K1"], by=_UNIT, records=_OWN_KINDS,
           on="partnership")
@operation("record.correct", title="Correct an entry", clauses=["K1"], by=_ANYONE, records=_KINDS, room="")
def correct(do: Doing, data: CorrectFact) -> None:
    """Record the fact again as it should have been. Details not given stay as they were.

    It is refused for whatever the first recording would have been refused for.
    """
    old = _standing(do, data.fact)
    if data.kind not in ("", old.kind):
        raise InputFault.at("kind", f"That entry is of the kind “{old.kind}”, and so is its correction. Take it back if it is something else.")
    bound = sorted(BOUND & {k for k, v in data.details.items() if old.details.get(k) != v} & set(old.details))
    if bound:
        raise InputFault.at("details", f"{', '.join(bound)}: what was signed is not edited. Take the entry back and do it again.")
    if data.at == old.at and all(old.details.get(k) == v for k, v in data.details.items()):
        raise InputFault.at("at", "Nothing is different from what is recorded. Change what was wrong, or go back.")
    details = {**old.details, **data.details}
    check(do, old, data.at, details)
    made = pure(do.record(old.kind, data.at, supersedes=old.id, reason=data.reason, **details))
    _look_at_what_rests_on_it(do, old, made)


def _look_at_what_rests_on_it(do: Doing, old: protocol.Fact, new: protocol.Fact) -> None:
    """Notes the later entries that no longer fit. Raises InputFault where a correction no longer says what one of them is about."""
    for later, fault in unsettled(do, old, new):
        known = "history" in do.rooms or is_own(Fact.objects.select_related("actor__agency").get(pk=later.id), do.member)
        what = f"“{protocol.KINDS[later.kind].says}” of {later.day:%-d %B %Y}" if known else "Something recorded later"
        why = f": {fault.message}" if known else ". Ask the Business Unit."
        if fault.field != "at" and new.kind == old.kind:
            raise InputFault.at("details", f"{what} rests on what this says now{why} Correct or take back that entry first.")
        note = f"{what} does not fit this any more{why}"
        do.notes += [note] if note not in do.notes else []


@operation("record.take_back_own", title="Take back an entry of the partnership", clauses=["K1"], by=_UNIT, records=["withdrawn"],
           on="partnership")
@operation("record.take_back", title="Take back an entry", clauses=["K1"], by=_ANYONE, records=["withdrawn"], room="")
def take_back(do: Doing, data: TakeBackFact) -> None:
    """Record that the fact did not happen. A signature taken back voids the decision that rested on it."""
    old = _standing(do, data.fact)
    if old.kind == "partner_signed" and do.happened("rapid_review_report_sent"):
        raise InputFault.at("fact", "The report has gone to the Panel on this signature. It can no longer be taken back.")
    made = pure(do.record("withdrawn", supersedes=old.id, reason=data.reason, reasons=data.reason))
    _look_at_what_rests_on_it(do, old, made)
    if old.kind == "partner_signed":
        for decision in do.happened("final_decision"):
            why = "A partner took back their signature."
            do.record("withdrawn", supersedes=decision.id, reason=why, reasons=why)
