"""Typed inputs of operations. A page's form and the API both make them, so both say the same about bad input."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationError,
)
from pydantic.fields import FieldInfo

from cspr.operations.errors import Fault, InputFault
from cspr.record.facts import LONDON
from cspr.record.models import Staged

EARLIEST = date(1990, 1, 1)
# Control characters, lone surrogates and the marks that reverse the direction of text around them.
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def _clean(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if _BAD.search(value):
        raise ValueError("has a character that cannot be stored (a control or direction mark). Type the text again")
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()


def _clean_all(value: Any) -> Any:
    """Every text within, its keys too."""
    if isinstance(value, Mapping):
        return {_clean(k): _clean_all(v) for k, v in value.items()}
    return [_clean_all(v) for v in value] if isinstance(value, list) else _clean(value)


def _parse_when(value: Any) -> Any:
    """A date stays a date; a date and time becomes naive Europe/London wall time."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value or " " in value.strip() else date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("must be a date that exists, such as 2026-03-27, with a time if known, such as 2026-03-27T14:30") from error
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(LONDON).replace(tzinfo=None)
    return value


def _sensible(value: date | datetime) -> date | datetime:
    day = value.date() if isinstance(value, datetime) else value
    if day < EARLIEST:
        raise ValueError(f"is before {EARLIEST.year}. Check the year")
    if day.year > 2200:
        raise ValueError("is more than a century away. Check the year")
    return value


Text = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=200)]
OptionalText = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=200)]
LongText = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=10_000)]
OptionalLongText = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=10_000)]
# A whole report, pasted: about 150 printed pages.
OptionalReportText = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=400_000)]
# The details of a fact, which its kind checks further.
Details = Annotated[dict[str, Any], BeforeValidator(_clean_all)]
When = Annotated[Annotated[date, Strict()] | Annotated[datetime, Strict()],
                 Field(union_mode="left_to_right", json_schema_extra={"when": True}),
                 BeforeValidator(_parse_when), AfterValidator(_sensible)]
Day = Annotated[date, AfterValidator(_sensible)]


def _decoded(value: Any) -> Any:
    """The bytes of a file: as they are from a page, from base64 in the API."""
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be the file's bytes as base64") from error


# Said of itself by its hash: two submissions are the same where their files are.
_Bytes = Annotated[bytes, BeforeValidator(_decoded), PlainSerializer(lambda b: hashlib.sha256(b).hexdigest(), return_type=str, when_used="json"),
                   Field(json_schema_extra={"contentEncoding": "base64"})]


class Upload(BaseModel):
    """A file that is handed in: chosen on a page, or in the API its name and its bytes as base64."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text = Field(title="The file's name")
    content: _Bytes = Field(title="The file itself")
    _staged: Staged | None = PrivateAttr(default=None)
    _state: str = PrivateAttr(default="")

    @classmethod
    def of(cls, staged: Staged, content: bytes) -> Upload:
        """A file that was chosen on a page, and looked through as far as could be."""
        made = cls(name=staged.name, content=content)
        made._staged, made._state = staged, staged.state
        return made

    @property
    def staged(self) -> Staged | None:
        """The row by which a chosen file is kept, None for one that came with the submission itself."""
        return self._staged

    @property
    def state(self) -> str:
        """A word of HandedIn.State once it was looked through, "" before."""
        return self._state

    def looked_through(self, state: str) -> None:
        """Note what became of looking through it."""
        self._state = state


def ask(question: str, hint: str = "", *, default: Any = ..., labels: Mapping[str, str] | None = None, **extra: Any) -> Any:
    """A field with the question a person reads.

    question: the label. hint: shown under it. default: makes it optional. labels: the words for each choice.
    Extra keys reach the page's form builder (`rows`, `add_label`, `lines`); `missing` is what to say where it is not answered;
    `detail` is which detail of the fact it becomes, where that is called otherwise; `may_wait` lets in a file that the virus scanner has not
    looked through yet, where the step does not read it.
    """
    return Field(default, title=question, description=hint or None,
                 json_schema_extra={"labels": dict(labels or {}), **extra})


class Input(BaseModel):
    """Base of every operation's data: unknown fields are refused, so a misspelt one is never silently dropped.

    What is always asked is a field without a default; what is asked only here and now, the operation's body `needs`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    reported: ClassVar[bool] = False  # A fact as the contract words it: see `as_reported`.

    def needs(self, **messages: str) -> None:
        """Raises InputFault for each of these fields that is empty. messages: what to say, by field.

        Of a fact that is reported nothing is needed but what the contract asks: it has happened, whatever else is known of it.
        """
        faults = [Fault(name, says) for name, says in messages.items() if getattr(self, name) in (None, "", [])]
        if faults and not self.reported:
            raise InputFault(*faults)


