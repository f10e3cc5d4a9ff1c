"""What is asked about agencies, people, passwords and bank holidays; about invitations in `invitations`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from cspr.operations.inputs import Day, Input, Text, ask
from cspr.partnership.models import Agency

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Email = Annotated[Text, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", to_lower=True)]
PartnerWord = Literal["none", "health", "police", "local_authority"]
def _typable(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().isprintable():
        raise ValueError("has a character that nobody can type. Choose another")
    return value


# Never written down in any form but its hash: what is kept of a submission shows none of it.
Secret = Annotated[SecretStr, Field(max_length=200), AfterValidator(_typable)]


class ChangePartnership(Input):
    """What the partnership calls itself and its cases."""

    name: Text = ask("The partnership's name", "It stands at the top of each page.")
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,10}$")] = ask(
        "What do references of new cases begin with?", "Two to ten capital letters: with EX, the next case is EX-2026-0001. Older ones keep theirs.")


_NAME = ask("Its name")
_PARTNER = ask("Is it one of the three safeguarding partners?", default="none",
               labels={"none": "No", **{p.value: p.label for p in Agency.Partner if p.value}})
_SUB_GROUP = ask("Is it on the Sub-group?", "Agencies on it are proposed for each request for information.", default=False)


class AddAgency(Input):
    """A new agency of the directory."""

    name: Text = _NAME
    agency: Word = ask("Its word in the record", "Small letters, digits and _, for example police or gp_harbour. It cannot change later.")
    partner: PartnerWord = _PARTNER
    on_sub_group: bool = _SUB_GROUP


class ChangeAgency(Input):
    """An agency as it should stand."""

    agency: Text = ask("Which agency?")
    name: Text = _NAME
    partner: PartnerWord = _PARTNER
    on_sub_group: bool = _SUB_GROUP


class Whose(Input):
    """One person's role."""

    member: int = ask("Whose account?")


class ChangePerson(Whose):
    """How somebody is called, and what they sign in with."""

    name: Text = ask("Name")
    email: Email = ask("Work email address", "They sign in with it from now on.")


class ChoosePassword(Input):
    """One's own password."""

    present: Secret = ask("Your present password")
    new: Secret = ask("Your new password", "At least 12 characters. Three words that do not belong together make a good one.")


class AddHoliday(Input):
    """A day that is not a working day, beside those of the calendar."""

    on: Day = ask("Which day?")
    name: Annotated[Text, StringConstraints(max_length=100)] = ask("What is it called?", "As people will read it when a date skips it.")
    source: Text = ask("Where is it announced?", "For example: the Privy Council's order of 3 March 2027.")


class RemoveHoliday(Input):
    """A day that was added by mistake."""

    on: Day = ask("Which day?")
