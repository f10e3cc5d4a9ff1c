"""Correcting an entry of the history, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.govuk.days import in_words
from cspr.operations import Done
from cspr.operations.corrections import BOUND
from cspr.record.facts import of_case
from cspr.steps import Step


class _OfFact(Step):
    """A step about one entry, named by ?for= with the entry's id."""

    leave_out = ("fact",)
    check = True

    def fact(self) -> protocol.Fact:
        """The entry, as long as it counts. Raises NotHere."""
        wanted = self.request.GET.get("for", "")
        found = next((f for f in protocol.effective(of_case(self._case)) if f.id == wanted), None)
        if found is None:
            raise NotHere("That entry is not in this case, or it was already corrected or taken back. Open the history again.")
        return found

    def context(self) -> Mapping[str, Any]:
        """What the entry says now."""
        fact = self.fact()
        return {"says": protocol.KINDS[fact.kind].says, "fact": fact, "details": [(k.replace("_", " "), in_words(v)) for k, v in fact.details.items()]}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Names the entry."""
        return {**answers, "fact": self.fact().id}

    def done_url(self, done: Done) -> str:
        """Back to the history."""
        return reverse("history", args=[self._case.reference])


class Correct(_OfFact):
    """What was recorded wrongly, and what is right: when it happened, and each of its details that may change."""

    operation = "record.correct"
    template = "web/correct.html"
    heading = "Correct an entry"
    button = "Record the correction"
    next_says = "The dates that rest on this entry are worked out again. The old entry stays readable in the history."
    leave_out = ("fact", "details")

    def _changeable(self) -> dict[str, str]:
        return {k: v for k, v in self.fact().details.items() if k not in BOUND and isinstance(v, str)}

    def initial(self) -> Mapping[str, Any]:
        """As recorded."""
        return {"at": self.fact().at}

    def context(self) -> Mapping[str, Any]:
        """The details as boxes, with what was typed into them."""
        kind = protocol.KINDS[self.fact().kind]
        boxes = []
        for name, value in self._changeable().items():
            detail = kind.details.get(name)
            boxes.append({"name": f"detail-{name}", "label": name.replace("_", " ").capitalize(), "value": self.request.POST.get(f"detail-{name}", value),
                          "values": list(getattr(detail, "values", None) or ()), "long": len(value) > 80})
        return {**super().context(), "boxes": boxes}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Only the details that were changed."""
        given = {k: self.request.POST.get(f"detail-{k}", v).strip() for k, v in self._changeable().items()}
        changed = {k: v for k, v in given.items() if v != self.fact().details[k]}
        return {**super().prepare(answers), "details": changed}


class TakeBack(_OfFact):
    """An entry recorded by mistake."""

    operation = "record.take_back"
    template = "web/take_back.html"
    heading = "Take back an entry"
    button = "Take it back"
    next_says = "The entry stays readable in the history, and counts for nothing. What rested on it is owed again."
