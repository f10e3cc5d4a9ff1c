from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.govuk.svg.axis import SHORT, Axis
from cspr.govuk.svg.lanes import Blank, Lane, Moment, Tie, in_words, lanes
from cspr.govuk.svg.marks import Mark
from tests.govuk.gallery import MOMENTS, TIES, swim

FIRST, LAST = date(2025, 6, 1), date(2026, 4, 6)


def links(html: str) -> list[str]:
    return re.findall(r'<a class="kit-lanes__mark" href="([^"]+)"', html)


def names(html: str) -> list[str]:
    return re.findall(r'aria-label="([^"]+)"><title>', html)


def test_each_mark_is_a_link_with_its_words() -> None:
    html = lanes([Lane("Police", [Mark(date(2025, 7, 1), "Called to the home", href="/e/1/"), Mark(date(2025, 9, 1), "Stopped")])], FIRST, LAST)
    assert links(html) == ["/e/1/"] and names(html) == ["Called to the home", "Stopped"]


def test_what_is_crowded_is_gathered_into_a_number_that_opens_its_stretch() -> None:
    marks = [Mark(date(2025, 7, 1) + timedelta(days=n), f"Visit {n}", href=f"/e/{n}/") for n in range(5)]
    html = lanes([Lane("Police", marks)], FIRST, LAST, zoom=lambda name, a, b: f"?lane={name}&from={a}&to={b}")
    assert links(html) == ["?lane=Police&amp;from=2025-07-01&amp;to=2025-07-05"]
    assert names(html) == ["5 events, Tuesday 1 July 2025 to Saturday 5 July 2025: Visit 0; Visit 1; Visit 2; and 2 more"]
    assert ">5</text>" in html


@given(st.lists(st.integers(0, 309), max_size=150))
def test_no_event_is_lost_and_no_two_signs_stand_on_each_other(days: list[int]) -> None:
    html = lanes([Lane("Police", [Mark(FIRST + timedelta(days=n), "x") for n in days])], FIRST, LAST)
    picture = html.split("kit-lanes__key")[0]
    counted = [int(label.split()[0]) if "events" in label else 1 for label in names(picture)]
    assert sum(counted) == len(days)
    boxes = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.-]+)" y="[\d.]+" width="([\d.]+)" height="26" fill="none"', picture)]
    assert all(a + w <= b + 0.11 for (a, w), (b, _) in zip(boxes, boxes[1:], strict=False))
    assert all(w >= 24 for _, w in boxes)  # Large enough to be pointed at (WCAG 2.5.8).


def test_marks_outside_the_days_are_left_out_and_long_ones_cut_off() -> None:
    marks = [Mark(date(2020, 1, 1), "before"), Mark(date(2030, 1, 1), "after"), Mark(date(2020, 1, 1), "all along", date(2030, 1, 1))]
    html = lanes([Lane("Police", marks)], FIRST, LAST)
    assert names(html) == ["all along"]
    x, width = re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="10"', html).groups()  # type: ignore[union-attr]
    assert (float(x), float(width)) == (14, 1092)


def test_it_is_said_in_words_too() -> None:
    blanks = [Blank(date(2025, 7, 1), date(2025, 8, 26)), Blank(date(2025, 9, 1), date(2025, 9, 9))]
    rows = [Lane("Police", [Mark(date(2025, 7, 1), "x")], blanks), Lane("GP")]
    assert in_words(rows, FIRST, LAST) == (
        "Sunday 1 June 2025 to Monday 6 April 2026. Police: 1 event, the longest gap 55 days from Tuesday 1 July 2025. GP: no events."
    )
    assert f'<desc id="{re.search("<desc id=.([^>]+).>", lanes(rows, FIRST, LAST))[1]}">Sunday 1 June' in lanes(rows, FIRST, LAST)  # type: ignore[index]


def test_a_gap_says_how_long_it_is_where_there_is_room() -> None:
    html = lanes([Lane("GP", [], [Blank(date(2025, 7, 1), date(2025, 8, 26)), Blank(date(2025, 9, 1), date(2025, 9, 9))])], FIRST, LAST)
    assert ">55 days without contact<" in html and ">7 days" not in html and html.count('fill="url(#') == 2


def test_a_tie_joins_only_lanes_that_are_there_and_two_at_least() -> None:
    tie = Tie(date(2025, 7, 1), ["GP", "Police"], "1 July: accounts differ", "/pair/", differs=True)
    assert ">1 July: accounts differ<" in lanes([Lane("GP"), Lane("Police")], FIRST, LAST, ties=[tie])
    assert "accounts differ<" not in lanes([Lane("GP"), Lane("School")], FIRST, LAST, ties=[tie])
    assert "accounts differ<" not in lanes([Lane("GP"), Lane("Police")], FIRST, date(2025, 6, 20), ties=[tie])


