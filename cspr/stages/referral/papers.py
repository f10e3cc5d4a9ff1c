"""What the referral puts on paper: its part of the pack."""

from __future__ import annotations

from cspr.govuk import days
from cspr.services.documents.pack import Blocks, part
from cspr.services.documents.paper import Block, Heading, Pairs, Text
from cspr.stages.referral.reads import every_referral
from cspr.steps.read import CaseRead


@part(10, "Referral", without="There was no referral: the case began with the authority's notification.")
def referral(read: CaseRead) -> Blocks | None:
    """Each agency's referral as it was made."""
    blocks: list[Block] = []
    for made in every_referral(read.case):
        blocks += [Heading(made.name), Text(f"Version {made.version}, by {made.by or 'somebody whose account has ended'}, {days.in_words(made.at)}.",
                                            quiet=True)]
        for heading, rows in made.sections:
            blocks += [Heading(heading, 3), Pairs(rows)]
        if made.criteria:
            blocks += [Heading("Why a review may be due", 3), Pairs(made.criteria)]
    return blocks or None
