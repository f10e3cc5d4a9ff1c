"""Makes a page's form from an operation's input model, so that a question is worded once for page and API."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django import forms
from django.http import QueryDict
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from cspr.govuk import fields as gov
from cspr.govuk.file_field import File
from cspr.operations.errors import Fault
from cspr.operations.inputs import Upload, inner_model
from cspr.steps import uploads

Choices = Sequence[tuple[str, str]]
LONG = 200  # A text that may be longer than this gets a large box.


def _core(annotation: Any) -> tuple[Any, list[Any]]:
    """The type inside Annotated[…] and … | None, and the metadata met on the way."""
    metadata: list[Any] = []
    while True:
        if typing.get_origin(annotation) is typing.Annotated:
            metadata += annotation.__metadata__
            annotation = annotation.__origin__
        elif typing.get_origin(annotation) in (typing.Union, types.UnionType):
            inner = [a for a in annotation.__args__ if a is not type(None)]
            if len(inner) != 1:
                return annotation, metadata
            annotation = inner[0]
        else:
            return annotation, metadata


def files_taken(info: FieldInfo) -> bool | None:
    """Whether a field takes several files (True) or one (False); None where it takes none."""
    kind, _ = _core(info.annotation)
    return typing.get_origin(kind) in (list, tuple) if inner_model(kind) is Upload else None


def file_fields(model: type[BaseModel]) -> dict[str, bool]:
    """The fields of a model that take files, and whether several."""
    return {name: many for name, info in model.model_fields.items() if (many := files_taken(info)) is not None}


def secret_fields(model: type[BaseModel]) -> set[str]:
    """The fields of a model that are never shown or kept as typed."""
    return {name for name, info in model.model_fields.items() if _core(info.annotation)[0] is SecretStr}


def _max_length(metadata: Iterable[Any]) -> int | None:
    lengths = [m.max_length for m in metadata if getattr(m, "max_length", None)]
    return lengths[0] if lengths else None


def form_field(info: FieldInfo, choices: Choices | None = None) -> forms.Field:
    """The GOV.UK field for one field of an input model. Nothing is required here: the model itself says what is missing."""
    kind, metadata = _core(info.annotation)
    metadata = [*info.metadata, *metadata]
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    common = {"label": info.title or "", "hint": info.description or "", "required": False}
    labels: Mapping[str, str] = extra.get("labels") or {}
    if files_taken(info) is not None:
        return File(read=uploads.read_token, many=bool(files_taken(info)), accept=",".join(f".{e}" for e in extra.get("accept", ())), **common)
    if typing.get_origin(kind) is Literal:
        words = choices or [(str(v), labels.get(str(v), str(v).replace("_", " ").capitalize())) for v in kind.__args__]
        return gov.Radios(choices=words, **common)
    if typing.get_origin(kind) in (list, tuple, set, frozenset):
        inner, _ = _core(kind.__args__[0])
        words = choices or [(str(v), labels.get(str(v), str(v).replace("_", " ").capitalize())) for v in getattr(inner, "__args__", ())]
        return gov.Checkboxes(choices=words, **common)
    if kind is bool:
        return gov.YesNo(**common)
    if kind is SecretStr:
        return gov.Password(autocomplete="off", **common)
    if kind is int and choices is None:
        return gov.Number(**common)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return gov.When(**common)
    if choices is not None:
        many = extra.get("as") == "select" or len(choices) > 8
        return gov.Select(choices=[("", "Choose one"), *choices], **common) if many else gov.Radios(choices=choices, **common)
    if kind is date:
        return gov.Date(**common)
    longest = _max_length(metadata) or LONG
    return gov.LongText(max_length=None, rows=extra.get("lines", 5), **common) if longest > LONG else gov.Text(max_length=None, **common)


def form_class(model: type[BaseModel], choices: Callable[[str], Choices | None], hidden: Iterable[str] = ()) -> type[gov.GovForm]:
    """A form class for the flat fields of a model; lists of models are rows (see StepForm)."""
    made: dict[str, forms.Field] = {}
    for name, info in model.model_fields.items():
        if inner_model(info.annotation) not in (None, Upload):
            continue
        if name in hidden:
            made[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        else:
            made[name] = form_field(info, choices(name))
    return type(f"{model.__name__}Form", (gov.GovForm,), made)


def _given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in cleaned.items() if v not in (None, "", [])}


@dataclass
class Rows:
    """A repeated part of a form: one small form a row. `fixed`: the rows are given (one a criterion) and cannot be added to."""

    name: str
    title: str
    hint: str
    add_label: str
    forms: list[gov.GovForm] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    fixed: bool = False

    def numbered(self) -> list[tuple[int, str, gov.GovForm]]:
        """Each row with its number from 1 and heading, for the template."""
        return [(n, self.headings[n - 1] if n <= len(self.headings) else f"{self.title} {n}", f) for n, f in enumerate(self.forms, 1)]


class StepForm:
    """An operation's input as a form: the main questions and any repeated rows."""

    def __init__(
        self, model: type[BaseModel], *, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None,
        choices: Callable[[str], Choices | None] = lambda name: None, leave_out: Iterable[str] = (),
        fixed: Mapping[str, tuple[str, Choices]] | None = None,
    ) -> None:
        """model: the input. data: what was posted. initial: shown at first. choices: for fields chosen from the record.

        leave_out: fields the page supplies itself. fixed: by row field, its key field and the rows as (key, heading).
        """
        initial = initial or {}
        self.model, self.data, self.fixed = model, data, fixed or {}
        leave = set(leave_out)
        main = form_class(model, choices)
        for name in leave & set(main.base_fields):
            del main.base_fields[name]
        self.main = main(data, initial=initial)
        self.rows: dict[str, Rows] = {}
        for name, info in model.model_fields.items():
            inner = inner_model(info.annotation)
            if inner not in (None, Upload) and name not in leave:
                self.rows[name] = self._rows(name, info, inner, initial.get(name) or [], choices)

    def __getitem__(self, name: str) -> Any:
        """A main field for the template, as `form.at`; or rows, as `form.children`."""
        return self.rows[name] if name in self.rows else self.main[name]

    def _rows(self, name: str, info: FieldInfo, inner: type[BaseModel], initial: Sequence[Mapping[str, Any]],
              choices: Callable[[str], Choices | None]) -> Rows:
        extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        rows = Rows(name, info.title or "", info.description or "", str(extra.get("add_label", "Add another")))
        if name in self.fixed:
            key, items = self.fixed[name]
            small = form_class(inner, choices, hidden=[key])
            known = {str(row.get(key)): row for row in initial}
            rows.fixed, rows.headings = True, [heading for _, heading in items]
            for i, (value, _) in enumerate(items):
                rows.forms.append(small(self.data, prefix=f"{name}-{i}", initial={**known.get(value, {}), key: value}))
            return rows
        small = form_class(inner, choices)
        count = self._count(name, max(len(initial), int(extra.get("rows", 1))))
        for i in range(count):
            rows.forms.append(small(self.data, prefix=f"{name}-{i}", initial=initial[i] if i < len(initial) else {}))
        return rows

    def _count(self, name: str, otherwise: int) -> int:
        posted = (self.data or {}).get(f"{name}-count", "")
        count = int(posted) if self.data is not None and str(posted).isdecimal() and len(str(posted)) < 4 else otherwise
        if self.data is not None and self.data.get("action") == f"add:{name}":
            count += 1
        return min(max(count, 1), 200)

    def is_valid(self) -> bool:
        """Whether every field could be read (dates exist, choices are offered). The model then has its say."""
        for name, shown in self.main.fields.items():
            for says in self.data.getlist(name + uploads.REFUSED) if self.data is not None and isinstance(shown, File) else ():
                self.main.add_error(name, says)
        return all([self.main.is_valid(), *(f.is_valid() for rows in self.rows.values() for f in rows.forms)])

    def answers(self) -> dict[str, Any]:
        """What was given, as the input model takes it; empty fields and wholly empty rows are left out."""
        given = _given(self.main.cleaned_data)
        for name, rows in self.rows.items():
            key = self.fixed[name][0] if name in self.fixed else None
            kept = [(f, _given(f.cleaned_data)) for f in rows.forms]
            given[name] = [row for _, row in kept if rows.fixed or any(k != key for k in row)]
        return given

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Put each fault at its field; those of no field of this page go to the top."""
        for fault in faults:
            form, name = self._place(fault.field)
            form.add_error(name, fault.message)

    def _place(self, path: str) -> tuple[gov.GovForm, str | None]:
        first, *rest = path.split(".")
        if first in self.rows and rest and rest[0].isdecimal():
            rows = self.rows[first]
            shown = [f for f in rows.forms if rows.fixed or any(_given(getattr(f, "cleaned_data", {})))]
            form = shown[int(rest[0])] if int(rest[0]) < len(shown) else rows.forms[0]
            return form, rest[1] if len(rest) > 1 and rest[1] in form.fields else None
        if first in self.rows:
            form = self.rows[first].forms[0]
            return form, next((name for name in form.fields if not form[name].is_hidden), None)
        return self.main, first if first in self.main.fields else None

    @property
    def takes_files(self) -> bool:
        """Whether the browser must send it in parts."""
        return any(isinstance(f, File) for f in self.main.fields.values())

    def all_forms(self) -> list[gov.GovForm]:
        """Main form and rows, in the order of the page, for the error summary."""
        return [self.main, *(f for rows in self.rows.values() for f in rows.forms)]

    def summary(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What was answered, in words, for check-your-answers: parts of (heading, [(question, answer)])."""
        parts = [("", _answers_in_words(self.main))]
        for rows in self.rows.values():
            for _, heading, form in rows.numbered():
                words = _answers_in_words(form)
                if words:
                    parts.append((heading, words))
        return parts


def _answers_in_words(form: gov.GovForm) -> list[tuple[str, str]]:
    found = []
    for name, shown in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", []) or isinstance(shown.widget, forms.HiddenInput):
            continue
        words: Mapping[Any, str] = {str(k): str(v) for k, v in getattr(shown, "choices", [])}
        if isinstance(shown, File):
            answer = ", ".join(f"{kept.name} ({kept.size})" + (f". {kept.state}" if kept.state else "") for kept in shown.shown(value))
        elif isinstance(value, bool):
            answer = "Yes" if value else "No"
        elif isinstance(value, (list, tuple)):
            answer = ", ".join(words.get(str(v), str(v)) for v in value)
        else:
            answer = words.get(str(value)) or gov.in_words(value)
        found.append((str(shown.label), answer))
    return found
