"""A document without tables, or plain text: paragraphs that begin with a date, and those that go on from them."""

from __future__ import annotations

import re
from datetime import date

from cspr.chronology.columns import words_of
from cspr.chronology.dates import leading, read_when
from cspr.chronology.dates.words import NAMES
from cspr.chronology.rows import Taken, day
from cspr.chronology.shapes import FileRead, Source, When

# What stands at the foot of a document, and is no part of what is told.
_FOOT = re.compile(r"(?:signed|completed by|prepared by|author|approved by|date completed|report completed|official|restricted|confidential|page \d+"
                   r"|end of (?:chronology|report|record)|continued|\W+$)", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(r"((?:[a-z]{3,9} )?[0-9]{1,2}(?:st|nd|rd|th)?)\s*[:;,.–—-]\s+(\S.*)", re.IGNORECASE | re.DOTALL)


def _in_month(said: str, month: date | None) -> tuple[When, str] | None:
    """ "3rd – Home visit" below a heading "March 2020"."""
    found = _DAY_OF_MONTH.fullmatch(said) if month else None
    if not found or not month:
        return None
    when = read_when(f"{found[1]} {NAMES[month.month - 1]} {month.year}")
    if when.precision not in ("day", "unknown") or (when.precision == "unknown" and when.doubt != "impossible"):
        return None
    says = when.says or f"The month is that of the heading above, {NAMES[month.month - 1]} {month.year}."
    return When(found[1], when.start, when.end, when.precision, says, when.doubt), found[2]


def read(file: FileRead, taken: Taken) -> None:
    """Every paragraph that begins with a date is an event; one that does not goes on from the event above it.

    A month that stands alone is a heading where days of it follow ("3rd – Home visit"); else an event of that month, with the words below it.
    """
    heading: tuple[When, Source] | None = None
    month: date | None = None
    begun = False
    for line in file.paragraphs:
        said = "\n".join(filter(None, (words_of(c) for c in line.cells)))
        if not said:
            continue
        place = Source(taken.file, "", line.number)
        below = _in_month(said, month)
        found = below or leading(said, near=taken.near)
        if heading and not below:
            taken.take(heading[0], "", heading[1])
            begun = True
        heading = None
        if found and found[0].precision == "month" and not found[1]:
            heading, month = (found[0], place), day(found[0])
        elif found:
            month = month if below else None
            taken.take(found[0], found[1], place)
            begun = True
        elif begun and not _FOOT.match(said):
            taken.join(said)
    if heading:
        taken.take(heading[0], "", heading[1])
    for entry in [e for e in taken.entries if not e.text]:
        taken.problem(entry.source, "Nothing says what happened. Ask the agency, or leave the row out.", "no_text", entry.id)
    taken.years_said()


def outside_tables(file: FileRead, taken: Taken) -> None:
    """Beside tables that were read, a paragraph with a date and words is no row: it is said, so that nobody misses it."""
    near = taken.near
    for line in file.paragraphs:
        said = words_of(line.cells[0]) if line.cells else ""
        found = leading(said, near=near)
        if found and found[1] and day(found[0]) and not _FOOT.match(found[1]):
            taken.problem(Source(taken.file, "", line.number),
                          f"This paragraph, “{found[0].typed}”, begins with a date but stands outside the table, and was not taken in. "
                          "If it is an event, put it in as a row.")
