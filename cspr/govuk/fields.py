"""Form fields that draw themselves in GOV.UK markup and say in plain words what is wrong.

Each takes `label`, `hint`, `required`, and (as Django's do) `initial` and `disabled`. What was typed is always shown again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cspr.govuk.days import BadDay, Typed, in_words, read_day, read_when
from cspr.govuk.forms import GovForm
from cspr.govuk.text import BadText, normal, too_long
from cspr.govuk.widgets import DayParts, YesNoChoice

__all__ = [
    "Checkboxes", "Date", "Email", "GovField", "GovForm", "Hidden", "LongText", "Number", "Password", "Radios", "Select", "Text",
    "When", "YesNo", "in_words",
]  # fmt: skip


class GovField(forms.Field):
    """What all the kit's fields share. `kind` names the template under govuk/fields."""

    kind = "text"
    input_type = "text"
    grouped = False  # Whether it is drawn as a fieldset with a legend.
    verb = "Enter"

    def __init__(
        self,
        *,
        label: str = "",
        hint: str = "",
        required: bool = True,
        width: str = "",
        autocomplete: str = "",
        label_size: str = "",
        optional: bool = False,
        **more: Any,
    ) -> None:
        """label: the question. hint: shown under it. width: 2, 3, 4, 5, 10, 20, or a fraction such as one-half.

        autocomplete: the HTML word for it. label_size: s, m, l, xl, or "" for plain. optional: says so beside the label.
        """
        self.optional = optional
        self.hint, self.width, self.autocomplete, self.label_size = hint, width, autocomplete, label_size
        super().__init__(label=label, required=required, **more)

    def named(self) -> str:
        """The label as it stands in a message: in quotation marks."""
        return f"“{self.label}”" if self.label else "This"

    def fail(self, what: str, code: str = "invalid") -> ValidationError:
        """The error to raise. what: the rest of the sentence after the label."""
        return ValidationError(f"{self.named()} {what}.", code=code)

    def validate(self, value: Any) -> None:
        """Refuses nothing given where an answer is required."""
        if self.required and value in self.empty_values:
            label = str(self.label)
            words = f"Answer “{label}”" if label.endswith("?") or not label else f"{self.verb} {_lower_first(label)}"
            raise ValidationError(f"{words}.", code="required")


