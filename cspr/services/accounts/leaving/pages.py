"""The pages that end a role and give it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.operations import clock
from cspr.partnership.models import Member
from cspr.partnership.roles import LOOKS_AFTER, Role
from cspr.services.accounts.leaving.reads import closed_to, in_their_name, left_by, successors
from cspr.services.accounts.pages import AccountStep, named
from cspr.services.accounts.reads import people_of
from cspr.steps.forms import Choices


class EndAccount(AccountStep):
    """Somebody who leaves, or changes post."""

    operation = "accounts.end_account"
    check = True
    template = "accounts/end.html"
    check_template = "accounts/check_end.html"
    button = "End the role"
    next_says = "At once they can no longer act in this role: its tokens, calendar addresses and invitations stop. What they did stays theirs."

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Who it is that leaves: as the form names them, else the address."""
        super().setup(request, *args, **kwargs)
        number = request.POST.get("member") or self.which
        theirs = people_of(self.member.partnership).select_related("partnership").filter(is_active=True, role__in=LOOKS_AFTER[Role(self.member.role)])
        self.leaver = theirs.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None

    def choices(self, name: str) -> Choices | None:
        """Those of one's own to end, and who could take over."""
        if name == "member":
            return named(people_of(self.member.partnership).filter(is_active=True, role__in=LOOKS_AFTER[Role(self.member.role)]))
        if name == "successor":
            found = successors(self.leaver) if self.leaver else []
            return [("", "Nobody"), *((str(m.pk), f"{m}{'' if m.is_active else ' (invited)'}") for m in found)]
        return super().choices(name)

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Who takes over, for what is said before it is done."""
        self.successor = next((m for m in successors(self.leaver) if m.pk == answers.get("successor")), None) if self.leaver else None
        return answers

    def context(self) -> Mapping[str, Any]:
        """What they hold now, who else does, and what would be closed to who takes over."""
        today, successor = clock.today(), getattr(self, "successor", None)
        left = left_by(self.leaver, today) if self.leaver else []
        return {**super().context(), "leaver": self.leaver, "left": left, "orphaned": sum(one.count for one in left if not one.others),
                "named": in_their_name(self.leaver, today) if self.leaver else [], "successor": successor,
                "closed": closed_to(successor, self.leaver, today) if successor and self.leaver else 0}


class GiveBack(AccountStep):
    """Somebody who returns, or whose role was ended by mistake."""

    operation = "accounts.give_back"
    button = "Give the role back"
    next_says = "They sign in as before. Tokens, calendar addresses and entries in the directory are made anew."

    def choices(self, name: str) -> Choices | None:
        """Whose role was ended."""
        return named(_ended(self.member))


def _ended(by: Member) -> Any:
    return people_of(by.partnership).filter(is_active=False, invited=False, role__in=LOOKS_AFTER[Role(by.role)])
