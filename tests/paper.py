"""A page as a person without scripts has it: its questions read from the HTML, filled in, and sent as a browser sends them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

PARTS = ("day", "month", "year", "time")
Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Chosen:
    """A file a person chose, to be sent as often as the form is."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    def read(self, *_: int) -> bytes:
        """All of it, each time."""
        return self.content


@dataclass
class Box:
    """One named control. kind: text, textarea, select, radio, checkbox, hidden. offered: what may be chosen. on: what stands in it."""

    name: str
    kind: str
    offered: list[str] = field(default_factory=list)
    on: list[str] = field(default_factory=list)


class Paper(HTMLParser):
    """A page that was read: the boxes of its form in `main`, the ids of its elements, the links of its error summary, its words."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.boxes: dict[str, Box] = {}
        self.ids: set[str] = set()
        self.actions: list[str] = []
        self.problems: list[str] = []
        self.words = ""
        self._main = self._summary = False
        self._writing: Box | None = None
        self._select: Box | None = None
        self.status, self.source = answer.status_code, answer.content.decode()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what a person could fill in or follow."""
        given = {k: v or "" for k, v in attrs}
        self.ids.add(given.get("id", ""))
        self._main = self._main or tag == "main"
        self._summary = self._summary or "govuk-error-summary" in given.get("class", "")
        if tag == "a" and self._summary:
            self.problems.append(given.get("href", ""))
        if not self._main or not (name := given.get("name")):
            if tag == "option" and self._select:
                self._select.offered.append(given.get("value", ""))
                self._select.on += [given["value"]] if "selected" in given else []
            return
        if tag == "button":
            self.actions.append(given.get("value", ""))
        elif tag in ("input", "textarea", "select"):
            self._box(tag, name, given)

    def _box(self, tag: str, name: str, given: Mapping[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        box = self.boxes.setdefault(name, Box(name, kind))
        if kind in ("radio", "checkbox"):
            box.offered.append(given.get("value", "on"))
            box.on += [given.get("value", "on")] if "checked" in given else []
        elif tag == "input":
            box.on.append(given.get("value", ""))
        elif tag == "select":
            self._select = box
        else:
            box.on.append("")
            self._writing = box

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "textarea":
            self._writing = None
        elif tag == "select":
            self._select = None
        elif tag == "ul":
            self._summary = False

    def handle_data(self, data: str) -> None:
        """Keep what is read, and what stands in a large box (its first line break is the markup's)."""
        if self._writing:
            before = self._writing.on[0]
            self._writing.on[0] = before + (data.removeprefix("\n") if not before else data)
        elif self._main:
            self.words += data

    # -- the form -----------------------------------------------------------------------------------------------------

    def as_it_is(self) -> Typed:
        """What a browser would send with nothing touched."""
        return {b.name: list(b.on) for b in self.boxes.values() if b.on and b.kind != "file"}

    def hidden(self) -> Typed:
        """What the page itself carries."""
        return {b.name: list(b.on) for b in self.boxes.values() if b.kind == "hidden"}

    def empty(self) -> Typed:
        """Every box cleared, every choice left open."""
        return self.hidden() | {b.name: [""] for b in self.boxes.values() if b.kind in ("text", "email", "password", "textarea", "select")}

    def dates(self) -> list[str]:
        """The questions that are answered by a date."""
        return [name.removesuffix("-month") for name in self.boxes if name.endswith("-month")]

    def texts(self) -> list[str]:
        """The boxes that words are typed into."""
        parts = {f"{name}-{part}" for name in self.dates() for part in PARTS}
        return [b.name for b in self.boxes.values() if b.kind in ("text", "textarea") and b.name not in parts]

    def files(self) -> list[str]:
        """The questions that are answered by a file."""
        return [b.name for b in self.boxes.values() if b.kind == "file"]

    def choices(self) -> Iterator[Box]:
        """The questions with answers to choose from."""
        yield from (b for b in self.boxes.values() if b.kind in ("radio", "checkbox", "select"))

    def shows(self, typed: Mapping[str, Iterable[str]]) -> list[str]:
        """The names of what was typed and is no longer in the page, of what the page still offers. A password is never shown again."""
        kept = {b.name: b for b in self.boxes.values() if b.kind not in ("hidden", "file", "password")}
        lost = [b.name for b in self.boxes.values() if b.kind == "file" and typed.get(b.name) and f"{b.name}-kept" not in self.boxes]
        offered = {name: [_line(v) for v in values if v and (not kept[name].offered or v in kept[name].offered)]
                   for name, values in typed.items() if name in kept}
        return [*lost, *(name for name, values in offered.items() if values != [_line(v) for v in kept[name].on if v])]


def _line(value: str) -> str:
    return value.replace("\r\n", "\n").strip("\n ")


def date_typed(name: str, value: date) -> Typed:
    """A date in its boxes; with a time where it has one."""
    typed = {f"{name}-day": [str(value.day)], f"{name}-month": [str(value.month)], f"{name}-year": [str(value.year)]}
    return typed | ({f"{name}-time": [f"{value:%H:%M}"]} if isinstance(value, datetime) else {})


def flat(answers: Mapping[str, Any], before: str = "") -> Typed:
    """Answers by question as a form sends them: dates in parts, yes and no in words, rows numbered with their count."""
    typed: Typed = {}
    for name, value in answers.items():
        name = before + name
        if isinstance(value, date):
            typed |= date_typed(name, value)
        elif isinstance(value, bool):
            typed[name] = ["yes" if value else "no"]
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            typed[f"{name}-count"] = [str(len(value))]
            for number, row in enumerate(value):
                typed |= flat(row, f"{name}-{number}-")
        elif isinstance(value, list):
            typed[name] = [str(v) for v in value]
        elif value is not None:
            typed[name] = [str(value)]
    return typed
