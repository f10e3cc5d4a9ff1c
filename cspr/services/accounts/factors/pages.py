"""The step that takes a lost second step away."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.urls import reverse

from cspr.operations import Done
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.steps.step import Step


class ResetFactorsStep(Step):
    """Somebody has lost their telephone and their recovery codes."""

    operation = "accounts.reset_factors"
    from_address = "member"
    template = "accounts/factors_step.html"
    check = True
    button = "Take it away"
    next_says = ("Speak with the person themselves first: whoever asks for this may be somebody else. They are signed out everywhere, told by email, "
                 "and set up another second step after their password.")

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Whoever of this partnership has one, but oneself."""
        if name != "member":
            return None
        found = Member.objects.filter(partnership=self.member.partnership, is_active=True, user__in=Authenticator.objects.values("user"))
        others = found.exclude(user=self.member.user_id).select_related("user", "agency").order_by("user__name", "pk")
        return [(str(m.pk), f"{m}{f', {m.agency}' if m.agency else ''}") for m in others]

    def done_url(self, done: Done) -> str:
        """The list of people, for whoever has it."""
        return reverse("accounts" if self.member.role == Role.ADMINISTRATOR else "home")
