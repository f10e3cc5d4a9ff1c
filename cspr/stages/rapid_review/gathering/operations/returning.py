"""An agency's return: information by criterion, chronology, and what it looked at to give it (D5)."""

from __future__ import annotations

from typing import Any

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.partnership.directory import approvers
from cspr.partnership.roles import Role
from cspr.services.chronology.typed import take_typed
from cspr.stages.rapid_review.gathering.operations.changing import OF_AGENCIES, for_own_agency
from cspr.stages.rapid_review.gathering.operations.common import not_before
from cspr.stages.rapid_review.gathering.reads import attached, criteria_of
from cspr.stages.rapid_review.gathering.restricted import CLOSED, RETURN, is_closed


class OnCriterion(Input):
    """What the agency's information says on one criterion."""

    criterion: Text = ask("Criterion")
    information: OptionalLongText = ask("What does your information say on this?", default="", lines=3)


class OnQuestion(Input):
    """What the agency answers to one question of the case."""

    question: LongText = ask("Question")
    answer: OptionalLongText = ask("Your answer", default="", lines=3)


class Entry(Input):
    """One row of the agency's chronology, as typed."""

    date: OptionalText = ask("Date", "As exactly as you know it: 17/01/2026, January 2026, or 2026.", default="")
    time: OptionalText = ask("Time, if known", default="")
    event: LongText = ask("What happened?", "Fact only. Say whether the child was seen.", lines=3)
    source: OptionalText = ask("Where is it recorded?", "For example: GP record.", default="")
    response: OptionalLongText = ask("What did your agency do?", default="", lines=2)


class SubmitReturn(Input):
    """The whole return. Parts an agency has nothing on may stay empty."""

    agency: Text = ask("Which agency is it from?")
    nil: bool = ask("Is it a nil return?", "Yes only if no record was found of the child, family or household.")
    nil_reason: OptionalLongText = ask("What was searched, and for whom?", "Name the systems, the people searched for "
                                       "and the period.", default="", lines=4, detail="reasons")
    conversations_held: bool = ask("Have you talked with the colleagues involved?")
    desktop_review_done: bool = ask("Have all your records been reviewed?")
    why_not: OptionalLongText = ask("If either could not be done, why?", "And when it will be.", default="", lines=3, detail="reasons")
    involvement: OptionalLongText = ask("How was your agency involved?", "Since when, why, and with whom in the "
                                        "family.", default="", lines=8)
    family: OptionalLongText = ask("What is known of the family, their life and who they are?", "Culture, faith, "
                                   "language, disability, money, housing, and how these shaped the help they got.",
                                   default="", lines=6)
    voice_of_child: OptionalLongText = ask("What was life like for the child?", "What they said or showed, and who "
                                           "saw them. For a baby, what was seen.", default="", lines=6)
    practice_episodes: OptionalLongText = ask("Which moments of practice mattered most?", "What was done, and why it "
                                              "made sense at the time.", default="", lines=6)
    good_practice: OptionalLongText = ask("What was done well?", default="", lines=4)
    immediate_actions: OptionalLongText = ask("What has your agency already done to keep children safe?", default="",
                                              lines=4)
    own_learning: OptionalLongText = ask("What has your agency learnt, and what will it change?", default="", lines=4)
    criteria: list[OnCriterion] = ask("Your information on each criterion", "Leave empty where you have nothing.",
                                      default=[])
    answers: list[OnQuestion] = ask("The questions asked in this case", "Leave empty where you have nothing.", default=[])
    chronology: list[Entry] = ask("Chronology", "Events that mattered to the child, in your agency's records.",
                                  default=[], rows=3, add_label="Add another event")
    agreed_by: OptionalText = ask("Who in your agency has agreed this return?", "Someone other than its author. A "
                                  "post is enough.", default="")
    change_note: OptionalText = ask("What has changed since it was sent?", default="")
    at: When | None = ask("When was it returned?", "Leave empty for now.", default=None)
    late_reason: OptionalLongText = why_late()


_DECLARED = ("nil", "conversations_held", "desktop_review_done")
_NOT_CONTENT = frozenset({"agency", "at", "change_note", "late_reason"})


