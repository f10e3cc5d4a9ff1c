"""The steps of gathering, each a page made for who takes it: open, family, requests, pack, meeting. D1, D3–D7."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cspr.services.meetings.meeting import LEARNING
from cspr.services.meetings.reads import Sight, meeting_for
from cspr.services.meetings.steps import as_kept
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


class ArrangeStep(GatheringStep):
    """The meeting's day, inside its window (D6)."""

    operation = "rapid_review.arrange_meeting"
    template = "rapid_review/gathering/arrange_meeting.html"
    after = "rapid_review.meeting"
    leave_out = ("meeting", "number")
    next_says = "Invite those who should come. Agencies see the day on their request. A changed day replaces the old one there."

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
    leave_out = ("meeting", "number")
    next_says = ("The minutes are drafted from the record. The panel's view goes into the decision record: safety first, then what could be "
                 "improved, then the criteria.")

    def choices(self, name: str) -> Choices | None:
        """The partnership's agencies."""
        return list(reads.agency_names(self.read.case.partnership).items()) if name == "attended" else None

    def initial(self) -> Mapping[str, Any]:
        """Who was marked as present in the live record; else the day arranged, and the agencies asked."""
        meeting = meeting_for(self.read, LEARNING)
        if meeting and (sight := Sight(self.read, meeting)).attendance:
            return as_kept(sight)
        day = reads.arranged(self.read)
        return {"at": day.details["on"] if day else None, "attended": [line.agency for line in reads.board(self.read)]}
