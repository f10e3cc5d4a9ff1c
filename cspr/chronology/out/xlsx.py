"""Excel, by xlsxwriter: every cell is a string, so that nothing in it can run."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime

import xlsxwriter

from cspr.chronology.names import Names
from cspr.chronology.out.table import MARKING, Column, table
from cspr.chronology.shapes import Entry, Merged, Pair

LONGEST = 32_000  # Letters in a cell; Excel takes 32,767.
CUT = " … (cut here: the Word file has the whole)"
NEVER = datetime(1980, 1, 1)  # Where no time is given: a zip file's first day, so that the same chronology makes the same file.


def to_xlsx(
    merged: Merged,
    *,
    title: str = "Chronology",
    names: Names | None = None,
    age: Callable[[Entry], str] | None = None,
    pairs: Sequence[Pair] | None = None,
    made: datetime | None = None,
) -> bytes:
    """A workbook: the chronology; what belongs side by side; what is to be resolved. made: when, for its properties."""
    content = table(merged, title, names, age, pairs)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": content.title, "category": MARKING, "created": made or NEVER, "author": "", "comments": ""})
    looks = {
        "marking": book.add_format({"bold": True, "font_name": "Arial"}),
        "title": book.add_format({"bold": True, "font_name": "Arial", "font_size": 14}),
        "head": book.add_format(
            {"bold": True, "font_name": "Arial", "font_size": 10, "bg_color": "#12436d", "font_color": "#ffffff", "text_wrap": True, "valign": "top",
             "border": 1}
        ),
        "cell": book.add_format({"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#8d9193"}),
    }  # fmt: skip
    _sheet(book, "Chronology", content.title, content.about, content.columns, content.rows, looks)
    for name, columns, rows in content.side:
        _sheet(book, name, f"{content.title}: {name.lower()}", "", columns, rows, looks)
    book.close()
    return out.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    title: str,
    about: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    looks: dict[str, xlsxwriter.format.Format],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, MARKING, looks["marking"])
    sheet.write_string(1, 0, title[:LONGEST], looks["title"])
    sheet.write_string(2, 0, about)
    head = 3
    for n, column in enumerate(columns):
        sheet.set_column(n, n, max(column.wide * 1.3, 7))
        sheet.write_string(head, n, column.head, looks["head"])
    cell = looks["cell"]
    for r, row in enumerate(rows, head + 1):
        for n, text in enumerate(row):
            sheet.write_string(r, n, text if len(text) <= LONGEST else text[:LONGEST] + CUT, cell)
    sheet.freeze_panes(head + 1, 0)
    if rows:
        sheet.autofilter(head, 0, head + len(rows), len(columns) - 1)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4.
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_header(f"&C&B{MARKING}")
    sheet.set_footer(f"&L{title.replace('&', '&&')[:120]}&C&B{MARKING}&RPage &P of &N")
