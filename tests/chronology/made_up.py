"""Agencies' files about a made-up family, as such agencies write them, and a nil return: built here, in code."""

from __future__ import annotations

import io
from datetime import date, time

import docx
import openpyxl
from docx.document import Document

PERIOD = (date(2024, 4, 1), date(2026, 4, 1))


def _saved(made: Document) -> bytes:
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def surgery() -> bytes:
    """Word: a title, a banner over the headings, and a second table that says them again."""
    made = docx.Document()
    made.add_heading("Agency chronology - Harrow Lane Surgery")
    made.add_paragraph("Subject: Robin ASHDOWN dob 14/08/2024    Scope: 01/04/2024 to 01/04/2026")
    for part in ([("10/9/24", "Record", "Six week check. Weight on 25th centile.", "Coded"),
                  ("19th Oct 2024 09:07", "Letter", "Telephone call, low mood.", ""),
                  ("31/02/2025", "Record", "Repeat prescription.", ""), ("04.05.25", "Tel", "DNA. Text reminder sent.", "")],
                 [("Feb 2025", "Letter", "Smoking cessation declined.", ""), ("", "", "", ""), ("?", "Record", "Filed without a date.", ""),
                  ("8 March 2026", "Tel", "DNA. Text reminder sent.", "")]):
        table = made.add_table(rows=2, cols=4)
        table.cell(0, 0).merge(table.cell(0, 3)).text = "GP RECORDS"
        for cell, words in zip(table.rows[1].cells, ("Date/Time", "Source", "Event", "Action taken"), strict=True):
            cell.text = words
        for row in part:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        made.add_paragraph("continued")
    return _saved(made)


def police() -> bytes:
    """Excel: a title block, blank rows, dates as dates, times as times or figures, a row twice, one long before the period."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Chronology"
    called = "Called to home address 21:40 by neighbour, sound of something breaking. Martin Pryce present, mother said he had left earlier."
    for row in (("WESSMOOR POLICE - SAFEGUARDING TEAM",), ("Restricted: panel only",), ("Persons: Robin ASHDOWN, Martin PRYCE",),
                ("Occ No", "Date", "Time", "Persons", "Details", "Outcome"),
                ("WM/1", date(2024, 4, 15), "0601", "M PRYCE", "Report of shouting heard by neighbour.", "Referred"), (),
                ("WM/2", date(2024, 6, 23), time(4, 44), "J ASHDOWN", "Stopped in vehicle, no insurance.", "NFA"),
                ("WM/9", date(2026, 1, 17), time(21, 40), "M PRYCE", called, "PPN submitted"),
                ("WM/9", date(2026, 1, 17), time(21, 40), "M PRYCE", called, "PPN submitted"),
                ("WM/0", date(2019, 6, 3), None, "M PRYCE", "Caution, common assault.", None)):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def social_care() -> bytes:
    """Excel: a sheet a year, what happened once in a hidden column, and a date to be confirmed."""
    book = openpyxl.Workbook()
    head = ("Person ID", "Contact date", "Contact time", "Contact type", "Worker", "Child seen", "Case note", "Management oversight")
    for title, rows in (("2024-25", [(880, date(2024, 4, 17), None, "Visit", "A. Reed", "Y", "Home visit. House tidy.", None)]),
                        ("2025-26", [(880, "tbc", None, "Phone", "A. Reed", None, "Call with probation, date to be confirmed.", None),
                                     (880, date(2026, 2, 2), None, "Meeting", "A. Reed", None, None, "Discussed at panel, step down agreed.")])):
        sheet = book.create_sheet(title)
        for row in (head, *rows):
            sheet.append(row)
        sheet.column_dimensions["H"].hidden = True
    del book["Sheet"]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def visiting() -> bytes:
    """Word: dates in every manner."""
    made = docx.Document()
    made.add_heading("Health visiting and midwifery chronology")
    rows = (("When", "What happened", "Who"), ("Sun 16 Feb 25", "Home visit. Baby alert.", "HV"), ("Feb–Mar 2025", "Missed appointments.", "HV"),
            ("w/c 8 December 2025", "Covered by bank staff.", "HV"), ("12/2025", "Health needs assessment.", "HV"),
            ("approx 10 Jan 26", "Grandmother rang.", "HV"),
            ("early 2025", "Booked late.", "HV"), ("between 3 and 9 Nov 2025", "Two attempts to weigh.", "HV"), ("Mon 4 May 25", "Clinic.", "HV"),
            ("18/1/26", "Told by mother at clinic that police had come 'Saturday about half nine'. Martin not there at the time.", "HV"))
    table = made.add_table(rows=0, cols=3)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return _saved(made)


def school() -> bytes:
    """CSV as an old program writes it: semicolons, Windows' letters, a line break in a cell."""
    lines = ("Incident date;Category;Student;Note – detail", '13/05/2024 08:00;Attendance;R Ashdown;"Late, £60 fine;\r\nno reason given."',
             "19/01/2026 08:50;Welfare;R Ashdown;Sibling said police came on Saturday night and Martin “went out the back”.")
    return "\r\n".join(lines).encode("cp1252")


def charity() -> bytes:
    """Word without a table."""
    made = docx.Document()
    for words in ("Lantern House - our contact with the family", "11 May 2025: Came to stay-and-play.", "25th May 2025 - Food parcel given."):
        made.add_paragraph(words)
    return _saved(made)


def probation() -> bytes:
    """A nil return."""
    made = docx.Document()
    made.add_paragraph("Rapid Review. We have checked our systems and have had no involvement with the persons named. Nil return.")
    return _saved(made)


FILES = {"gp-practice.docx": surgery, "police.xlsx": police, "childrens-social-care.xlsx": social_care, "health-visiting.docx": visiting,
         "school.csv": school,
         "charity.docx": charity, "probation-nil.docx": probation}
