"""The page that answers "who can see this?", the steps that change it, and a case opened in an emergency."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse

from cspr.access.emergencies import tried_in_emergency
from cspr.access.who import emergencies
from cspr.access.withheld import Item, find, restricted
from cspr.operations import Done
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import of_case
from cspr.services.sight.reads import agencies_in, agencies_out, restricted_items, sights
from cspr.services.sight.restricting import may_restrict
from cspr.steps.case_step import CaseStep
from cspr.steps.page import CasePage
from cspr.steps.step import Step

A_PAGE = 50


class WhoMaySee(CasePage):
    """Everybody to whom the case is open, with the rule, and to whom it was closed; and when it was opened in an emergency."""

    room = "log"
    template = "sight/who.html"
    heading = "Who may see this case"

    def context(self) -> Mapping[str, Any]:
        """The people, page by page; agencies kept out; emergencies with their reviews. Reasons are for the Business Unit alone."""
        facts, unit = self.read.all_facts, self.member.role == Role.BUSINESS_UNIT
        found = sights(self.seen, facts, self.read.now)
        reviews = {f.details["number"]: f for f in facts if f.kind == "glass_reviewed"}
        said = {f.details["number"]: f for f in facts if f.kind == "glass_broken"}
        tried = tried_in_emergency(self.member) if unit else None
        return {
            "restricted": restricted_items(self.seen, self.member) if unit else (),
            "tried": tried.filter(details__reference=self.seen.case.reference) if tried is not None else (),
            "page": Paginator([one for one in found if not one.out], A_PAGE).get_page(self.request.GET.get("page")), "unit": unit,
            "out": [one for one in found if one.out], "agencies_out": agencies_out(self.seen, facts),
            "emergencies": [(one, said.get(one.number), reviews.get(one.number), one.until > self.read.now) for one in emergencies(self.seen)],
        }


class _SightStep(CaseStep):
    """A step about one person, agency or emergency, named in the address with ?for=."""

    after = "who_may_see"
    template = "sight/step.html"
    check = True
    from_address = "whom"


class WithdrawAccess(_SightStep):
    """A person's, in all their roles; or an agency's."""

    operation = "sight.withdraw"
    button = "Withdraw access"
    next_says = "The case is gone from their pages at their next click. They are told by e-mail that access to a review ended, without a word of it."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Whoever sees something of the case, but oneself; the agencies in it."""
        if name != "whom" or self.seen is None:
            return None
        people = {one.member.user_id: one for one in sights(self.seen, self.read.all_facts, self.read.now)
                  if not one.out and one.member.user_id != self.member.user_id}
        return [*((f"agency-{word}", f"{title}, as an agency") for word, title in agencies_in(self.seen)),
                *((one.word, f"{one.member.user.name}, {one.member.get_role_display()}") for one in people.values())]  # type: ignore[attr-defined]


class GiveBackAccess(_SightStep):
    """To whom it was withdrawn."""

    operation = "sight.give_back"
    button = "Give access back"
    next_says = "What the rules open to them is open to them again."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those whose access is withdrawn."""
        if name != "whom" or self.seen is None:
            return None
        people = {str(one.fact.details["member"]): one for one in sights(self.seen, self.read.all_facts, self.read.now)
                  if one.out == "withdrawn" and one.fact is not None}
        return [*((f"agency-{one.agency.slug}", one.agency.name) for one in agencies_out(self.seen, self.read.all_facts)),
                *((word, one.member.user.name) for word, one in people.items())]


class EndEmergency(_SightStep):
    """While it lasts."""

    operation = "sight.end_glass"
    button = "End it now"
    next_says = "The case is closed to that person at their next click."
    from_address = "number"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that last."""
        if name != "number" or self.seen is None:
            return None
        return [(str(one.number), one.member.user.name) for one in emergencies(self.seen).filter(until__gt=self.now)]


class ReviewEmergency(_SightStep):
    """Once it is over."""

    operation = "sight.review_glass"
    button = "Record the review"
    from_address = "number"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that are over and nobody has reviewed."""
        if name != "number" or self.seen is None:
            return None
        return [(str(one.number), f"{one.member.user.name}, opened {one.since:%-d %B %Y}")
                for one in emergencies(self.seen).filter(until__lte=self.now, reviewed=False)]


class _RestrictStep(Step):
    """About one item, which the address names with ?for=entry-12."""

    template = "sight/restrict.html"
    check = True

    def initial(self) -> Mapping[str, Any]:
        """The item; and who may see it now."""
        found = self._found
        now = restricted(self.seen.case, *found[:2]) if self.seen and found else None
        words = [word for word, _ in self._people() if now and int(word.removeprefix("member-")) in self._of(now.users)]
        return {"item": self.request.GET.get("for", ""), "members": words}

    @property
    def _found(self) -> tuple[str, int, Item] | None:
        found = find(self.seen.case, self.request.GET.get("for", "")) if self.seen else None
        return found if found and may_restrict(self.member, found[2]) else None

    def _of(self, users: Collection[int]) -> set[int]:
        return set(Member.objects.filter(partnership=self.member.partnership_id, user__in=users).values_list("pk", flat=True))

    def _people(self) -> list[tuple[str, str]]:
        """Whom the item can be open to: who is in the case; for an agency, its own people and the Business Unit's."""
        if self.seen is None:
            return []
        found = {one.member.user_id: one.member for one in sights(self.seen, of_case(self.seen.case), self.now)
                 if not one.out and one.member.role != Role.AUDITOR and one.member.user_id != self.member.user_id}
        if self.member.role != Role.BUSINESS_UNIT:
            found = {user: m for user, m in found.items() if m.role == Role.BUSINESS_UNIT or m.agency_id == self.member.agency_id}
        return [(f"member-{m.pk}", f"{m.user.name}, {m.get_role_display()}") for m in found.values()]  # type: ignore[attr-defined]

    def done_url(self, done: Done) -> str:
        """The case: what was restricted may be gone for this person's colleagues, and is there for them."""
        return reverse("case", args=[self.kwargs["reference"]])


class RestrictItem(_RestrictStep):
    """To those who are named, and oneself."""

    operation = "sight.restrict"
    button = "Restrict it"
    next_says = "Everybody else sees that an item is withheld. You can change who may see it, and lift the restriction."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The item of the address; the people."""
        if name == "item":
            found = self._found
            return [(f"{found[0]}-{found[1]}", found[2].says)] if found else []
        return self._people() if name == "members" else None


class LiftRestriction(_RestrictStep):
    """Of what is restricted and open to this person; of what is open to nobody any more, for the Business Unit."""

    operation = "sight.lift_restriction"
    button = "Lift the restriction"
    next_says = "Whoever sees this part of the case sees it again."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those."""
        return [(f"{one.kind}-{one.item}", says) for one, says, _ in restricted_items(self.seen, self.member) if says] if (
            name == "item" and self.seen) else None


class BreakGlass(Step):
    """By the exact reference and a reason; what came of it is seen at home, and only there."""

    operation = "sight.break_glass"
    template = "sight/break_glass.html"
    check = True
    button = "Open it now"
    next_says = "If there is such a case and it can be opened to you, it is among your cases now, for some hours, to read."

    def done_url(self, done: Done) -> str:
        """Home: the same whether or not there is such a case."""
        return reverse("home")

    def tell(self, done: Done) -> None:
        """The same words whatever came of it."""
        messages.success(self.request, "Your request is recorded. If there is a case of that reference and it can be opened to you, this page says "
                                       "so above, with until when. If not, ring the Business Unit.")
