"""A document without tables, or plain text: paragraphs that begin with a date, and those that go on from them."""

from __future__ import annotations

import re

from cspr.chronology.columns import words_of
from cspr.chronology.dates import leading
from cspr.chronology.rows import Taken, day
from cspr.chronology.shapes import FileRead, Source

# What stands at the foot of a document, and is no part of what is told.
_FOOT = re.compile(r"(?:signed|completed by|prepared by|author|approved by|date completed|report completed|official|restricted|confidential|page \d+"
                   r"|end of (?:chronology|report|record)|continued|\W+$)", re.IGNORECASE)


def read(file: FileRead, taken: Taken) -> None:
    """Every paragraph that begins with a date is an event; one that does not goes on from the event above it."""
    begun = False
    for line in file.paragraphs:
        said = "\n".join(filter(None, (words_of(c) for c in line.cells)))
        if not said:
            continue
        found = leading(said, near=taken.near)
        if found:
            taken.take(found[0], found[1], Source(taken.file, "", line.number))
            begun = True
        elif begun and not _FOOT.match(said):
            taken.join(said)
    for entry in [e for e in taken.entries if not e.text]:
        taken.problem(entry.source, "Nothing says what happened. Ask the agency, or leave the row out.", "no_text", entry.id)


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
