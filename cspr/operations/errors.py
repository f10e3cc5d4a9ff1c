"""What the door says when it refuses. Pages, API and command line all show the same words."""

from __future__ import annotations

from dataclasses import dataclass

from cspr.access.errors import Forbidden, NotHere, Refusal

__all__ = ["Conflict", "Fault", "Forbidden", "GateClosed", "InputFault", "Missing", "NotHere", "Refusal"]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: where ("rows.2.text") and what to do about it."""

    field: str
    message: str


class InputFault(Refusal):
    """The input is not acceptable. All faults at once, each with its place."""

    status = 422

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f.message for f in faults))
        self.faults = faults

    @classmethod
    def at(cls, field: str, message: str) -> InputFault:
        """One fault at one field."""
        return cls(Fault(field, message))


class FileRefused(InputFault):
    """A file cannot be taken in, whatever else is answered: nothing of it stays, not even with what was typed."""


@dataclass(frozen=True)
class Missing:
    """One thing that must be true first, and the clauses that ask for it."""

    says: str
    clauses: tuple[str, ...]


class GateClosed(Refusal):
    """The protocol holds this back until what is missing is there."""

    status = 409

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__("This cannot be done yet. " + " ".join(f"{m.says} ({', '.join(m.clauses)})" for m in missing))
        self.missing = missing


class Conflict(Refusal):
    """Somebody else changed the same thing first. `changes` says what, in sentences."""

    status = 409

    def __init__(self, changes: tuple[str, ...]) -> None:
        super().__init__("Someone changed this while you had it open. " + " ".join(changes))
        self.changes = changes


class NotToBeOpened(Refusal):
    """A file is there, and is not to be opened: it waits to be checked, or was taken out."""

    status = 409


class NotAtHand(Refusal):
    """A file's bytes cannot be had, or cannot be kept, for no fault of the person's."""

    status = 503
