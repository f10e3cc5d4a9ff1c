"""What is asked about the people and posts that agencies are written to."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from cspr.operations.inputs import Day, Input, OptionalLongText, OptionalText, Text, ask

_ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+"
Email = Annotated[Text, StringConstraints(pattern=rf"^{_ADDRESS}$", to_lower=True)]
OptionalEmail = Annotated[OptionalText, StringConstraints(pattern=rf"^({_ADDRESS})?$", to_lower=True)]


class _Addressee(Input):
    """A person or a post, as it should stand."""

    name: Text = ask("Who is it?", "A person's name; or a post, such as Named nurse, where the address is the post's own.")
    post: OptionalText = ask("Their post", "Where you named a person.", default="")
    email: Email = ask("Work email address", "Messages carry a reference, a date and a link; never anything about a child.")
    for_requests: bool = ask("Are they written to with each request for information?", "You can still choose others for one request.", default=True)
    for_chasing: bool = ask("Are they told when the agency is late?", "Usually the agency's safeguarding lead, when the first addressee has not "
                            "answered.", default=False)
    deputy_name: OptionalText = ask("Who stands in while they are away?", default="")
    deputy_email: OptionalEmail = ask("The deputy's email address", default="")
    member: OptionalText = ask("Do they sign in here?", "Linking the account lets the service leave somebody out who has declared a conflict. "
                               "An account with the same address is found by itself.", default="")


class AddAddressee(_Addressee):
    """Somebody an agency is written to from now on."""

    agency: Text = ask("Which agency?")


class Which(Input):
    """One entry of the directory."""

    addressee: int = ask("Which addressee?")


class ChangeAddressee(_Addressee, Which):
    """An entry as it should stand."""


class SetAway(Which):
    """From when to when the deputy is written to instead."""

    away_from: Day = ask("From which day are they away?")
    away_until: Day | None = ask("Until which day?", "The last day they are away. Leave it empty if it is not known.", default=None)


class EndAddressee(Which):
    """Somebody who is no longer written to."""

    reasons: OptionalLongText = ask("Why?", "For example: has left. It stays with the history.", default="", lines=2)


class SetApproval(Input):
    """Whether an agency's returns are approved before they go."""

    agency: Text = ask("Which agency?")
    needs_approver: bool = ask("Is what its authors write approved before it is sent?", "Yes: an author sends it to the agency's safeguarding lead, "
                               "who sends it on or gives it back. No: an author sends it directly.")
