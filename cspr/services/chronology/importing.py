"""Taking in a file: choose it, look at what was found and what would come of it, correct the columns, then take it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr.chronology.columns import words_of
from cspr.chronology.headings import WHAT
from cspr.chronology.shapes import Entry
from cspr.operations import Done, InputFault
from cspr.services.chronology import reads
from cspr.services.chronology.incoming import standing
from cspr.services.chronology.inputs import FURTHER, ImportFile
from cspr.services.chronology.steps import own_agency
from cspr.services.chronology.taking import Found, Looked, look
from cspr.services.chronology.words import when_in_words
from cspr.steps import CaseStep, uploads
from cspr.steps.forms import StepForm
from cspr.steps.step import CONTROLS

SHOWN = 10  # Rows shown of each sort before they are taken in.
SAMPLES = 3  # Cells shown of each column.
MOST_TABLES, MOST_COLUMNS = 30, 60
_TABLE, _HEADER, _COLUMN = "table-", "header-", "column-"


class ImportFileStep(CaseStep):
    """An agency's own chronology; for the Business Unit, that of any agency asked."""

    operation = "chronology.import_file"
    template = "chronology/import_file.html"
    check_template = "chronology/look.html"
    check = True
    button = "Take these rows in"
    next_says = "You see what was found, and what would change, before anything is taken in. It can be taken out again."

    @property
    def agency(self) -> str:
        """The person's own, or the one that the form or the address names."""
        named = self.request.POST.get("agency", "") or self.request.GET.get("for", "")
        return own_agency(self.member) or (named if named in dict(self.choices("agency") or ()) else "")

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Agencies are not asked which they are; nor whether it replaces something, where nothing was sent. Columns are asked about later."""
        own = ("agency", "tables") if own_agency(self.member) else ("tables",)
        return own if self._sent() else (*own, "replaces")

    def _sent(self) -> list[Any]:
        return [f for f in standing(self.read.case, self.agency) if f.kind != "typed"] if self.agency else []

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The agencies asked; the files of the agency that are in."""
        if name == "agency":
            names = reads.agency_names(self.read.case.partnership)
            asked = {str(f.details["agency"]) for f in self.read.happened("information_requested")}
            return [(word, names[word]) for word in names if word in asked]
        if name == "replaces":
            return [*((str(f.pk), f"A newer version of {f.name}, {f.rows} rows") for f in self._sent()), (FURTHER, "No, it is a further file")]
        return None

    def initial(self) -> Mapping[str, Any]:
        """The agency named in the address."""
        return {"agency": self.agency}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """With the agency the page is of, and what was said of the columns."""
        return {**answers, "agency": self.agency, "tables": self._tables_said()}

    def _tables_said(self) -> list[dict[str, Any]]:
        """What the page that shows the columns was sent back with."""
        posted, found = self.request.POST, []
        for n in range(MOST_TABLES):
            if (table := posted.get(f"{_TABLE}{n}")) is not None:
                header = posted.get(f"{_HEADER}{n}", "0").strip()
                are = [posted[f"{_COLUMN}{n}-{c}"] for c in range(MOST_COLUMNS) if f"{_COLUMN}{n}-{c}" in posted]
                sound = header.isascii() and header.isdecimal() and len(header) < 7
                found.append({"table": table, "header": int(header) if sound else 0, "are": are})
        return found

    def _check(self, form: StepForm, done: Done) -> HttpResponse:
        return self._look(form, look(self.read.case, self.agency, self._given(form)))

    def _given(self, form: StepForm, **instead: Any) -> ImportFile:
        return ImportFile.model_validate({**self.prepare(uploads.given(self.member, form.answers(), self._files)), **instead})

    def _show(self, form: StepForm, **more: Any) -> HttpResponse:
        """The form; where what was said of the columns cannot be, those columns again, with what was said of them."""
        if more.get("status") == 422 and self._tables_said():
            try:
                looked = look(self.read.case, self.agency, self._given(form, tables=[]))
            except (InputFault, ValueError):
                return super()._show(form, **more)
            return self._look(form, looked, [line.text for one in form.all_forms() for line in one.error_summary()], 422)
        return super()._show(form, **more)

    def _look(self, form: StepForm, looked: Looked, faults: list[str] | None = None, status: int = 200) -> HttpResponse:
        ours = (_TABLE, _HEADER, _COLUMN)
        typed = [(k, v) for k, values in self.request.POST.lists() if k not in CONTROLS and not k.startswith(ours) for v in values]
        page = {**self._page(form), **_found(looked), "typed": typed, "faults": faults or [],
                "tables": [_table(n, t, self.request.POST) for n, t in enumerate(looked.tables[:MOST_TABLES])], "what": WHAT.items()}
        page["seen_token"] = self.request.POST.get("seen") or page["seen_token"]
        return render(self.request, self.check_template, page, status=status)

    def context(self) -> Mapping[str, Any]:
        """Whose file it is."""
        names = reads.agency_names(self.read.case.partnership)
        return {"own": bool(own_agency(self.member)), "agency_name": names.get(self.agency, "")}

    def done_url(self, done: Done) -> str:
        """The merged chronology; for an agency, its files."""
        name = "chronology" if self.read.seen.may_enter("chronology") else "chronology.imports"
        return reverse(name, args=[self.read.case.reference])


def _table(number: int, found: Found, posted: Mapping[str, str]) -> Mapping[str, Any]:
    """A table as the page asks about it: its heading row, and each column with the first things that stand in it."""
    columns = found.columns
    below = [line.cells for line in found.grid.lines if line.number > columns.header]
    rows = []
    for c, (heading, is_) in enumerate(zip(columns.headings[:MOST_COLUMNS], columns.are, strict=False)):
        said = list(dict.fromkeys(words for cells in below if c < len(cells) and (words := words_of(cells[c])) and words != heading))[:SAMPLES]
        name = f"{_COLUMN}{number}-{c}"
        rows.append((name, heading or f"Column {c + 1}", [words[:80] for words in said], posted.get(name, is_)))
    return {"name": f"{_TABLE}{number}", "where": found.grid.where, "header_name": f"{_HEADER}{number}",
            "header": posted.get(f"{_HEADER}{number}", columns.header), "columns": rows, "why": found.proposal.why, "dated": columns.dated,
            "remembered": found.remembered, "hidden": found.grid.hidden, "rows": found.proposal.rows}


def _line(entry: Entry) -> tuple[str, str, str, Entry]:
    place = f"{entry.source.sheet}, row {entry.source.row}" if entry.source.sheet else f"Row {entry.source.row}"
    return when_in_words(entry.when), entry.when.typed, place, entry


def _found(looked: Looked) -> Mapping[str, Any]:
    """What was found, and what taking it in would change; the first few of each."""
    compared, rows = looked.compared, looked.rows
    changes = [(_line(one), _line(two)) for one, two in compared.changed[:SHOWN]]
    parts = [("New", compared.new), ("Gone from the chronology", compared.gone)] if looked.before else [("The first rows", rows.entries)]
    return {
        "looked": looked, "says": looked.says(), "notes": dict.fromkeys((*looked.read.notes, *rows.notes)),
        "parts_found": [(heading, [_line(e) for e in entries[:SHOWN]], len(entries) - SHOWN) for heading, entries in parts if entries],
        "changed": changes, "changed_more": len(compared.changed) - SHOWN, "problems": rows.problems[:SHOWN],
        "problems_more": len(rows.problems) - SHOWN,
    }
