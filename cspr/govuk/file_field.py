"""The field for files. The kit knows of them what the form carries; who keeps them says what a word stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cspr.govuk.fields import GovField
from cspr.govuk.widgets import Files


class File(GovField):
    """One file or several; gives the words that stand for those received. Those shown are kept until they are taken out."""

    kind = "file"
    grouped = False
    widget = Files
    verb = "Choose"

    def __init__(self, *, read: Callable[[str], Any], many: bool = False, accept: str = "", **more: Any) -> None:
        """read: what a word says of its file (with name and size), None for no word of ours. accept: the endings offered, ".csv,.docx"."""
        self.read, self.many, self.accept = read, many, accept
        super().__init__(**more)

    def shown(self, tokens: Any) -> list[Any]:
        """The files received so far, as the template lists them."""
        return [kept for kept in map(self.read, tokens or []) if kept]

    def to_python(self, value: Any) -> list[str]:
        """The words, without any that was not ours; of one file, the last chosen."""
        tokens = [token for token in value or [] if self.read(token)]
        return tokens if self.many else tokens[-1:]
