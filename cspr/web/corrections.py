"""Correcting an entry of the history, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from django.http import QueryDict
from django.urls import reverse
from pydantic import create_model

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.operations import Done, Input, get
from cspr.operations.corrections import BOUND
from cspr.operations.inputs import LongText, OptionalLongText, OptionalText, When, ask
from cspr.partnership.models import Agency
from cspr.record.facts import of_case
from cspr.steps import Step
from cspr.steps.forms import StepForm
from cspr.web.words import OF_AGENCIES, choice, details_in_words, label, names_of


class _OfFact(Step):
    """A step about one entry, named by ?for= with the entry's id."""

    leave_out = ("fact",)
    check = True

    def fact(self) -> protocol.Fact:
        """The entry: to open the form, one that counts; when it is sent, the door says so where it no longer does. Raises NotHere."""
        wanted, facts = self.request.GET.get("for", ""), of_case(self._case)
        found = next((f for f in (facts if self.request.method == "POST" else protocol.effective(facts)) if f.id == wanted), None)
        if found is None:
            raise NotHere("That entry is not in this case, or it was already corrected or taken back. Open the history again.")
        return found

    def names(self) -> dict[str, str]:
        """The words for what details name."""
        return names_of(self.member.partnership, protocol.load(self._case.protocol))

    def context(self) -> Mapping[str, Any]:
        """What the entry says now."""
        fact = self.fact()
        return {"says": protocol.KINDS[fact.kind].says, "fact": fact, "details": details_in_words(fact, self.names())}

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

    def _details(self) -> dict[str, protocol.Detail]:
        """The details that may be changed: those of the kind, and others that were recorded; nothing that was signed."""
        fact = self.fact()
        known = dict(protocol.KINDS[fact.kind].details)
        extra = {k: protocol.Detail(required=False) for k, v in fact.details.items() if k not in known and isinstance(v, str)}
        return {k: v for k, v in (known | extra).items() if k not in BOUND}

    def _form(self, data: QueryDict | None) -> StepForm:
        """The entry as questions: when it happened, each detail, and why it is corrected."""
        words = {name: (info.title or "", info.description or "") for name, info in get(self.operation).data.model_fields.items()}
        asked = {name: _question(name, detail, self.names()) for name, detail in self._details().items()}
        model: type[Input] = create_model(  # type: ignore[call-overload]
            "Correction", __base__=Input, at=(When, ask(*words["at"])), **asked, reason=(LongText, ask(*words["reason"])))
        fact = self.fact()
        return StepForm(model, data=data, initial={**fact.details, "at": fact.at}, choices=self.choices)

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The directory, where a detail names an agency."""
        if name not in OF_AGENCIES:
            return None
        return list(Agency.objects.filter(partnership=self.member.partnership).values_list("slug", "name"))

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Only the details that were changed; one left empty stays as it was."""
        recorded = self.fact().details
        given = {k: v.isoformat() if isinstance(v, date) else v for k, v in answers.items() if k not in ("at", "reason")}
        changed = {k: v for k, v in given.items() if v != recorded.get(k)}
        return super().prepare({"at": answers.get("at"), "reason": answers.get("reason", ""), "details": changed})


_TYPES: dict[str, Any] = {"bool": bool, "date": date, "number": int}


def _question(name: str, detail: protocol.Detail, names: Mapping[str, str]) -> tuple[Any, Any]:
    """A detail as a field of a form's model: its type, and the question."""
    labels = {v: choice(v, names) for v in detail.values}
    if detail.type == "choices":
        kind: Any = list[Literal[detail.values]]  # type: ignore[name-defined]
    elif detail.type == "choice":
        kind = Literal[detail.values]
    else:
        kind = _TYPES.get(detail.type, OptionalLongText if name in ("reasons", "comments") else OptionalText)
    return kind | None, ask(label(name), default=None, labels=labels)


class TakeBack(_OfFact):
    """An entry recorded by mistake."""

    operation = "record.take_back"
    template = "web/take_back.html"
    heading = "Take back an entry"
    button = "Take it back"
    next_says = "The entry stays readable in the history, and counts for nothing. What rested on it is owed again."
