"""What the local review puts on paper: its terms of reference."""

from __future__ import annotations

from cspr.record.models import Document
from cspr.services.documents.kinds import Field, Kind, Line, Part, Title, Values, kind
from cspr.stages.local_review.reads import METHODS, listed
from cspr.steps.read import CaseRead

PARTS = {
    "questions": "What the review must answer", "period": "The period it looks at", "scope": "Who and what is in scope",
    "methodology": "How it is done", "family": "How family and carers take part", "practitioners": "How frontline practitioners take part",
    "timetable": "Timetable",
}


def _terms(read: CaseRead, version: Document) -> Values:
    """The version's parts; the methodology and the reviewer as they stand."""
    chosen, reviewer = read.happened("methodology_chosen"), read.happened("reviewer_appointed")
    words = dict(listed(read.protocol, METHODS))
    method = str(chosen[-1].details.get("methodology", "")) if chosen else ""
    return {**{name: version.body.get(name, "") for name in PARTS}, "methodology": words.get(method, method),
            "reviewer": str(reviewer[-1].details.get("name", "")) if reviewer else ""}


kind(Kind(
    "terms", "Terms of reference", "review", "terms",
    (*(Field(name, heading) for name, heading in PARTS.items()), Field("reviewer", "The independent reviewer")),
    (Title("Terms of reference"), Line("{{ partnership }} · Local child safeguarding practice review · Case {{ reference }}"),
     Line("Version {{ version }}, {{ written_on }}", quiet=True), Line("Independent reviewer: {{ reviewer }}", needs="reviewer"),
     *(Part(heading, name) for name, heading in PARTS.items())),
    _terms, clauses=("E3",),
))
