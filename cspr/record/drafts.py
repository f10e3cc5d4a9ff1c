"""Drafts that several people of one agency write together. Every save is kept until what they write is sent (ADR 0083)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cspr.partnership.models import Member
from cspr.record.models import Case, SharedDraft

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Place:
    """Which draft: of a case, whose, and into which step."""

    case: Case
    holder: str
    step: str


def saves(place: Place) -> QuerySet[SharedDraft]:
    """Every save, the newest first, with who saved."""
    return SharedDraft.objects.filter(case=place.case, holder=place.holder, step=place.step).select_related("author__user").order_by("-version")


def newest(place: Place) -> SharedDraft | None:
    """The draft as it stands, None where nobody has saved."""
    return saves(place).first()


def saved(place: Place, version: int) -> SharedDraft | None:
    """The draft as it stood at a version."""
    return saves(place).filter(version=version).first()


def hold(place: Place) -> SharedDraft | None:
    """The draft as it stands, and nobody else can save until the transaction ends."""
    Case.objects.select_for_update(no_key=True).get(pk=place.case.pk)
    return newest(place)


def keep(place: Place, typed: Typed, author: Member, at: datetime) -> SharedDraft:
    """The next version. Called while it is held."""
    last = newest(place)
    return SharedDraft.objects.create(case=place.case, holder=place.holder, step=place.step, version=last.version + 1 if last else 1,
                                      typed={k: [_kept(v) for v in values] for k, values in typed.items()}, author=author, at=at)


def drop(place: Place) -> None:
    """What was written is sent, or begun anew."""
    saves(place).order_by().delete()


def _kept(text: str) -> str:
    """A text as the database takes it: it keeps no NUL, and what was typed is to be shown again as it was."""
    return text.replace("%", "%25").replace("\x00", "%00")


def begun(case: Case, step: str) -> dict[str, SharedDraft]:
    """Whose draft of a step there is, with the last save: holder → the save. What is typed in it is left where it is."""
    rows = SharedDraft.objects.filter(case=case, step=step).defer("typed").order_by("holder", "-version").distinct("holder")
    return {d.holder: d for d in rows}


def last_typed(history: Sequence[SharedDraft]) -> dict[str, SharedDraft]:
    """By the form's names, the save in which what stands there now was typed. history: every save, the newest first."""
    found: dict[str, SharedDraft] = {}
    for number, save_ in enumerate(history):
        before = history[number + 1].answers if number + 1 < len(history) else {}
        for name, value in save_.answers.items():
            if name not in found and any(value) and before.get(name) != value:
                found[name] = save_
    return {name: save_ for name, save_ in found.items() if history and any(history[0].answers.get(name, []))}