class NoInput(Input):
    """For operations that need nothing but when they happened."""

    at: When | None = ask("When did this happen?", "Leave empty for now.", default=None)


_WORDS = {
    "string_too_short": "Enter {label}",
    "too_short": "{Label}: give at least {min_length}",
    "extra_forbidden": "{Label} is not a field of this operation",
    "literal_error": "{Label}: choose one of {expected}",
    "bool_parsing": "{Label}: answer yes or no (true or false)",
    "bool_type": "{Label}: answer yes or no (true or false)",
    "date_from_datetime_parsing": "{Label} must be a date that exists, such as 2026-03-27",
    "date_parsing": "{Label} must be a date that exists, such as 2026-03-27",
    "date_type": "{Label} must be a date, such as 2026-03-27",
    "list_type": "{Label} must be a list",
    "string_type": "{Label} must be text",
    "string_pattern_mismatch": "{Label} is not written as asked. Look at the hint beside the question",
    "int_parsing": "{Label} must be a whole number",
}

_EMPTY = ("missing", "string_too_short", "too_short")


def _field(model: type[BaseModel], path: tuple[Any, ...]) -> FieldInfo | None:
    current: Any = model
    info: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            continue
        fields = getattr(current, "model_fields", {})
        if part not in fields:
            return info
        info = fields[part]
        current = inner_model(info.annotation)
    return info


def inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside list[Model], Model | None and the like, None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for arg in getattr(annotation, "__args__", ()):
        found = inner_model(arg)
        if found:
            return found
    return None


def read_as(model: type[Input], given: Mapping[str, Any]) -> Input:
    """What was given as that input. Raises InputFault with every fault at once."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise InputFault(*faults_of(error, model)) from error


_TYPES = ("function-", "date", "union", "str", "list[")


def _place(model: type[BaseModel], loc: tuple[int | str, ...], unknown: bool) -> tuple[int | str, ...]:
    """Where a fault is, by fields and numbers of rows: pydantic also names the types it tried. unknown: it ends in a field there is not."""
    current: Any = model
    found: list[int | str] = []
    for n, part in enumerate(loc):
        fields = getattr(current, "model_fields", {})
        if isinstance(part, int) or (unknown and n == len(loc) - 1):
            found.append(part)
        elif part in fields:
            found.append(part)
            current = inner_model(fields[part].annotation)
        elif not fields and not part.startswith(_TYPES):  # A key of what is no model.
            found.append(part)
    return tuple(found)


def _literal(text: str) -> str:
    """Words that are not ours, safe inside a format: a pattern or an answer may hold braces."""
    return text.replace("{", "{{").replace("}", "}}")


def faults_of(error: ValidationError, model: type[BaseModel]) -> tuple[Fault, ...]:
    """Every fault of a failed validation in plain words, each with its place ("rows.2.text")."""
    faults: dict[str, Fault] = {}
    for one in error.errors(include_url=False):
        path = _place(model, one["loc"], one["type"] == "extra_forbidden")
        place = ".".join(str(p) for p in path)
        info = _field(model, path)
        label = (info.title if info and info.title else str(path[-1]) if path else "the input").rstrip("?")
        context = {k: v for k, v in (one.get("ctx") or {}).items() if k != "error"}
        # A cleaned text is measured by pydantic as any sequence is: it is a text all the same.
        kind = f"string_{one['type']}" if one["type"] in ("too_short", "too_long") and isinstance(one["input"], str) else one["type"]
        words = _WORDS.get(kind)
        if kind in _EMPTY and info and isinstance(info.json_schema_extra, dict) and "missing" in info.json_schema_extra:
            words = _literal(str(info.json_schema_extra["missing"]).removesuffix("."))
        elif kind == "missing":
            words = "Answer “{label}”" if info and (info.title or "").endswith("?") else "Enter {lower}"
        elif kind == "string_too_short" and info and (info.title or "").endswith("?"):
            words = "Answer “{label}”"
        elif kind == "string_too_long":
            context["length"] = len(str(one["input"]))
            words = "{Label} is {length} characters long; the most is {max_length}. Shorten it, or attach a document"
        elif kind == "value_error":
            words = "{Label} " + _literal(str(one["ctx"]["error"]))
        message = (words or "{Label}: " + _literal(one["msg"])).format(label=label + ("?" if info and (info.title or "").endswith("?") else ""),
                                                          lower=label[:1].lower() + label[1:], Label=f"“{label}”", **context)
        faults.setdefault(place, Fault(place, message + "."))
    return tuple(faults.values())
