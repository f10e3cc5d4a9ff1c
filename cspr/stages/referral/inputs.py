"""What a referral holds, and what its triage and the Sub-group's decision ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from cspr.operations.inputs import Input, LongText, OptionalLongText, OptionalText, Text, When, ask
from cspr.services.people.inputs import ChildIn

MAYBE = {"known": "Yes, it is known", "suspected": "It is suspected", "no": "No sign of it", "not_known": "Not known yet"}
OUTCOMES = {"died": "A child died", "seriously_harmed": "A child was seriously harmed", "neither": "Neither, but there is something to learn",
            "not_known": "Not known yet"}
YES_NO_UNKNOWN = {"yes": "Yes", "no": "No", "not_known": "Not known"}
DECISIONS = {
    "ask_for_sin": "Ask the local authority to submit a Serious Incident Notification",
    "rapid_review_without_sin": "Hold a Rapid Review without a notification",
    "neither": "Neither: the learning goes somewhere else",
}
AgencyWord = Annotated[str, Field(max_length=50)]


class CriterionIn(Input):
    """One criterion or circumstance the referrer thinks applies, and why."""

    criterion: Text = ask("Which criterion?")
    reasons: OptionalLongText = ask("Why does it apply? Leave it empty if it does not.", default="", lines=2)


class SubmitReferral(Input):
    """A referral."""

    agency: OptionalText = ask("Which agency is referring?", "Your own, if you refer for an agency.", default="")
    referrer_name: OptionalText = ask("Your name", "Left empty, as you are signed in.", default="")
    referrer_role: Text = ask("Your role", "For example: named nurse.")
    referrer_email: OptionalText = ask("Your work e-mail address", "Left empty, as you are signed in.", default="")
    agreed_by: OptionalText = ask("Which senior lead in your agency has agreed to this referral?", "Name and role. If nobody has yet, tell them "
                                  "today: a referral need not wait.", default="")
    children: list[ChildIn] = ask("Child", "One row for each child the incident is about. Brothers and sisters who were not harmed "
                                  "can be named under “other children” below.", default=[], add_label="Add another child")
    what_happened: LongText = ask("What happened?", "The facts as you know them now, in a few plain sentences. Say what is fact and what is opinion.",
                                  lines=8)
    when: When | None = ask("When did it happen?", "If you know only about when, give the earliest day it may have been, and say so above.",
                            default=None)
    place: OptionalText = ask("Where did it happen?", "For example: at home, in Otterholt.", default="")
    abuse_or_neglect: Literal["known", "suspected", "no", "not_known"] = ask(
        "Is abuse or neglect known or suspected?", labels=MAYBE,
        missing="Say whether abuse or neglect is known or suspected. “Not known yet” is an answer.")
    outcome: Literal["died", "seriously_harmed", "neither", "not_known"] = ask(
        "What was the outcome?", "Serious harm includes serious or lasting harm to mental health or development, and it may have been done even "
        "where the child recovers.", labels=OUTCOMES, missing="Say what the outcome was. “Not known yet” is an answer.")
    looked_after: Literal["yes", "no", "not_known"] = ask("Was the child looked after by a local authority?", labels=YES_NO_UNKNOWN,
                                                         default="not_known")
    agencies_involved: list[AgencyWord] = ask("Which agencies knew the child or family?", "Tick all you know of.", default=[])
    criteria: list[CriterionIn] = ask("Why a review may be due", "The first four are the criteria, the others are circumstances to have regard to. "
                                      "You need not be sure: write a line where you think one applies, and leave the rest empty.", default=[])
    immediate_safety: LongText = ask("What has been done to keep the child and other children safe now?",
                                     missing="Say what has been done to keep children safe now. If nothing has, act on that first.")
    other_children: OptionalLongText = ask("Are there other children in the family or household?", "Who they are and who is looking after them.",
                                           default="", lines=3)
    other_areas: OptionalLongText = ask("Has the child or family lived in another area?", "Which council, police or health area, and when.",
                                        default="", lines=2)
    media_interest: OptionalLongText = ask("Is there, or might there be, interest from the media?", default="", lines=2)
    urgent: bool = ask("Does something have to happen before the next working day?", "If yes, telephone the Business Unit as well.", default=False)
    about: Annotated[OptionalText, Field(max_length=120)] = ask(
        "A few words for lists", "They stand beside the reference on lists and must identify nobody. For example: infant, seriously harmed. "
        "Left empty, words are made from the outcome.", default="")
    at: When | None = ask("When is the referral made?", "Leave it empty for now.", default=None)

    @model_validator(mode="before")
    @classmethod
    def _as_sent_from_outside(cls, data: Any) -> Any:
        """Takes a single `child`, a nested `referrer` and `criteria` by name as well: other systems send them so."""
        if not isinstance(data, Mapping):
            return data
        given = dict(data)
        if "child" in given and isinstance(given.get("children", []), list):
            given["children"] = [given.pop("child"), *given.get("children", [])]
        referrer = given.get("referrer")
        if isinstance(referrer, Mapping) and set(referrer) <= {"name", "role", "email"}:
            del given["referrer"]
            given = {**{f"referrer_{key}": value for key, value in referrer.items()}, **given}
        if isinstance(given.get("criteria"), Mapping):
            given["criteria"] = [{"criterion": key, "reasons": value} for key, value in given["criteria"].items()]
        if isinstance(given.get("looked_after"), bool):
            given["looked_after"] = "yes" if given["looked_after"] else "no"
        return given


class ReceiveReferral(Input):
    """A referral that came for a case already open, or outside this service."""

    agency: Text = ask("Which agency referred?")
    at: When = ask("When did the referral arrive?")
    what_happened: OptionalLongText = ask("What does it say?", "Its words, or a summary.", default="", lines=8)


class ReviewReferral(Input):
    """The Business Unit's triage."""

    children_safe: Literal["yes", "no", "not_known"] = ask(
        "Are the child, and any other children, safe now?", "If not, or if nobody knows, ring the local authority's front door before you go on.",
        labels=YES_NO_UNKNOWN, missing="Say whether the children are safe now. “Not known” is an answer, and asks you to find out.")
    complete: bool | None = ask("Is there enough here for the Sub-group to consider?", default=None)
    still_needed: OptionalLongText = ask("What is still needed, and who has been asked for it?", default="", lines=3)
    same_incident: OptionalText = ask("Is the same incident in another case here?", "Give its reference, or leave it empty.", default="")
    authority_knows: bool | None = ask("Does the local authority know of the incident?", "Its five working days to notify run from the day it does.",
                                       default=None)
    conflicts: OptionalLongText = ask("Does anyone who would consider it have a conflict of interest?", "Who, and what was agreed.",
                                      default="", lines=2)
    notes: OptionalLongText = ask("What is your view?", "Which criteria look met, and what the Sub-group should weigh.", default="")
    at: When = ask("When did you finish reviewing it?")


