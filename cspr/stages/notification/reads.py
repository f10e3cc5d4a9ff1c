"""What the notification's pages show: the answer to "must we notify?", the partners' views, and the sheet in the form's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from cspr import protocol
from cspr.record.facts import LONDON, latest_document
from cspr.services.people.roll import CasePeople
from cspr.stages.notification.inputs import OUTCOMES
from cspr.stages.notification.operations import standing_sin
from cspr.stages.notification.sheet import SECTIONS, SaveSheet, SheetChild
from cspr.steps.read import CaseRead
from cspr.steps.words import said

# The public page of the national service. Guidance is replaced from time to time: pages say so.
SERVICE = ("Report a serious child safeguarding incident, on GOV.UK", "https://www.gov.uk/guidance/report-a-serious-child-safeguarding-incident")

ABUSE = {"known": "Abuse or neglect is known", "suspected": "Abuse or neglect is suspected", "no": "Abuse or neglect is neither known nor suspected"}
_TELLING = ("abuse_or_neglect", "outcome", "looked_after")


@dataclass(frozen=True)
class Answer:
    """Whether to notify, as the protocol says of what is known. must: yes, no or consider (too little is known)."""

    must: Literal["yes", "no", "consider"]
    title: str
    because: tuple[str, ...]
    clauses: tuple[str, ...]
    due: date | None
    why_due: str
    state: str
    owed: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]


def what_is_known(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The incident's details as sentences."""
    said_so = []
    if facts.get("abuse_or_neglect"):
        said_so.append(ABUSE[facts["abuse_or_neglect"]] + ".")
    if facts.get("outcome"):
        said_so.append("The child neither died nor was seriously harmed." if facts["outcome"] == "neither" else OUTCOMES[facts["outcome"]] + ".")
    if facts.get("looked_after") is not None:
        said_so.append("The child was looked after by a local authority." if facts["looked_after"] else "The child was not looked after.")
    if facts.get("care_leaver"):
        said_so.append("It was a care leaver.")
    return tuple(said_so)


def _duty_to_notify(proto: protocol.Protocol) -> frozenset[str]:
    """The duties about the incident itself that a notification meets: not those that follow from being asked."""
    return frozenset(d.id for d in proto.duties if "sin_submitted" in d.meeting_kinds and d.when is not None)


def _as_if_aware(read: CaseRead) -> protocol.Evaluation:
    """What the protocol would say if the authority became aware now."""
    now = read.now.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
    aware = protocol.Fact(id="as-if-aware", kind="authority_aware", at=now, recorded_at=now, by="", details={}, supersedes=None)
    return protocol.evaluate(read.protocol, (*read.all_facts, aware), on=now, holidays=read.holidays, scope="case")


def answer(read: CaseRead) -> Answer:
    """What the protocol says of notifying, from the facts; asked as if the authority were aware, where that is not recorded yet."""
    aware = bool(read.happened("authority_aware"))
    result = read.result if aware else _as_if_aware(read)
    duties = _duty_to_notify(read.protocol)
    found = [d for d in result.duties if d.id in duties]
    owed = [d for d in found if d.opened]
    incident = read.happened("incident_occurred")
    details = incident[-1].details if incident else {}
    because = what_is_known(details)
    clauses = tuple(dict.fromkeys(c for d in (owed or found) for c in d.clauses))
    tests = tuple((c.id, c.says) for c in read.protocol.clauses if c.id == "B2" or c.id in clauses)
    if owed:
        due, why = (owed[0].due, owed[0].why) if aware else (None, "")
        return Answer("yes", "It must be notified", because, clauses, due, why, owed[0].state, tuple(d.title for d in owed), tests)
    unknown = [name for name in _TELLING if details.get(name) is None]
    if unknown:
        return Answer("consider", "Too little is known to say", because, clauses, None, "", "", (), tests)
    return Answer("no", "It need not be notified, on what is known", because, clauses, None, "", "", (), tests)


def undecided(read: CaseRead) -> bool:
    """Whether the authority is aware, and too little is known for anybody to owe anything."""
    settled = standing_sin(read.facts) or read.happened("sin_declined")
    return bool(read.happened("authority_aware")) and not settled and answer(read).must == "consider"


def guidance(proto: protocol.Protocol) -> dict[str, Any]:
    """What is to be at hand where the decision is made (C3): what the protocol names, and the national service's page."""
    return {"named": list(proto.items_of("C3").values()), "words": SERVICE[0], "url": SERVICE[1]}


def notifies_deaths(proto: protocol.Protocol) -> bool:
    """Whether the protocol knows deaths that are notified to others than the Panel."""
    return any("death_notified" in d.meeting_kinds for d in proto.duties)


@dataclass(frozen=True)
class Sheet:
    """The sheet as last saved. sections: (id, heading, answers, children, keyed into the national form)."""

    version: int
    by: str
    at: datetime
    sections: tuple[tuple[str, str, list[tuple[str, str]], list[list[tuple[str, str]]], bool], ...]
    keyed: int

    @property
    def total(self) -> int:
        """How many parts there are."""
        return len(self.sections)


def sheet(read: CaseRead) -> Sheet | None:
    """The newest version of the sheet, None before there is any."""
    document = latest_document(read.case, "sin_sheet")
    if document is None:
        return None
    keyed = set(document.body.get("keyed", []))
    children = [said(SheetChild, child) for child in document.body.get("children", [])]
    sections = tuple((word, heading, said(SaveSheet, document.body, names), children if word == "children" else [], word in keyed)
                     for word, heading, names in SECTIONS)
    return Sheet(document.version, document.author.user.name if document.author else "", document.at, sections, len(keyed))


def proposed(read: CaseRead) -> dict[str, Any]:
    """What the sheet can be begun with: what the case already holds. People are not asked twice."""
    begun: dict[str, Any] = {"notifier_name": read.seen.member.user.name, "notifier_email": read.seen.member.user.email,
                             "notifier_role": read.seen.member.get_role_display()}
    aware, incident = read.happened("authority_aware"), read.happened("incident_occurred")
    if aware:
        begun["aware_at"] = aware[0].at
    if incident:
        last = incident[-1]
        begun["place"] = last.details.get("place", "")
        if last.details.get("day") != "not known":
            begun["happened"] = last.at
        outcome = {"died": "death", "seriously_harmed": "serious_harm"}.get(last.details.get("outcome", ""))
        if outcome:
            begun["outcome"] = outcome
        if last.details.get("looked_after") and outcome == "death":
            begun["kind"] = "looked_after_death"
    roll = CasePeople.of(read.case)
    begun["children"] = [{"name": p.name, "born": p.born, "due": p.born_note if p.unborn else "", "age": "" if p.unborn or p.born else p.born_note,
                          "address": p.address, "school": p.school} for p in roll.children[:4]]
    begun["further_children"] = "\n".join(f"{p.shown_name}, {p.born_note or p.born or 'date of birth not known'}" for p in roll.children[4:])
    begun["siblings"] = "\n".join(p.shown_name for p in roll.others if p.role == "sibling")
    return begun


def standing(read: CaseRead) -> protocol.Fact | None:
    """The notification that stands, None where there is none or it was withdrawn."""
    return standing_sin(read.facts)
