"""What the pages of gathering show: who is asked, who is back, the collated pack, the meeting and its window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cspr import protocol
from cspr.access.withheld import open_documents, withheld_files
from cspr.partnership.models import Agency, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import documents, latest_document, latest_documents
from cspr.record.files import files, not_to_be_opened
from cspr.record.models import Case, Document, File
from cspr.stages.rapid_review.gathering.restricted import FOR_APPROVAL, PARTS, RETURN
from cspr.steps.read import CaseRead

APPROVAL = ("return_sent_for_approval", "return_given_back", "return_approved")


def with_approver(facts: Sequence[protocol.Fact], waiting: Document | None, sent: Document | None) -> bool:
    """Whether an agency's return waits for its approver.

    facts: of APPROVAL, this agency's, in the order recorded. waiting: what was last sent for approval. sent: the newest version of the return.
    """
    asked = bool(facts) and facts[-1].kind == "return_sent_for_approval"
    return asked and waiting is not None and (sent is None or waiting.pk > sent.pk)


def met_by(proto: protocol.Protocol, kind: str) -> frozenset[str]:
    """The ids of the duties that a kind of fact meets, whatever a protocol calls them."""
    return frozenset(d.id for d in proto.duties if any(c.fact == kind for c in d.met_by))


def duty_for(read: CaseRead, kind: str, for_: str | None = None) -> protocol.DutyStatus | None:
    """The duty that a kind of fact meets, for one agency where it is owed by each; None before it is owed."""
    ids = met_by(read.protocol, kind)
    return next((d for d in read.result.duties if d.id in ids and d.opened and (for_ is None or d.for_ == for_)), None)


def criteria_of(proto: protocol.Protocol) -> dict[str, str]:
    """The criteria and circumstances information is addressed to (B3, B4): id → words."""
    return proto.items_of("B3", "B4")


def agency_names(home: Partnership) -> dict[str, str]:
    """The partnership's agencies: word → name, in the order of their names."""
    return dict(Agency.objects.filter(partnership=home).values_list("slug", "name"))


@dataclass(frozen=True)
class Asked:
    """One agency that was asked: its duty, what came back, and the newest version of it."""

    agency: str
    name: str
    fact: protocol.Fact
    duty: protocol.DutyStatus | None
    returned: protocol.Fact | None
    document: Document | None

    @property
    def due(self) -> date:
        """The day its return is due; the duty's, so that a correction of the request counts."""
        return self.duty.due if self.duty and self.duty.due else date.fromisoformat(str(self.fact.details["due"]))

    @property
    def late_by(self) -> int:
        """Working days late, whether still owed or come late; 0 when not."""
        return self.duty.days_late if self.duty else 0

    @property
    def status(self) -> str:
        """Its status as a tag shows it."""
        if self.returned:
            return "Nil return" if self.returned.details.get("nil") else "Returned"
        return "Overdue" if self.duty and self.duty.state == "overdue" else "Waiting"


def board(read: CaseRead) -> list[Asked]:
    """Every agency asked, those still owed first, the longest owed at the top."""
    names = agency_names(read.case.partnership)
    documents = {d.for_value: d for d in open_documents(read.case, latest_documents(read.case, RETURN).values())}
    lines = []
    for word, fact in {str(f.details["agency"]): f for f in read.happened("information_requested")}.items():
        returned = read.happened("return_received", agency=word)
        lines.append(Asked(word, names.get(word, word), fact, duty_for(read, "return_received", word),
                           returned[-1] if returned else None, documents.get(word)))
    return sorted(lines, key=lambda a: (a.returned is not None, a.due, a.name))


def asked(read: CaseRead, agency: str) -> Asked | None:
    """One agency's line, None where it was not asked."""
    return next((line for line in board(read) if line.agency == agency), None)


def arranged(read: CaseRead) -> protocol.Fact | None:
    """The learning meeting as last arranged."""
    found = sorted(read.happened("meeting_arranged", meeting="learning"), key=lambda f: str(f.recorded_at))
    return found[-1] if found else None


def window(read: CaseRead) -> protocol.DutyStatus | None:
    """The clock of the learning meeting, None where none runs (a review without a notification)."""
    duty = duty_for(read, "meeting_held")
    return duty if duty and duty.due else None


def calendar_of(read: CaseRead) -> protocol.Calendar:
    """The working days of the case's protocol, with the partnership's own holidays."""
    more = {h.on: h.name for h in read.case.partnership.holidays.all()}
    return protocol.Calendar.named(read.protocol.protocol.calendar, more)


def proposed_due(read: CaseRead) -> date:
    """A due date for returns: the working day before the meeting's window opens, never sooner than two from today."""
    days, today = calendar_of(read), read.now.date()
    soonest = days.add_working_days(today, 2)
    clock = window(read)
    return max(soonest, days.add_working_days(clock.from_, -1)) if clock and clock.from_ else days.add_working_days(today, 5)


