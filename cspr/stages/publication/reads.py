"""The dates of publication, worked out from the protocol's own gates: by when to send, and how soon to publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cspr import protocol
from cspr.operations.errors import Missing
from cspr.protocol.facts import day_of
from cspr.record.facts import LONDON
from cspr.steps.read import CaseRead

SENT = ("report_sent_to_panel", "report_sent_to_secretary_of_state")
FARTHEST = 60  # Days looked ahead and back: no protocol asks for more notice than that.
_NO_TEXT = "sha256:" + "0" * 64


@dataclass(frozen=True)
class Timing:
    """Which dates hang together. Days, Europe/London."""

    planned: date | None
    send_by: date | None
    earliest: date | None
    sent: tuple[tuple[str, date], ...]
    today: date
    anniversary: date | None

    @property
    def too_late_for_plan(self) -> bool:
        """Whether the planned day can no longer be kept, because the report has not gone out in time."""
        return self.planned is not None and self.earliest is not None and self.planned < self.earliest


def approved_text(read: CaseRead) -> str | None:
    """The hash of the text the Executive approved, None before that or where a newer draft has replaced it."""
    approvals, drafts = read.happened("executive_approved"), read.happened("draft_received")
    if not approvals:
        return None
    approved = str(approvals[-1].details["text_hash"])
    return None if drafts and drafts[-1].details["text_hash"] != approved else approved


def _supposed(kind: str, on: date, text: str, **details: str) -> protocol.Fact:
    return protocol.Fact(id=f"supposed-{kind}", kind=kind, at=on, recorded_at=datetime.combine(on, time.min), by="",
                         details={"text_hash": text, **details}, supersedes=None)


def _missing(read: CaseRead, publish_on: date, sent: dict[str, date]) -> set[str]:
    """What would hold back publishing on that day, had the report been sent on those days."""
    text = approved_text(read) or _NO_TEXT
    facts = tuple(f for f in read.facts if f.kind not in SENT) + tuple(_supposed(kind, on, text) for kind, on in sent.items())
    candidate = _supposed("report_published", publish_on, text, url="https://example.org/")
    closed = protocol.gates_against(read.protocol, facts, candidate, read.holidays)
    return {says for gate in closed for says in gate.missing}


def send_by(read: CaseRead, publish_on: date) -> date | None:
    """The last day to send the final report for publication on a day; None where the protocol asks for no notice."""
    long_before = {kind: publish_on - timedelta(days=10 * FARTHEST) for kind in SENT}
    unavoidable = _missing(read, publish_on, long_before)
    for back in range(FARTHEST):
        on = publish_on - timedelta(days=back)
        if _missing(read, publish_on, dict.fromkeys(SENT, on)) <= unavoidable:
            return on
    return None


def earliest(read: CaseRead, today: date, sent: dict[str, date]) -> date | None:
    """The first day the report could be published as far as notice goes, if what has not been sent is sent today."""
    days = {kind: sent.get(kind, today) for kind in SENT}
    unavoidable = _missing(read, today + timedelta(days=FARTHEST), {kind: today - timedelta(days=10 * FARTHEST) for kind in SENT})
    for ahead in range(FARTHEST):
        on = today + timedelta(days=ahead)
        if _missing(read, on, days) <= unavoidable:
            return on
    return None


def timing(read: CaseRead) -> Timing:
    """The planned day, the last day to send for it, and the first day that could be kept."""
    today = read.now.astimezone(LONDON).date()
    plans = read.happened("publication_planned")
    planned = date.fromisoformat(str(plans[-1].details["on"])[:10]) if plans else None
    text = approved_text(read)
    sent = {kind: day_of(found[-1].at) for kind in SENT if (found := read.happened(kind, text_hash=text))} if text else {}
    incident = read.happened("incident_occurred")
    near = _anniversary(day_of(incident[-1].at), planned) if incident and planned else None
    return Timing(planned, send_by(read, planned) if planned else None, earliest(read, today, sent), tuple(sent.items()), today, near)


def _anniversary(of: date, planned: date) -> date | None:
    """The anniversary of a day within a week of the planned one, None where there is none."""
    for year in (planned.year - 1, planned.year, planned.year + 1):
        on = date(year, of.month, min(of.day, 28) if of.month == 2 else of.day)
        if year != of.year and abs((on - planned).days) <= 7:
            return on
    return None


def held_back(read: CaseRead) -> tuple[Missing, ...]:
    """Everything the protocol still asks for before the report is published, each with its clauses."""
    return read.held_back(("report_published",))
