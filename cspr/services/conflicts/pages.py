"""Who is kept out of a case and why, and the steps that declare a conflict and lift it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cspr.access.reads import kept_out, rooms_of
from cspr.operations import Done, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.conflicts.operations import IN_CASES
from cspr.steps.page import CasePage
from cspr.steps.step import Step


class Conflicts(CasePage):
    """Every declaration, the newest first, and whether it stands."""

    room = "history"
    template = "conflicts/conflicts.html"
    heading = "Conflicts of interest"

    def context(self) -> Mapping[str, Any]:
        """Each declaration with the fact that lifted it, None while it stands."""
        rows: list[dict[str, Any]] = []
        for fact in self.read.all_facts:  # In the order recorded.
            if fact.kind == "conflict_declared":
                rows.insert(0, {"declared": fact, "lifted": None})
            elif fact.kind == "conflict_lifted":
                next(row for row in rows if row["declared"].details["member"] == fact.details["member"])["lifted"] = fact
        return {"rows": rows, "unit": self.member.role == Role.BUSINESS_UNIT}


class DeclareConflict(Step):
    """One's own; or, for the Business Unit, anybody's."""

    operation = "conflicts.declare"
    template = "conflicts/declare.html"
    check = True
    button = "Declare the conflict"
    next_says = "The case is closed to that person at once: its pages, lists and documents. Only the Business Unit can lift it, with a reason."

    def done_url(self, done: Done) -> str:
        """The list, for whoever the case is still open to; what is open to them, for others."""
        unit = self.member.role == Role.BUSINESS_UNIT and done.case and rooms_of(self.member, done.case, clock.today())
        return reverse("conflicts", args=[self.kwargs["reference"]]) if unit else super().done_url(done)

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Only the Business Unit is asked whose it is."""
        return () if self.member.role == Role.BUSINESS_UNIT else ("member",)

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The members who can be in a case."""
        if name != "member":
            return None
        members = Member.objects.filter(partnership=self.member.partnership_id, is_active=True, role__in=IN_CASES).select_related("user")
        return [(f"member-{m.pk}", f"{m.user.name}, {m.get_role_display()}") for m in members.order_by("user__name", "pk")]  # type: ignore[attr-defined]


class LiftConflict(Step):
    """A conflict that no longer stands."""

    operation = "conflicts.lift"
    template = "conflicts/lift.html"
    check = True
    button = "Lift the conflict"
    next_says = "The case is open to that person again, as far as their role goes."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those who are kept out now."""
        if name != "member" or self.seen is None:
            return None
        members = Member.objects.filter(partnership=self.member.partnership_id, user__in=kept_out(self.seen.case)).select_related("user")
        return [(f"member-{m.pk}", m.user.name) for m in members.order_by("user", "pk").distinct("user")]

    def initial(self) -> Mapping[str, Any]:
        """The one named in the address."""
        return {"member": self.request.GET.get("for", "")}

    def done_url(self, done: Done) -> str:
        """Back to the list."""
        return reverse("conflicts", args=[self.kwargs["reference"]])
