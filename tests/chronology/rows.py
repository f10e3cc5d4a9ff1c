"""Rows of chronologies for tests: short to write, and the Marsh sample's, where it is."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from cspr.chronology.shapes import Entry, Precision, Source, When

MARSH = Path(__file__).resolve().parents[2].parent / "shared" / "samples" / "marsh"
without_marsh = pytest.mark.skipif(not MARSH.is_dir(), reason="The Marsh sample is not beside this checkout.")
_NUMBERS = count(1)


def when(typed: str) -> When:
    """A date as ISO writes it: "2026-01-17T21:40", "2026-01-17", "2026-01", "2026", "2026-01-03/2026-01-09" or "" for unknown."""
    if not typed:
        return When("?", None, None, "unknown", "No date can be read.")
    if "/" in typed:
        first, last = typed.split("/")
        return When(typed, date.fromisoformat(first), date.fromisoformat(last), "range")
    if "T" in typed:
        return When(typed, datetime.fromisoformat(typed), datetime.fromisoformat(typed), "minute")
    parts = [int(p) for p in typed.split("-")]
    precision: Precision = ("year", "month", "day")[len(parts) - 1]  # type: ignore[assignment]
    first = date(*(parts + [1, 1])[:3])
    after = {1: date(first.year + 1, 1, 1), 2: date(first.year + first.month // 12, first.month % 12 + 1, 1), 3: first + timedelta(days=1)}
    return When(typed, first, after[len(parts)] - timedelta(days=1), precision)


def row(at: str, agency: str, text: str, *, record: str = "", file: str = "", present: str = "") -> Entry:
    """An entry. Its row in the file is its place among all that were made."""
    number = next(_NUMBERS)
    return Entry(f"e{number}", when(at), agency, text, Source(file or f"{agency}.xlsx", "", number), present=present, record=record)


def key() -> dict:  # type: ignore[type-arg]
    """The answer key of the Marsh sample."""
    return json.loads((MARSH / "expected.json").read_text())  # type: ignore[no-any-return]
