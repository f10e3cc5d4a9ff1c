"""What the verbs of gathering share: days, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from cspr.operations import Doing, InputFault
from cspr.protocol.explain import in_words
from cspr.protocol.facts import day_of
from cspr.record.facts import LONDON


def day_given(do: Doing, at: date | datetime | None) -> date:
    """The day something happened, today where none was given (Europe/London)."""
    return day_of(at) if at is not None else do.now.astimezone(LONDON).date()


def not_before(do: Doing, at: date | datetime | None, kind: str, what: str | Callable[[], str], **details: str) -> None:
    """Refuse, at the field `at`, a day before the first fact of a kind with these details.

    what: that fact in words ("the Rapid Review was opened"), or what says it where it must be looked up. Raises InputFault.
    """
    earlier = do.happened(kind, **details)
    if earlier and day_given(do, at) < day_of(earlier[0].at):
        first = f"{what if isinstance(what, str) else what()}, on {in_words(day_of(earlier[0].at))}"
        raise InputFault.at("at", f"This is before {first}. Check both dates.")
