"""The pages of a referral, from the agency's form to the Sub-group's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cspr import protocol
from cspr.access.reads import rooms_of
from cspr.operations import Done, clock
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.stages.referral.operations import OF_AN_AGENCY
from cspr.stages.referral.reads import agencies, criteria, referrals, triage, what_became
from cspr.steps import CaseStep, Step
from cspr.steps.read import CaseRead
from cspr.steps.tasks import TaskList


class Submit(Step):
    """The referral form, for any agency."""

    operation = "referral.submit"
    template = "referral/submit.html"
    heading = "Refer a case"
    check = True
    button = "Send the referral"
    next_says = ("The Business Unit reviews the referral and circulates it to the Sub-group, which decides what follows. "
                 "You can see here what became of it.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Those who act for an agency are not asked which."""
        super().setup(request, *args, **kwargs)
        self.leave_out = ("agency", "at") if Role(self.member.role) in OF_AN_AGENCY else ("at",)

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The directory."""
        return agencies(self.member.partnership) if name in ("agency", "agencies_involved") else None

    def fixed(self) -> Mapping[str, tuple[str, Sequence[tuple[str, str]]]]:
        """One row a criterion, in the protocol's order."""
        return {"criteria": ("criterion", criteria(protocol.load(self.member.partnership.protocol)))}

    def initial(self) -> Mapping[str, Any]:
        """Who is writing."""
        own = self.member.agency.slug if self.member.agency else ""
        return {"referrer_name": self.member.user.name, "referrer_email": self.member.user.email, "agency": own}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Rows without a reason are criteria that do not apply."""
        answers["criteria"] = [c for c in answers.get("criteria", []) if c.get("reasons")]
        return answers

    def done_url(self, done: Done) -> str:
        """The referral, where the person may follow it."""
        rooms = rooms_of(self.member, done.case, clock.today()) if done.case else frozenset()
        if done.case and "referral" in rooms:
            return reverse("referral", args=[done.case.reference])
        return super().done_url(done)


class _OnReferral(CaseStep):
    """A step on a referral that has been made, with the referral beside it."""

    after = "referral"

    def context(self) -> Mapping[str, Any]:
        """The referrals, to read while answering."""
        return {"referrals": referrals(self.read.seen), "triage": triage(self.read), "criteria": criteria(self.read.protocol)}


class Review(_OnReferral):
    """Triage."""

    operation = "referral.review"
    template = "referral/review.html"
    button = "Record the review"
    next_says = "Circulate the referral to the Sub-group. Nobody in the Sub-group can see it before."

    def initial(self) -> Mapping[str, Any]:
        """What was answered before, if it was reviewed."""
        document = latest_document(self.read.case, "triage")
        return dict(document.body) if document else {}


class Circulate(_OnReferral):
    """To the Sub-group."""

    operation = "referral.circulate"
    template = "referral/circulate.html"
    button = "Circulate it"
    next_says = "Each Sub-group member can open the case, and is told that a referral awaits the Sub-group's decision."


class Consider(_OnReferral):
    """The Sub-group's decision."""

    operation = "referral.consider"
    template = "referral/consider.html"
    check = True
    button = "Record the decision"
    next_says = "If the authority is asked to notify, it is asked at once. If a Rapid Review is held without a notification, it opens at once."


class RequestNotification(_OnReferral):
    """Asking the authority, or asking again."""

    operation = "referral.request_notification"
    button = "Record that it was asked"
    next_says = "The authority decides whether to notify. It can see the case from now."


class Receive(_OnReferral):
    """Another agency's referral of the same incident."""

    operation = "referral.receive"
    button = "Add this referral"
    next_says = "The agency can see its own referral and what became of it."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The directory."""
        return agencies(self.member.partnership) if name == "agency" else None


class Referral(TaskList):
    """The referral as it was made, what became of it, and what is to do."""

    stage = "referral"
    heading = "Referral"
    template = "referral/tasks.html"
    sections = (
        ("Triage", ("referral.review", "referral.circulate")),
        ("Decision", ("referral.consider", "referral.request_notification")),
        ("The same incident referred again", ("referral.receive",)),
    )

    def status(self, read: CaseRead, name: str) -> str | None:
        """What applies only sometimes."""
        if name == "referral.receive":
            return "If needed"
        if name == "referral.request_notification" and not read.happened("sin_requested"):
            return "If needed" if read.happened("referral_considered", outcome="ask_for_sin") else "Not needed"
        if not read.happened("referral_received"):
            return "Not needed"
        return None

    def context(self, read: CaseRead) -> Mapping[str, Any]:
        """The referrals this person may read, the triage, and the decision with its reasons for those of the case."""
        decision = None if Role(read.seen.member.role) in OF_AN_AGENCY else latest_document(read.case, "referral_decision")
        return {"referrals": referrals(read.seen), "became": what_became(read), "triage": triage(read), "decision": decision}
