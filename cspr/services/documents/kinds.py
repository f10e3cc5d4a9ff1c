"""The kinds of documents that go out: for each its fields, how the standard one is laid out, and where its versions come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cspr.govuk.days import in_words
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.record.models import Document
from cspr.services.documents import pack
from cspr.services.documents.paper import MARKING
from cspr.steps.read import CaseRead

Values = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a template. says: what stands in it, for whoever writes a template. columns: of a field with rows, each with what it holds."""

    name: str
    says: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Title:
    """The document's title. Fields may stand in it, as in each of these."""

    text: str


@dataclass(frozen=True)
class Line:
    """A paragraph of our own words. needs: the field without which it is left out."""

    text: str
    needs: str = ""
    bold: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Part:
    """A heading and what a field says under it; left out where the field is empty."""

    heading: str
    name: str


@dataclass(frozen=True)
class Words:
    """What a field says, without a heading."""

    name: str


@dataclass(frozen=True)
class Rows:
    """A heading and a field's rows as a table of these columns; left out where there are none."""

    heading: str
    name: str
    columns: Sequence[tuple[str, str]]
    widths: Sequence[float] = ()


Item = Title | Line | Part | Words | Rows

# Of every document.
COMMON = (
    Field("partnership", "The partnership's name"),
    Field("reference", "The case's reference"),
    Field("title", "What the document is"),
    Field("version", "The number of the version"),
    Field("written_by", "Who wrote this version"),
    Field("written_on", "The day it was written, in words"),
    Field("marking", "What stands on each page, such as OFFICIAL-SENSITIVE; empty on what is published"),
)


@dataclass(frozen=True)
class Kind:
    """One kind. name: a word for addresses and templates. room: the part of the case it stands in.

    document: the record's word for its versions. values: what its own fields say, from a version. each: which ones there can be of it in a
    case, as (value, words). marking: what stands on each page; "" on what is published. unnamed: whether it must name nobody.
    writes: the address of the page on which a version is written, for a case and one of `each`; by: who finds it linked.
    """

    name: str
    title: str
    room: str
    document: str
    fields: Sequence[Field]
    layout: Sequence[Item]
    values: Callable[[CaseRead, Document], Values]
    each: Callable[[CaseRead], Sequence[tuple[str, str]]] = lambda read: (("", ""),)
    marking: str = MARKING
    unnamed: bool = False
    writes: Callable[[str, str], str] | None = None
    by: frozenset[Role] = frozenset({Role.BUSINESS_UNIT})
    clauses: Sequence[str] = ()

    @property
    def every_field(self) -> tuple[Field, ...]:
        """Its own fields, and those of every document."""
        return (*self.fields, *COMMON)


_KINDS: dict[str, Kind] = {}


def kind(made: Kind) -> Kind:
    """Register a kind of document."""
    _KINDS[made.name] = made
    return made


def kinds() -> dict[str, Kind]:
    """Every kind by its word, in the order of their titles."""
    pack.load()
    return dict(sorted(_KINDS.items(), key=lambda pair: pair[1].title))


def values_of(kind: Kind, read: CaseRead, version: Document) -> Values:
    """What each field of a version says; a field it has nothing for is empty."""
    empty: Values = {f.name: [] if f.columns else "" for f in kind.every_field}
    return {
        **empty, "partnership": read.case.partnership.name, "reference": read.case.reference, "title": kind.title, "version": str(version.version),
        "written_by": version.author.user.name if version.author else "", "written_on": in_words(version.at.astimezone(LONDON).date()),
        "marking": kind.marking, **{name: said for name, said in kind.values(read, version).items() if said},
    }


def parts_of(kind: Kind, values: Values) -> list[tuple[str, str]]:
    """What a version says, part by part as (heading, words), for reading it and for comparing it with another."""
    found = []
    for item in kind.layout:
        if isinstance(item, Words | Part) and values.get(item.name):
            says = next(f.says for f in kind.every_field if f.name == item.name)
            found.append((item.heading if isinstance(item, Part) else says, str(values[item.name])))
        elif isinstance(item, Rows) and values.get(item.name):
            found.append((item.heading, "\n\n".join("; ".join(str(row.get(name, "")) for name, _ in item.columns) for row in values[item.name])))
    return found
