"""How the review is going: pauses, checks and completion against the six-month aim (E5)."""

from __future__ import annotations

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import LongText, OptionalLongText, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.roles import Role
from cspr.stages.local_review.reads import paused_since

LEADING = (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR)


class Pause(Input):
    """Why the review stops for now."""

    reasons: LongText = ask("Why does the review pause?", "For example: the senior investigating officer asks that no practitioner is "
                            "spoken to before the trial.", lines=4)
    at: When = ask("From when?")


class Resume(Input):
    """Why it goes on."""

    reasons: OptionalLongText = ask("What has changed?", default="", lines=3)
    at: When = ask("From when does it go on?")


class CheckProgress(Input):
    """What a look at the review's progress found."""

    reasons: LongText = ask("What did the check find?", "How far it is, whether the time and the quality hold, and what was asked of "
                            "the reviewer in writing.", lines=5)
    at: When = ask("When was it checked?")
    late_reason: OptionalLongText = why_late()


class Complete(Input):
    """The end of the review."""

    at: When = ask("When was the review completed?")
    late_reason: OptionalLongText = why_late()


@operation("local_review.pause", title="Pause the review", clauses=["E5"], by=LEADING, records=["review_paused"], room="review")
def pause(do: Doing, data: Pause) -> None:
    """Record a pause with its reason. The aim does not move: both are shown. Raises InputFault where it is paused already."""
    since = paused_since(do.happened("review_paused"), do.happened("review_resumed"))
    if since is not None:
        raise InputFault.at("at", f"The review is paused already, since {since:%-d %B %Y}.")
    do.record("review_paused", data.at, reasons=data.reasons)


@operation("local_review.resume", title="Resume the review", clauses=["E5"], by=LEADING, records=["review_resumed"], room="review")
def resume(do: Doing, data: Resume) -> None:
    """Record that the review goes on. Raises InputFault where it is not paused, or resumes before it paused."""
    since = paused_since(do.happened("review_paused"), do.happened("review_resumed"))
    if since is None:
        raise InputFault.at("at", "The review is not paused.")
    if str(data.at)[:10] < str(since)[:10]:
        raise InputFault.at("at", f"It paused on {since:%-d %B %Y}; it cannot have gone on before.")
    do.record("review_resumed", data.at, reasons=data.reasons or "Goes on.")


@operation("local_review.check_progress", title="Check the review's progress", clauses=["E5"],
           by=(*LEADING, Role.SUB_GROUP_MEMBER), records=["progress_checked"], room="review")
def check_progress(do: Doing, data: CheckProgress) -> None:
    """Record a check of time and quality."""
    do.record("progress_checked", data.at, reasons=data.reasons)


@operation("local_review.complete", title="Complete the review", clauses=["E5"], by=LEADING, records=["review_completed"], room="review")
def complete(do: Doing, data: Complete) -> None:
    """Record that the review is complete."""
    do.record("review_completed", data.at)
