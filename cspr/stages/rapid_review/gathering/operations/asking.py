"""Asking agencies for information, and arranging the learning meeting they hear of with it (D4, D6). What is asked can be changed later."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import Day, OptionalLongText, OptionalText, Text, When, ask
from cspr.partnership.directory import by_agency
from cspr.partnership.models import Agency, Contact
from cspr.partnership.roles import Role
from cspr.protocol.explain import in_words
from cspr.services.meetings.operations.arranging import Arrange, arrange
from cspr.stages.rapid_review.gathering.operations.common import day_given, not_before
from cspr.stages.rapid_review.gathering.reads import criteria_of

REQUEST = "request"


class RequestInformation(Input):
    """Who is asked, by when, and for what."""

    agency: OptionalText = ask("Which agency?", default="")
    agencies: list[Text] = ask("Which agencies are asked?", "Every agency of the Sub-group, and any other that knew "
                               "the child or the family.", default=[])
    addressees: list[int] = ask("To whom at each agency?", "From the directory; a deputy while somebody is away. Where you choose nobody of an "
                                "agency, those marked for requests are written to.", default=[])
    due: Day = ask("When are returns due?", "Leave time to put the pack together before the learning meeting.")
    meeting_on: Day | None = ask("When is the learning meeting?", "Agencies learn the date with the request. Leave "
                                 "empty if it is already arranged, or not settled yet.", default=None)
    reason: OptionalLongText = ask("If the meeting is outside its window, why?", default="", lines=3)
    scope_from: Day | None = ask("From which day is information needed?", "Usually from the pregnancy, or from when "
                                 "agencies first knew the family.", default=None)
    scope_to: Day | None = ask("Up to which day?", "Usually the day of the incident.", default=None)
    criteria: list[Text] = ask("On which of the protocol's criteria is information asked?", "All, unless some cannot concern these agencies. With "
                               "none chosen, all are asked.", default=[])
    questions: OptionalLongText = ask("What else should agencies answer in this case?", "One question a line; each gets a box of its own in the "
                                      "return.", default="", lines=5)
    legal_basis: OptionalLongText = ask("On what legal basis is information shared?", "Proposed for a request by safeguarding partners. Check it "
                                        "against current guidance and your information sharing agreement.", default="", lines=6)
    warning: bool | None = ask("Does the request ask agencies not to tell the family themselves?", default=None)
    at: When | None = ask("When was it sent?", "Leave empty for now.", default=None)


class ArrangeMeeting(Arrange):
    """The day of the learning meeting."""

    meeting: Literal["learning"] = ask("Which meeting?", default="learning", labels={"learning": "Learning meeting"})


def _check_dates(do: Doing, data: RequestInformation) -> None:
    faults: list[Fault] = [*unknown_criteria(do, data.criteria)]
    asked_on = day_given(do, data.at)
    if data.due < asked_on:
        faults.append(Fault("due", f"Returns cannot be due before the day they are asked for, {in_words(asked_on)}."))
    if data.meeting_on and data.due > data.meeting_on:
        faults.append(Fault("due", f"Returns are needed before the meeting on {in_words(data.meeting_on)}."))
    if data.scope_from and data.scope_to and data.scope_from > data.scope_to:
        faults.append(Fault("scope_to", "The last day is before the first. Check both."))
    if faults:
        raise InputFault(*faults)


def _whom(do: Doing, data: RequestInformation) -> list[str]:
    """The agencies to ask, each known and not asked before. Raises InputFault with every one that is not."""
    place = "agencies" if data.agencies or not data.agency else "agency"
    words = list(dict.fromkeys([*data.agencies, *([data.agency] if data.agency else [])]))
    if not words:
        raise InputFault.at(place, "Choose at least one agency.")
    asked = {str(f.details["agency"]) for f in do.happened("information_requested")}
    faults = [Fault(place, f"{agency.name} has been asked already. To change its due date, correct that entry in the history.")
              for agency in do.agencies(words, place) if agency.slug in asked]
    if faults:
        raise InputFault(*faults)
    return words


def unknown_criteria(do: Doing, words: list[str]) -> list[Fault]:
    """A fault for each word that is no criterion of the case's protocol."""
    known = criteria_of(do.protocol)
    return [Fault("criteria", f"“{word}” is not a criterion of this protocol. It has {', '.join(known)}.") for word in words if word not in known]


