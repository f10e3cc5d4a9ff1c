"""Correcting an entry of the history, and taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from pydantic import create_model
from pydantic.fields import FieldInfo

from cspr import protocol
from cspr.access.errors import NotHere
from cspr.access.reads import rooms_of
from cspr.operations import Done, Input, InputFault, clock, get
from cspr.operations.corrections import BOUND, BY_THE_SERVICE, LIFTED, NOT_YOURS, own_entry
from cspr.operations.errors import Fault
from cspr.operations.inputs import LongText, OptionalLongText, When, ask
from cspr.operations.rehearsal import asked_for, recorder
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.facts import of_case, of_partnership, pure
from cspr.steps import Step
from cspr.steps.fact_words import OF_AGENCIES, choice, details_in_words, label, names_of
from cspr.steps.forms import StepForm


class _OfFact(Step):
    """A step about one entry, named by ?for= with the entry's id. Nothing of it is shown before it is known to be this person's to change."""

    leave_out = ("fact",)
    check = True

    @property
    def draft_name(self) -> str:
        """One draft an entry."""
        return f"{self.operation}:{self.fact.id}"

    @cached_property
    def fact(self) -> protocol.Fact:
        """The entry: to open the form, one that counts; when it is sent, the door says so where it no longer does. Raises NotHere."""
        wanted, posted = self.request.GET.get("for", ""), self.request.method == "POST"
        try:
            own = own_entry(self._case, UUID(wanted), self.member, self.seen.rooms if self.seen else ())
        except (ValueError, InputFault) as error:
            raise NotHere(NOT_YOURS) from error
        found = pure(own)
        recorded = of_case(self._case) if self._case else of_partnership(self.member.partnership)
        if own.kind in BY_THE_SERVICE | LIFTED or not (posted or found in protocol.effective(recorded)):
            raise NotHere(NOT_YOURS)
        return found

    def names(self) -> dict[str, str]:
        """The words for what details name."""
        return names_of(self.member.partnership, protocol.load((self._case or self.member.partnership).protocol))

    def context(self) -> Mapping[str, Any]:
        """What the entry says now."""
        return {"says": protocol.KINDS[self.fact.kind].says, "fact": self.fact, "details": details_in_words(self.fact, self.names())}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Names the entry."""
        return {**answers, "fact": self.fact.id}

    def done_url(self, done: Done) -> str:
        """Back to the list of what was recorded."""
        if self._case is None:
            return reverse("recorded_by_partnership")
        if not rooms_of(self.member, self._case, clock.today()):  # A referral taken back may have been all they saw of it.
            return reverse("home")
        return reverse("history" if self.seen and self.seen.may_enter("history") else "recorded", args=[self._case.reference])


class _CorrectionForm(StepForm):
    """Each detail is a question of its own; the door names it as a part of the details."""

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Put each fault at its question."""
        super().add_faults(Fault(f.field.removeprefix("details."), f.message) for f in faults)


class Correct(_OfFact):
    """What was recorded wrongly, and what is right: when it happened, and each of its details that may change."""

    operation = "record.correct"
    template = "web/correct.html"
    heading = "Correct an entry"
    button = "Record the correction"
    next_says = "The dates that rest on this entry are worked out again. The old entry stays readable."

    def _details(self) -> dict[str, protocol.Detail]:
        """The details that may be changed: those of the kind, and others that were recorded; nothing that was signed."""
        known = dict(protocol.KINDS[self.fact.kind].details)
        extra = {k: protocol.Detail(required=False) for k, v in self.fact.details.items() if k not in known and isinstance(v, str)}
        return {k: v for k, v in (known | extra).items() if k not in BOUND}

    def _form(self, data: QueryDict | None) -> StepForm:
        """The entry as questions: when it happened, each detail as it was first asked for, and why it is corrected."""
        words = {name: (info.title or "", info.description or "") for name, info in get(self.operation).data.model_fields.items()}
        op, asked = recorder(self.fact.kind, Role(self.member.role)), {}
        inputs = [(detail, info) for _, detail, info in asked_for(op)] if op else []
        first = {detail: info for detail, info in inputs if sum(d == detail for d, _ in inputs) == 1}
        for name, detail in self._details().items():
            asked[name] = _as_first_asked(first[name]) if name in first else _question(name, detail, self.names())
        at = first["at"].title if "at" in first else words["at"][0]
        model: type[Input] = create_model(  # type: ignore[call-overload]
            "Correction", __base__=Input, at=(When, ask(at)), **asked, reason=(LongText, ask(*words["reason"])))
        return _CorrectionForm(model, data=data, initial={**self.fact.details, "at": self.fact.at}, choices=self.choices)

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The directory, where a detail names an agency."""
        if name not in OF_AGENCIES:
            return None
        found = list(Agency.objects.filter(partnership=self.member.partnership).values_list("slug", "name"))
        said = self.fact.details.get(name)  # An action may be a group's: that stays a choice.
        return found if said is None or said in dict(found) else [(said, choice(str(said), self.names())), *found]

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Only the details that were changed; one left empty stays as it was."""
        recorded = self.fact.details
        given = {k: v.isoformat() if isinstance(v, date) else v for k, v in answers.items() if k not in ("at", "reason")}
        changed = {k: v for k, v in given.items() if v != recorded.get(k)}
        return super().prepare({"at": answers.get("at"), "reason": answers.get("reason", ""), "details": changed})


_TYPES: dict[str, Any] = {"bool": bool, "date": date, "number": int}


def _as_first_asked(info: FieldInfo) -> tuple[Any, Any]:
    """The question of the step that records it; it may be left as it is."""
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    kind = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return kind | None, ask(info.title or "", info.description or "", **{**extra, "default": None})


def _question(name: str, detail: protocol.Detail, names: Mapping[str, str]) -> tuple[Any, Any]:
    """A detail that no step asks for by itself, as a field of a form's model: its type, and the question."""
    labels = {v: choice(v, names) for v in detail.values}
    if detail.type == "choices":
        kind: Any = list[Literal[detail.values]]  # type: ignore[name-defined]
    elif detail.type == "choice":
        kind = Literal[detail.values]
    else:
        kind = _TYPES.get(detail.type, OptionalLongText)
    return kind | None, ask(label(name), default=None, labels=labels)


class TakeBack(_OfFact):
    """An entry recorded by mistake."""

    operation = "record.take_back"
    template = "web/take_back.html"
    heading = "Take back an entry"
    button = "Take it back"
    next_says = "The entry stays readable in the history, and counts for nothing. What rested on it is owed again."


class CorrectOwn(Correct):
    """The same, of what the partnership recorded outside its cases."""

    operation = "record.correct_own"


class TakeBackOwn(TakeBack):
    """The same, of what the partnership recorded outside its cases."""

    operation = "record.take_back_own"
