"""What was asked of one agency is changed, and more time is asked for and answered (D4, D5)."""

from __future__ import annotations

from datetime import date

from cspr.operations import Doing, Forbidden, Input, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import Day, LongText, OptionalLongText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.protocol import Fact
from cspr.protocol.explain import in_words
from cspr.stages.rapid_review.gathering.operations.asking import REQUEST, day_text, lines_of, unknown_criteria, written_to
from cspr.stages.rapid_review.gathering.operations.common import day_given, not_before

OF_AGENCIES = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)


class ChangeRequest(Input):
    """One agency's request as it should stand."""

    agency: Text = ask("Which agency?")
    due: Day = ask("When is its return due?")
    addressees: list[int] = ask("To whom there?", "From the directory. With nobody chosen, those marked for requests are written to.", default=[])
    scope_from: Day | None = ask("From which day is information needed?", default=None)
    scope_to: Day | None = ask("Up to which day?", default=None)
    criteria: list[Text] = ask("On which of the protocol's criteria is information asked?", "With none chosen, all are asked.", default=[])
    questions: OptionalLongText = ask("What else should it answer in this case?", "One question a line.", default="", lines=5)
    legal_basis: OptionalLongText = ask("On what legal basis is information shared?", default="", lines=6)
    reasons: LongText = ask("Why is it changed?", "The agency reads this.", lines=2)
    at: When | None = ask("When was it changed?", "Leave empty for now.", default=None)


class AskMoreTime(Input):
    """A later date, and why."""

    agency: Text = ask("Which agency asks?")
    until: Day = ask("By when can it be returned?", "The earliest day you can keep.")
    reasons: LongText = ask("Why is more time needed?", "And what you can already send. Parts can be returned first.", lines=4)
    at: When | None = ask("When was it asked?", "Leave empty for now.", default=None)


class AnswerMoreTime(Input):
    """Whether more time is agreed, until when, and what the agency is told."""

    agency: Text = ask("Which agency asked?")
    agreed: bool = ask("Is more time agreed?")
    due: Day | None = ask("The new date", "If it is agreed. You can agree to another day than the one asked for.", default=None)
    reasons: OptionalLongText = ask("What is the agency told?", "Needed if it is refused. It reads these words.", default="", lines=3)
    at: When | None = ask("When was it answered?", "Leave empty for now.", default=None)


def for_own_agency(do: Doing, agency: str, what: str) -> None:
    """Raises Forbidden where somebody of an agency speaks for another; InputFault where the agency was not asked. what: "ask for more time"."""
    if do.member.role in OF_AGENCIES and agency != do.member.who:
        raise Forbidden(f"You can {what} for your own agency only.")
    if not do.happened("information_requested", agency=agency):
        raise InputFault.at("agency", f"{do.agency(agency).name} has not been asked in this case. The Business Unit asks first.")


def _asked(do: Doing, agency: str) -> Fact:
    return do.happened("information_requested", agency=agency)[-1]


def _new_date(do: Doing, agency: str, due: date, reason: str) -> None:
    """The request again with another due date, in place of the one that stands: the duty follows."""
    old = _asked(do, agency)
    if old.details["due"] != due.isoformat():
        do.record("information_requested", old.at, supersedes=old.id, reason=reason, **{**old.details, "due": due})


def _not_too_early(do: Doing, agency: str, due: date, field_name: str) -> None:
    asked_on = _asked(do, agency).day
    if due < asked_on:
        raise InputFault.at(field_name, f"That is before the request was sent, on {in_words(asked_on)}. Check the date.")


def _after_the_meeting(do: Doing, due: date) -> None:
    """Notes that a return would come after the meeting it is for."""
    arranged = do.happened("meeting_arranged", meeting="learning")
    if arranged and due.isoformat() > str(arranged[-1].details["on"]):
        do.notes.append(f"That is after the learning meeting on {in_words(date.fromisoformat(str(arranged[-1].details['on'])))}.")


@operation("rapid_review.change_request", title="Change an agency's request", clauses=["D4"], by=[Role.BUSINESS_UNIT],
           records=["request_changed"], corrects=["information_requested"], room="returns")
