"""Processes that run beside the review, and what each forbids meanwhile (G5, I4)."""

from __future__ import annotations

from typing import Literal

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.inputs import OptionalLongText, OptionalText, Text, When, ask
from cspr.partnership.roles import Role
from cspr.stages.local_review.reads import open_processes

OTHER = "other"
FORBIDS = {"family_contact": "Contact with the family", "sharing": "Sharing of material",
           "publication": "Publication of the report"}


class OpenParallelProcess(Input):
    """A process that has begun or is known to be coming."""

    process: Text = ask("What kind of process is it?", **{"as": "select"})
    called: OptionalText = ask("Which one?", "Needed for another kind, or where there are two of a kind. For example: the first trial. "
                               "No names.", default="")
    forbids: list[Literal["family_contact", "sharing", "publication"]] = ask(
        "What must wait until it has ended?", "Ask its lead body, and leave all empty if nothing must.", default=[], labels=FORBIDS)
    lead_body: OptionalText = ask("Who leads it?", "The body and the post to ask, for example: police, senior investigating officer.",
                                  default="")
    notes: OptionalLongText = ask("What is known of its dates and conditions?", default="", lines=3)
    at: When = ask("When did it begin?")


class CloseParallelProcess(Input):
    """A process that has ended."""

    process: Text = ask("Which process has ended?")
    outcome: OptionalLongText = ask("How did it end?", "And who told the partnership that nothing stands in the way any more.",
                                    default="", lines=3)
    at: When = ask("When did it end?")


@operation("local_review.open_parallel_process", title="Add a parallel process", clauses=["G5", "I4"],
           by=(Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR), records=["parallel_process_opened"], room="review")
def open_parallel_process(do: Doing, data: OpenParallelProcess) -> None:
    """Record a process and what it forbids. Raises InputFault where one of that word is open already."""
    if data.process == OTHER:
        data.needs(called="Say which process it is.")
    process = data.called if data.process == OTHER else f"{data.process}: {data.called}" if data.called else data.process
    if process in open_processes(do.happened("parallel_process_opened"), do.happened("parallel_process_closed")):
        raise InputFault.at("called", f"“{process}” is open already. If this is another one, say which, so that they can be told apart.")
    texts = {k: v for k, v in (("lead_body", data.lead_body), ("notes", data.notes)) if v}
    do.record("parallel_process_opened", data.at, process=process, forbids=list(data.forbids), **texts)


@operation("local_review.close_parallel_process", title="Record that a parallel process has ended", clauses=["G5", "I4"],
           by=(Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR), records=["parallel_process_closed"], room="review")
def close_parallel_process(do: Doing, data: CloseParallelProcess) -> None:
    """Record its end. Raises InputFault where no such process is open, or the end is before the beginning."""
    opened = open_processes(do.happened("parallel_process_opened"), do.happened("parallel_process_closed")).get(data.process)
    if opened is None:
        raise InputFault.at("process", f"“{data.process}” is not open in this case. Choose one that is.")
    if str(data.at)[:10] < str(opened.at)[:10]:
        raise InputFault.at("at", f"It began on {opened.at:%-d %B %Y}; it cannot have ended before.")
    do.record("parallel_process_closed", data.at, process=data.process, outcome=data.outcome or None)
