"""Drafts of the report, the Sub-group's check of one draft and the Executive's approval of that same text (H1, H2)."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import OptionalLongText, OptionalReportText, OptionalText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.record.facts import documents
from cspr.record.models import Document
from cspr.stages.local_review.reads import POINTS, hash_of, must_be_listed, short

TextHash = Annotated[str, StringConstraints(pattern=r"^(sha256:[0-9a-f]{64})?$")]
CHECKING = (Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER)


class SubmitDraft(Input):
    """One version of the draft report."""

    at: When = ask("When was this draft received?")
    text: OptionalReportText = ask("The text of the draft", "Paste the whole report. Every version is kept, and each check and approval is bound "
                           "to the version it was made on.", default="", lines=25)
    changed: OptionalText = ask("What has changed since the version before?", default="")
    text_hash: TextHash = ask("The fingerprint of a draft kept elsewhere", "Only where the text itself is not given here.", default="")


class CheckQualityPoint(Input):
    """One point, found to be met by one version of the draft."""

    point: Text = ask("Which point is met?")
    comments: OptionalLongText = ask("What did the Sub-group note?", default="", lines=3)
    at: When = ask("When was it checked?")
    text_hash: TextHash = ask("Which version of the draft?", "Its fingerprint; empty for the newest.", default="")


class PointChecked(Input):
    """A row of the check."""

    point: Text = ask("Which point?")
    met: bool | None = ask("Is it met?", "Leave both empty if the Sub-group has not come to it yet.", default=None)
    comments: OptionalLongText = ask("What did the Sub-group note?", "If it is not met: what the reviewer is asked to change.", default="", lines=3)


class CheckQuality(Input):
    """The Sub-group's check of a draft, point by point."""

    at: When = ask("When did the Sub-group check the draft?")
    points: list[PointChecked] = ask("The points")
    text_hash: TextHash = ask("Which version of the draft?", "Its fingerprint; empty for the newest.", default="")


class Approve(Input):
    """The Executive's approval of one text."""

    at: When = ask("When did the Executive approve the report?")
    comments: OptionalLongText = ask("Did the Executive add anything?", default="", lines=3)
    text_hash: TextHash = ask("Which version of the draft?", "Its fingerprint; empty for the newest.", default="")


def _newest(do: Doing, text_hash: str) -> tuple[Document, str]:
    """The newest draft and its hash. Raises InputFault where there is none, or text_hash names another."""
    draft = do.latest("report_draft")
    if draft is None:
        raise InputFault.at("text_hash", "No draft of the report has been received yet.")
    newest = hash_of(draft)
    if text_hash and text_hash != newest:
        earlier = text_hash in map(hash_of, documents(draft.case, "report_draft"))
        raise InputFault.at("text_hash", f"Version {draft.version} ({short(newest)}) has replaced the version you read. Read it first, then "
                            "record this again." if earlier else "No draft with that fingerprint has been received.")
    return draft, newest


def _meet(do: Doing, point: str, text_hash: str, comments: str, at: object, place: str) -> None:
    must_be_listed(do.protocol, POINTS, point, place)
    do.record("quality_point_met", at, point=point, text_hash=text_hash, comments=comments or None)  # type: ignore[arg-type]


@operation("local_review.submit_draft", title="Submit a draft of the report", clauses=["H1"], by=(Role.REVIEWER, Role.BUSINESS_UNIT),
           records=["draft_received"], room="report")
def submit_draft(do: Doing, data: SubmitDraft) -> None:
    """Keep a version of the draft and record its hash: the quality check and the approval are bound to it.

    Raises InputFault where neither text nor hash is given, both differ, or nothing has changed.
    """
    if not data.text and not data.text_hash:
        raise InputFault.at("text", "Paste the text of the draft.")
    before = do.latest("report_draft")
    draft = do.document("report_draft", {"text": data.text} if data.text else {"kept_elsewhere": data.text_hash})
    made = hash_of(draft)
    if data.text_hash and data.text_hash != made:
        raise InputFault.at("text_hash", "The fingerprint is not that of the text given. Leave one of them out.")
    if before is not None and before.pk == draft.pk:
        raise InputFault.at("text", f"This is the same text as version {before.version}. Change it, or go back.")
    do.record("draft_received", data.at, text_hash=made, changed=data.changed or None)


@operation("local_review.check_quality_point", title="Check one point of the draft", clauses=["H1"], by=CHECKING,
           records=["quality_point_met"], room="report")
def check_quality_point(do: Doing, data: CheckQualityPoint) -> None:
    """Record that the newest draft meets one point. Raises InputFault for another version's hash or an unknown point."""
    _, newest = _newest(do, data.text_hash)
    _meet(do, data.point, newest, data.comments, data.at, "point")


@operation("local_review.check_quality", title="Check the quality of the draft", clauses=["H1"], by=CHECKING,
           records=["quality_point_met"], room="report")
def check_quality(do: Doing, data: CheckQuality) -> None:
    """Keep what the Sub-group noted on each point, and record each point newly met by the newest draft.

    A point found not met that had been recorded as met on the same text is refused: take that entry back first.
    """
    _, newest = _newest(do, data.text_hash)
    for number, row in enumerate(data.points):
        must_be_listed(do.protocol, POINTS, row.point, f"points.{number}.point")
        met = do.happened("quality_point_met", point=row.point, text_hash=newest)
        if row.met is False and not row.comments:
            raise InputFault.at(f"points.{number}.comments", "Say what the reviewer is asked to change.")
        if row.met is False and met:
            raise InputFault.at(f"points.{number}.met", "This text was recorded as meeting the point. Take that entry back first, in the history.")
        if row.met and not met:
            _meet(do, row.point, newest, row.comments, data.at, f"points.{number}.point")
    noted = {row.point: {"met": row.met, "comments": row.comments} for row in data.points if row.met is not None or row.comments}
    if not noted:
        raise InputFault.at("points", "Answer at least one point.")
    do.document("quality_check", {"text_hash": newest, "points": noted}, for_value=newest)


@operation("local_review.approve", title="Approve the report", clauses=["H2"], by=[Role.EXECUTIVE], records=["executive_approved"],
           room="report", fresh_sign_in=True)
def approve(do: Doing, data: Approve) -> None:
    """Record the Executive's approval of the newest draft. Raises GateClosed until the Sub-group has checked that same text."""
    _, newest = _newest(do, data.text_hash)
    do.record("executive_approved", data.at, text_hash=newest, comments=data.comments or None)
