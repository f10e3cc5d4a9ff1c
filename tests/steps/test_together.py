"""What two people typed into one form, put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cspr.steps.together import merge

BASE = {"family": ["Three children."], "practice": ["One visit."], "chronology-count": ["3"], "chronology-0-event": ["A visit."]}
NAMES = st.sampled_from(["family", "practice", "voice", "chronology-0-event"])
FORMS = st.dictionaries(NAMES, st.lists(st.text("ab ", min_size=1, max_size=3), min_size=1, max_size=1), max_size=4)


def test_each_others_answers_are_kept() -> None:
    merged = merge(BASE, {**BASE, "family": ["Four children."]}, {**BASE, "practice": ["Two visits."]})
    assert merged.typed["family"] == ["Four children."] and merged.typed["practice"] == ["Two visits."]
    assert merged.theirs == ("family",) and not merged.clashes


def test_the_same_answer_changed_by_both_keeps_mine_and_tells_theirs() -> None:
    merged = merge(BASE, {**BASE, "family": ["Four."]}, {**BASE, "family": ["Five."]})
    assert merged.typed["family"] == ["Five."] and merged.clashes == {"family": ["Four."]}
    assert not merge(BASE, {**BASE, "family": ["Four."]}, {**BASE, "family": ["Four."]}).clashes


def test_an_answer_one_took_out_stays_out_and_one_the_other_changed_is_told() -> None:
    without = {k: v for k, v in BASE.items() if k != "family"}
    assert "family" not in merge(BASE, without, BASE).typed and "family" not in merge(BASE, BASE, without).typed
    assert merge(BASE, {**BASE, "family": ["Four."]}, without).clashes == {"family": ["Four."]}


def test_rows_begun_in_the_same_empty_place_become_two() -> None:
    theirs = {**BASE, "chronology-1-date": ["1/2/26"], "chronology-1-event": ["Theirs."]}
    mine = {**BASE, "chronology-1-event": ["Mine."], "chronology-2-event": ["Mine too."]}
    merged = merge(BASE, theirs, mine, ["chronology"])
    events = {k: v for k, v in merged.typed.items() if k.endswith("-event")}
    assert sorted(v[0] for v in events.values()) == ["A visit.", "Mine too.", "Mine.", "Theirs."] and not merged.clashes
    assert int(merged.typed["chronology-count"][0]) >= len(events)
    assert merged.typed["chronology-1-date"] == ["1/2/26"] and merged.typed["chronology-1-event"] == ["Theirs."]


def test_a_row_both_typed_alike_stays_one() -> None:
    both = {**BASE, "chronology-1-event": ["The same."]}
    events = [v for k, v in merge(BASE, both, both, ["chronology"]).typed.items() if k.endswith("-event")]
    assert events == [["A visit."], ["The same."]]


def test_line_ends_are_no_difference() -> None:
    assert not merge({"family": ["a\nb"]}, {"family": ["a\r\nb"]}, {"family": ["c"]}).theirs


@given(FORMS, FORMS, FORMS)
def test_nothing_of_either_is_ever_lost(base: dict[str, list[str]], theirs: dict[str, list[str]], mine: dict[str, list[str]]) -> None:
    merged = merge(base, theirs, mine)
    for name in {*base, *theirs, *mine}:
        if mine.get(name) != base.get(name):
            assert merged.typed.get(name) == mine.get(name)
            assert merged.clashes.get(name, theirs.get(name, [])) == theirs.get(name, [])
            assert name in merged.clashes or theirs.get(name) in (base.get(name), mine.get(name))
        else:
            assert merged.typed.get(name) == theirs.get(name)


@given(FORMS, FORMS)
def test_nobody_elses_change_leaves_mine_as_it_is(base: dict[str, list[str]], mine: dict[str, list[str]]) -> None:
    assert merge(base, base, mine).typed == mine
