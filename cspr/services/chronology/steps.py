"""The steps of the desk as pages: settle a row, decide a pair, say or ask something of a row, take a file out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done
from cspr.partnership.models import Member
from cspr.record.people import people_file
from cspr.services.chronology import reads, view
from cspr.services.chronology.inputs import SETTLING
from cspr.services.chronology.models import Link, Problem
from cspr.services.chronology.operations import OF_AGENCIES, numbered
from cspr.steps import CaseStep

DECISIONS = {
    "duplicate": {"joined": "They are the same row: show it once", "apart": "They are two rows: show both"},
    "same_event": {"joined": "They tell the same event", "apart": "They tell two events"},
    "contradiction": {"joined": "The accounts differ: keep it marked", "apart": "The accounts do not differ"},
}


def own_agency(member: Member) -> str:
    """The agency to whose rows the person keeps; "" for who works on every agency's."""
    return member.who if member.role in OF_AGENCIES else ""


class DeskStep(CaseStep):
    """A step about one row, pair, note or file, which the address names with ?for=. Subclass with `about`: the field that says which."""

    about = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """What it is about; NotHere where that is not there, or another's."""
        super().setup(request, *args, **kwargs)
        # What somebody else was quicker with is still found when the form is sent: what was typed is shown again, with what happened.
        self.sent = request.method == "POST"
        self.number = request.POST.get(self.about) or request.GET.get("for", "")
        self.thing = self.find(numbered(self.number))
        if self.thing is None:
            raise NotHere()

    def find(self, number: int) -> Any:
        """The thing of that number, None where there is none such."""
        raise NotImplementedError

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """What it is about is in the address."""
        return (self.about,)

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With what it is about."""
        return {**answers, self.about: self.number}

    @property
    def draft_name(self) -> str:
        """A draft for each thing."""
        return f"{super().draft_name}:{numbered(self.number)}"

    @property
    def reference(self) -> str:
        """The case's."""
        return str(self.kwargs["reference"])

    @cached_property
    def people(self) -> Mapping[str, Any]:
        """The people of the case."""
        return people_file(self.read.case)

    def lines(self, *entries: Any) -> list[view.Shown]:
        """Rows as the desk shows them, names as typed."""
        return view.shown(self.read.case, list(entries), self.people, named=True)

    def context(self) -> Mapping[str, Any]:
        """What the form must carry."""
        return {"about": self.about, "number": self.number, "thing": self.thing}


class UndoImport(DeskStep):
    """A file taken in by mistake."""

    operation, about, template, check = "chronology.undo_import", "source", "chronology/undo_import.html", True
    button = "Take it out of the chronology"
    next_says = "Its rows leave the chronology at once. Take the file in again, and what was decided about them stands again."

    def find(self, number: int) -> Any:
        """A file that is in, of the person's own agency."""
        found = reads.imports(self.read.case, own_agency(self.member)).filter(pk=number).exclude(kind="typed")
        return (found if self.sent else found.filter(ended_at=None)).first()

    def done_url(self, done: Done) -> str:
        """The list of files."""
        return reverse("chronology.imports", args=[self.reference])


class SettleProblem(DeskStep):
    """One row that could not be read; the next one follows."""

    operation, about, template = "chronology.settle_problem", "problem", "chronology/settle_problem.html"
    button = "Save and go to the next row"

    def find(self, number: int) -> Any:
        """A row of the list, of the person's own agency."""
        return reads.problems(self.read.case, own_agency(self.member)).filter(pk=number).first()

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """What can be done about it: a row that is not in the chronology has no date to give."""
        if name != "what":
            return None
        undated = self.thing.entry is not None and self.thing.entry.precision == "unknown"
        left = ("right", "leave_out") if self.thing.entry is None else ("date", "unknown", "leave_out") if undated else tuple(SETTLING)
        return [(word, SETTLING[word]) for word in left]

    def context(self) -> Mapping[str, Any]:
        """The row, and how many wait."""
        entry, own = self.thing.entry, own_agency(self.member)
        waiting = reads.problems(self.read.case, own).filter(state=Problem.State.OPEN)
        return {**super().context(), "line": self.lines(entry)[0] if entry else None, "waiting": waiting.count(),
                "agency": reads.agency_names(self.read.case.partnership).get(self.thing.agency, self.thing.agency)}

    def done_url(self, done: Done) -> str:
        """The next row that waits, after this one and then from the start; the list when none does."""
        waiting = list(reads.problems(self.read.case, own_agency(self.member)).filter(state=Problem.State.OPEN).values_list("pk", flat=True))
        if not waiting:
            return reverse("chronology.problems", args=[self.reference])
        following = next((pk for pk in waiting if pk > self.thing.pk), waiting[0])
        return reverse("chronology.settle_problem", args=[self.reference]) + f"?for={following}"


