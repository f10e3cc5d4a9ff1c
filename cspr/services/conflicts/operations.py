"""Conflicts of interest in a case: declared, raised by a colleague, confirmed or lifted by the Business Unit."""

from __future__ import annotations

from cspr.access.reads import kept_out
from cspr.operations import Doing, Forbidden, Input, InputFault, operation
from cspr.operations.inputs import LongText, OptionalText, Text, When, ask
from cspr.partnership.directory import named
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.protocol import Fact

# Whoever can be in a case can have a conflict in it.
IN_CASES = tuple(role for role in Role if role not in (Role.KEEPING_CHILDREN_SAFE, Role.ADMINISTRATOR))
COLLEAGUES = tuple(role for role in IN_CASES if role != Role.BUSINESS_UNIT)
UNIT = (Role.BUSINESS_UNIT,)


class Declare(Input):
    """Who has the conflict, and what it is."""

    member: OptionalText = ask("Who has the conflict?", "Leave it empty if it is your own.", default="")
    reasons: LongText = ask("What is the conflict?", "For example: knows the family, or worked with the child. Also if it only seems so.", lines=3)
    at: When | None = ask("When was it declared?", "Leave empty for now.", default=None)


class Raise(Input):
    """Whose conflict, as far as the colleague knows."""

    who: Text = ask("Whose conflict is it?", "The person's name, and where they work.")
    reasons: LongText = ask("What is the conflict, as far as you know?", "Only the Business Unit reads this.", lines=3)


class Confirm(Input):
    """Which declaration is confirmed, and on what ground."""

    number: Text = ask("Which declaration?")
    reasons: LongText = ask("What was found?", "For example: the person was asked, and confirmed it.", lines=3)
    at: When | None = ask("When was that decided?", "Leave empty for now.", default=None)


class Answer(Input):
    """What became of what a colleague raised."""

    number: Text = ask("Which one?")
    upheld: bool = ask("Is there a conflict of interest?", "Also if it only seems so.")
    member: OptionalText = ask("Who has it?", "If there is one. The case is closed to that person at once.", default="")
    reasons: LongText = ask("What was found?", "It stays with the history.", lines=3)


class Lift(Input):
    """Whose conflict no longer stands, and why."""

    member: Text = ask("Whose conflict is lifted?")
    reasons: LongText = ask("Why does it no longer stand, or why was it none?", "For example: somebody else of that name was meant. "
                            "It stays with the history.", lines=3)
    at: When | None = ask("When was that decided?", "Leave empty for now.", default=None)


def _named(do: Doing, word: str) -> Member:
    """The member a word such as "member-14" names. Raises InputFault."""
    found = named(do.home, word)
    if found is None:
        raise InputFault.at("member", "That is not a member of this partnership. Choose one from the list.")
    return found


def _is_out(do: Doing, who: Member) -> bool:
    return do.case is not None and who.user_id in kept_out(do.case)


def _details(do: Doing, who: Member, reasons: str) -> dict[str, str | int]:
    return {"member": f"member-{who.pk}", "name": who.user.name, "reasons": reasons, "number": len(do.counting("conflict_declared")) + 1}


@operation("conflicts.declare", title="Declare a conflict of interest", clauses=["E2"], by=IN_CASES,
           records=["conflict_declared", "conflict_confirmed"], room="")
def declare(do: Doing, data: Declare) -> None:
    """From now on the case is not there for that person, in any of their roles. What the Business Unit records of another it confirms by that.

    Raises Forbidden where somebody but the Business Unit names another; InputFault for one who is no member, or is kept out already.
    """
    who = _named(do, data.member) if data.member else do.member
    own = who.user_id == do.member.user_id
    if not own and do.member.role != Role.BUSINESS_UNIT:
        raise Forbidden("You can declare your own conflict. Raise somebody else's: the Business Unit answers that.")
    if _is_out(do, who):
        raise InputFault.at("member", f"A conflict of {who.user.name} is recorded already, or their access withdrawn: the case is closed to them.")
    details = _details(do, who, data.reasons)
    do.record("conflict_declared", data.at, **details)
    if not own:
        do.record("conflict_confirmed", data.at, **details)


