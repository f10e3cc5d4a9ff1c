"""The steps of keeping and disposing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cspr import protocol
from cspr.operations import Done, NotHere
from cspr.protocol.explain import in_words as day_in_words
from cspr.record import disposal
from cspr.services.retention import reads
from cspr.services.retention.certificate import LEFT, in_words
from cspr.services.retention.schedule import Record, records, schedule
from cspr.services.retention.standing import holds
from cspr.steps.case_step import CaseStep
from cspr.steps.step import Step


class _OfHome(Step):
    """A step of the partnership's own; afterwards at the schedule."""

    template = "retention/own_step.html"

    def done_url(self, done: Done) -> str:
        """The schedule."""
        return reverse("retention.schedule")


class SetPeriod(_OfHome):
    """The period of one type of record, which the address names."""

    operation = "retention.set_period"
    template = "retention/set_period.html"
    check = True
    button = "Set this period"
    next_says = "It is in force at once. What is past its time goes the next night; a case file is looked through first, and confirmed by another."

    @cached_property
    def record(self) -> Record | None:
        """The type the address names."""
        return records().by_id.get(self.request.GET.get("for", ""))

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """What cannot be chosen for this type."""
        if self.record is None:
            return ()
        return (*(() if len(self.record.starts) > 1 else ("starts",)), *(() if self.record.reviewed else ("confirmers",)))

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The types, and what the period of this one can be counted from."""
        if name == "record":
            return [(r.id, r.title) for r in records().record]
        return records().starts(*([self.record] if self.record else records().record)) if name == "starts" else None

    def initial(self) -> Mapping[str, Any]:
        """As it is set now."""
        now = schedule(self.member.partnership).get(self.record.id) if self.record else None
        return {"record": self.record.id if self.record else "", **(
            {"number": now.number, "unit": now.unit, "starts": now.starts, "source": now.source, "confirmers": list(now.confirmers)} if now else {})}

    def context(self) -> Mapping[str, Any]:
        """What others publish."""
        return {"record": self.record}


class HoldEverything(_OfHome):
    """A moratorium, an inquiry."""

    operation = "retention.hold_everything"
    check = True
    button = "Place the hold"
    next_says = "Nothing is disposed of from now on: no case, no message, no draft. The hold is shown on every page of retention until it is lifted."


def _of_holds(name: str, held: Sequence[protocol.Fact]) -> list[tuple[str, str]] | None:
    return [(str(f.details["hold"]), f"{f.details['asked_by']}, since {day_in_words(f.day)}") for f in held] if name == "hold" else None


class ReleaseEverything(_OfHome):
    """It is over."""

    operation = "retention.release_everything"
    check = True
    button = "Lift the hold"
    next_says = "What is past its time is due again. Case files still need two people."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that stand."""
        return _of_holds(name, reads.held_everything(self.member.partnership))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form. Raises NotHere where there is nothing to lift."""
        if not reads.held_everything(self.member.partnership):
            raise NotHere()
        return super().get(request, *args, **kwargs)


class _OfCase(CaseStep):
    """A step of one case; afterwards at its page of retention."""

    template = "retention/step.html"
    after = "retention.case"


class PlaceHold(_OfCase):
    """An inquest, a claim, a court."""

    operation = "retention.place_hold"
    check = True
    button = "Place the hold"
    next_says = "The case cannot be disposed of until the Business Unit lifts the hold, with a reason."


class LiftHold(_OfCase):
    """It is over."""

    operation = "retention.lift_hold"
    check = True
    button = "Lift the hold"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those that stand on the case."""
        return _of_holds(name, holds(self.read.facts))


class KeepLonger(_OfCase):
    """Beyond its time, with a reason."""

    operation = "retention.keep_longer"
    button = "Keep it longer"


class ProposeDisposal(_OfCase):
    """It was looked through and may go."""

    operation = "retention.propose_disposal"
    check = True
    button = "Propose the disposal"
    next_says = "Another person looks at the case and confirms, or declines. Until then nothing goes."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """What is to be looked at."""
        return [(c.id, c.says) for c in records().check] if name == "checks" else None


class DeclineDisposal(_OfCase):
    """It stays."""

    operation = "retention.decline_disposal"
    button = "Decline"


class ConfirmDisposal(_OfCase):
    """The second person's word. The page is itself the confirmation: what goes, what stays, and the reference to type."""

    operation = "retention.confirm_disposal"
    template = "retention/confirm.html"
    button = "Dispose of the case for ever"

    def context(self) -> Mapping[str, Any]:
        """What goes and what stays, who proposed it and why it is due."""
        seen = self.seen
        if seen is None:
            raise TypeError("this is done in a case")
        if seen.case.disposed_at:  # By somebody who was quicker.
            return {}
        standing = reads.standing(seen)
        proposed = seen.entries.filter(pk=standing.proposal.id).first() if standing.proposal else None
        return {"gone": in_words(disposal.tally(seen.case)), "left": LEFT, "standing": standing, "proposed": proposed,
                "checks": [c.says for c in records().check]}