def day_text(value: date | None) -> str:
    """A day as a document keeps it, "" for none."""
    return value.isoformat() if value else ""


def lines_of(text: str) -> list[str]:
    """The questions typed one a line."""
    return [q.strip() for q in text.splitlines() if q.strip()]


def written_to(do: Doing, agencies: list[Agency], chosen: list[int]) -> dict[str, dict[str, Any]]:
    """To whom each agency's request goes, as its document keeps it: agency → {"chosen": […], "addressees": […]}.

    Raises InputFault for entries that are not in the directory. Notes agencies that nobody can be written to.
    """
    known = {c.pk: c.agency_id for c in Contact.objects.filter(partnership=do.home, is_active=True, pk__in=chosen)}
    if any(pk not in known for pk in chosen):
        raise InputFault.at("addressees", "One of the addressees is no longer in the directory. Open the page again and choose from those there.")
    today = day_given(do, None)
    usual = by_agency(agencies, today)
    named = by_agency(agencies, today, chosen=list(known)) if known else usual
    found = {}
    for agency in agencies:
        own = [pk for pk, of in known.items() if of == agency.pk]
        reached = named[agency.slug] if own else usual[agency.slug]
        if not reached:
            do.notes.append(f"{agency.name} has no addressee and no safeguarding lead who signs in, so nobody is told. Add one in the directory.")
        found[agency.slug] = {"chosen": own, "addressees": [str(one) for one in reached]}
    return found


@operation("rapid_review.request_information", title="Ask agencies for information", clauses=["D4", "D3", "D6"],
           by=[Role.BUSINESS_UNIT], room="returns",
           records=["information_requested", "meeting_arranged", "agencies_told_not_to_inform_family"])
def request_information(do: Doing, data: RequestInformation) -> None:
    """Send the request to one or several agencies: a fact and a readable request for each.

    With meeting_on the meeting is arranged too; with warning, agencies were told to leave the family to the
    partnership. Raises InputFault for agencies unknown or asked before, and for dates that cannot be right.
    """
    agencies = _whom(do, data)
    _check_dates(do, data)
    not_before(do, data.at, "partnership_told", "the partnership was told")
    arranged = do.happened("meeting_arranged", meeting="learning")
    if data.meeting_on and not (arranged and arranged[-1].details.get("on") == data.meeting_on.isoformat()):
        arrange(do, ArrangeMeeting(on=data.meeting_on, reason=data.reason, at=data.at), "meeting_on")
    body = {
        "due": data.due.isoformat(), "scope_from": day_text(data.scope_from), "scope_to": day_text(data.scope_to),
        "criteria": list(dict.fromkeys(data.criteria)), "questions": lines_of(data.questions), "legal_basis": data.legal_basis,
    }
    people = written_to(do, do.agencies(agencies), data.addressees)
    for word in agencies:
        do.record("information_requested", data.at, agency=word, due=data.due)
        do.document(REQUEST, {**body, **people[word]}, word)
    if data.warning and not do.happened("agencies_told_not_to_inform_family"):
        do.record("agencies_told_not_to_inform_family", data.at, how="With the request for information")


@operation("rapid_review.arrange_meeting", title="Arrange the learning meeting", clauses=["D6"],
           by=[Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR], records=["meeting_arranged"], room="meeting")
def arrange_meeting(do: Doing, data: ArrangeMeeting) -> None:
    """Record the meeting's day; a later arrangement replaces it. Outside its window only with a reason."""
    arrange(do, data)
