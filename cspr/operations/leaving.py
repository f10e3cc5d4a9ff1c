"""What ends with a person's role. The room that ends roles knows nothing of tokens or calendars: whoever keeps such a thing says how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cspr.operations.doing import Doing
    from cspr.partnership.models import Member

Ender = Callable[["Doing", "Member"], None]
_ENDERS: list[Ender] = []


def ends_with_role(ender: Ender) -> Ender:
    """Register what is told of each role that ends, in the same transaction: the run, and the hat that is no longer in force."""
    if ender not in _ENDERS:
        _ENDERS.append(ender)
    return ender


def end_all(do: Doing, leaver: Member) -> None:
    """End everything of a hat that opens anything by itself. Called once, by the operation that ends the role."""
    for ender in _ENDERS:
        ender(do, leaver)
