"""The request as the Business Unit sends it to many agencies, and changes it for one (D4, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cspr.access.errors import NotHere
from cspr.partnership.directory import by_agency
from cspr.partnership.models import Agency, Contact
from cspr.record.facts import latest_document
from cspr.record.models import Document
from cspr.stages.rapid_review.gathering import reads
from cspr.stages.rapid_review.gathering.steps import GatheringStep
from cspr.steps.forms import Choices

LEGAL_BASIS = (
    "The safeguarding partners ask for this information under section 16H of the Children Act 2004, so that they can carry out their functions "
    "of identifying and reviewing serious child safeguarding cases (sections 16C to 16F). Whoever is asked must comply.\n"
    "Personal data are shared because a task in the public interest, laid down in that Act, needs it (UK GDPR Article 6(1)(e) and, for special "
    "categories, Article 9(2)(g) with paragraph 18 of Schedule 1 to the Data Protection Act 2018). Consent is not the basis and need not be sought. "
    "Send what is relevant and no more."
)


class _ToAgencies(GatheringStep):
    """Addressees and criteria to choose from."""

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those that can be asked here."""
        return []

    def choices(self, name: str) -> Choices | None:
        """Entries of the directory, by agency; and the protocol's criteria."""
        if name == "addressees":
            found = Contact.objects.filter(agency__in=self.agencies, is_active=True).select_related("agency")
            return [(str(c.pk), f"{c.agency}: {c}{f' (away; {c.deputy_name} stands in)' if self._away(c) else ''}") for c in found]
        if name == "criteria":
            return [(key, f"{key} · {words}") for key, words in reads.criteria_of(self.read.protocol).items()]
        return None

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Nobody to choose from, nobody to choose."""
        return () if self.choices("addressees") else ("addressees",)

    def _away(self, contact: Contact) -> bool:
        return any(one.contact == contact.pk and one.deputy_for for one in self._reached.get(contact.agency.slug, ()))

    @cached_property
    def _reached(self) -> Mapping[str, Any]:
        return by_agency(self.agencies, self.now.date())

    @property
    def usual(self) -> list[int]:
        """Those marked for requests, of every agency that can be asked: only those of the agencies chosen are written to."""
        return [one.contact for people in self._reached.values() for one in people if one.contact]


class RequestStep(_ToAgencies):
    """One request to many agencies, with the meeting's date (D4, D6)."""

    operation = "rapid_review.request_information"
    template = "rapid_review/gathering/request_information.html"
    heading = "Ask agencies for information"
    button = "Send the request"
    check = True
    after = "rapid_review.returns"
    next_says = "Each agency finds the request when it signs in. You see here who has opened it, who has returned and who is late."

    @cached_property
    def board(self) -> list[reads.Asked]:
        """Those asked before."""
        return reads.board(self.read)

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those not asked yet, by name."""
        done = {line.agency for line in self.board}
        return [a for a in Agency.objects.filter(partnership=self.read.case.partnership) if a.slug not in done]

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Several are chosen at once."""
        return ("agency", *super().leave_out)

    def choices(self, name: str) -> Choices | None:
        """The agencies not asked yet, and what can be chosen for them."""
        return [(a.slug, a.name) for a in self.agencies] if name == "agencies" else super().choices(name)

    def context(self) -> Mapping[str, Any]:
        """Who is written to where the directory names nobody, and whom nothing reaches."""
        named = {name: [str(one) for one in self._reached[a.slug]] for a in self.agencies if (name := a.name)
                 and not any(one.contact for one in self._reached[a.slug])}
        return {**super().context(), "stand_ins": {k: v for k, v in named.items() if v}, "nobody": [k for k, v in named.items() if not v]}

    def initial(self) -> Mapping[str, Any]:
        """The Sub-group's agencies; what was asked of the others before; a due date and a meeting that fit the window."""
        chosen = [self.request.GET["for"]] if self.request.GET.get("for") else []
        before = self.board[0] if self.board else None
        arranged = reads.arranged(self.read)
        incident = self.read.happened("incident_occurred")
        return {
            "agencies": chosen or ([] if self.board else [a.slug for a in self.agencies if a.on_sub_group]), "warning": True,
            "addressees": [str(pk) for pk in self.usual], "criteria": list(reads.criteria_of(self.read.protocol)), "legal_basis": LEGAL_BASIS,
            "due": reads.proposed_due(self.read), "meeting_on": None if arranged else reads.proposed_meeting(self.read),
            "scope_to": str(incident[-1].at)[:10] if incident else None,
            **(as_asked(latest_document(self.read.case, "request", before.agency)) if before else {}),
        }


class ChangeRequestStep(_ToAgencies):
    """One agency is asked for something else, or by another day."""

    operation = "rapid_review.change_request"
    template = "rapid_review/gathering/change_request.html"
    heading = "Change a request"
    button = "Change the request"
    check = True
    after = "rapid_review.returns"
    next_says = "The agency reads the changed request, and why, when it signs in. What was asked before stays readable in the history."

    @cached_property
    def line(self) -> reads.Asked | None:
        """The agency that the address names with ?for=, None where it names none. Raises NotHere for one that was not asked."""
        named = self.request.GET.get("for", "")
        found = reads.asked(self.read, named)
        if named and found is None:
            raise NotHere()
        return found

    @property
    def draft_name(self) -> str:
        """A draft for each agency."""
        return f"{super().draft_name}:{self.line.agency}" if self.line else super().draft_name

    @cached_property
    def agencies(self) -> list[Agency]:
        """That one, or every one that was asked."""
        asked = [self.line.agency] if self.line else [a.agency for a in reads.board(self.read)]
        return list(Agency.objects.filter(partnership=self.read.case.partnership, slug__in=asked))

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """The agency is asked only where the address does not say which."""
        return (*(("agency",) if self.line else ()), *super().leave_out)

    def choices(self, name: str) -> Choices | None:
        """The agencies asked, and what can be chosen for them."""
        return [(a.slug, a.name) for a in self.agencies] if name == "agency" else super().choices(name)

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the agency."""
        return {**answers, "agency": self.line.agency} if self.line else answers

    def context(self) -> Mapping[str, Any]:
        """The agency."""
        return {**super().context(), "line": self.line}

    def initial(self) -> Mapping[str, Any]:
        """As it is asked now."""
        if self.line is None:
            return {}
        found = latest_document(self.read.case, "request", self.line.agency)
        chosen = (found.body.get("chosen") if found else None) or self.usual
        return {"criteria": list(reads.criteria_of(self.read.protocol)), **as_asked(found), "due": self.line.due,
                "addressees": [str(pk) for pk in chosen]}


def as_asked(request: Document | None) -> dict[str, Any]:
    """What a request said, as its form takes it, so that a later agency is asked the same."""
    if request is None:
        return {}
    kept = {k: request.body[k] for k in ("scope_from", "scope_to", "legal_basis", "criteria") if request.body.get(k)}
    return {**kept, "questions": "\n".join(request.body["questions"])}
