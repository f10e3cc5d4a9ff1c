"""What the authority is asked about an incident and its notification."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cspr.operations.inputs import Input, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.operations.lateness import why_late
from cspr.services.people.inputs import ChildIn

MAYBE = {"known": "Yes, it is known", "suspected": "It is suspected", "no": "No: it is neither known nor suspected"}
OUTCOMES = {"died": "A child died", "seriously_harmed": "A child was seriously harmed", "neither": "Neither"}
HARM = ("Serious harm includes serious or lasting harm to physical or mental health, or to development. A child who recovers may still have "
        "been seriously harmed.")
PARTNERS = {"health": "Integrated care board", "police": "Police", "local_authority": "Local authority"}


class _Incident(Input):
    """What decides whether to notify. Each may be left unanswered while it is not known."""

    abuse_or_neglect: Literal["known", "suspected", "no"] | None = ask(
        "Is abuse or neglect known or suspected?", "As a cause, or as something that contributed. Leave it unanswered if nobody can say yet.",
        default=None, labels=MAYBE)
    outcome: Literal["died", "seriously_harmed", "neither"] | None = ask("What happened to the child?", HARM, default=None, labels=OUTCOMES)
    looked_after: bool | None = ask("Was the child looked after by a local authority?",
                                    "The death of a looked-after child is always notified.", default=None)
    care_leaver: bool | None = ask("Was it a care leaver, up to and including the age of 24?", default=None)
    place: OptionalText = ask("Where did it happen?", default="")


class OpenNotification(_Incident):
    """An incident the authority has become aware of, with or without a referral. Only that day has to be told."""

    at: When = ask("When did the authority become aware of the incident?", "The clock for notifying starts here: when anyone in "
                   "children's social care "
                   "first knew, not when it reached you.")
    happened: When | None = ask("When did the incident happen?", "Leave it empty if the day is not known.", default=None)
    how_aware: OptionalText = ask("How did the authority become aware?", "For example: a call from the hospital to the front door.", default="")
    children: list[ChildIn] = ask("Child", "One incident is one case, however many children. Leave it empty if nothing is known.",
                                  default=[], add_label="Add another child")
    authority: OptionalText = ask("Which authority became aware?", "Your own, if you act for one.", default="")
    about: Annotated[OptionalText, Field(max_length=120)] = ask("A few words for lists", "They must identify nobody. For example: infant, seriously "
                                                                "harmed. Left empty, words are made from the outcome.", default="")


class BecomeAware(Input):
    """The authority learns of the incident of a case that is already open."""

    at: When = ask("When did the authority become aware of the incident?", "The clock for notifying starts here.")
    how_aware: OptionalText = ask("How did it become aware?", default="")
    authority: OptionalText = ask("Which authority?", "Your own, if you act for one.", default="")


class DescribeIncident(_Incident):
    """The incident as it is known now; what is left unanswered stays as it was."""

    at: When = ask("When did the incident happen?", "If you know only about when, give the earliest day it may have been.")
    reason: OptionalLongText = ask("Why is it different from what was recorded before?", "Only where it was described before.", default="", lines=2)


class RecordView(Input):
    """A safeguarding partner's view on whether to notify."""

    partner: Literal["health", "police", "local_authority"] = ask("Which partner?", labels=PARTNERS)
    notify: bool = ask("Does this partner think it should be notified?")
    reasons: LongText = ask("Why?", lines=3)
    at: When = ask("When did they say so?")


class RecordSin(Input):
    """The notification as it was sent."""

    reference: Text = ask("What reference did the national system give?")
    at: When = ask("When was it submitted?", "The day and time the national system shows.")
    partnership_told_at: When | None = ask("When was the partnership told?", "It is told before, or on the same working day. Leave it "
                                           "empty if it has "
                                           "not been told yet.", default=None)
    told_who: OptionalText = ask("Who was told?", "For example: the Business Manager, by telephone.", default="")
    late_reason: OptionalLongText = why_late()


class NotifyDeath(Input):
    """A death notified to others than the Panel."""

    of: Literal["looked_after_child", "care_leaver"] = ask("Whose death was it?", labels={"looked_after_child": "A looked-after child’s",
                                                                                         "care_leaver": "A care leaver’s, up to and including 24"})
    at: When = ask("When was it notified?", "The day and time the national system shows.")
    reference: OptionalText = ask("What reference did the national system give?", default="")
    late_reason: OptionalLongText = why_late()


class TellPartnership(Input):
    """The partnership learns of the notification."""

    at: When = ask("When was the partnership told?", "The Rapid Review's clock starts here.")
    told_who: OptionalText = ask("Who was told, and how?", default="", detail="who")
    late_reason: OptionalLongText = why_late()


class DeclineSin(Input):
    """The authority decides not to notify."""

    reasons: LongText = ask("Why will the authority not notify?", "Say which part of the test is not met and what shows it.", lines=6)
    decided_by: OptionalText = ask("Who decided?", "Name and role.", default="")
    at: When = ask("When was it decided?")


class WithdrawSin(Input):
    """The notification is withdrawn: the criteria turned out not to be met."""

    reasons: LongText = ask("What showed that the criteria were not met?", lines=6)
    agreed_with: OptionalText = ask("Who at the national Panel was told, and when?", default="")
    at: When = ask("When was it withdrawn?")


class AddAuthority(Input):
    """Another local authority whose case this also is."""

    agency: Text = ask("Which authority?", "One of the agencies of this partnership's directory.")
    why: LongText = ask("Why is it this authority's case too?", "For example: the family lived there until May, or the child is looked after by it.",
                        lines=3)
