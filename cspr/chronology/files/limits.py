"""How much of a file is read, and the counting of it. The limits are far above any chronology, and far below what would trouble the service."""

from __future__ import annotations

import re

from cspr.chronology.shapes import Refused

MB = 1024 * 1024
FILE = 20 * MB
INFLATED = 200 * MB  # All parts of a zip together, as they say of themselves.
READ = 100 * MB  # The parts that are read, as they turn out.
RATIO, FROM = 200, 10 * MB  # XML of this size that shrank by more than this is no document's.
MEMBERS = 5_000
ROWS = 20_000
COLUMNS = 200
WORDS = 30_000_000  # Characters: about five thousand pages.
CELL = 1_000_000  # Characters in one cell or paragraph.
SHEETS = 2_000  # Sheets of a workbook, or tables of a document: some write each event as a table.

MORE = "The file holds more text than a chronology can have. Send a file with only this case's entries."
# Control characters, halves of characters, and marks that reverse the direction of the text around them (ADR 0022).
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")


class Tally:
    """Counts what is taken from one file, and refuses it when it is more than a chronology can be."""

    def __init__(self) -> None:
        """Begins at nothing."""
        self.rows = self.words = self.unreadable = self.grids = 0

    def row(self, count: int = 1) -> None:
        """Counts rows with words in them. Raises Refused past the limit."""
        self.rows += count
        if self.rows > ROWS:
            raise Refused(f"The file has more than {ROWS:,} rows. Send a file with only this case's rows, or divide it into several files.")

    def grid(self) -> None:
        """Counts a sheet or a table. Raises Refused past the limit."""
        self.grids += 1
        if self.grids > SHEETS:
            raise Refused(f"The file has more than {SHEETS} sheets or tables. Send only the ones that hold the chronology.")

    def text(self, value: str) -> str:
        """Text as it is kept: plain line ends, spaces that are spaces, nothing that cannot be shown. Raises Refused past the limit."""
        self.words += len(value)
        if len(value) > CELL or self.words > WORDS:
            raise Refused(MORE)
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if "\xa0" in value:
            value = value.replace("\xa0", " ")
        if not value.isprintable():
            value, left_out = _UNREADABLE.subn("", value)
            self.unreadable += left_out
        return value.strip()

    def again(self, value: object) -> None:
        """Counts words that stand once in the file and in several places of what is read. Raises Refused past the limit."""
        if isinstance(value, str):
            self.words += len(value)
            if self.words > WORDS:
                raise Refused(MORE)

    def notes(self) -> tuple[str, ...]:
        """What the person should know of the counting."""
        if not self.unreadable:
            return ()
        return (f"{self.unreadable:,} characters that cannot be shown (control codes and the like) were left out.",)


def wide(where: str, columns: int) -> None:
    """Raises Refused if a sheet or table has more columns than a chronology can have."""
    if columns > COLUMNS:
        raise Refused(f"{where} has words in column {columns:,}, and up to {COLUMNS} columns are read. Delete the columns that do not belong "
                      "to the chronology, and send it again.")
