"""How fast an agency's file is taken in: 2,000 rows from Excel and from Word, every date read and every problem found, against the bare parsers."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import docx
import xlsxwriter
from _watch import best
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree
from python_calamine import CalamineWorkbook

from cspr.chronology.dates import read_when
from cspr.chronology.files import read_file
from cspr.chronology.reading import rows_of

ROWS, GOAL = 2_000, 2.0
HEADINGS = ("Date", "Time", "Source", "Who was there", "What happened", "Action taken")
# As they are typed, one after the other; one in twenty is a problem.
TYPED = ("{d.day}/{d.month}/{d:%y}", "{d:%d.%m.%Y}", "{d:%a} {d.day} {d:%b %y}", "{d.day}th {d:%b %Y}", "{d.day} {d:%B %Y}",
         "w/c {d.day} {d:%B %Y}", "{d:%b %Y}",
         "c. {d:%B %Y}", "between 3 and 9 {d:%b %Y}", "{d:%d/%m/%Y} 1430hrs")
WRONG = ("31/02/2025", "?", "02/25/2021", "tbc", "")
WORDS = ("Home visit, mother and baby seen, house tidy.", "Telephone call to mother, voicemail left.", "No access visit, card left at the door.",
         "Strategy discussion held, single agency enquiry agreed.", "Did not attend; text reminder sent to the number on record.")


def rows() -> list[tuple[str, ...]]:
    """2,000 rows as an agency types them."""
    chosen, day = random.Random(2026), date(2022, 1, 3)
    found = []
    for n in range(ROWS):
        day += timedelta(days=chosen.randrange(3))
        typed = chosen.choice(WRONG) if n % 20 == 7 else TYPED[n % len(TYPED)].format(d=day)
        found.append((typed, f"{chosen.randrange(24):02d}{chosen.randrange(60):02d}" if n % 3 == 0 and "1430" not in typed else "", f"Log {n}",
                      "Mother",
                      " ".join(chosen.sample(WORDS, 3)), "NFA" if n % 4 else ""))
    return found


def workbook(given: list[tuple[str, ...]]) -> bytes:
    """The rows as an Excel file."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Chronology")
        for n, row in enumerate([HEADINGS, *given]):
            sheet.write_row(n, 0, row)
    return kept.getvalue()


def document(given: list[tuple[str, ...]]) -> bytes:
    """The rows as a Word file."""
    made = docx.Document()
    made.add_paragraph("Chronology of contact")
    cells = "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>" for row in [HEADINGS, *given])
    made.element.body.insert(1, parse_xml(f"<w:tbl {nsdecls('w')}>{cells}</w:tbl>"))
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def taken_in(name: str, content: bytes, peer: str, alone: Callable[[], object]) -> bool:
    """One file from its bytes to entries and problems."""
    found = rows_of(read_file(name, content), "Wessmoor Police")
    if len(found.entries) != ROWS or not found.problems:
        print(f"  {name}: {len(found.entries)} entries of {ROWS}")
        return False
    ours, theirs = best(lambda: rows_of(read_file(name, content), "Wessmoor Police")), best(alone)
    print(f"  {name}: {ROWS:,} rows, {len(found.problems)} problems, in {ours:.2f} s (goal < {GOAL:.0f} s); {peer} alone {theirs * 1000:.0f} ms: "
          f"{ours / theirs:.0f} times")
    return ours < GOAL


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    given = rows()
    book, text = workbook(given), document(given)
    dates = best(lambda: [read_when(row[0], row[1]) for row in given])
    print(f"  {ROWS:,} dates read in {dates * 1000:.0f} ms: {dates / ROWS * 1e6:.0f} µs each")
    good = [
        taken_in("return.xlsx", book, "calamine", lambda: CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()),
        taken_in("return.docx", text, "lxml", lambda: etree.fromstring(zipfile.ZipFile(io.BytesIO(text)).read("word/document.xml"))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
