"""How large the matrix was that a run tried: cells (one person at one address) and those that were wrong, summed over its processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

CELL, WRONG = "matrix cells", "matrix cells wrong"
Note = Callable[[str, object], None]


def tried(note: Note, cells: int, wrong: Iterable[object]) -> list[object]:
    """Note them on the test's report (its `record_property`), and give what was wrong."""
    found = list(wrong)
    note(CELL, cells)
    note(WRONG, len(found))
    return found
