"""Inviting, inviting again, withdrawing and accepting. What is kept of an invitation's address is its hash."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from cspr.operations import Doing, InputFault, operation
from cspr.partnership.invitations import digest_of, never_came, secret_from, signs_in_first, works
from cspr.partnership.models import Agency, Invitation, Member, User
from cspr.partnership.roles import LOOKS_AFTER, Role
from cspr.record.facts import LONDON
from cspr.services.accounts.invitations.inputs import Accept, InviteAgain, InvitePerson, WithdrawInvitation
from cspr.services.accounts.reads import posts_of
from cspr.services.accounts.whose import check_looks_after, member_of, works_elsewhere

# Roles that act for one agency: what they see and owe is that agency's.
OF_AN_AGENCY = frozenset({Role.NOTIFIER, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.SAFEGUARDING_PARTNER})
GONE = "This invitation does not work any more. Ask for another."


def _place(do: Doing, data: InvitePerson) -> tuple[Agency | None, str]:
    """The agency and post of a role. Raises InputFault where the role needs one that is not given, or none such is there."""
    role = Role(data.role)
    agency = do.agency(data.agency, "agency") if data.agency else None
    if role in OF_AN_AGENCY and agency is None:
        raise InputFault.at("agency", f"{role.label}: say for which agency.")
    if role == Role.SAFEGUARDING_PARTNER and agency and not agency.partner:
        raise InputFault.at("agency", f"{agency} is not one of the three safeguarding partners.")
    if role != Role.NAMED_POST:
        return agency, ""
    posts = posts_of(do.protocol)
    if data.post not in dict(posts):
        raise InputFault.at("post", f"Choose the post: {', '.join(name for _, name in posts)}.")
    return agency, data.post


@operation("accounts.invite", title="Invite somebody", clauses=[], by=tuple(LOOKS_AFTER), records=["person_invited"], on="partnership")
def invite(do: Doing, data: InvitePerson) -> None:
    """Offer a person a role. They act in it once they have accepted; until then nobody can sign in with it.

    Raises InputFault where the role is not one's own to give, they have it or are invited to it already, it lacks its agency or post,
    or the address is somebody else's.
    """
    check_looks_after(do, data.role, "role")
    agency, post = _place(do, data)
    user, _ = User.objects.get_or_create(email=data.email, defaults={"name": data.name, "password": make_password(None)})
    if user.name.casefold() != data.name.casefold():
        if user.has_usable_password() or user.memberships.filter(is_active=True).exists():
            raise InputFault.at("email", "Somebody of another name signs in with that address. Check the address, and the name.")
        user.name = data.name  # They never came: the name can still be put right.
        user.save(update_fields=["name"])
    member, fresh = Member.objects.get_or_create(
        user=user, partnership=do.home, agency=agency, role=data.role, post=post, defaults={"is_active": False})
    if not fresh:
        _check_not_there(do, member)
    _offer(do, member)


def _check_not_there(do: Doing, member: Member) -> None:
    if member.is_active:
        raise InputFault.at("role", "They have this role already.")
    if not never_came(member):
        raise InputFault.at("role", "They had this role, and it was ended. Give it back to them on the list of people.")
    if any(works(one, do.now.astimezone(LONDON).date()) for one in member.invitations.all()):
        raise InputFault.at("role", "They are invited to this role already. Invite them again, or withdraw it, on the list of invitations.")


def _offer(do: Doing, member: Member) -> None:
    """A new address for this hat; one from before works no more. It goes out by e-mail where a mail server is set."""
    withdraw(do, member=member)
    made = offered(member, do.member, do.now, do.now.astimezone(LONDON).date() + timedelta(days=settings.INVITATION_DAYS))
    do.record("person_invited", account=f"member-{member.pk}", role=member.role)
    if settings.EMAIL_HOST:
        do.send("invitation" if made.joins else "new_password", invitation=made.pk, due=made.until)


def offered(member: Member, by: Member | None, now: datetime, until: date) -> Invitation:
    """A new invitation for a hat. by: None where it is made on the server. until: its last day."""
    salt = secrets.token_hex(16)
    return Invitation.objects.create(partnership=member.partnership, member=member, joins=not member.is_active, by=by, at=now, salt=salt,
                                     digest=digest_of(secret_from(salt)), until=until)


def withdraw(do: Doing, **whose: object) -> int:
    """End the open invitations that this filter finds; how many there were."""
    return Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, **whose).update(withdrawn_at=do.now)


@operation("accounts.invite_again", title="Send a new invitation", clauses=[], by=tuple(LOOKS_AFTER), records=["person_invited"], on="partnership")
def invite_again(do: Doing, data: InviteAgain) -> None:
    """A new address for somebody who has not accepted yet; or, for who acts already, one by which they choose a new password.

    Raises InputFault where the role was ended, or is not one's own to look after; for a password also where that would open
    roles that are not, or another partnership's without a mail server to carry it to them alone.
    """
    member = member_of(do, data.member, active=None)
    if not member.is_active and not never_came(member):
        raise InputFault.at("member", "That role was ended. Give it back to them on the list of people.")
    if member.is_active:
        for other in member.user.memberships.filter(partnership=do.home, is_active=True):
            check_looks_after(do, other.role, "member")
        if not settings.EMAIL_HOST and works_elsewhere(do, member.user):
            raise InputFault.at("member", "They also work for another partnership, and no mail server is set that would carry the invitation to them "
                                          "alone. They can choose a new password themselves, at the foot of any page.")
    _offer(do, member)


@operation("accounts.withdraw_invitation", title="Withdraw an invitation", clauses=[], by=tuple(LOOKS_AFTER), records=["invitation_withdrawn"],
           on="partnership")
def withdraw_invitation(do: Doing, data: WithdrawInvitation) -> None:
    """Its address works no more. Raises InputFault where none is open, or the role is not one's own to look after."""
    member = member_of(do, data.member, active=None)
    if not withdraw(do, member=member):
        raise InputFault.at("member", "No invitation of theirs is open. Open the list again: it may have been accepted.")
    do.record("invitation_withdrawn", account=f"member-{member.pk}", role=member.role)


@operation("accounts.accept", title="Accept an invitation", clauses=[], by=tuple(Role), records=["account_opened", "password_chosen"],
           on="partnership", joining=True)
def accept(do: Doing, data: Accept) -> None:
    """Begin the role, or take the new password; once. Done on the page the invitation leads to, as the hat it is for.

    Raises InputFault for an invitation of another hat, one that was used or withdrawn or has run out, and where a password is
    missing, or given for somebody who acts in another role already.
    """
    found = do.member.invitations.select_for_update().filter(digest=data.digest).first()
    if found is None or not works(found, do.now.astimezone(LONDON).date()):
        raise InputFault.at("digest", GONE)
    if signs_in_first(found) is bool(data.password):
        raise InputFault.at("password", "Sign in with the password you have." if data.password else "Choose a password.")
    user = do.member.user
    if data.password:
        user.password, user.password_given = data.password, False
        user.save(update_fields=["password", "password_given"])
    found.accepted_at = do.now
    found.save(update_fields=["accepted_at"])
    if found.joins:
        do.member.is_active = True
        do.member.save(update_fields=["is_active"])
        do.record("account_opened", account=f"member-{do.member.pk}", role=do.member.role)
    else:
        do.record("password_chosen", account=f"member-{do.member.pk}")
