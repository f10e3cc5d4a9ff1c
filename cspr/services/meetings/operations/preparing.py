"""The agenda: what the protocol asks the meeting to go through, as the Business Unit and the chair make it theirs (D8)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import OptionalLongText, OptionalText, ask
from cspr.services.meetings.operations.common import RUNNERS, OfMeeting, the_meeting, to_come

AGENDA = "agenda"


class AgendaItem(Input):
    """One item. item: the word by which its record is kept, given by the service; empty: a new one."""

    item: OptionalText = ask("Its word", default="")
    order: Annotated[int, Field(ge=1, le=999)] | None = ask("Place", "1 comes first.", default=None)
    title: OptionalText = ask("Item", "Empty it to take the item off.", default="")
    clauses: OptionalText = ask("Paragraphs it rests on", "For example: D8, B3.", default="")
    note: OptionalLongText = ask("Who brings it, how long, what to read first", default="", lines=2)


class SetAgenda(OfMeeting):
    """The items in their order."""

    items: list[AgendaItem] = ask("Item", "Change the number in “Place” to move an item.", default=[], rows=1, add_label="Add an item")


@operation("meetings.set_agenda", title="Set the agenda", clauses=["D8", "C10"], by=RUNNERS, room="meeting")
def set_agenda(do: Doing, data: SetAgenda) -> None:
    """Keep the agenda as its next version: items in the order of their places, those without a title left off.

    An item keeps its word when it moves or is reworded, so that its record stays with it. Raises InputFault for an empty agenda, and for
    a paragraph that the protocol does not have.
    """
    meeting = the_meeting(do, data.meeting)
    to_come(meeting, "An agenda")
    kept = [(row.order or 1000, n, row) for n, row in enumerate(data.items) if row.title]
    if not kept:
        raise InputFault.at("items.0.title", "An agenda has at least one item. Give an item its words.")
    known = {c.id for c in do.protocol.clauses}
    faults = [Fault(f"items.{n}.clauses", f"“{c}” is not a paragraph of this protocol. Leave it empty if the item rests on none.")
              for _, n, row in kept for c in cited(row.clauses) if c not in known]
    if faults:
        raise InputFault(*faults)
    taken = {row.item for _, _, row in kept if row.item}
    free = (f"added-{n}" for n in range(1, 1000) if f"added-{n}" not in taken)
    items = [{"id": row.item or next(free), "title": row.title, "clauses": cited(row.clauses), "note": row.note}
             for _, _, row in sorted(kept, key=lambda k: k[:2])]
    do.document(AGENDA, {"items": items}, meeting.key)


def cited(typed: str) -> list[str]:
    """The paragraphs in what was typed: "D8, B3"."""
    return list(dict.fromkeys(typed.replace(",", " ").upper().split()))
