"""The steps of gathering, each a page made for who takes it: open, family, requests, pack, meeting. D1, D3–D7."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cspr.partnership.models import Agency
from cspr.record.facts import latest_document
from cspr.stages.rapid_review.gathering import reads
from cspr.steps import CaseStep
from cspr.steps.forms import Choices


class GatheringStep(CaseStep):
    """A step of gathering; afterwards the person is at the page named `after`."""

    after = "rapid_review"

    def context(self) -> Mapping[str, Any]:
        """What every one of these pages can show: the meeting's window and its day."""
        return {"read": self.read, "window": reads.window(self.read), "arranged": reads.arranged(self.read)}


class OpenStep(GatheringStep):
    """Where a Rapid Review did not open by itself (D1)."""

    operation = "rapid_review.open"
    template = "rapid_review/gathering/open.html"
    button = "Open the Rapid Review"
    next_says = "Agencies are asked for information, and the family's lead professional is consulted."

    def initial(self) -> Mapping[str, Any]:
        """What calls for it."""
        return {"basis": "sin" if self.read.happened("sin_submitted") else "referral"}


class ConsultStep(GatheringStep):
    """Guidance before the family is told (D3)."""

    operation = "rapid_review.consult_lead_professional"
    template = "rapid_review/gathering/consult.html"
    next_says = "The partnership tells the family, as the lead professional advised."


class WarnStep(GatheringStep):
    """Agencies leave telling the family to the partnership (D3)."""

    operation = "rapid_review.warn_agencies"
    template = "rapid_review/gathering/warn.html"
    next_says = "Each agency also reads this on its own request."


class TellFamilyStep(GatheringStep):
    """The family is told, once, by the partnership (D3)."""

    operation = "rapid_review.tell_family"
    template = "rapid_review/gathering/tell_family.html"
    next_says = "Keep the family informed: before the report is final, and before anything is published."

    def context(self) -> Mapping[str, Any]:
        """What was advised."""
        advice = self.read.happened("lead_professional_consulted")
        return {**super().context(), "advice": advice[-1] if advice else None}


class RequestStep(GatheringStep):
    """One request to many agencies, with the meeting's date (D4, D6)."""

    operation = "rapid_review.request_information"
    template = "rapid_review/gathering/request_information.html"
    heading = "Ask agencies for information"
    button = "Send the request"
    check = True
    leave_out = ("agency",)
    after = "rapid_review.returns"
    next_says = "Each agency finds the request when it signs in. You see here who has returned and who is late."

    def choices(self, name: str) -> Choices | None:
        """The agencies not asked yet."""
        if name != "agencies":
            return None
        done = {line.agency for line in reads.board(self.read)}
        names = reads.agency_names(self.read.case.partnership)
        return [(word, words) for word, words in names.items() if word not in done]

    def initial(self) -> Mapping[str, Any]:
        """The Sub-group's agencies; what was asked of the others before; a due date and a meeting that fit the window."""
        board = reads.board(self.read)
        chosen = [self.request.GET["for"]] if self.request.GET.get("for") else []
        before = board[0] if board else None
        arranged = reads.arranged(self.read)
        first = list(Agency.objects.filter(partnership=self.read.case.partnership, on_sub_group=True).values_list("slug", flat=True))
        incident = self.read.happened("incident_occurred")
        return {
            "agencies": chosen or ([] if board else first), "warning": True,
            "due": reads.proposed_due(self.read), "meeting_on": None if arranged else reads.proposed_meeting(self.read),
            "scope_to": str(incident[-1].at)[:10] if incident else None, **(self._as_before(before) if before else {}),
        }

    def _as_before(self, line: reads.Asked) -> dict[str, Any]:
        """What the last request said, so that a later agency is asked the same."""
        found = latest_document(self.read.case, "request", line.agency)
        if found is None:
            return {}
        kept = {k: found.body[k] for k in ("scope_from", "scope_to", "legal_basis") if found.body[k]}
        return {**kept, "questions": "\n".join(found.body["questions"])}


class ArrangeStep(GatheringStep):
    """The meeting's day, inside its window (D6)."""

    operation = "rapid_review.arrange_meeting"
    template = "rapid_review/gathering/arrange_meeting.html"
    after = "rapid_review.meeting"
    leave_out = ("meeting",)
    next_says = "Agencies see the day on their request. A changed day replaces the old one there."

    def initial(self) -> Mapping[str, Any]:
        """The day as it stands, else one that fits."""
        now = reads.arranged(self.read)
        return dict(now.details) if now else {"on": reads.proposed_meeting(self.read)}


class SharePackStep(GatheringStep):
    """The collated returns, opened to those attending (D7)."""

    operation = "rapid_review.share_pack"
    template = "rapid_review/gathering/share_pack.html"
    button = "Share the pack"
    check = True
    after = "rapid_review.pack"
    next_says = "Every agency asked can now read the whole pack. The learning meeting works from it."

    @cached_property
    def board(self) -> list[reads.Asked]:
        """Who was asked, and what came back."""
        return reads.board(self.read)

    def context(self) -> Mapping[str, Any]:
        """Who is back and who is missing."""
        return {**super().context(), "back": [a for a in self.board if a.returned],
                "owed": [a for a in self.board if not a.returned]}


class HoldMeetingStep(GatheringStep):
    """Who met, and when (D6)."""

    operation = "rapid_review.hold_meeting"
    template = "rapid_review/gathering/hold_meeting.html"
    after = "rapid_review.meeting"
    leave_out = ("meeting",)
    next_says = "The panel's view goes into the decision record: safety first, then what could be improved, then the criteria."

    def choices(self, name: str) -> Choices | None:
        """The partnership's agencies."""
        return list(reads.agency_names(self.read.case.partnership).items()) if name == "attended" else None

    def initial(self) -> Mapping[str, Any]:
        """The day arranged, and the agencies asked."""
        day = reads.arranged(self.read)
        return {"at": day.details["on"] if day else None, "attended": [line.agency for line in reads.board(self.read)]}
