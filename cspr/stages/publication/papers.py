"""What publication puts on paper: the letter with which the final report goes to the Secretary of State."""

from __future__ import annotations

from cspr.govuk.days import in_words, local
from cspr.services.documents.letters import letter
from cspr.steps.read import CaseRead


@letter("secretary_of_state", "Letter to the Secretary of State with the final report", room="publication", clauses=("I8",))
def secretary_of_state(read: CaseRead, _: str) -> dict[str, str]:
    """The final report's covering letter, with the day of publication as planned."""
    planned = read.happened("publication_planned")
    parts = [f"We enclose the final report of our local child safeguarding practice review, reference {read.case.reference}, before it is published."]
    if planned:
        parts.append(f"We plan to publish it on {in_words(local(planned[-1].details['on']))}.")
    parts.append("It is written so that nobody in it can be recognised. It has gone to the Child Safeguarding Practice Review Panel too.")
    return {"to": "The Secretary of State for Education", "opening": "Dear Secretary of State", "subject": "Final report of a local review",
            "body": "\n\n".join(parts), "closing": "Yours faithfully", "signed_by": "Business Manager, on behalf of the safeguarding partners"}
