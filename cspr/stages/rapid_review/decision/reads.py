"""What the pages of the decision show, read from the protocol, the facts and the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cspr import protocol
from cspr.access.models import Looked
from cspr.access.reads import SeenCase
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.facts import documents, latest_document, latest_documents
from cspr.record.models import Case, Document
from cspr.steps.read import CaseRead

REPORT = "rapid_review_report"
ANTI_OPPRESSIVE = "F4"
REVIEW_PANEL = "rapid_review_panel"
OPENED = "Circulated Rapid Review report"  # The heading by which each opening is written down.
REVIEW_WORDS = {
    "local": "A local child safeguarding practice review",
    "national": "A national review, led by the national Panel",
    "none": "No further review",
}


def criteria_of(proto: protocol.Protocol) -> dict[str, str]:
    """The criteria (B3) and circumstances (B4) of a protocol: id → words."""
    return proto.items_of("B3", "B4")


def rights_of(proto: protocol.Protocol) -> dict[str, str]:
    """What is weighed for rights and equality: articles (F2), limbs of the duty (F3), practice (F4)."""
    return {**proto.items_of("F2", "F3"), ANTI_OPPRESSIVE: "Anti-oppressive and anti-discriminatory practice"}


def legal_frame(proto: protocol.Protocol) -> list[str]:
    """The laws that frame every decision (F1), in words."""
    return list(proto.items_of("F1").values())


def circulation_of(proto: protocol.Protocol) -> dict[str, str]:
    """Who the Rapid Review report is circulated to (D10), the panel itself first: id → name."""
    return {
        REVIEW_PANEL: "The Rapid Review panel: every agency that was asked for information",
        **proto.items_of("D10"),
    }


def last_considered(facts: Iterable[protocol.Fact]) -> dict[str, protocol.Fact]:
    """The view that stands for each criterion: the last recorded. facts: effective, in order of `at`."""
    latest: dict[str, protocol.Fact] = {}
    for fact in sorted(facts, key=lambda f: (str(f.recorded_at), str(f.at))):
        latest[str(fact.details.get("criterion"))] = fact
    return latest


def gone(facts: Iterable[protocol.Fact]) -> bool:
    """Whether the report is with the Panel for good: sent, and the Panel has not since disagreed or asked for more.

    facts: effective, in the order they were recorded.
    """
    sent = False
    for fact in facts:
        if fact.kind == "rapid_review_report_sent":
            sent = True
        elif fact.kind == "panel_responded" and fact.details.get("view") != "agrees":
            sent = False
    return sent


@dataclass(frozen=True)
class Weighed:
    """One criterion with the panel's view; fact None where it has none yet."""

    id: str
    says: str
    fact: protocol.Fact | None


def criteria(read: CaseRead) -> list[Weighed]:
    """Every criterion of the protocol with what stands for it."""
    known = last_considered(read.happened("criterion_considered"))
    return [Weighed(key, says, known.get(key)) for key, says in criteria_of(read.protocol).items()]


@dataclass(frozen=True)
class Signed:
    """One safeguarding partner's place on the decision. version: of the report; None: held elsewhere."""

    partner: str
    name: str
    fact: protocol.Fact | None
    version: int | None
    holds: bool


def signatures(read: CaseRead) -> list[Signed]:
    """The three partners in the order of their names; `holds`: signed the text that stands now."""
    by_hash = {d.text_hash: d.version for d in reversed(report_versions(read.case))}
    current = report(read.case)
    lines = []
    for partner in Agency.Partner:
        if not partner.value:
            continue
        facts = read.happened("partner_signed", partner=partner.value)
        fact = facts[-1] if facts else None
        text = str(fact.details.get("text_hash")) if fact else ""
        lines.append(
            Signed(
                partner.value,
                str(partner.label),
                fact,
                by_hash.get(text),
                bool(fact) and (current is None or text == current.text_hash),
            )
        )
    return lines


def by_partner(facts: Iterable[protocol.Fact]) -> list[tuple[str, protocol.Fact]]:
    """Facts of partners, each with the partner's name as people know it."""
    names = {str(p.value): str(p.label) for p in Agency.Partner}
    return [(names.get(str(f.details.get("partner")), ""), f) for f in facts]


def voided_signatures(read: CaseRead) -> list[protocol.Fact]:
    """Signatures taken back or voided by an edit or a later signature; they stay readable."""
    standing = {f.id for f in read.facts}
    return [f for f in read.all_facts if f.kind == "partner_signed" and f.id not in standing]


def partners_differ(lines: Iterable[Signed]) -> bool:
    """Whether the partners who have signed the standing text decided differently."""
    return len({s.fact.details.get("decision") for s in lines if s.fact and s.holds}) > 1


def report(case: Case) -> Document | None:
    """The report's newest version."""
    return latest_document(case, REPORT)


def report_versions(case: Case) -> list[Document]:
    """Every version of the report, newest first."""
    return list(documents(case, REPORT))


