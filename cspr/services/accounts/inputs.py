"""What is asked about agencies, people and bank holidays."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from cspr.operations.inputs import Day, Input, OptionalText, Text, ask
from cspr.partnership.models import Agency
from cspr.partnership.roles import COMES_TO, Role

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
PartnerWord = Literal["none", "health", "police", "local_authority"]
RoleWord = Literal[
    "business_unit", "notifier", "agency_lead", "agency_author", "sub_group_chair", "sub_group_member", "safeguarding_partner",
    "executive", "keeping_children_safe", "reviewer", "named_post", "auditor", "administrator",
]
ROLE_LABELS = {role.value: f"{role.label}: {COMES_TO[role][0].lower()}{COMES_TO[role][1:]}" for role in Role}


def _hash(value: str) -> str:
    from django.contrib.auth.hashers import identify_hasher

    try:
        identify_hasher(value)
    except ValueError:
        raise ValueError("is not a hash that this service can check. Make it on the page") from None
    return value


PasswordHash = Annotated[str, StringConstraints(max_length=128), AfterValidator(_hash)]


class AddAgency(Input):
    """An agency of the partnership's directory."""

    agency: Word = ask("Its word in the record", "Small letters, digits and _, for example police or gp_harbour. It cannot change later.")
    name: Text = ask("Its name")
    partner: PartnerWord = ask("Is it one of the three safeguarding partners?", default="none",
                               labels={"none": "No", **{p.value: p.label for p in Agency.Partner if p.value}})
    on_sub_group: bool = ask("Is it on the Sub-group?", "Agencies on it are proposed for each request for information.", default=False)


class ChangeAgency(Input):
    """An agency as it should stand."""

    agency: Text = ask("Which agency?")
    name: Text = ask("Its name")
    on_sub_group: bool = ask("Is it on the Sub-group?", "Agencies on it are proposed for each request for information.", default=False)


class OpenAccount(Input):
    """A person in a role. The password goes through the door as its hash only."""

    name: Text = ask("Name")
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200)] = ask(
        "Work email address", "They sign in with it. If they have an account already, this adds a role to it.")
    role: RoleWord = ask("Role", labels=ROLE_LABELS)
    agency: OptionalText = ask("Agency", "For notifiers, agencies' own people and safeguarding partners.", default="")
    post: OptionalText = ask("Post", "For a named post: which of those the protocol circulates reports to.", default="")
    password: PasswordHash = ask("Hash of the first password")
    to_be_replaced: bool = ask("Must they choose a password of their own when they first sign in?", default=True)


class WhichAccount(Input):
    """One person's role."""

    member: int = ask("Whose account?")


class GivePassword(WhichAccount):
    """A new first password."""

    password: PasswordHash = ask("Hash of the password")


class ChoosePassword(Input):
    """One's own password."""

    password: PasswordHash = ask("Hash of the password")


class AddHoliday(Input):
    """A day that is not a working day, beside those of the calendar."""

    on: Day = ask("Which day?")
    name: Text = ask("What is it called?", "As people will read it when a date skips it.")
    source: Text = ask("Where is it announced?", "For example: the Privy Council's order of 3 March 2027.")


class RemoveHoliday(Input):
    """A day that was added by mistake."""

    on: Day = ask("Which day?")
