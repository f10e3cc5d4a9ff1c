"""What is asked about keeping and disposing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cspr.operations import Input
from cspr.operations.inputs import Day, LongText, OptionalText, Text, When, ask

_CONFIRMERS = {"business_unit": "Another member of the Business Unit", "sub_group_chair": "The Sub-group chair"}


class SetPeriod(Input):
    """How long records of a type are kept from now on."""

    record: Text = ask("Of which records?")
    number: Annotated[int, Field(ge=1, le=1000)] = ask("How long are they kept?", "A whole number.")
    unit: Literal["years", "months", "days"] = ask("Of what?")
    starts: OptionalText = ask("Counted from what?", default="")
    confirmers: list[Literal["business_unit", "sub_group_chair"]] = ask(
        "Who may confirm a disposal that somebody else proposed?", "Left empty: another member of the Business Unit.", default=[], labels=_CONFIRMERS)
    source: Text = ask("Where does this period come from?", "For example: the council's retention schedule, version 7, line 12.")
    reasons: LongText = ask("Why this period?", "Who agreed it, and when. It stays with the history.", lines=3)


class HoldEverything(Input):
    """That nothing at all may be disposed of."""

    asked_by: Text = ask("Who asked for it?", "For example: a public inquiry, a court, the council's solicitor.")
    reasons: LongText = ask("Why?", "For example: a moratorium on destroying records. No names.", lines=3)


class ReleaseEverything(Input):
    """That a hold on everything is over."""

    hold: Text = ask("Which hold is lifted?")
    reasons: LongText = ask("Why does it no longer stand?", "Who said so, and when.", lines=3)


class PlaceHold(Input):
    """That a case may not be disposed of."""

    asked_by: Text = ask("Who asked for it?", "For example: the coroner, the police, the council's solicitor.")
    reasons: LongText = ask("Why?", "For example: an inquest is listed; a claim is expected.", lines=3)
    at: When | None = ask("Since when?", "Leave empty for now.", default=None)


class LiftHold(Input):
    """That a hold on a case is over."""

    hold: Text = ask("Which hold is lifted?")
    reasons: LongText = ask("Why does it no longer stand?", "Who said so, and when.", lines=3)


class KeepLonger(Input):
    """That a case is kept beyond its time."""

    until: Day = ask("Until which day is it kept?", "It is looked through again then.")
    reasons: LongText = ask("Why is it kept longer?", "For example: a brother of the child is still a child.", lines=3)


class ProposeDisposal(Input):
    """That a case has been looked through and may go."""

    checks: list[Text] = ask("What did you look at?", "All of it, before you propose.", missing="Say what you looked at")
    reasons: LongText = ask("Why may it go?", "What you found when you looked through it.", lines=3)


class DeclineDisposal(Input):
    """That a case that was proposed stays."""

    reasons: LongText = ask("Why does it stay?", "Whoever proposed it sees this.", lines=3)


class ConfirmDisposal(Input):
    """That a case goes, by the second person."""

    reference: Text = ask("Type the case's reference to confirm", "As it stands above. This cannot be undone.")