def report_sections(document: Document, questions: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts of a version that have text, with their headings. questions: field → heading, in order."""
    return [(heading, document.body[key]) for key, heading in questions.items() if document.body.get(key)]


def rights_documents(case: Case) -> list[Document]:
    """What was weighed for each decision, newest version of each."""
    return list(latest_documents(case, "rights_and_equality").values())


@dataclass(frozen=True)
class Circulated:
    """One post of the circulation: on the protocol's list or agreed beyond it."""

    post: str
    name: str
    agreed_by: str
    sent: protocol.Fact | None


def circulation(read: CaseRead) -> list[Circulated]:
    """Everyone the report goes to: the protocol's list first, then those agreed beyond it."""
    sent = {str(f.details.get("post")): f for f in read.happened("report_circulated")}
    listed = circulation_of(read.protocol)
    lines = [Circulated(post, name, "", sent.get(post)) for post, name in listed.items()]
    for fact in read.happened("wider_circulation_agreed"):
        to = str(fact.details.get("to"))
        if to not in listed and all(to != line.post for line in lines):
            lines.append(
                Circulated(
                    to,
                    to.replace("_", " ").capitalize(),
                    str(fact.details.get("by")).replace("_", " "),
                    sent.get(to),
                )
            )
    return lines


def report_duty(read: CaseRead) -> protocol.DutyStatus | None:
    """The duty to send the report to the Panel (D2), None where the protocol has none open or done."""
    return next((d for d in read.result.duties if "D2" in d.clauses and d.opened), None)


def record(read: CaseRead) -> dict[str, Any]:
    """The decision record as templates show it: what was weighed, recommended, signed and decided."""
    words = rights_of(read.protocol)
    weighed = criteria(read)
    lines = signatures(read)
    final = read.happened("final_decision")
    return {
        "immediate": read.happened("immediate_actions_considered"),
        "immediate_learning": read.happened("immediate_learning_shared"),
        "improvement": read.happened("improvement_considered"),
        "criteria": weighed,
        "criteria_left": sum(1 for w in weighed if w.fact is None),
        "rights": [
            {
                "decision": d.for_value.replace("_", " "),
                "rows": [
                    (name, d.body["weighed"][key]) for key, name in words.items() if key in d.body["weighed"]
                ],
                "reasons": d.body["reasons"],
            }
            for d in rights_documents(read.case)
        ],
        "rights_facts": read.happened("rights_and_equality_considered"),
        "recommendations": read.happened("recommendation_made"),
        "dissent": by_partner(read.happened("dissent_recorded")),
        "signatures": lines,
        "voided": by_partner(voided_signatures(read)),
        "differ": partners_differ(lines),
        "final": final[-1] if final else None,
        "current": report(read.case),
        "sent": read.happened("rapid_review_report_sent"),
        "gone": gone(read.facts),
        "review_words": REVIEW_WORDS,
    }


def proposed_report(read: CaseRead) -> dict[str, str]:
    """The report's parts that the decision record already answers, as a first draft of them."""
    met = {"yes": "met", "no": "not met", "unclear": "not clear"}
    found = {
        "safeguarding": [
            str(f.details.get("actions") or "") for f in read.happened("immediate_actions_considered")
        ],
        "learning": [str(f.details.get("what") or "") for f in read.happened("immediate_learning_shared")],
        "analysis": [
            str(f.details.get("reasons") or "") for f in read.happened("improvement_considered")[-1:]
        ],
        "identity": [
            str(f.details.get("reasons") or "") for f in read.happened("rights_and_equality_considered")[-1:]
        ],
        "criteria": [
            f"{w.id} {w.says}: {met.get(str(w.fact.details.get('met')), '')}. "
            f"{w.fact.details.get('reasons', '')}"
            for w in criteria(read)
            if w.fact
        ],
        "decision": [
            f"The panel recommends: {REVIEW_WORDS[f.details['review']].lower()}. {f.details.get('reasons', '')}"
            for f in read.happened("recommendation_made")[-1:]
        ],
        "parallel": [str(f.details.get("process") or "") for f in read.happened("parallel_process_opened")],
    }
    return {part: "\n\n".join(t for t in texts if t) for part, texts in found.items() if any(texts)}


def sent_report(read: CaseRead) -> Document | None:
    """The version that went to the Panel; else, or where its text is elsewhere, the newest."""
    sent = read.happened("rapid_review_report_sent")
    text = str(sent[-1].details.get("text_hash")) if sent else ""
    return next((d for d in report_versions(read.case) if d.text_hash == text), report(read.case))


def briefing(case: Case, of: str) -> Document | None:
    """The learning briefing of a review ("rapid_review", "local_review") as last kept."""
    return latest_document(case, "briefing", of)


def openings(seen: SeenCase) -> dict[str, list[Looked]]:
    """Who among the named posts has opened the circulated report: post → looks, newest first."""
    found: dict[str, list[Looked]] = {}
    for look in seen.looks.filter(what=f"page: {OPENED}", member__role=Role.NAMED_POST):
        found.setdefault(look.member.post, []).append(look)
    return found