def proposed_meeting(read: CaseRead) -> date | None:
    """A day for the meeting: in the middle of what is left of its window, None where no window runs or it has passed."""
    clock = window(read)
    if not clock or not clock.due:
        return None
    start = max(clock.from_ or read.now.date(), read.now.date())
    open_days = [d.date for d in calendar_of(read).days(start, clock.due) if d.reason is None] if start <= clock.due else []
    return open_days[len(open_days) // 2] if open_days else None


def by_criterion(read: CaseRead, lines: list[Asked]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the agencies say on each criterion: (id, words, [(agency, information)])."""
    said: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        for row in line.document.body.get("criteria", []) if line.document else []:
            said.setdefault(row["criterion"], []).append((line.name, row["information"]))
    return [(key, words, said.get(key, [])) for key, words in criteria_of(read.protocol).items()]


def parts(document: Document) -> Iterator[tuple[str, str]]:
    """The parts of a return that have words, with their headings."""
    return ((heading, document.body[key]) for key, heading in PARTS.items() if document.body.get(key))


@dataclass(frozen=True)
class Said:
    """What a return says, for reading: its parts with headings, the criteria and questions with the information on each, its files."""

    parts: list[tuple[str, str]]
    criteria: list[tuple[str, str, str]]
    answers: list[tuple[str, str]]
    chronology: list[Mapping[str, Any]]
    files: list[Mapping[str, Any]]


def files_of(document: Document) -> list[Mapping[str, Any]]:
    """The files of a return as it was sent, each with what is to be said of it now: that it waits to be checked, or was taken out."""
    listed = document.body.get("files", [])
    closed = {f.pk: f.get_state_display() for f in not_to_be_opened(document.case, [f["file"] for f in listed])} if listed else {}
    return [{**f, "state": closed.get(f["file"], "")} for f in listed]


def said_in(proto: protocol.Protocol, document: Document) -> Said:
    """A version of a return, or what waits for approval, in the order of its form."""
    words, body = criteria_of(proto), document.body
    return Said(list(parts(document)), [(c["criterion"], words.get(c["criterion"], ""), c["information"]) for c in body.get("criteria", [])],
                [(a["question"], a["answer"]) for a in body.get("answers", [])], body.get("chronology", []), files_of(document))


def time_asked(read: CaseRead, agency: str) -> protocol.Fact | None:
    """The agency's request for more time that waits for an answer, None where there is none."""
    asked, answered = read.happened("more_time_asked", agency=agency), read.happened("more_time_answered", agency=agency)
    return asked[-1] if len(asked) > len(answered) else None


def approval_of(read: CaseRead, agency: str) -> list[protocol.Fact]:
    """What authors and approver of an agency did with its return, in the order recorded."""
    return [f for f in read.facts if f.kind in APPROVAL and f.details["agency"] == agency]


def waits_for_approval(read: CaseRead, line: Asked, waiting: Document | None) -> bool:
    """Whether the agency's return is with its approver. waiting: what was last sent for approval."""
    return with_approver(approval_of(read, line.agency), waiting, line.document)


def attached(case: Case, agency: str, *, unit: bool) -> list[File]:
    """The files that go with the next version of an agency's return, those withheld from who reads the case too: not to be shown.

    unit: as the Business Unit knows them: those it put there itself, and those sent before. What the agency has not sent is the agency's.
    """
    found = list(files(case, RETURN, agency))
    if not unit or not found:
        return found
    sent = latest_document(case, RETURN, agency)
    known = {f["file"] for f in sent.body.get("files", [])} if sent else set()
    return [f for f in found if f.pk in known or (f.author is not None and f.author.role == Role.BUSINESS_UNIT)]


def open_attached(case: Case, agency: str, *, unit: bool) -> list[File]:
    """The same, as far as they are open to who reads the case."""
    found = attached(case, agency, unit=unit)
    closed = withheld_files(case) if found else ()
    return [f for f in found if f.pk not in closed]


def for_approval(case: Case, agency: str) -> Document | None:
    """What was last sent to an agency's approver, as far as it is open to who reads the case."""
    return next(iter(open_documents(case, [latest_document(case, FOR_APPROVAL, agency)])), None)


def shared_versions(case: Case) -> dict[str, int]:
    """Which version of each return stood when the pack was last shared: agency → version."""
    pack = latest_document(case, "pack")
    return dict(pack.body["returns"]) if pack else {}


def versions(case: Case, agency: str) -> list[Document]:
    """Every version of an agency's return, newest first."""
    return open_documents(case, documents(case, RETURN, agency))
