"""What is asked about invitations."""

from __future__ import annotations

from typing import Annotated, Literal

from django.contrib.auth.hashers import identify_hasher
from pydantic import AfterValidator, StringConstraints

from cspr.operations.inputs import Input, OptionalText, Text, ask
from cspr.partnership.roles import COMES_TO, Role
from cspr.services.accounts.inputs import Email, Whose

RoleWord = Literal[
    "business_unit", "notifier", "agency_lead", "agency_author", "sub_group_chair", "sub_group_member", "safeguarding_partner",
    "executive", "keeping_children_safe", "reviewer", "named_post", "auditor", "administrator",
]
ROLES = {role.value: f"{role.label}: {COMES_TO[role][0].lower()}{COMES_TO[role][1:]}" for role in Role}


def _made_here(value: str) -> str:
    try:
        sound = not value or (value.isascii() and value.isprintable() and not identify_hasher(value).must_update(value))
    except (ValueError, IndexError, TypeError):
        sound = False
    if not sound:
        raise ValueError("is not a hash that this service makes. Choose the password on the page")
    return value


class InvitePerson(Input):
    """A person in a role."""

    name: Text = ask("Name")
    email: Email = ask("Work email address", "They sign in with it. If they have an account already, accepting adds a role to it.")
    role: RoleWord = ask("Role", labels=ROLES)
    agency: OptionalText = ask("Agency", "Needed for notifiers, an agency's own people and safeguarding partners.", default="")
    post: OptionalText = ask("Post", "For a named post: which of those that the protocol circulates reports to.", default="")


class InviteAgain(Whose):
    """Somebody whose invitation ran out or went astray, or who has lost their password."""


class WithdrawInvitation(Whose):
    """An invitation that is not to be accepted."""


class Accept(Input):
    """An invitation, by the hash of its secret: the secret itself never comes to the door. Nor does a password, but as its hash."""

    digest: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = ask("Hash of the invitation", "SHA-256 of its secret, in hex.")
    password: Annotated[str, StringConstraints(max_length=128), AfterValidator(_made_here)] = ask(
        "Hash of the password", "Empty for somebody who acts in another role already.", default="")
