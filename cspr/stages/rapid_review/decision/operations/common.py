"""What the verbs of the decision share."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator

from cspr.operations import Doing, InputFault
from cspr.operations.inputs import Input, Text, When, ask
from cspr.protocol.facts import day_of

Review = Literal["local", "national", "none"]


def _is_hash(value: str) -> str:
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", value):
        raise ValueError("must be “sha256:” and 64 hexadecimal digits, as the report's page shows it")
    return value


TextHash = Annotated[Text, AfterValidator(_is_hash)]


class Happened(Input):
    """Something that happened, with when."""

    at: When | None = ask("When did this happen?", "Leave empty for now.", default=None)


def not_before(do: Doing, at: date | datetime | None, kind: str, what: str) -> None:
    """Refuse, at the field `at`, a day before the last fact of a kind.

    what: that fact in words ("the panel's recommendation").
    at: Europe/London; None is now and is never refused. Raises InputFault.
    """
    earlier = do.happened(kind)
    if at is not None and earlier and day_of(at) < day_of(earlier[-1].at):
        day = day_of(earlier[-1].at)
        raise InputFault.at(
            "at",
            f"This is before {what} on {day.day} {day:%B %Y}. Check both dates; the history shows the other.",
        )