class CirculateReferral(Input):
    """The referral goes to the Sub-group."""

    at: When = ask("When was it circulated?", "The Sub-group can read the referral here from this day.")
    consider_by: OptionalText = ask("When and how will the Sub-group consider it?", "For example: an extra meeting online on Tuesday at "
                                    "10.", default="")
    note: OptionalLongText = ask("A note to the Sub-group", default="", lines=3)


class ConsiderReferral(Input):
    """The Sub-group's decision on a referral."""

    outcome: Literal["ask_for_sin", "rapid_review_without_sin", "neither"] = ask("What did the Sub-group decide?", labels=DECISIONS)
    reasons: LongText = ask("Why?", "The criteria that were weighed and what decided it. Someone outside should be able to follow it in a "
                            "year.", lines=8)
    learning_goes_to: OptionalLongText = ask("Where does the learning go instead?", "Needed only where neither was decided. For example: "
                                             "a single-agency "
                                             "review by the hospital, reported back in March.", default="", lines=3)
    present: OptionalLongText = ask("Who took part?", "Names and agencies, one a line.", default="", lines=4)
    dissent: OptionalLongText = ask("Did anyone disagree?", "Who, and why.", default="", lines=3)
    at: When = ask("When was it decided?")


class RequestNotification(Input):
    """The partnership asks the local authority to notify."""

    at: When = ask("When was the local authority asked?")
    asked: OptionalText = ask("Who was asked?", "Name and role.", default="")
