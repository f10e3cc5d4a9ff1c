"""The task list of the whole Rapid Review, from its opening to its briefing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.record import drafts
from cspr.record.facts import latest_document
from cspr.record.models import Draft
from cspr.stages.rapid_review.gathering import reads
from cspr.steps.read import CaseRead
from cspr.steps.tasks import TaskList

_GATHERED = "rapid_review.submit_return"


class RapidReviewTasks(TaskList):
    """What is to be done, by whom, and how it stands against the clock."""

    stage = "rapid_review"
    heading = "Rapid Review"
    intro = "Everything between the notification and the report to the national Panel, in the order it is usually done."
    template = "rapid_review/tasks.html"
    sections = (
        ("Open, and tell the family", ("rapid_review.open", "rapid_review.consult_lead_professional",
                                       "rapid_review.warn_agencies", "rapid_review.tell_family")),
        ("Gather information", ("rapid_review.request_information", _GATHERED, "rapid_review.share_pack")),
        ("Meet", ("rapid_review.arrange_meeting", "rapid_review.hold_meeting")),
        ("Weigh and recommend", ("rapid_review.consider_immediate_actions", "rapid_review.share_immediate_learning",
                                 "rapid_review.consider_improvement", "rapid_review.consider_criteria",
                                 "rapid_review.consider_rights_and_equality", "rapid_review.make_recommendation")),
        ("Decide", ("rapid_review.write_report", "rapid_review.sign", "rapid_review.send_report")),
        ("After the decision", ("rapid_review.circulate_report", "rapid_review.agree_wider", "rapid_review.record_panel_response",
                                "rapid_review.notify_secretary_of_state", "rapid_review.settle_national_review",
                                "rapid_review.publish_briefing")),
    )

    def context(self, read: CaseRead) -> Mapping[str, Any]:
        """The numbers a Rapid Review is run by, as far as this person may see them."""
        board = reads.board(read) if read.seen.may_enter("returns") else []
        report = reads.duty_for(read, "rapid_review_report_sent") if read.seen.may_enter("overview") else None
        return {
            "board": board, "back": sum(1 for line in board if line.returned), "window": reads.window(read),
            "arranged": reads.arranged(read), "held": read.happened("meeting_held", meeting="learning"), "report": report,
        }

    def status(self, read: CaseRead, name: str) -> str | None:
        """Counts where several are owed, and what does not apply."""
        final = read.happened("final_decision")
        review = final[-1].details.get("review") if final else None
        if name == _GATHERED:
            return self._returns(read)
        if name == "rapid_review.sign":
            return _some(len({f.details.get("partner") for f in read.happened("partner_signed")}), 3)
        if name == "rapid_review.consider_criteria":
            seen = {f.details.get("criterion") for f in read.happened("criterion_considered")}
            return _some(len(seen), len(reads.criteria_of(read.protocol)))
        if name == "rapid_review.write_report":
            return "Done" if latest_document(read.case, "rapid_review_report") else None
        if name in ("rapid_review.notify_secretary_of_state", "rapid_review.settle_national_review") and review != "national":
            return "Not needed" if review else "If needed"
        if name == "rapid_review.record_panel_response" and not read.happened("rapid_review_report_sent"):
            return "Cannot start yet"
        if name == "rapid_review.agree_wider":
            return "Done" if read.happened("wider_circulation_agreed") else "If needed"
        return None

    def _returns(self, read: CaseRead) -> str:
        """Of all agencies; of the person's own only, for who may not know of the others."""
        asked = {f.details["agency"] for f in read.happened("information_requested")}
        if not read.seen.may_enter("returns"):
            asked &= {read.seen.member.who}
        back = {f.details["agency"] for f in read.happened("return_received")} & asked
        member = read.seen.member
        started = member.who in drafts.begun(read.case, _GATHERED) or Draft.objects.filter(
            member=member, case=read.case, step__startswith=_GATHERED).exists()
        return (_some(len(back), len(asked)) or ("Started" if started else "To do")) if asked else "Cannot start yet"


def _some(done: int, total: int) -> str | None:
    return "Done" if total and done >= total else f"{done} of {total}" if done else None
