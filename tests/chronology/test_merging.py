from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.gaps import gaps
from cspr.chronology.merging import belongs, merge
from cspr.chronology.shapes import Pair
from tests.chronology.rows import row

TIMES = ["2025-01-02", "2025-01-02T00:00", "2025-01-02T09:05", "2025-01", "2025", "2025-01-01/2025-01-09", "2025-01-01", ""]


def test_a_day_stands_over_its_hours_and_what_is_vaguer_over_the_day() -> None:
    rows = [row(t, "Police", f"Row of {t}") for t in TIMES]
    random.Random(1).shuffle(rows)
    assert [e.when.typed for e in merge(rows, pairs=False).entries] == [
        "2025", "2025-01", "2025-01-01/2025-01-09", "2025-01-01", "2025-01-02", "2025-01-02T00:00", "2025-01-02T09:05", "?",
    ]  # fmt: skip


def test_rows_of_one_minute_stay_as_they_stood_in_the_file() -> None:
    rows = [row("2025-01-02T09:00", "Police", text) for text in ("one", "two", "three")]
    assert [e.text for e in merge(rows[::-1]).entries] == ["one", "two", "three"]


def test_an_entry_given_twice_stands_once() -> None:
    one = row("2025-01-02", "Police", "Called.")
    assert merge([one, one]).entries == (one,)


@given(st.permutations(range(8)))
def test_the_order_given_does_not_matter(order: list[int]) -> None:
    rows = [row(t, a, f"Row {n}") for n, (t, a) in enumerate(zip(TIMES, "abababab", strict=True))]
    assert merge([rows[n] for n in order]) == merge(rows)


def test_belonging_runs_on_and_ends() -> None:
    pairs = [Pair("a", "b", "duplicate", 99, ""), Pair("b", "c", "duplicate", 99, ""), Pair("c", "d", "same_event", 80, ""),
             Pair("d", "e", "same_event", 80, ""), Pair("x", "y", "duplicate", 90, ""), Pair("p", "q", "contradiction", 70, "")]  # fmt: skip
    found = belongs("abcdexypq", pairs)
    assert found["c"].duplicate_of == "a" and found["c"].same_event == ("a", "b", "d", "e")
    assert found["y"].duplicate_of == "x" and found["y"].same_event == () and "x" not in found and "p" not in found
    round_about = belongs("ab", [Pair("a", "b", "duplicate", 9, ""), Pair("b", "a", "duplicate", 9, "")])
    assert set(round_about) == {"a", "b"}


def test_gaps_with_anybody_and_with_each_agency() -> None:
    rows = [row("2025-01-01", "GP", ""), row("2025-03-02", "GP", ""), row("2025-02-01", "Police", ""), row("2025-06-01", "Police", "")]
    found = [(g.agency, f"{g.after}", f"{g.before}", g.days) for g in gaps(rows, 50)]
    assert found == [("", "2025-03-02", "2025-06-01", 90), ("GP", "2025-01-01", "2025-03-02", 59), ("Police", "2025-02-01", "2025-06-01", 119)]


def test_a_range_counts_for_its_whole_stretch_and_what_is_vague_for_nothing() -> None:
    rows = [
        row("2025-01-01", "GP", ""),
        row("2025-01-05/2025-05-30", "GP", ""),
        row("2025-06-01", "GP", ""),
        row("2025", "GP", ""),
        row("", "GP", ""),
    ]
    assert [g.days for g in gaps(rows, 1)] == [3, 1] and gaps(rows, 4) == ()
    assert gaps([row("2024-01-01", "GP", ""), row("2024", "GP", ""), row("2024-12-31", "GP", "")], 42)[0].days == 364


def test_a_gap_is_between_the_last_contact_and_the_next() -> None:
    rows = [row("2025-01-01T23:50", "GP", ""), row("2025-01-12T00:10", "GP", "")]
    assert [g.days for g in gaps(rows, 10)] == [10] and gaps(rows, 11) == ()
    assert gaps(rows[:1]) == () and gaps([]) == ()
