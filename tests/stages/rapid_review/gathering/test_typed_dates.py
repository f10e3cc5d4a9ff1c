"""Dates as people type them in chronologies."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.stages.rapid_review.gathering.typed_dates import day_typed


@pytest.mark.parametrize(("typed", "day"), [
    ("17/01/2026", date(2026, 1, 17)), ("17.1.26", date(2026, 1, 17)), ("2026-01-17", date(2026, 1, 17)), ("17th January 2026", date(2026, 1, 17)),
    ("17 Jan 2026 2140hrs", date(2026, 1, 17)), ("January 2026", date(2026, 1, 1)), ("about 2024", date(2024, 1, 1)), ("03/2026", date(2026, 3, 1)),
    ("31/02/2026", None), ("the week before", None), ("", None), ("31 February 2026", None),
])
def test_a_typed_date_is_placed_where_it_can_be_read(typed: str, day: date | None) -> None:
    assert day_typed(typed) == day
