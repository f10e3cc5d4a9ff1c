"""The Rapid Review report, the learning briefing and the minutes of meetings as documents."""

from __future__ import annotations

from cspr.govuk.days import in_words
from cspr.record.facts import documents as versions_of
from cspr.record.models import Document
from cspr.services.documents.kinds import Field, Kind, Line, Part, Rows, Title, Values, kind
from cspr.services.meetings.meeting import title_of
from cspr.services.meetings.reads import meetings_for
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


def _minuted(read: CaseRead) -> list[tuple[str, str]]:
    """The meetings that have minutes."""
    written = set(versions_of(read.case, "minutes").values_list("for_value", flat=True))
    return [(m.key, m.title) for m in meetings_for(read) if m.key in written]


def _minutes(read: CaseRead, version: Document) -> Values:
    """A version of the minutes; whether the chair has agreed to this very text."""
    agreed = [f for f in read.happened("minutes_agreed") if f.details.get("text_hash") == version.text_hash]
    return {**{name: version.body.get(name, "") for name in ("present", "apologies", "quorum", "conflicts")},
            "meeting": title_of(version.for_value), "items": version.body.get("items", []), "agreed_on": in_words(agreed[-1].at) if agreed else ""}


kind(Kind(
    "minutes", "Minutes", "meeting", "minutes",
    (Field("meeting", "Which meeting"), Field("present", "Who was there"), Field("apologies", "Who sent apologies"),
     Field("quorum", "Whether all three safeguarding partners took part"), Field("conflicts", "Conflicts of interest declared"),
     Field("items", "The items", {"title": "The item", "discussion": "What was discussed", "decision": "What was decided",
                                  "dissent": "Who saw it differently", "actions": "Who does what, by when"}),
     Field("agreed_on", "The day the chair agreed to this version; empty before")),
    (Title("Minutes: {{ meeting }}"), Line("{{ partnership }} · Case {{ reference }}"),
     Line("Version {{ version }}, {{ written_on }}", quiet=True), Line("Agreed by the chair, {{ agreed_on }}", needs="agreed_on", bold=True),
     Part("Present", "present"), Part("Apologies", "apologies"), Part("Quorum", "quorum"), Part("Conflicts of interest", "conflicts"),
     Rows("Items", "items", (("title", "Item"), ("discussion", "Discussion"), ("decision", "Decision"), ("dissent", "Dissent"),
                             ("actions", "Actions")), (3, 5, 4, 3, 4))),
    _minutes, _minuted, clauses=("D6", "D8"),
))
