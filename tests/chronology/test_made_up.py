"""Whole files, from their bytes to one chronology: what a Business Manager gets from five agencies on a bad day."""

from __future__ import annotations

from functools import cache

import pytest

from cspr.chronology.agency import agency_of
from cspr.chronology.files import read_file
from cspr.chronology.merging import belongs, merge
from cspr.chronology.reading import rows_of
from cspr.chronology.shapes import Merged, RowsRead
from tests.chronology.grids import told
from tests.chronology.made_up import FILES, PERIOD

pytestmark = pytest.mark.clause("D5", "D6")


@cache
def taken(name: str) -> RowsRead:
    read = read_file(name, FILES[name]())
    return rows_of(read, agency_of(read), scope=PERIOD)


@cache
def merged() -> Merged:
    return merge([e for name in FILES for e in taken(name).entries], [p for name in FILES for p in taken(name).problems])


def problems(name: str) -> list[tuple[str, int, str]]:
    return [(p.source.sheet, p.source.row, p.kind) for p in taken(name).problems]


def test_two_tables_of_a_document() -> None:
    rows = taken("gp-practice.docx")
    assert told(rows) == [("2024-09-10", "Six week check. Weight on 25th centile."), ("2024-10-19T09:07", "Telephone call, low mood."),
                          ("?", "Repeat prescription."), ("2025-05-04", "DNA. Text reminder sent."), ("2025-02-01", "Smoking cessation declined."),
                          ("?", "Filed without a date."), ("2026-03-08", "DNA. Text reminder sent.")]
    # The title row and the row of headings are counted, as a person counts them.
    assert problems("gp-practice.docx") == [("table 1", 5, "impossible_date"), ("table 2", 5, "unknown_date")]
    assert {e.agency for e in rows.entries} == {"Harrow Lane Surgery"} and rows.entries[0].response == "Coded"


def test_a_workbook_with_a_title_block() -> None:
    rows = taken("police.xlsx")
    assert [(e.when.start.isoformat()[:16], e.source.row) for e in rows.entries if e.when.start] == [
        ("2024-04-15T06:01", 5), ("2024-06-23T04:44", 7), ("2026-01-17T21:40", 8), ("2026-01-17T21:40", 9), ("2019-06-03", 10)]
    assert problems("police.xlsx") == [("Chronology", 10, "outside_scope")]
    assert rows.entries[0].agency == "Wessmoor Police" and rows.entries[0].when.typed == "15/04/2024 0601"


def test_a_workbook_with_a_sheet_a_year_and_a_hidden_column() -> None:
    rows = taken("childrens-social-care.xlsx")
    assert told(rows) == [("2024-04-17", "Home visit. House tidy."), ("?", "Call with probation, date to be confirmed."),
                          ("2026-02-02", "Discussed at panel, step down agreed.")]
    assert problems("childrens-social-care.xlsx") == [("2025-26", 2, "unknown_date")]
    assert any("“Management oversight” was read in its place" in n for n in rows.notes) and rows.entries[0].child_seen == "Y"
    assert rows.entries[0].agency == "Children's social care"


def test_dates_in_every_manner() -> None:
    found = [(e.when.typed, e.when.precision) for e in taken("health-visiting.docx").entries]
    assert found == [("Sun 16 Feb 25", "day"), ("Feb–Mar 2025", "range"), ("w/c 8 December 2025", "range"), ("12/2025", "month"),
                     ("approx 10 Jan 26", "approximate"),
                     ("early 2025", "approximate"), ("between 3 and 9 Nov 2025", "range"), ("Mon 4 May 25", "day"), ("18/1/26", "day")]
    (one,) = taken("health-visiting.docx").problems
    assert one.source.row == 9 and "4 May 2025 was a Sunday, not a Monday" in one.says


def test_a_csv_file_of_an_old_program() -> None:
    assert told(taken("school.csv")) == [
        ("2024-05-13T08:00", "Late, £60 fine;\nno reason given."),
        ("2026-01-19T08:50", "Sibling said police came on Saturday night and Martin “went out the back”.")]


def test_paragraphs_and_a_nil_return() -> None:
    assert told(taken("charity.docx")) == [("2025-05-11", "Came to stay-and-play."), ("2025-05-25", "Food parcel given.")]
    assert taken("charity.docx").entries[0].agency == "Lantern House"
    assert taken("probation-nil.docx").nil and not taken("probation-nil.docx").problems


def test_one_chronology_of_all_of_them() -> None:
    found = merged()
    assert len(found.entries) == 28 and len(found.problems) == 5
    starts = [e.when.start for e in found.entries]
    assert starts[-3:] == [None] * 3 and None not in starts[:-3]
    days = [str(s)[:10] for s in starts[:-3]]
    assert days == sorted(days)


def test_the_row_told_twice_the_event_told_by_three_and_what_they_say_against_each_other() -> None:
    found = merged()
    texts = {e.id: (e.agency, e.source.row) for e in found.entries}
    assert [(texts[p.a], texts[p.b]) for p in found.pairs if p.kind == "duplicate"] == [(("Wessmoor Police", 8), ("Wessmoor Police", 9))]
    together = belongs([e.id for e in found.entries], found.pairs)
    groups = {frozenset({texts[one][0], *(texts[o][0] for o in b.same_event)}) for one, b in together.items() if b.same_event}
    assert groups == {frozenset({"Wessmoor Police", "Health visiting and midwifery", "School"})}
    against = {frozenset({texts[p.a][0], texts[p.b][0]}) for p in found.pairs if p.kind == "contradiction"}
    assert frozenset({"Wessmoor Police", "Health visiting and midwifery"}) in against