def content(do: Doing, data: SubmitReturn) -> dict[str, Any]:
    """What the return says, as kept, with the files attached to it. Criteria and questions without an answer are left out."""
    body = data.model_dump(mode="json", exclude=set(_NOT_CONTENT))
    body["criteria"] = [row for row in body["criteria"] if row["information"]]
    body["answers"] = [row for row in body["answers"] if row["answer"]]
    found = attached(do.case, data.agency, unit=do.member.role == Role.BUSINESS_UNIT) if do.case else ()
    return {**body, "change_note": data.change_note, "files": [{"file": f.pk, "name": f.name, "size": f.size} for f in found]}


def check(do: Doing, data: SubmitReturn) -> None:
    """Raises Forbidden for another agency's, InputFault where it was not asked, part of it is withheld from the writer, or it does not say what
    D5 expects."""
    for_own_agency(do, data.agency, "return information")
    if do.case and is_closed(do.case, data.agency):
        raise InputFault.at("agency", CLOSED)
    known = criteria_of(do.protocol)
    faults = [Fault(f"criteria.{n}.criterion", f"“{row.criterion}” is not a criterion of this protocol. It has {', '.join(known)}.")
              for n, row in enumerate(data.criteria) if row.criterion not in known]
    if data.nil and (data.chronology or any(row.information for row in data.criteria) or any(row.answer for row in data.answers)):
        faults.append(Fault("nil", "A nil return says that nothing was found, and this one has information in it. "
                            "Answer no, or take the information out."))
    if faults:
        raise InputFault(*faults)
    asks = ({"nil_reason": "Say what was searched, and for whom."} if data.nil else
            {"involvement": "Say how your agency was involved. If it found nothing at all, send a nil return."})
    if not data.desktop_review_done:
        asks["why_not"] = "Say why your records have not all been reviewed, and when they will be."
    elif not data.nil and not data.conversations_held:
        asks["why_not"] = "Say why you have not talked with the colleagues involved, and when you will."
    data.needs(**asks)
    if not data.change_note and do.happened("return_received", agency=data.agency):
        raise InputFault.at("change_note", "This return was sent before. Say what has changed since.")
    if data.at:
        not_before(do, data.at, "information_requested", lambda: f"{do.agency(data.agency).name} was asked", agency=data.agency)


def deliver(do: Doing, data: SubmitReturn) -> None:
    """Record the return, or the next version of one that was sent: the first one's day stays. `check` comes before."""
    declared = {word: getattr(data, word) for word in _DECLARED}
    reasons = data.nil_reason or data.why_not or None
    sent = do.happened("return_received", agency=data.agency)
    if sent or data.chronology:
        take_typed(do, data.agency, [row.model_dump() for row in data.chronology])
    if not sent:
        do.record("return_received", data.at, agency=data.agency, **declared, reasons=reasons)
    elif data.at:
        do.check_when(data.at)
    do.document(RETURN, content(do, data), data.agency)
    if sent and any(sent[-1].details.get(word) != value for word, value in declared.items()):
        do.record("return_received", sent[-1].at, supersedes=sent[-1].id, reason=data.change_note,
                  **{**sent[-1].details, **declared, "reasons": reasons})


@operation("rapid_review.submit_return", title="Return your agency's information", clauses=["D5", "D4"],
           by=[*OF_AGENCIES, Role.BUSINESS_UNIT], records=["return_received"], room="request")
def submit_return(do: Doing, data: SubmitReturn) -> None:
    """Send a return, or a changed one after it was sent: a new version, with the first one's date kept.

    Agencies for themselves only; the Business Unit for any that was asked. Raises Forbidden, or InputFault where the agency was not asked,
    neither talked with colleagues nor reviewed its records and does not say why, or where its author's returns go to an approver first.
    """
    check(do, data)
    if do.member.role == Role.AGENCY_AUTHOR and (leads := approvers(do.agency(data.agency))):
        raise InputFault.at("agency", f"Your agency's returns are approved before they go. Send it to your approver: {' or '.join(map(str, leads))}.")
    deliver(do, data)
