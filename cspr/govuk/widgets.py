"""How the kit's fields read a posted form. Drawing is done by the templates in templates/govuk/fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from cspr.govuk.days import Typed


class DayParts(forms.Widget):
    """Three boxes NAME-day, NAME-month, NAME-year, and NAME-time where `clock` is set."""

    needs_multipart_form = False

    def __init__(self, *, clock: bool = False) -> None:
        """clock: whether a time is asked too."""
        super().__init__()
        self.clock = clock

    def names(self) -> tuple[str, ...]:
        """The parts asked, in the order of the page."""
        return ("day", "month", "year", "time") if self.clock else ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        """What was typed, stripped, word for word otherwise."""
        return Typed(**{part: str(data.get(f"{name}-{part}") or "").strip() for part in self.names()})

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether none of the boxes was in the form sent."""
        return not any(f"{name}-{part}" in data for part in self.names())


class Files(forms.Widget):
    """Files, by the words that stand for those received already (NAME-kept), and what was said of those refused (NAME-refused)."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The words of the files that are still wanted, each once."""
        unwanted = set(data.getlist(f"{name}-removed"))
        return [token for token in dict.fromkeys(data.getlist(f"{name}-kept")) if token and token not in unwanted]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the form had no such question."""
        return f"{name}-kept" not in data


class YesNoChoice(forms.Widget):
    """Two radios, yes and no. The value is kept as posted."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The word posted, or None."""
        return data.get(name)
