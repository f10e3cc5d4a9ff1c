"""The steps of the decision that sign, send and circulate. D9–D12, D15."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cspr.access.reads import rooms_of
from cspr.operations import Done, InputFault
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.decision import reads
from cspr.stages.rapid_review.decision.operations.recommending import HEADINGS
from cspr.stages.rapid_review.decision.steps import DecisionStep
from cspr.steps.forms import Choices


class SignStep(DecisionStep):
    """A safeguarding partner reads the text, then signs it (D9)."""

    operation = "rapid_review.sign"
    template = "rapid_review/decision/sign.html"
    heading = "Read the report and sign the final decision"
    check = True
    button = "Sign"
    leave_out = ("partner", "text_hash")

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The partner is the person's own; the fingerprint is of the text that stood on the page."""
        read_hash = self.request.POST.get("read_hash", "")
        if not read_hash:
            raise InputFault.at(
                "text_hash", "There is no report to sign yet. The Business Unit is writing it."
            )
        return {**answers, "partner": self.member.who, "text_hash": read_hash}

    def context(self) -> Mapping[str, Any]:
        """The text, the recommendation, and where the other signatures stand."""
        current = reads.report(self.read.case)
        lines = reads.signatures(self.read)
        tied = f"Your signature is tied to version {current.version} of the report. " if current else ""
        return {
            **reads.record(self.read),
            "mine": next((s for s in lines if s.partner == self.member.who), None),
            "sections": reads.report_sections(current, HEADINGS) if current else [],
            "next_says": f"{tied}When all three partners have signed the same text for the same decision, "
            "it is final and the Business Unit sends the report to the national Panel.",
        }


class SendReportStep(DecisionStep):
    """Sending the report to the Panel, by working day 15 (D9, D2)."""

    operation = "rapid_review.send_report"
    template = "rapid_review/decision/send.html"
    heading = "Send the report to the national Panel"
    check = True
    button = "Record it as sent"
    next_says = "Circulate the report to the posts on the protocol's list, and prepare the learning briefing."

    def context(self) -> Mapping[str, Any]:
        """The clock, the decision and the text that goes."""
        duty = reads.report_duty(self.read)
        return {**reads.record(self.read), "duty": duty, "past_due": bool(duty and duty.state == "overdue")}


class PanelResponseStep(DecisionStep):
    """What the Panel answered (D15)."""

    operation = "rapid_review.record_panel_response"
    template = "rapid_review/decision/panel_response.html"
    heading = "What did the Panel say?"
    next_says = "The partners see the answer on the decision record. A national review has steps of its own."


class CirculateStep(DecisionStep):
    """Circulating the report (D10, D11)."""

    operation = "rapid_review.circulate_report"
    after = "rapid_review.circulation"
    template = "rapid_review/decision/circulate.html"
    heading = "Circulate the report"
    check = True
    button = "Record it as sent to them"
    leave_out = ("post",)
    next_says = "Each of them can read the report here from now on. Every opening is written down."

    def choices(self, name: str) -> Choices | None:
        """Those on the list, or agreed beyond it, who do not have it yet."""
        waiting = [line for line in reads.circulation(self.read) if not line.sent]
        return [(line.post, line.name) for line in waiting] if name == "posts" else None

    def initial(self) -> Mapping[str, Any]:
        """The post named in the address, else all of those on the list."""
        chosen = self.request.GET.get("for")
        return {
            "posts": [chosen]
            if chosen
            else [line.post for line in reads.circulation(self.read) if not line.sent]
        }

    def context(self) -> Mapping[str, Any]:
        """Who has it already."""
        return {"circulation": reads.circulation(self.read)}


class AgreeWiderStep(DecisionStep):
    """Agreeing to one more reader (D11)."""

    operation = "rapid_review.agree_wider"
    template = "rapid_review/decision/agree_wider.html"
    heading = "Agree to a wider circulation"
    leave_out = ("by",)
    next_says = "The Business Unit can send the report there, and the person in that post can read it."

    def context(self) -> Mapping[str, Any]:
        """The role in which the person agrees, and the posts that have an account here."""
        listed = reads.circulation_of(self.read.protocol)
        posts = Member.objects.filter(
            partnership=self.member.partnership_id, role=Role.NAMED_POST, is_active=True
        )
        names = sorted(
            {p.replace("_", " ") for p in posts.values_list("post", flat=True) if p and p not in listed}
        )
        return {"agrees_as": self.member.get_role_display(), "known_posts": names}

    def done_url(self, done: Done) -> str:
        """The circulation list where it is the person's to see."""
        rooms = rooms_of(self.member, self.read.case, self.now.date())
        name = "rapid_review.circulation" if "decision" in rooms else "case"
        return reverse(name, args=[self.read.case.reference])


class BriefingStep(DecisionStep):
    """The seven boxes of the learning briefing (D12, I7, J6)."""

    operation = "rapid_review.publish_briefing"
    template = "rapid_review/decision/briefing.html"
    heading = "Publish the learning briefing"
    check = True
    button = "Record it as published"
    next_says = "Share the briefing with front-line teams and record whom it reached, in Learning."

    def initial(self) -> Mapping[str, Any]:
        """The briefing as it was last kept."""
        of = "local_review" if self.request.GET.get("for") == "local_review" else "rapid_review"
        kept = reads.briefing(self.read.case, of)
        return {"of": of, **(kept.body if kept else {})}


class SecretaryOfStateStep(DecisionStep):
    """The Panel's notice to the Secretary of State, recorded for it (D15)."""

    operation = "rapid_review.notify_secretary_of_state"
    template = "rapid_review/decision/secretary_of_state.html"
    heading = "Has the Panel told the Secretary of State?"
    next_says = "Settle with the Panel how the national review is done here."


class NationalStep(DecisionStep):
    """How the national review is done here (D15)."""

    operation = "rapid_review.settle_national_review"
    template = "rapid_review/decision/national.html"
    heading = "Settle how the national review is done"
    next_says = "The case stays open here for what the national review asks of the partnership."
