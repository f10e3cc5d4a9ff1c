from __future__ import annotations

import re
from datetime import date, timedelta

from cspr.govuk.svg.bars import bar_chart
from cspr.govuk.svg.journey import journey
from cspr.govuk.svg.ribbon import RibbonDay, clock_ribbon, in_words, month_ribbon
from tests.govuk.gallery import STOPS, TODAY, clock

DUE = date(2026, 5, 21)


def wide(html: str) -> str:
    return html.split('<svg class="kit-ribbon__weeks"')[0]


def test_the_ribbon_says_in_words_what_it_shows() -> None:
    says = in_words(clock(), TODAY, DUE, (date(2026, 5, 8), date(2026, 5, 14)), "learning meeting", date(2026, 5, 14), "meeting")
    assert says == (
        "Day 7 of 15. Day 0 was Wednesday 29 April 2026. Due Thursday 21 May 2026. Learning meeting: Friday 8 May 2026 to Thursday 14 May 2026. "
        "Meeting: Thursday 14 May 2026. Not counted: weekends, and Monday 4 May 2026 (Early May bank holiday)."
    )
    html = clock_ribbon(clock(), TODAY, DUE)
    assert html.count('role="img"') == 2 and html.count("<desc") == 2


def test_days_that_do_not_count_are_hatched_and_have_no_number() -> None:
    html = wide(clock_ribbon(clock(), TODAY, DUE))
    uncounted = [d for d in clock() if d.number is None]
    assert html.count('fill="url(#') == len(uncounted) == 7
    assert re.findall(r'font-weight="700">(\d+)<', html) == [str(n) for n in range(16)]
    assert html.count(">holiday<") == 1


def test_today_due_and_the_date_fixed_are_named_under_their_days() -> None:
    html = wide(clock_ribbon(clock(), TODAY, DUE, marker=date(2026, 5, 14), marker_label="meeting"))
    for word in ("today", "due", "meeting"):
        assert html.count(f">{word}<") == 1


def test_a_clock_run_over_says_by_how_many_days_that_count() -> None:
    assert in_words(clock(length=28), date(2026, 5, 26), DUE).startswith("Overdue by 3 counted days")


def test_a_clock_met_late_stays_late() -> None:
    assert in_words(clock(), date(2026, 6, 1), DUE, done=date(2026, 5, 26)).startswith("Done on Tuesday 26 May 2026, after it was due.")


def test_a_clock_that_has_not_begun_and_one_with_no_days() -> None:
    assert in_words(clock(), date(2026, 4, 1), DUE).startswith("Day 0 is Wednesday 29 April 2026")
    assert clock_ribbon([], TODAY, DUE) == ""


def test_two_ribbons_on_a_page_share_no_ids() -> None:
    page = clock_ribbon(clock(), TODAY, DUE) + clock_ribbon(clock(), TODAY + timedelta(days=1), DUE)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_words_in_a_picture_are_never_markup() -> None:
    bad = "<script>x</script>"
    days = [RibbonDay(date(2026, 5, 4), None, bad), RibbonDay(date(2026, 5, 5), 1)]
    html = clock_ribbon(days, TODAY, DUE, (date(2026, 5, 4), DUE), bad, date(2026, 5, 5), bad)
    html += month_ribbon(date(2026, 1, 14), date(2026, 7, 14), TODAY, [(date(2026, 2, 1), None, bad)]) + bar_chart([(bad, 1)], bad, bad)
    assert "<script" not in html


def test_a_pause_is_shown_with_its_reason() -> None:
    pauses = [(date(2026, 2, 10), date(2026, 3, 23), "trial"), (date(2026, 5, 1), None, "inquest")]
    html = month_ribbon(date(2026, 1, 14), date(2026, 7, 14), TODAY, pauses)
    assert "paused from Tuesday 10 February 2026 to Monday 23 March 2026 (trial)" in html
    assert "paused from Friday 1 May 2026 and still (inquest)" in html


def test_the_journey_is_read_as_a_list_with_each_state_in_words() -> None:
    html = journey(STOPS)
    assert html.count("<li ") == len(STOPS)
    words = re.sub(r"<[^>]+>", "", html)
    for said in ("Referral, done", "Rapid Review, now", "Decision, held back", "National review, not needed", "Actions, to come"):
        assert said in words


def test_bars_are_read_as_labels_and_numbers() -> None:
    words = re.sub(r"<[^>]+>", " ", bar_chart([("Police", 12), ("Health", 0)], unit="days"))
    assert " ".join(words.split()) == "Police 12 days Health 0 days"
    assert bar_chart([]) == ""
