"""The agenda of a meeting: as it was set, else as the protocol proposes it, with what came of each item so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cspr import protocol
from cspr.govuk.days import short
from cspr.record.models import Document
from cspr.steps.fact_words import details_in_words
from cspr.steps.read import CaseRead

# Where a protocol proposes no agenda for a meeting.
PLAIN = (("welcome", "Welcome, apologies, and whether all three safeguarding partners are here"),
         ("confidentiality", "Confidentiality, and conflicts of interest"), ("case", "The case"), ("actions", "Actions: what, who, by when"))


@dataclass(frozen=True)
class Item:
    """One item of an agenda. facts: the kinds that say what came of it."""

    id: str
    number: int
    title: str
    clauses: tuple[str, ...] = ()
    note: str = ""
    facts: tuple[str, ...] = ()


def _proposed(proto: protocol.Protocol, word: str) -> list[Item]:
    wanted = f"agenda-{word.replace('_', '-')}"
    found = next((one for one in proto.lists if one.id == wanted), None)
    if found is None:
        return [Item(word_, n, title) for n, (word_, title) in enumerate(PLAIN, 1)]
    return [Item(i.id, n, i.name, i.clauses, "", i.facts) for n, i in enumerate(found.items, 1)]


def agenda_of(proto: protocol.Protocol, document: Document | None, word: str) -> list[Item]:
    """The items in order. document: the agenda as last set, None to take the protocol's. word: learning, sub_group or panel."""
    proposed = _proposed(proto, word)
    if document is None:
        return proposed
    facts = {i.id: i.facts for i in proposed}
    return [Item(row["id"], n, row["title"], tuple(row["clauses"]), row["note"], facts.get(row["id"], ()))
            for n, row in enumerate(document.body["items"], 1)]


def came_of(read: CaseRead, item: Item, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is recorded on an item elsewhere in the case, as sentences: (when, what). names: see cspr.steps.fact_words."""
    found = []
    for kind in item.facts:
        latest: dict[str, protocol.Fact] = {}
        for fact in read.happened(kind):  # The last word on each criterion, process or decision.
            latest[str(fact.details.get("criterion") or fact.details.get("process") or fact.details.get("decision") or "")] = fact
        found += [(short(f.at), _sentence(f, names)) for f in latest.values()]
    return found


_OUTCOMES = {"ask_for_sin": "The authority is asked to notify", "rapid_review_without_sin": "A Rapid Review is held without a notification",
             "neither": "Neither a notification nor a Rapid Review"}
_REVIEWS = {"local": "a local child safeguarding practice review", "national": "a national review", "none": "no further review"}
_MET = {"yes": "met", "no": "not met", "unclear": "not clear"}


def _sentence(fact: protocol.Fact, names: Mapping[str, str]) -> str:
    """A fact as minutes tell it; one of a kind that has no sentence here, as its questions and answers."""
    told = {k: str(v) for k, v in fact.details.items() if isinstance(v, str)}
    why = f" {told['reasons']}" if told.get("reasons") else ""
    match fact.kind:
        case "criterion_considered":
            return f"{told['criterion']}, {names.get(told['criterion'], '')}: {_MET.get(told['met'], told['met'])}.{why}"
        case "immediate_actions_considered":
            needed = f"Immediate safety actions: {told.get('actions') or 'considered'}"
            return needed if fact.details["any"] else f"No immediate safety action is needed.{why}"
        case "immediate_learning_shared":
            return "Learning shared at once" + (f" with {told['to']}" if told.get("to") else "") + (f": {told['what']}" if told.get("what") else ".")
        case "recommendation_made":
            return f"Recommended: {_REVIEWS.get(told['review'], told['review'])}.{why}"
        case "referral_considered":
            return f"{_OUTCOMES.get(told['outcome'], told['outcome'])}.{why}"
        case "family_told":
            return f"Told: {told['who']}, by {told['by']}."
        case "parallel_process_opened":
            return f"{names.get(told['process'], told['process'])}, under way."
        case "improvement_considered" | "rights_and_equality_considered" | "progress_checked":
            return f"{protocol.KINDS[fact.kind].says}:{why}"
    details = "; ".join(f"{label.lower()}: {words}" for label, words in details_in_words(fact, names))
    return ": ".join(filter(None, (protocol.KINDS[fact.kind].says, details)))


def returns_in_words(read: CaseRead, names: Mapping[str, str]) -> str:
    """How many of the agencies asked have returned, and which have not; "" where none was asked."""
    asked = dict.fromkeys(str(f.details["agency"]) for f in read.happened("information_requested"))
    back = {str(f.details["agency"]) for f in read.happened("return_received")}
    if not asked:
        return ""
    missing = ", ".join(names.get(a, a) for a in asked if a not in back)
    return f"{sum(a in back for a in asked)} of {len(asked)} returned" + (f"; missing: {missing}." if missing else ".")
