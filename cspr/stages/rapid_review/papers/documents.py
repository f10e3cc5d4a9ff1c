"""The Rapid Review report and the learning briefing as documents."""

from __future__ import annotations

from cspr.govuk.days import in_words
from cspr.record.facts import documents as versions_of
from cspr.record.models import Document
from cspr.services.documents.kinds import Field, Kind, Line, Part, Rows, Title, Values, kind
from cspr.stages.rapid_review.decision.operations.recommending import HEADINGS
from cspr.stages.rapid_review.decision.reads import REPORT, REVIEW_WORDS, by_partner
from cspr.steps.read import CaseRead

BOXES = {
    "introduction": "What is this about?", "background": "What happened", "why_it_matters": "Why it matters", "findings": "What was found",
    "worked_well": "What worked well", "what_to_do": "What to do differently", "questions": "Questions to talk over in your team",
}


def _report(read: CaseRead, version: Document) -> Values:
    """The report's parts, and who signed this text."""
    signed = [{"partner": name, "decision": REVIEW_WORDS[f.details["decision"]], "on": in_words(f.at)}
              for name, f in by_partner(read.happened("partner_signed", text_hash=version.text_hash))]
    return {**{name: version.body.get(name, "") for name in HEADINGS}, "signed": signed}


kind(Kind(
    REPORT, "Rapid Review report", "decision", REPORT,
    (*(Field(name, heading) for name, heading in HEADINGS.items()),
     Field("signed", "Safeguarding partners who have signed this version",
           {"partner": "The partner", "decision": "What they decided", "on": "The day they signed"})),
    (Title("Rapid Review report"), Line("{{ partnership }} · Case {{ reference }}"),
     Line("Version {{ version }}, written by {{ written_by }}, {{ written_on }}", quiet=True),
     *(Part(heading, name) for name, heading in HEADINGS.items()),
     Rows("Signed by the safeguarding partners", "signed", (("partner", "Partner"), ("decision", "Decision"), ("on", "Signed")), (3, 4, 3))),
    _report, clauses=("D8", "D9"),
))


def _briefings(read: CaseRead) -> list[tuple[str, str]]:
    """Of which reviews there is one."""
    written = set(versions_of(read.case, "briefing").values_list("for_value", flat=True))
    return [(word, words) for word, words in (("rapid_review", "of the Rapid Review"), ("local_review", "of the local review")) if word in written]


kind(Kind(
    "briefing", "Learning briefing", "decision", "briefing",
    (*(Field(name, heading) for name, heading in BOXES.items()), Field("url", "Where it is published")),
    (Title("Learning briefing"), Line("{{ partnership }}"),
     *(Part(f"{number}. {heading}", name) for number, (name, heading) in enumerate(BOXES.items(), 1)),
     Line("Read it at {{ url }}", needs="url", quiet=True)),
    lambda read, version: {name: version.body.get(name, "") for name in (*BOXES, "url")},
    _briefings, marking="", unnamed=True, clauses=("D12", "I7", "J6"),
))
