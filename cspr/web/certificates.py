"""The certificate of a disposal as a tagged PDF: the room that keeps the schedule and the one that sets papers never meet but here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cspr.access.errors import NotHere
from cspr.access.reads import case_for, note_look
from cspr.govuk.days import in_words, local
from cspr.operations import clock
from cspr.record.disposal import certificate
from cspr.services.documents.paper import Bullets, Pairs, Paper, Section, Table, Text
from cspr.services.documents.pdf import to_pdf
from cspr.steps.page import download


def _day(text: str) -> str:
    return in_words(local(text) or text)


def as_paper(said: dict[str, Any]) -> Paper:
    """A certificate's body as a paper. It names no person of the case, so it carries no marking."""
    kept_longer = ", after it had been kept longer by a decision" if said["kept_longer"] else ""
    who = {name: f"{said[name]['name']}, {said[name]['role']}, {_day(said[name]['at'])}" for name in ("proposed", "confirmed")}
    return Paper("Certificate of disposal", said["partnership"], [
        Section("", [
            Text(f"Case {said['reference']} of {said['partnership']} was disposed of on {_day(said['disposed'])}."),
            Pairs([("Opened", _day(said["opened"])), ("Closed", _day(said["closed"])), ("Due for disposal", _day(said["due"]) + kept_longer),
                   ("Schedule", f"{said['period']}. Source: {said['source']}. Set by {said['set_by']}, {_day(said['set_on'])}."),
                   ("Proposed by", who["proposed"]), ("Confirmed by", who["confirmed"]),
                   ("Head of the chain", f"Entry {said['entries']}: {said['chain_head']}")])]),
        Section("What was looked at before", [Bullets(said["checks"])]),
        Section("What went", [Table("What went, by type", ("Records", "How many"), [(says, str(n)) for says, n in said["gone"]], (4, 1))]),
        Section("What is left", [Bullets(said["left"])]),
    ], subtitle=f"Case {said['reference']}", marking="", foot=f"Case {said['reference']} · certificate of disposal")


def file(request: HttpRequest, reference: str) -> HttpResponse:
    """The PDF. Raises NotHere where the case was not disposed of, as for none."""
    seen = case_for(request.member, reference, clock.today(), "retention")
    found = certificate(seen.case)
    if found is None:
        raise NotHere()
    note_look(seen, "downloaded: certificate of disposal", clock.now())
    return download(f"{seen.case.reference}-certificate-of-disposal.pdf", to_pdf(as_paper(found.body)), "application/pdf")
