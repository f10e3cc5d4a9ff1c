"""How old a child was, in words people use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.ages import BEFORE, age

BORN = date(2025, 2, 28)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(("first", "last", "says"), [
    (date(2025, 2, 27), None, "before birth"), (date(2025, 2, 28), None, "day of birth"), (date(2025, 3, 1), None, "1 day"),
    (date(2025, 3, 20), None, "2 weeks"), (date(2025, 5, 27), None, "12 weeks"), (date(2025, 5, 28), None, "3 months"),
    (date(2027, 2, 27), None, "23 months"), (date(2027, 2, 28), None, "2 years"), (date(2028, 5, 1), None, "3 years 2 months"),
    (date(2040, 1, 1), None, "14 years"), (date(2026, 1, 1), date(2026, 12, 31), "10 to 22 months"),
    (date(2025, 1, 1), date(2025, 12, 31), "before birth to 10 months"), (date(2033, 1, 1), date(2033, 12, 31), "7 to 8 years"),
    (date(2025, 1, 1), date(2025, 2, 28), "day of birth"), (date(2028, 1, 1), date(2028, 12, 31), "2 years 10 months to 3 years 10 months"),
])
def test_an_age_in_words(first: date, last: date | None, says: str) -> None:
    assert age(BORN, first, last) == says


@given(born=DAYS, day=DAYS, days=st.integers(0, 4000))
def test_every_stretch_has_an_age_and_one_day_is_a_stretch(born: date, day: date, days: int) -> None:
    assert age(born, day) == age(born, day, day)
    assert (age(born, day) == BEFORE) == (day < born)
    if day < born < day + timedelta(days=days):
        assert age(born, day, day + timedelta(days=days)).startswith(f"{BEFORE} to ")