def test_a_tie_follows_marks_that_stand_on_other_days() -> None:
    rows = [Lane("GP"), Lane("Police")]
    straight = lanes(rows, FIRST, LAST, ties=[Tie(date(2025, 7, 1), ["GP", "Police"], "one event")])
    slanting = lanes(rows, FIRST, LAST, ties=[Tie(date(2025, 7, 1), ["GP", "Police"], "one event", times={"GP": date(2025, 7, 20)})])
    assert straight.split("kit-lanes__key")[0].count('rx="12"') == 1 and slanting.split("kit-lanes__key")[0].count('rx="12"') == 2
    a, b = re.search(r'<path d="M([\d.]+) [\d.]+L([\d.]+) ', slanting).groups()  # type: ignore[union-attr]
    assert float(a) - float(b) == pytest.approx(1092 / 310 * 19, abs=0.2)


def test_one_name_for_pairs_of_one_event() -> None:
    ties = [Tie(datetime(2025, 7, 1, 21, 40), two, "1 July: accounts differ", differs=True) for two in (["GP", "Police"], ["GP", "School"])]
    assert lanes([Lane("GP"), Lane("Police"), Lane("School")], FIRST, LAST, ties=ties).count(">1 July: accounts differ</text>") == 1


def test_names_of_moments_and_ties_do_not_stand_on_each_other() -> None:
    moments = [Moment(date(2025, 7, 1) + timedelta(days=n), f"something long number {n}") for n in range(4)]
    html = lanes([Lane("GP")], FIRST, LAST, moments=moments)
    assert len(set(re.findall(r'y="(\d+)"[^>]*>something', html))) == 4


def test_where_there_is_no_room_for_all_names_moments_and_differing_accounts_come_first() -> None:
    ties = [Tie(date(2025, 7, 1), ["GP", "Police"], f"one event, number {n}", f"/{n}/") for n in range(9)]
    ties.append(Tie(date(2025, 7, 1), ["GP", "Police"], "accounts differ here", differs=True))
    html = lanes([Lane("GP"), Lane("Police")], FIRST, LAST, ties=ties, moments=[Moment(date(2025, 7, 1), "birth of the child")])
    named = re.findall(r">((?:birth|accounts|one event)[^<]*)</text>", html)
    assert named == ["birth of the child", "accounts differ here", "one event, number 0", "one event, number 1"]
    assert html.count("<title>one event, number 8</title>") == 1


def test_words_are_never_markup() -> None:
    bad = '"><script>x</script>'
    html = lanes([Lane(bad, [Mark(date(2025, 7, 1), bad, href=bad)] * 3), Lane("b", [Mark(date(2025, 7, 9), bad, href=bad)])], FIRST, LAST,
                 ties=[Tie(date(2025, 7, 1), [bad, "b"], bad, bad)], moments=[Moment(date(2025, 8, 1), bad)], title=bad, table=bad)  # fmt: skip
    assert "<script" not in html and 'href="">' not in html and "style=" not in html


def test_no_lanes_and_no_days_are_nothing() -> None:
    assert lanes([], FIRST, LAST) == "" and lanes([Lane("GP")], LAST, FIRST) == ""


def test_two_pictures_share_no_ids() -> None:
    page = lanes(swim(), FIRST, LAST, ties=TIES, moments=MOMENTS) + lanes(swim(), FIRST, LAST - timedelta(days=1))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        (date(2026, 1, 17), date(2026, 1, 18), ["Sat 17 Jan", "06:00", "12:00"]),
        (date(2026, 1, 12), date(2026, 1, 25), ["Mon 12 Jan", "Tue 13"]),
        (date(2026, 1, 1), date(2026, 3, 31), ["5 Jan", "12 Jan"]),
        (FIRST, LAST, ["Jun 2025", "Jul"]),
        (date(2024, 2, 1), date(2026, 4, 1), ["Apr 2024", "Jul"]),
        (date(2008, 5, 5), date(2026, 4, 1), ["2009", "2010"]),
        (date(1950, 1, 1), date(2026, 4, 1), ["1950", "1955"]),
    ],
)
def test_the_axis_names_what_can_be_read(first: date, last: date, named: list[str]) -> None:
    assert [t.label for t in Axis(first, last, 0, 1092).ticks()][: len(named)] == named


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_names_on_the_axis_never_touch_and_are_in_order(first: date, days: int) -> None:
    axis = Axis(first, first + timedelta(days=days), 0, 1092)
    at = [t.at for t in axis.ticks()]
    assert all(b - a >= SHORT * 0.9 for a, b in zip(at, at[1:], strict=False)) and all(0 <= x <= 1092 for x in at)
    assert axis.at(datetime(first.year, first.month, first.day, 12)) == pytest.approx(1092 / (days + 1) / 2)
