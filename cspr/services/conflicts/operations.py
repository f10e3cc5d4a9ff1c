"""Declaring a conflict of interest in a case, for oneself or as the Business Unit for somebody else, and lifting it."""

from __future__ import annotations

from cspr.access.reads import kept_out
from cspr.operations import Doing, Forbidden, Input, InputFault, operation
from cspr.operations.inputs import LongText, OptionalText, Text, When, ask
from cspr.partnership.models import Member
from cspr.partnership.roles import Role

# Whoever can be in a case can have a conflict in it.
IN_CASES = tuple(role for role in Role if role not in (Role.KEEPING_CHILDREN_SAFE, Role.ADMINISTRATOR))


class Declare(Input):
    """Who has the conflict, and what it is."""

    member: OptionalText = ask("Who has the conflict?", "Leave it empty if it is your own.", default="")
    reasons: LongText = ask("What is the conflict?", "For example: knows the family, or worked with the child. Also if it only seems so.", lines=3)
    at: When | None = ask("When was it declared?", "Leave empty for now.", default=None)


class Lift(Input):
    """Whose conflict no longer stands, and why."""

    member: Text = ask("Whose conflict is lifted?")
    reasons: LongText = ask("Why does it no longer stand?", "For example: somebody else of that name was meant. It stays with the history.", lines=3)
    at: When | None = ask("When was that decided?", "Leave empty for now.", default=None)


def _named(do: Doing, word: str) -> Member:
    """The member a word such as "member-14" names. Raises InputFault."""
    number = word.removeprefix("member-")
    sound = number.isascii() and number.isdecimal() and len(number) < 10
    found = Member.objects.filter(partnership=do.home, pk=int(number) if sound else 0).select_related("user").first()
    if found is None:
        raise InputFault.at("member", "That is not a member of this partnership. Choose one from the list.")
    return found


@operation("conflicts.declare", title="Declare a conflict of interest", clauses=["E2"], by=IN_CASES, records=["conflict_declared"], room="")
def declare(do: Doing, data: Declare) -> None:
    """From now on the case is not there for that person, in any of their roles.

    Raises Forbidden where somebody but the Business Unit names another; InputFault for one who is no member, or is barred already.
    """
    who = _named(do, data.member) if data.member else do.member
    if who.user_id != do.member.user_id and do.member.role != Role.BUSINESS_UNIT:
        raise Forbidden("You can declare your own conflict. Tell the Business Unit of somebody else's: it can record that.")
    if do.case and who.user_id in kept_out(do.case):
        raise InputFault.at("member", f"A conflict of {who.user.name} is recorded already, and the case is closed to them.")
    do.record("conflict_declared", data.at, member=f"member-{who.pk}", name=who.user.name, reasons=data.reasons)


@operation("conflicts.lift", title="Lift a conflict of interest", clauses=["E2"], by=[Role.BUSINESS_UNIT], records=["conflict_lifted"],
           room="history")
def lift(do: Doing, data: Lift) -> None:
    """The case is open to that person again, as far as their role goes. Raises InputFault where no conflict of theirs stands."""
    who = _named(do, data.member)
    roles = {f"member-{pk}" for pk in who.user.memberships.values_list("pk", flat=True)}
    declared = [f for f in do.happened("conflict_declared") if f.details["member"] in roles]
    if do.case is None or not declared or who.user_id not in kept_out(do.case):
        raise InputFault.at("member", f"No conflict of {who.user.name} stands in this case.")
    do.record("conflict_lifted", data.at, member=declared[-1].details["member"], name=who.user.name, reasons=data.reasons)
