"""Taking away a second step that is lost."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from cspr.operations import Doing, InputFault, operation
from cspr.operations.inputs import Input, ask
from cspr.partnership.models import Member
from cspr.partnership.roles import Role


class ResetFactors(Input):
    """One person's role."""

    member: int = ask("Whose second step is lost?")


@operation("accounts.reset_factors", title="Take away a lost second step", clauses=[], by=(Role.ADMINISTRATOR, Role.BUSINESS_UNIT),
           records=["factors_reset"], on="partnership", fresh_sign_in=True)
def reset_factors(do: Doing, data: ResetFactors) -> None:
    """The person signs in by password and sets up another; wherever they are signed in, that ends, and they are told by e-mail.

    Raises InputFault for somebody who is not of the partnership or has none set up, and for oneself: a colleague looks at who asks.
    """
    member = Member.objects.select_related("user").filter(partnership=do.home, pk=data.member, is_active=True).first()
    if member is None:
        raise InputFault.at("member", "That account is not on the list. Open the list again and choose one.")
    if member.user_id == do.member.user_id:
        raise InputFault.at("member", "This is your own. Ask a colleague to do it, or change it on the page “Your sign-in”.")
    if not Authenticator.objects.filter(user=member.user).delete()[0]:
        raise InputFault.at("member", "They have no second step set up. If they cannot sign in, their password may be lost.")
    member.user.sessions.all().delete()
    do.record("factors_reset", account=f"member-{member.pk}")
    do.send("factors_reset", members=(member.pk,))
