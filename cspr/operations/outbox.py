"""What leaves the building because of an operation: said here, written by whoever delivers, in the same transaction.

The door knows nothing of e-mail. A service that delivers says so once (`takes_messages`); after the body, the facts and the
duties, it is handed the run. What it writes and queues stands or falls with the run, and goes out after it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from cspr.operations.project import Moved

if TYPE_CHECKING:
    from cspr.operations.doing import Doing
    from cspr.partnership.models import Partnership
    from cspr.record.models import Case


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message. type: such as "text/calendar; method=REQUEST". It must say nothing of the case but reference and dates."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Sending:
    """A message an operation sends itself (`do.send`). kind: one of the delivering service's. agencies: by their words; members: by their numbers.

    due, on: the date by which something is owed, or on which something is. attachments: what goes with it.
    invitation: the number of the invitation it carries, to the address of whoever is invited.
    apart: it names no case and is told whether or not the case is open to the reader.
    """

    kind: str
    agencies: tuple[str, ...] = ()
    members: tuple[int, ...] = ()
    due: date | None = None
    on: date | None = None
    invitation: int | None = None
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    apart: bool = False


Teller = Callable[["Partnership", "Case | None", datetime, Sending], None]
_TELLERS: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Register what delivers a message that no run sends: of a job, in its own transaction."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)
    return teller


def tell(home: Partnership, case: Case | None, now: datetime, sending: Sending) -> None:
    """Send a message that no run sends. Called inside a transaction; it goes out after that is committed. now: aware."""
    for teller in _TELLERS:
        teller(home, case, now, sending)


Taker = Callable[["Doing", Collection[Moved]], None]
_TAKERS: list[Taker] = []


def takes_messages(taker: Taker) -> Taker:
    """Register what is handed each run at its end: the run, with what it recorded and what it sends, and the duties that moved."""
    if taker not in _TAKERS:
        _TAKERS.append(taker)
    return taker


def hand_over(do: Doing, moved: Collection[Moved]) -> None:
    """Hand the run to everyone who delivers. Called once, by the runner, before the transaction ends."""
    for taker in _TAKERS:
        taker(do, moved)
