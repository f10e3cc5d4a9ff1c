"""Within an agency: an author sends the return to its approver, who sends it on or gives it back (D5)."""

from __future__ import annotations

from cspr.operations import Conflict, Doing, Forbidden, Input, InputFault, operation
from cspr.operations.inputs import LongText, OptionalLongText, OptionalText, Text, When, ask, read_as
from cspr.operations.lateness import why_late
from cspr.partnership.directory import approvers
from cspr.partnership.roles import Role
from cspr.record.models import Document
from cspr.stages.rapid_review.gathering.operations.changing import OF_AGENCIES
from cspr.stages.rapid_review.gathering.operations.returning import SubmitReturn, check, content, deliver
from cspr.stages.rapid_review.gathering.reads import APPROVAL, with_approver
from cspr.stages.rapid_review.gathering.restricted import FOR_APPROVAL, RETURN


class ApproveReturn(Input):
    """The text that is approved, and sent by that."""

    agency: OptionalText = ask("Which agency's is it?", "Yours.", default="")
    text_hash: Text = ask("Which text is approved?", "The fingerprint on the page.")
    agreed_by: OptionalText = ask("Who approves it?", "Your name and post, as readers of the return will see it. Empty: your name.", default="")
    at: When | None = ask("When was it approved?", "Leave empty for now.", default=None)
    late_reason: OptionalLongText = why_late()


class GiveBack(Input):
    """What is still to be done before it can go."""

    agency: OptionalText = ask("Which agency's is it?", "Yours.", default="")
    reasons: LongText = ask("What should be changed?", "Its authors read these words. What they typed is still there.", lines=4)
    at: When | None = ask("When was it given back?", "Leave empty for now.", default=None)


@operation("rapid_review.send_for_approval", title="Send the return to your approver", clauses=["D5"], by=OF_AGENCIES,
           records=["return_sent_for_approval"], room="request")
def send_for_approval(do: Doing, data: SubmitReturn) -> None:
    """Hand the whole return to the agency's safeguarding lead. Sent again it takes the place of what was sent before.

    Raises InputFault for whatever sending the return would be refused for, and where the agency needs no approver or has none.
    """
    check(do, data)
    others = [m for m in approvers(do.agency(data.agency)) if m.user_id != do.member.user_id]
    if not others:
        raise InputFault.at("agency", "Nobody else can approve it here: your agency needs no approver, or no safeguarding lead of it signs in. "
                            "Send the return itself.")
    do.document(FOR_APPROVAL, {**content(do, data), "from": do.member.user.name}, data.agency)
    do.record("return_sent_for_approval", data.at, agency=data.agency)


def _waiting(do: Doing, agency: str) -> Document:
    """What waits for approval at the member's agency. Raises Forbidden for another's, InputFault where nothing waits."""
    own = do.member.who
    if agency not in ("", own):
        raise Forbidden("You can approve and give back your own agency's return only.")
    waiting = do.latest(FOR_APPROVAL, own)
    facts = do.counting(*APPROVAL)
    if waiting is None or not with_approver([f for f in facts if f.details["agency"] == own], waiting, do.latest(RETURN, own)):
        raise InputFault.at("text_hash", "Nothing of your agency's waits for approval in this case. Open the request again.")
    return waiting


@operation("rapid_review.approve_return", title="Approve and send the return", clauses=["D5", "D4"], by=[Role.AGENCY_LEAD],
           records=["return_approved", "return_received"], room="request")
def approve_return(do: Doing, data: ApproveReturn) -> None:
    """Send what an author wrote, as it was read: the return goes with this.

    Raises InputFault where nothing waits, Conflict where the text was changed since it was read, Forbidden for its own author.
    """
    waiting = _waiting(do, data.agency)
    if waiting.author and waiting.author.user_id == do.member.user_id:
        raise Forbidden("You sent this for approval yourself. Another safeguarding lead of your agency approves it.")
    if waiting.text_hash != data.text_hash:
        raise Conflict((f"{waiting.author} sent a changed text for approval after you opened it. Read that one.",))
    said = {k: v for k, v in waiting.body.items() if k not in ("files", "from")}
    given = read_as(SubmitReturn, {**said, "agency": do.member.who, "agreed_by": data.agreed_by or said.get("agreed_by") or do.member.user.name,
                                   "at": data.at, "late_reason": data.late_reason})
    assert isinstance(given, SubmitReturn)
    check(do, given)
    do.record("return_approved", data.at, agency=do.member.who)
    deliver(do, given)


@operation("rapid_review.give_return_back", title="Give the return back", clauses=["D5"], by=[Role.AGENCY_LEAD],
           records=["return_given_back"], room="request")
def give_return_back(do: Doing, data: GiveBack) -> None:
    """Let its authors go on with it, with words. Raises InputFault where nothing waits for approval."""
    _waiting(do, data.agency)
    do.record("return_given_back", data.at, agency=do.member.who, reasons=data.reasons)
