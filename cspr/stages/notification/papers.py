"""What the notification puts on paper: its part of the pack."""

from __future__ import annotations

from cspr.govuk import days
from cspr.services.documents.pack import Blocks, part
from cspr.services.documents.paper import Block, Heading, Pairs, Text
from cspr.stages.notification.reads import sheet
from cspr.steps.read import CaseRead


@part(20, "Serious Incident Notification", without="The authority keeps the text of its notification elsewhere.")
def notification(read: CaseRead) -> Blocks | None:
    """The preparation sheet as last saved."""
    found = sheet(read)
    if found is None:
        return None
    blocks: list[Block] = [Text(f"The sheet as saved by {found.by or 'somebody whose account has ended'}, {days.in_words(found.at)}.", quiet=True)]
    for _, heading, answers, children, _ in found.sections:
        if not answers and not any(children):
            continue
        blocks += [Heading(heading), Pairs(answers)]
        for number, child in enumerate(children, 1):
            blocks += [Heading(f"Child {number}", 3), Pairs(child)]
    return blocks if len(blocks) > 1 else None
