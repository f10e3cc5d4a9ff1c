"""Making a personal token, and ending one. Both are done signed in at the service, never by a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import Day, Text, ask
from cspr.operations.leaving import ends_with_role
from cspr.operations.registry import Scope
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.tokens.models import Token, standing
from cspr.services.tokens.scopes import SCOPES, of_use_to

LONGEST_DAYS = 366


class MakeToken(Input):
    """What the token is for and how long it works. The service is told its hash, never the token."""

    name: Text = ask("What is it for?", "For example: the hospital's referral system.")
    until: Day = ask("Until which day does it work?", "A year from now at most.")
    scopes: list[Scope] = ask("What may be done with it?", "As little as the system needs. It never does more than you can.", labels=SCOPES,
                              default=["read"])
    digest: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = ask("Its hash", "SHA-256 of the token, in hex.")


class EndToken(Input):
    """Which token is ended."""

    token: int = ask("Which token?")


@operation("tokens.make", title="Make a personal token", clauses=[], by=list(Role), on="partnership")
def make(do: Doing, data: MakeToken) -> None:
    """Keep the token's hash. It signs in as the role its maker wears, for what it is made for.

    Raises InputFault for a day that is past or too far away, and where it would be of no use to the role.
    """
    today = do.now.astimezone(LONDON).date()
    if not today <= data.until <= today + timedelta(days=LONGEST_DAYS):
        raise InputFault.at("until", "Give a day from today to a year from now. A token that is still needed then is made again.")
    if not data.scopes:
        raise InputFault.at("scopes", "Choose at least one thing that may be done with it.")
    if useless := [scope for scope in data.scopes if scope not in of_use_to(Role(do.member.role))]:
        raise InputFault.at("scopes", f"“{useless[0].capitalize()}” is of no use to you: {do.member.get_role_display()} does none of these steps.")
    if Token.objects.filter(digest=data.digest).exists():
        raise InputFault.at("digest", "That token was made before. Make another.")
    scopes = [scope for scope in SCOPES if scope in data.scopes]
    Token.objects.create(member=do.member, name=data.name, scopes=scopes, digest=data.digest, made_at=do.now, until=data.until)


@operation("tokens.end", title="End a personal token", clauses=[], by=list(Role), on="partnership")
def end(do: Doing, data: EndToken) -> None:
    """From now on the token signs nobody in. Raises InputFault where the person has none such."""
    if not standing(do.member, do.now.astimezone(LONDON).date()).filter(pk=data.token).update(ended_at=do.now):
        raise InputFault.at("token", "You have no such token that works. Choose one from the list.")


@ends_with_role
def end_with_role(do: Doing, leaver: Member) -> None:
    """The leaver's tokens sign nobody in any more, nor should the role be given back."""
    Token.objects.filter(member=leaver, ended_at__isnull=True).update(ended_at=do.now)
