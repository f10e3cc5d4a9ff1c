"""Who is kept out of a case by a conflict and why, and the steps that declare, raise, confirm, answer and lift one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cspr.access.reads import rooms_of
from cspr.operations import Done, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.conflicts.operations import IN_CASES, waiting
from cspr.steps.case_step import CaseStep
from cspr.steps.page import CasePage
from cspr.steps.step import Step


class Conflicts(CasePage):
    """Every declaration, the newest first, and whether it stands; for the Business Unit, what colleagues raised."""

    room = "history"
    template = "conflicts/conflicts.html"
    heading = "Conflicts of interest"

    def context(self) -> Mapping[str, Any]:
        """Each declaration with the facts that confirmed and lifted it, None while there are none; what was raised, with its answer."""
        rows: list[dict[str, Any]] = []
        raised: dict[int, dict[str, Any]] = {}
        for fact in self.read.all_facts:  # In the order recorded.
            if fact.kind == "conflict_declared":
                rows.insert(0, {"declared": fact, "number": fact.details.get("number"), "confirmed": None, "lifted": None})
            elif fact.kind in ("conflict_confirmed", "conflict_lifted"):
                row = next(row for row in rows if row["declared"].details["member"] == fact.details["member"])
                row[fact.kind.removeprefix("conflict_")] = fact
            elif fact.kind == "conflict_raised":
                raised[fact.details["number"]] = {"raised": fact, "answered": None}
            elif fact.kind == "conflict_answered":
                raised[fact.details["number"]]["answered"] = fact
        unit = self.member.role == Role.BUSINESS_UNIT
        return {"rows": rows, "raised": list(reversed(raised.values())) if unit else (), "unit": unit}


class _ConflictStep(CaseStep):
    """A step of the Business Unit about one conflict, named in the address with ?for=."""

    after = "conflicts"
    template = "conflicts/lift.html"
    check = True
    from_address = "number"


class ConfirmConflict(_ConflictStep):
    """A conflict that was declared and stands."""

    operation = "conflicts.confirm"
    button = "Confirm the conflict"
    next_says = "The case stays closed to that person. The Business Unit can still lift the conflict, with a reason."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Declarations that wait."""
        return [(n, f.details["name"]) for n, f in waiting(list(self.read.facts)).items()] if name == "number" else None


class AnswerConflict(_ConflictStep):
    """A conflict that a colleague raised."""

    operation = "conflicts.answer"
    template = "conflicts/answer.html"
    button = "Record the answer"
    next_says = "Where there is a conflict, the case is closed to that person at once. Whoever raised it is not told."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """What waits for an answer; and whom it can be about."""
        if name == "number":
            done = {f.details["number"] for f in self.read.happened("conflict_answered")}
            return [(str(f.details["number"]), f.details["who"]) for f in self.read.happened("conflict_raised") if f.details["number"] not in done]
        return _members(self.member) if name == "member" else None

    def context(self) -> Mapping[str, Any]:
        """What was said of it."""
        raised = [f for f in self.read.happened("conflict_raised") if str(f.details["number"]) == self.request.GET.get("for")]
        return {"raised": raised[0] if raised else None}


class RaiseConflict(Step):
    """A colleague's, for the Business Unit to answer."""

    operation = "conflicts.raise"
    template = "conflicts/raise.html"
    check = True
    button = "Tell the Business Unit"
    next_says = "The Business Unit looks at it. Nothing changes for that person until it has answered, and they are not told who raised it."


def _members(member: Member) -> list[tuple[str, str]]:
    """The members of the partnership who can be in a case, by name."""
    found = Member.objects.filter(partnership=member.partnership_id, is_active=True, role__in=IN_CASES).select_related("user")
    return [(f"member-{m.pk}", f"{m.user.name}, {m.get_role_display()}") for m in found.order_by("user__name", "pk")]  # type: ignore[attr-defined]


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
        return _members(self.member) if name == "member" else None


class LiftConflict(_ConflictStep):
    """A conflict that no longer stands, or was none."""

    operation = "conflicts.lift"
    button = "Lift the conflict"
    next_says = "The case is open to that person again, as far as their role goes."
    from_address = "member"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those whom a conflict keeps out now."""
        if name != "member":
            return None
        newest = {f.details["member"]: f for f in self.read.facts if f.kind in ("conflict_declared", "conflict_lifted")}
        return [(word, f.details["name"]) for word, f in newest.items() if f.kind == "conflict_declared"]
