"""Ending a role, and giving it back."""

from __future__ import annotations

from cspr.operations import Doing, InputFault, operation
from cspr.operations.leaving import end_all
from cspr.partnership.invitations import never_came
from cspr.partnership.models import Contact, Member
from cspr.partnership.roles import LOOKS_AFTER, Role
from cspr.protocol.explain import plural
from cspr.record.facts import LONDON
from cspr.services.accounts.inputs import Whose
from cspr.services.accounts.invitations.operations import withdraw
from cspr.services.accounts.leaving.inputs import EndAccount
from cspr.services.accounts.leaving.reads import closed_to, entries_of, in_their_name, left_by, successors
from cspr.services.accounts.whose import member_of


@operation("accounts.end_account", title="End a role", clauses=[], by=tuple(LOOKS_AFTER),
           records=["account_ended", "addressee_changed", "addressee_ended"], on="partnership")
def end_account(do: Doing, data: EndAccount) -> None:
    """The person no longer acts in this role, and nothing of it opens anything any more; what they did stays theirs.

    Raises InputFault for the last administrator, for a successor who does not act in the same role, and where something is open in
    the person's name and neither a successor is named nor a reason why there is none.
    """
    leaver, today = member_of(do, data.member), do.now.astimezone(LONDON).date()
    others = Member.objects.filter(partnership=do.home, role=Role.ADMINISTRATOR, is_active=True).exclude(pk=leaver.pk)
    if leaver.role == Role.ADMINISTRATOR and not others.exists():
        raise InputFault.at("member", "This is the last administrator. Another one must have accepted the role first.")
    successor = _successor(leaver, data.successor)
    if successor is None and not data.reasons and (left_by(leaver, today) or in_their_name(leaver, today)):
        raise InputFault.at("successor", "Something is open in their name. Say who takes over, or below why nobody does.")
    if successor and (closed := closed_to(successor, leaver, today)):
        do.notes.append(f"{plural(closed, 'thing')} they owe {'is' if closed == 1 else 'are'} in cases that a conflict of interest closes to "
                        f"{successor.user.name}, who is no successor there. Others of the role owe them; where there is none, the Business "
                        "Unit reads it on its first page.")
    for contact in entries_of(leaver):
        _pass_on(do, contact, successor, data.reasons)
    leaver.is_active = False
    leaver.save(update_fields=["is_active"])
    withdraw(do, member=leaver)
    end_all(do, leaver)
    do.record("account_ended", account=f"member-{leaver.pk}", role=leaver.role, reasons=data.reasons or None,
              successor=f"member-{successor.pk}" if successor else None)


def _successor(leaver: Member, number: int | None) -> Member | None:
    """The person named. Raises InputFault where they do not act, and are not invited to act, in the same role."""
    if number is None:
        return None
    found = next((m for m in successors(leaver) if m.pk == number), None)
    if found is None:
        raise InputFault.at("successor", "They do not act in the same role for the same agency. Choose from the list, or invite somebody first.")
    return found


def _pass_on(do: Doing, contact: Contact, successor: Member | None, reasons: str) -> None:
    """Write to the successor instead, where the agency does not write to them already; else to nobody at that entry."""
    known = successor and Contact.objects.filter(agency=contact.agency, email__iexact=successor.user.email).exists()
    named = {"agency": contact.agency.slug, "addressee": f"contact-{contact.pk}"}
    if successor and not known:
        contact.name, contact.email, contact.member = successor.user.name, successor.user.email, successor
        contact.away_from = contact.away_until = None
        contact.save()
        do.record("addressee_changed", **named, what="name, email, member")
    else:
        contact.is_active = False
        contact.save(update_fields=["is_active"])
        do.record("addressee_ended", **named, reasons=reasons or "Their role was ended.")


@operation("accounts.give_back", title="Give a role back", clauses=[], by=tuple(LOOKS_AFTER), records=["account_given_back"], on="partnership")
def give_back(do: Doing, data: Whose) -> None:
    """The person acts in this role again; tokens, calendars and entries in the directory are made anew. Raises InputFault where they act already."""
    member = member_of(do, data.member, active=False)
    if never_came(member):
        raise InputFault.at("member", "They never accepted this role. Invite them to it again.")
    member.is_active = True
    member.save(update_fields=["is_active"])
    do.record("account_given_back", account=f"member-{member.pk}", role=member.role)