@operation("conflicts.raise", title="Raise somebody else's conflict of interest", clauses=["E2"], by=COLLEAGUES, records=["conflict_raised"], room="")
def raise_one(do: Doing, data: Raise) -> None:
    """Tell the Business Unit of a colleague's conflict. Nothing is closed by it: else one could shut an opponent out (docs/adr/0120)."""
    do.record("conflict_raised", number=len(do.counting("conflict_raised")) + 1, who=data.who, reasons=data.reasons)


@operation("conflicts.confirm", title="Confirm a declared conflict of interest", clauses=["E2"], by=UNIT, records=["conflict_confirmed"],
           room="history")
def confirm(do: Doing, data: Confirm) -> None:
    """The declaration stands, and has been looked at. Raises InputFault where none of that number waits."""
    declared = waiting(list(do.counting("conflict_declared", "conflict_confirmed", "conflict_lifted"))).get(data.number)
    if declared is None:
        raise InputFault.at("number", "No declaration of that number waits for an answer. Open the list of conflicts again.")
    do.record("conflict_confirmed", data.at, **{k: v for k, v in declared.details.items() if k in ("member", "name", "number")}, reasons=data.reasons)


def waiting(facts: list[Fact]) -> dict[str, Fact]:
    """The declarations nobody has confirmed or lifted, by their numbers. facts: of the three kinds, in the order recorded."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind == "conflict_declared":
            found[str(fact.details.get("number"))] = fact
        elif fact.kind in ("conflict_confirmed", "conflict_lifted"):
            found = {number: f for number, f in found.items() if f.details["member"] != fact.details["member"]}
    return found


@operation("conflicts.answer", title="Answer a conflict of interest that was raised", clauses=["E2"], by=UNIT,
           records=["conflict_answered", "conflict_declared", "conflict_confirmed"], room="history")
def answer(do: Doing, data: Answer) -> None:
    """Say whether there is a conflict; if so, the case is closed to that person at once. Raises InputFault."""
    answered = {f.details["number"] for f in do.counting("conflict_answered")}
    raised = [f for f in do.counting("conflict_raised") if str(f.details["number"]) == data.number and f.details["number"] not in answered]
    if not raised:
        raise InputFault.at("number", "Nothing raised under that number waits for an answer. Open the list of conflicts again.")
    if data.upheld and not data.member:
        raise InputFault.at("member", "Choose whose conflict it is, so that the case can be closed to that person.")
    if data.member and not data.upheld:
        raise InputFault.at("member", "Where there is no conflict, leave this empty.")
    do.record("conflict_answered", number=raised[0].details["number"], upheld=data.upheld, reasons=data.reasons)
    if data.upheld and not _is_out(do, who := _named(do, data.member)):
        details = _details(do, who, data.reasons)
        do.record("conflict_declared", **details)
        do.record("conflict_confirmed", **details)


@operation("conflicts.lift", title="Lift a conflict of interest", clauses=["E2"], by=UNIT, records=["conflict_lifted"], room="history")
def lift(do: Doing, data: Lift) -> None:
    """The case is open to that person again, as far as their role goes. Raises InputFault where no conflict of theirs stands."""
    who = _named(do, data.member)
    roles = {f"member-{pk}" for pk in who.user.memberships.values_list("pk", flat=True)}
    theirs = [f for f in do.counting("conflict_declared", "conflict_lifted") if f.details["member"] in roles]
    if not theirs or theirs[-1].kind == "conflict_lifted":
        raise InputFault.at("member", f"No conflict of {who.user.name} stands in this case.")
    do.record("conflict_lifted", data.at, member=theirs[-1].details["member"], name=who.user.name, reasons=data.reasons,
              number=theirs[-1].details.get("number"))
