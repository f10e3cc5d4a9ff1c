"""What the referral's pages show: each referral as it was made, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cspr import protocol
from cspr.access.reads import SeenCase
from cspr.partnership.models import Agency, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document, latest_documents
from cspr.record.models import Case, Document
from cspr.stages.referral.inputs import DECISIONS, ReviewReferral, SubmitReferral
from cspr.steps.read import CaseRead
from cspr.steps.words import said

OF_AGENCIES = (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR)
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who referred", ("referrer_name", "referrer_role", "referrer_email", "agreed_by")),
    ("What happened", ("what_happened", "when", "place", "abuse_or_neglect", "outcome", "looked_after")),
    ("Safety now", ("immediate_safety", "other_children", "urgent")),
    ("Who is involved", ("agencies_involved", "other_areas", "media_interest")),
)
# The form speaks to the writer; a reader reads it as this.
_READ_AS = {"Your name": "Name", "Your role": "Role", "Your work e-mail address": "E-mail",
            "Which senior lead in your agency has agreed to this referral?": "Senior lead who agreed"}


def agencies(home: Partnership) -> list[tuple[str, str]]:
    """Every agency of the directory, as (word, name)."""
    return list(Agency.objects.filter(partnership=home).values_list("slug", "name"))


def criteria(proto: protocol.Protocol) -> list[tuple[str, str]]:
    """The criteria and circumstances the protocol lists (B3, B4), as (id, words): those a decision can later weigh."""
    weighed = protocol.KINDS["criterion_considered"].details["criterion"].values
    return [(i.id, i.name) for found in proto.lists for i in found.items if i.id in weighed]


@dataclass(frozen=True)
class AsMade:
    """One agency's referral, in words. children: how many were named; who they are stands under People."""

    agency: str
    name: str
    version: int
    by: str
    at: datetime
    children: int
    sections: tuple[tuple[str, list[tuple[str, str]]], ...]
    criteria: tuple[tuple[str, str], ...]


def _as_made(document: Document, proto: protocol.Protocol, names: dict[str, str]) -> AsMade:
    body = document.body
    parts = tuple((heading, [(_READ_AS.get(question, question), words) for question, words in
                             said(SubmitReferral, body, fields, {"agencies_involved": names})]) for heading, fields in SECTIONS)
    words = dict(criteria(proto))
    given = tuple((words.get(c["criterion"], c["criterion"]), c["reasons"]) for c in body.get("criteria", []))
    return AsMade(document.for_value, names.get(document.for_value, document.for_value), document.version,
                  str(document.author.user.name) if document.author else "", document.at, body.get("children", 0),
                  tuple(p for p in parts if p[1]), given)


def every_referral(case: Case) -> list[AsMade]:
    """Every agency's referral, as the pack brings them to those who meet about the case."""
    proto, names = protocol.load(case.protocol), dict(agencies(case.partnership))
    return [_as_made(d, proto, names) for _, d in sorted(latest_documents(case, "referral").items())]


def referrals(seen: SeenCase) -> list[AsMade]:
    """The referrals this person may read: an agency its own, the others all."""
    own = seen.member.who if Role(seen.member.role) in OF_AGENCIES else None
    return [r for r in every_referral(seen.case) if own is None or r.agency == own]


def what_became(read: CaseRead) -> list[dict[str, object]]:
    """What happened to the referral, oldest first, without anybody's reasons."""
    names = dict(agencies(read.case.partnership))
    says = {
        "referral_reviewed": "The Business Unit reviewed it", "referral_circulated": "It went to the Sub-group",
        "sin_requested": "The local authority was asked to notify the national Panel", "sin_submitted": "The national Panel was notified",
        "sin_declined": "The local authority decided not to notify", "rapid_review_opened": "A Rapid Review opened",
    }
    found: list[dict[str, object]] = []
    for fact in sorted(read.facts, key=lambda f: str(f.at)):
        if fact.kind == "referral_received":
            title = f"Referral received from {names.get(fact.details['agency'], fact.details['agency'])}"
        elif fact.kind == "referral_considered":
            title = f"The Sub-group decided. {DECISIONS[fact.details['outcome']]}"
        elif fact.kind in says:
            title = says[fact.kind]
        else:
            continue
        own = read.seen.member.who if Role(read.seen.member.role) in OF_AGENCIES else None
        if fact.kind != "referral_received" or own in (None, fact.details["agency"]):
            found.append({"title": title, "at": fact.at, "by": "", "text": ""})
    return found


def triage(case_read: CaseRead) -> list[tuple[str, str]]:
    """The Business Unit's triage in words; empty before there is any, and for the agencies."""
    if Role(case_read.seen.member.role) in OF_AGENCIES:
        return []
    document = latest_document(case_read.case, "triage")
    return said(ReviewReferral, document.body) if document else []