def _lower_first(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


class Text(GovField):
    """One line of text; gives str."""

    lines = False

    def __init__(self, *, max_length: int | None = 200, **more: Any) -> None:
        """max_length: in characters; None for no limit here."""
        self.max_length = max_length
        super().__init__(**more)

    def to_python(self, value: Any) -> str:
        """The text in its normal form; refuses what cannot be kept and what is too long."""
        if value is None:
            return ""
        try:
            text = normal(str(value), lines=self.lines)
        except BadText as bad:
            raise self.fail(str(bad), "characters") from bad
        long = too_long(text, self.max_length)
        if long:
            raise self.fail(long, "max_length")
        return text


class LongText(Text):
    """Several lines of text; gives str. Counts characters where a limit is set."""

    kind = "textarea"
    lines = True
    widget = forms.Textarea

    def __init__(self, *, max_length: int | None = 10_000, rows: int = 5, **more: Any) -> None:
        """max_length: in characters; None for no limit here. rows: the height of the box in lines."""
        self.rows = rows
        super().__init__(max_length=max_length, **more)


class Email(Text):
    """An e-mail address; gives str."""

    input_type = "email"

    def to_python(self, value: Any) -> str:
        """The address, refused when it is not one."""
        text = super().to_python(value)
        if text:
            try:
                validate_email(text)
            except ValidationError as bad:
                raise self.fail("is not an e-mail address in the form name@example.org", "email") from bad
        return text


class Password(GovField):
    """A password; gives str exactly as typed. Never shown again, unlike every other field."""

    kind = "password"
    widget = forms.PasswordInput

    def to_python(self, value: Any) -> str:
        """The password, not stripped."""
        return "" if value is None else str(value)


class Hidden(Text):
    """A value the page carries, such as the hash of the text that is signed; gives str."""

    widget = forms.HiddenInput


class Number(GovField):
    """A whole number; gives int or None."""

    input_type = "text"
    numeric = True

    def __init__(self, *, least: int | None = None, most: int | None = None, suffix: str = "", **more: Any) -> None:
        """least, most: the range, both ends counted. suffix: a unit shown after the box."""
        self.least, self.most, self.suffix = least, most, suffix
        super().__init__(**{"width": "5", **more})

    def to_python(self, value: Any) -> int | None:
        """The number; spaces and thousands' commas are let pass."""
        text = str(value if value is not None else "").replace(",", "").replace(" ", "").strip()
        if not text:
            return None
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
            raise self.fail("must be a whole number, such as 12", "number")
        number = int(text)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            low, high = self.least, self.most
            if low is not None and high is not None:
                raise self.fail(f"must be from {low} to {high}", "range")
            raise self.fail(f"must be {low} or more" if low is not None else f"must be {high} or less", "range")
        return number


class Date(GovField):
    """A day in three boxes; gives date or None."""

    kind = "date"
    grouped = True
    clock = False

    def __init__(self, **more: Any) -> None:
        """As GovField."""
        super().__init__(widget=DayParts(clock=self.clock), **more)

    def to_python(self, value: Any) -> date | datetime | None:
        """The date; says which part is wrong when there is none such."""
        if isinstance(value, date):
            return value
        given = value if isinstance(value, Typed) else Typed()
        if not given:
            return None
        try:
            return read_when(given) if self.clock else read_day(given)
        except BadDay as bad:
            raise self.fail(str(bad), "parts " + " ".join(bad.parts)) from bad

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something was typed."""
        return bool(data)


class When(Date):
    """A day with a time if known; gives a date when no time was typed, else a naive Europe/London datetime."""

    kind = "date"
    clock = True


class _Choices(GovField):
    grouped = True
    verb = "Choose"

    def __init__(
        self,
        *,
        choices: Sequence[tuple[Any, str]] = (),
        hints: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
        **more: Any,
    ) -> None:
        """choices: (value, words). hints: more words under a choice, by value. inline, small: how they are set."""
        self.choices = [(str(value), words) for value, words in choices]
        self.hints, self.inline, self.small = dict(hints or {}), inline, small
        super().__init__(**more)

    def known(self, value: str) -> str:
        """The value, refused when it is not among the choices."""
        if value not in {v for v, _ in self.choices}:
            raise self.fail("needs one of the answers listed", "choice")
        return value


class Radios(_Choices):
    """One of a few; gives the value as str, "" for none."""

    kind = "radios"

    def to_python(self, value: Any) -> str:
        """The value chosen."""
        return self.known(str(value)) if value not in self.empty_values else ""


class Select(Radios):
    """One of many; gives the value as str, "" for none."""

    kind = "select"
    grouped = False


class Checkboxes(_Choices):
    """Any of several; gives a list of str in the order of the choices."""

    kind = "checkboxes"
    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        """The values ticked."""
        if value in self.empty_values:
            return []
        given = value if isinstance(value, (list, tuple)) else [value]
        ticked = {self.known(str(v)) for v in given}
        return [v for v, _ in self.choices if v in ticked]


class YesNo(_Choices):
    """Yes or no; gives bool, or None where nothing was answered."""

    kind = "radios"
    widget = YesNoChoice

    def __init__(self, *, yes: str = "Yes", no: str = "No", **more: Any) -> None:
        """yes, no: the words of the two answers."""
        super().__init__(choices=[("yes", yes), ("no", no)], **{"inline": True, **more})

    def to_python(self, value: Any) -> bool | None:
        """The answer."""
        word = yes_no(value)
        if word is None:
            return None
        return self.known(word) == "yes"


def yes_no(value: Any) -> str | None:
    """The radio that stands for a value: True and "true" are yes, False and "false" are no; other words as they are."""
    if value is None or value == "":
        return None
    return {"true": "yes", "false": "no"}.get(str(value).lower(), str(value))
