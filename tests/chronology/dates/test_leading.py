"""A paragraph that begins with a date, and one that only looks so."""

from __future__ import annotations

from datetime import date

import pytest

from cspr.chronology.dates import leading


@pytest.mark.parametrize(("paragraph", "typed", "rest"), [
    ("11 May 2025: Kerry came to stay-and-play.", "11 May 2025", "Kerry came to stay-and-play."),
    ("25th May 2025 - Food parcel given.", "25th May 2025", "Food parcel given."),
    ("17 January 2026 21:40 Police called", "17 January 2026 21:40", "Police called"),
    ("Saturday 17 January 2026 at 9.40pm Kerry rang", "Saturday 17 January 2026 at 9.40pm", "Kerry rang"),
    ("17/01/2026\tCalled", "17/01/2026", "Called"), ("• 3 May 2020 – text", "3 May 2020", "text"), ("1. 3 May 2020 text", "3 May 2020", "text"),
    ("In March 2020, the family moved", "In March 2020", "the family moved"), ("w/c 8 March 2021 - bank staff", "w/c 8 March 2021", "bank staff"),
    ("Between 3 and 9 May 2020 two attempts were made", "Between 3 and 9 May 2020", "two attempts were made"),
    ("3 May 2020 - 9 May 2020: on holiday", "3 May 2020 - 9 May 2020", "on holiday"), ("3 May 2020 - 5 workers came", "3 May 2020", "5 workers came"),
    ("11 May 2025 2 visits made", "11 May 2025", "2 visits made"), ("3 May 2020", "3 May 2020", ""),
    ("2019: moved to Wessmoor", "2019", "moved to Wessmoor"),
    ("Early 2019 the family moved", "Early 2019", "the family moved"), ("03.02.2021 1430hrs. Home visit", "03.02.2021 1430hrs", "Home visit"),
])
def test_a_date_and_what_is_told_after_it(paragraph: str, typed: str, rest: str) -> None:
    found = leading(paragraph)
    assert found and (found[0].typed, found[1]) == (typed, rest)
    assert found[0].start is not None and not found[0].doubt


@pytest.mark.parametrize("paragraph", [
    "May be worth a call", "2019 was bad", "3.2 Summary of contact", "12 children attended", "1 in 3 children", "Mon ami",
    "Second visit in March 2020", "",
    "Agency chronology", "10/12 appointments were missed", "March past: 12 took part"])
def test_what_begins_with_no_date(paragraph: str) -> None:
    assert leading(paragraph) is None
    assert leading(paragraph, near=date(2020, 3, 1)) is None


@pytest.mark.parametrize(("paragraph", "rest", "says"), [
    ("31/02/2025: Repeat prescription", "Repeat prescription", "There is no 31 February"), ("8 March - visit", "visit", "The year is missing")])
def test_what_was_meant_as_a_date_is_an_event_to_resolve(paragraph: str, rest: str, says: str) -> None:
    found = leading(paragraph)
    assert found and found[1] == rest and found[0].precision == "unknown" and says in found[0].says


def test_a_year_left_out_comes_from_the_rows_near_it() -> None:
    found = leading("8 March - visit", near=date(2021, 2, 1))
    assert found and found[0].start == date(2021, 3, 8) and "2021 was taken" in found[0].says