def change_request(do: Doing, data: ChangeRequest) -> None:
    """Ask one agency for other things, or by another day: the next version of its request. Its duty follows the date.

    Raises InputFault where the agency was not asked, nothing differs, its return is back and the date would move, or dates cannot be right.
    """
    for_own_agency(do, data.agency, "change a request")
    agency, before = do.agency(data.agency), do.latest(REQUEST, data.agency)
    faults = unknown_criteria(do, data.criteria)
    if data.scope_from and data.scope_to and data.scope_from > data.scope_to:
        faults.append(Fault("scope_to", "The last day is before the first. Check both."))
    moved = _asked(do, data.agency).details["due"] != data.due.isoformat()
    if moved and do.happened("return_received", agency=data.agency):
        faults.append(Fault("due", f"{agency.name} has returned its information, so its date stays. What it still owes can be asked as a question."))
    if faults:
        raise InputFault(*faults)
    _not_too_early(do, data.agency, data.due, "due")
    people = written_to(do, [agency], data.addressees)[data.agency]
    was = before.body if before else {}
    body = {"due": data.due.isoformat(), "scope_from": day_text(data.scope_from), "scope_to": day_text(data.scope_to),
            "criteria": list(dict.fromkeys(data.criteria)), "questions": lines_of(data.questions), "legal_basis": data.legal_basis}
    if not moved and all(was.get(k, [] if k == "criteria" else "") == v for k, v in body.items()) and was.get("chosen", []) == people["chosen"]:
        raise InputFault.at("reasons", "Nothing is different from what was asked. Change what is wrong, or go back.")
    do.record("request_changed", data.at, agency=data.agency, reasons=data.reasons)
    _new_date(do, data.agency, data.due, data.reasons)
    if not moved:  # A date that moves is told by itself.
        do.send("request_changed", agencies=(data.agency,), due=data.due)
    do.document(REQUEST, {**body, **people, "changed": data.reasons}, data.agency)
    _after_the_meeting(do, data.due)


def waiting_for_time(do: Doing, agency: str) -> Fact | None:
    """The agency's request for more time that is not answered yet, None where there is none."""
    asked, answered = do.happened("more_time_asked", agency=agency), do.happened("more_time_answered", agency=agency)
    return asked[-1] if len(asked) > len(answered) else None


@operation("rapid_review.ask_more_time", title="Ask for more time", clauses=["D4", "D5"], by=[*OF_AGENCIES, Role.BUSINESS_UNIT],
           records=["more_time_asked"], room="request")
def ask_more_time(do: Doing, data: AskMoreTime) -> None:
    """An agency says that it cannot keep the date, and which it can. The old date stands until the Business Unit answers.

    Raises Forbidden for another agency's; InputFault where the return is back, another request is not answered, or the day is no later.
    """
    for_own_agency(do, data.agency, "ask for more time")
    not_before(do, data.at, "information_requested", "the agency was asked", agency=data.agency)
    if do.happened("return_received", agency=data.agency):
        raise InputFault.at("agency", "The return is back already; nothing more is owed.")
    if waiting_for_time(do, data.agency):
        raise InputFault.at("agency", "More time has been asked for already, and the Business Unit has not answered yet.")
    due = date.fromisoformat(str(_asked(do, data.agency).details["due"]))
    if data.until <= due:
        raise InputFault.at("until", f"It is due on {in_words(due)} as it is. Give a later day.")
    do.record("more_time_asked", data.at, agency=data.agency, until=data.until, reasons=data.reasons)
    _after_the_meeting(do, data.until)


@operation("rapid_review.answer_more_time", title="Answer a request for more time", clauses=["D4"], by=[Role.BUSINESS_UNIT],
           records=["more_time_answered"], corrects=["information_requested"], room="returns")
def answer_more_time(do: Doing, data: AnswerMoreTime) -> None:
    """Agree to a later date, which then is the request's, or refuse with words.

    Raises InputFault where nothing waits for an answer, the date is missing or too early, or a refusal has no words.
    """
    asked = waiting_for_time(do, data.agency)
    if asked is None:
        raise InputFault.at("agency", f"{do.agency(data.agency).name} has not asked for more time, or has its answer.")
    if not data.agreed:
        data.needs(reasons="Say why not, and what the agency should do: it reads these words.")
        do.record("more_time_answered", data.at, agency=data.agency, agreed=False, reasons=data.reasons)
        return
    due = data.due or date.fromisoformat(str(asked.details["until"]))
    _not_too_early(do, data.agency, due, "due")
    if due < day_given(do, data.at) and not do.happened("return_received", agency=data.agency):
        raise InputFault.at("due", f"{in_words(due)} has passed. Agree to a day that is still to come.")
    do.record("more_time_answered", data.at, agency=data.agency, agreed=True, due=due, reasons=data.reasons or None)
    _new_date(do, data.agency, due, f"More time agreed, asked on {in_words(asked.day)}.")
    request = do.latest(REQUEST, data.agency)
    if request:
        do.document(REQUEST, {**request.body, "due": due.isoformat()}, data.agency)
    _after_the_meeting(do, due)