class ChangeEntry(DeskStep):
    """A row whose date was read wrongly, or that does not belong here."""

    operation, about, template = "chronology.change_entry", "entry", "chronology/change_entry.html"
    button = "Change the row"
    next_says = "What the agency wrote stays as it is, and the reason stays with the row."

    def find(self, number: int) -> Any:
        """A row, of the person's own agency."""
        entry, own = reads.entry(self.read.case, number), own_agency(self.member)
        return entry if entry is None or own in ("", entry.agency) else None

    def context(self) -> Mapping[str, Any]:
        """The row as it stands."""
        return {**super().context(), "line": self.lines(self.thing)[0]}

    def done_url(self, done: Done) -> str:
        """The row, where the person sees the chronology; else the files."""
        if self.read.seen.may_enter("chronology"):
            return reverse("chronology.row", args=[self.reference, self.thing.pk])
        return reverse("chronology.imports", args=[self.reference])


class _RowStep(DeskStep):
    about = "entry"

    def find(self, number: int) -> Any:
        """Any row of the chronology."""
        return reads.entry(self.read.case, number)

    def context(self) -> Mapping[str, Any]:
        """The row."""
        return {**super().context(), "line": self.lines(self.thing)[0]}

    def done_url(self, done: Done) -> str:
        """The row."""
        return reverse("chronology.row", args=[self.reference, self.thing.pk])


class AddNote(_RowStep):
    """A note or a question."""

    operation, template = "chronology.add_note", "chronology/of_row.html"
    button = "Add it"
    next_says = "It stands beside the row for everybody who works on the chronology. Agencies do not see it."


class WeighEntry(_RowStep):
    """Whether an event mattered."""

    operation, template = "chronology.weigh_entry", "chronology/of_row.html"
    button = "Save"
    next_says = "Significant events are marked in the chronology, in the lanes and in what is taken away."

    def initial(self) -> Mapping[str, Any]:
        """The other answer than the one that stands, which is why somebody comes here."""
        return {"significant": not self.thing.significant}


class _NoteStep(DeskStep):
    about = "note"

    def find(self, number: int) -> Any:
        """A note that stands."""
        found = reads.notes(self.read.case, taken_back=self.sent).filter(pk=number)
        return found.select_related("entry__source", "by__user", "answered_by__user").first()

    def context(self) -> Mapping[str, Any]:
        """The note and its row."""
        return {**super().context(), "line": self.lines(self.thing.entry)[0], "note": self.thing}

    def done_url(self, done: Done) -> str:
        """The row."""
        return reverse("chronology.row", args=[self.reference, self.thing.entry_id])


class AnswerQuestion(_NoteStep):
    """The answer to a question."""

    operation, template = "chronology.answer_question", "chronology/of_row.html"
    button = "Save the answer"

    def find(self, number: int) -> Any:
        """A question."""
        found = super().find(number)
        return found if found and found.question else None

    def initial(self) -> Mapping[str, Any]:
        """As answered before."""
        return {"answer": self.thing.answer}


class TakeBackNote(_NoteStep):
    """A note that should not stand."""

    operation, template, check = "chronology.take_back_note", "chronology/of_row.html", True
    button = "Take it back"


class _PairStep(DeskStep):
    about = "pair"

    def find(self, number: int) -> Any:
        """A pair of rows that are both in the chronology."""
        return reads.links(self.read.case).filter(pk=number).first()

    def context(self) -> Mapping[str, Any]:
        """The two rows side by side."""
        return {**super().context(), "link": self.thing, "rows": self.lines(self.thing.a, self.thing.b),
                "says": view.PAIR_WORDS[self.thing.kind, self.thing.state]}


class DecidePair(_PairStep):
    """Two rows side by side; the next pair follows."""

    operation, template = "chronology.decide_pair", "chronology/decide_pair.html"
    button = "Save and go to the next pair"
    next_says = "It can be looked at again at any time. What the agencies wrote stays as it is."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """What can be decided, in words for this kind of pair."""
        return list(DECISIONS[self.thing.kind].items()) if name == "decided" else None

    def done_url(self, done: Done) -> str:
        """The next pair that waits, of the same kind first; the list when none does."""
        waiting = reads.links(self.read.case).filter(state=Link.State.SUGGESTED)
        following = waiting.filter(kind=self.thing.kind).first() or waiting.first()
        if following is None:
            return reverse("chronology.pairs", args=[self.reference])
        return reverse("chronology.decide_pair", args=[self.reference]) + f"?for={following.pk}"


class ReopenPair(_PairStep):
    """A decision looked at again."""

    operation, template = "chronology.reopen_pair", "chronology/decide_pair.html"
    button = "Open it again"

    def done_url(self, done: Done) -> str:
        """The pair, to be decided anew."""
        return reverse("chronology.decide_pair", args=[self.reference]) + f"?for={self.thing.pk}"
