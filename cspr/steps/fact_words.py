"""The details of a fact in words: which agency, which criterion, which partner, and what the choices mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cspr import protocol
from cspr.govuk.days import in_words
from cspr.partnership.models import Agency, Partnership

# Details that name an agency of the directory.
OF_AGENCIES = ("agency", "owner")
# What people write in their own words: never taken for the word of something.
FREE = ("reasons", "comments", "place", "who", "name_or_post")
# What the field writes in capitals, or readers would take for another word.
_LETTERS = {"sin": "Serious Incident Notification", "dhr": "Domestic Homicide Review", "sar": "Safeguarding Adult Review", "cspr": "CSPR",
            "scie": "SCIE", "silp": "SILP"}
_FINGERPRINT = 19  # "sha256:" and twelve digits tell two texts apart for a reader.


def names_of(home: Partnership, proto: protocol.Protocol) -> dict[str, str]:
    """The words for what facts and duties name by a word: agencies, partners, and the items of the protocol's lists."""
    names = {i.id: i.name for one in proto.list for i in one.items}
    names |= dict(Agency.objects.filter(partnership=home).values_list("slug", "name"))
    return names | {str(p.value): str(p.label) for p in Agency.Partner if p.value}


def label(name: str) -> str:
    """The name of a detail as a question's label: "days_late" → "Days late"."""
    return name.replace("_", " ").capitalize()


def choice(value: str, names: Mapping[str, str]) -> str:
    """A choice in words, with its number where it is an item of a list: "B3-1 · Improvements needed"."""
    known = names.get(value)
    if known is None:
        return " ".join(_LETTERS.get(word, word) for word in value.split("_"))
    return f"{value} · {known}" if "-" in value and value[:1].isupper() else known


def details_in_words(fact: protocol.Fact, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, words) of each detail, in the order recorded."""
    kind, found = protocol.KINDS[fact.kind], []
    for name, value in fact.details.items():
        known = kind.details.get(name)
        if name == "text_hash":
            words = f"{str(value)[:_FINGERPRINT]}…"
        elif isinstance(value, list):
            words = ", ".join(choice(str(v), names) for v in value)
        elif known is not None and known.type == "date":
            words = in_words(_day(value))
        elif isinstance(value, str) and ((known is not None and known.type == "choice") or (value in names and name not in FREE)):
            words = choice(str(value), names)
        else:
            words = in_words(value)
        found.append((label(name), words))
    return found


def _day(value: Any) -> Any:
    try:
        return datetime.fromisoformat(str(value)) if "T" in str(value) else date.fromisoformat(str(value))
    except ValueError:
        return value


def shift_in_words(move: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One date that moved by itself, as a sentence. move: as a Shift keeps it."""
    which = f" · {choice(move['for'], names)}" if move["for"] else ""
    was, due = (in_words(_day(move[at])) if move[at] else "without a date" for at in ("was", "due"))
    said = {"moved": f"was {was}, now {due}", "opened": f"is owed now, {due}", "reopened": f"is owed again, {due}",
            "met": "counts as met", "voided": "is no longer needed"}[move["what"]]
    return f"{move['title']}{which}: {said}."
