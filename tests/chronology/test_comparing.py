"""A newer file of the same agency: what stayed, what changed, what is new, and what is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.comparing import compare
from cspr.chronology.shapes import Entry, Source, When


def row(number: int, typed: str = "3/2/2025", text: str = "Seen at home by the health visitor", name: str = "a") -> Entry:
    return Entry(f"{name}-{number}-{typed}-{text}", When(typed, date(2025, 2, 3), date(2025, 2, 3), "day"), "gp", text, Source("a.csv", "", number))


def test_the_same_rows_moved_down_by_a_new_one_are_the_same_rows() -> None:
    older = [row(2, "1/1/2025", "Visit"), row(3, "2/1/2025", "Visit"), row(4, "3/1/2025", "Telephone call")]
    newer = [row(2, "1/1/2025", "Visit"), row(3, "1/1/2025", "Letter sent to the surgery"), row(4, "2/1/2025", "Visit"),
             row(5, "3/1/2025", "Telephone call")]
    found = compare(older, newer)
    assert [(a.source.row, b.source.row) for a, b in found.same] == [(2, 2), (3, 4), (4, 5)]
    assert [e.text for e in found.new] == ["Letter sent to the surgery"] and not found.changed and not found.gone


def test_words_corrected_in_place_are_a_change_and_other_words_are_another_row() -> None:
    older = [row(2, text="Seen at home by the health visitor"), row(3, "4/2/2025", "Bruise to the left cheek")]
    newer = [row(2, text="Seen at home by the health visitors, both well"), row(3, "9/9/2025", "Nursery place offered")]
    found = compare(older, newer)
    assert [(a.source.row, b.source.row) for a, b in found.changed] == [(2, 2)]
    assert [e.text for e in found.gone] == ["Bruise to the left cheek"] and [e.text for e in found.new] == ["Nursery place offered"]


def test_a_date_corrected_is_a_change_wherever_the_row_went() -> None:
    found = compare([row(2, "3/2/2025", "Home visit, no answer")], [row(7, "3/3/2025", "Home visit, no answer")])
    assert len(found.changed) == 1 and not found.new and not found.gone


def test_the_same_words_many_times_are_each_a_row() -> None:
    older = [row(n, text="DNA. Text reminder sent.") for n in range(2, 6)]
    found = compare(older, older[:3])
    assert len(found.same) == 3 and len(found.gone) == 1


ROWS = st.lists(st.builds(row, st.integers(1, 9), st.sampled_from(["1/1/25", "2/1/25", ""]), st.sampled_from(["Visit", "Visits", "Call", "", "x y"])))


@given(older=ROWS, newer=ROWS)
def test_every_row_is_accounted_for_once(older: list[Entry], newer: list[Entry]) -> None:
    found = compare(older, newer)
    pairs = (*found.same, *found.changed)
    assert sorted(map(id, (*(a for a, _ in pairs), *found.gone))) == sorted(map(id, older))
    assert sorted(map(id, (*(b for _, b in pairs), *found.new))) == sorted(map(id, newer))


@given(older=ROWS)
def test_the_same_file_again_is_nothing_new(older: list[Entry]) -> None:
    again = [replace(e, source=replace(e.source, row=e.source.row + 1)) for e in older]
    assert compare(older, again).nothing_new
