"""Any file an agency sends, and what is pasted, as grids and paragraphs. What a file is, its content says; what cannot be read is refused.

Files come from outside: nothing in them is followed, run or fetched, and each limit is counted while reading (limits.py).
"""

from __future__ import annotations

import re
from dataclasses import replace

from cspr.chronology.files import limits, separated
from cspr.chronology.files.docx import read_docx
from cspr.chronology.files.encodings import decode
from cspr.chronology.files.kinds import check_beginning, inside, is_html
from cspr.chronology.files.limits import Tally
from cspr.chronology.files.markup import read_markup
from cspr.chronology.files.ods import read_ods
from cspr.chronology.files.package import Package
from cspr.chronology.files.pasted import lined_up, paragraphs
from cspr.chronology.files.xlsx import read_xlsx
from cspr.chronology.shapes import FileRead, Refused

_MARKUP = re.compile(r"<(?:table|tr)[\s>]", re.IGNORECASE)
_ENDINGS = {"docx": ("docx", "dotx"), "xlsx": ("xlsx", "xltx"), "ods": ("ods", "ots"), "csv": ("csv", "tsv", "tab", "txt"),
            "text": ("txt", "text", "md", "csv", "tsv", "htm", "html")}
_CALLED = {"docx": "a Word document", "xlsx": "an Excel workbook", "ods": "an OpenDocument spreadsheet", "csv": "a text file with a table",
           "text": "a text file"}
_MARKS = {"csv": ",", "tsv": "\t", "tab": "\t"}


def read_file(name: str, content: bytes) -> FileRead:
    """Reads a file. name: as the person knows it; its ending is a hint and no more. Raises Refused, with what is wrong and what to do."""
    if len(content) > limits.FILE:
        raise Refused(f"The file is larger than {limits.FILE // limits.MB} MB, and larger ones are not taken in. Take out the pictures, or send it "
                      "in parts.")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    check_beginning(content)
    if content.startswith(b"PK"):
        package = Package(content)
        kind, part = inside(package)
        read = (read_docx(name, package, part) if kind == "docx" else read_xlsx(name, package, part) if kind == "xlsx"
                else read_ods(name, package))
    else:
        read = _text(name, ending, content)
    if not read.grids and not read.paragraphs:
        raise Refused("There are no words in the file that can be read (those in scanned pages and pictures cannot be). Open it on your computer to "
                      "see whether it is the right one, and send it again.")
    if ending and ending not in _ENDINGS[read.kind]:
        said = f"The name ends in .{ending[:10]}, but the file is {_CALLED[read.kind]}: it was read as that."
        read = replace(read, notes=(said, *read.notes))
    return read


def read_paste(text: str) -> FileRead:
    """Reads what was pasted into the page: a table from Word, Excel or a web page, or paragraphs. Raises Refused."""
    if len(text) > limits.FILE:
        raise Refused("That is more text than can be pasted at once. Save it as a file and send the file.")
    tally = Tally()
    text = text.replace("\0", "")
    if not text.strip():
        raise Refused("Nothing was pasted. Copy the table or the text again, and paste it.")
    if _MARKUP.search(text):
        grids, lines = read_markup(text, tally)
        return FileRead("pasted text", "paste", grids, lines, tally.notes())
    notes: list[str] = []
    if (grid := lined_up(text, tally, notes)) is not None:
        return FileRead("pasted text", "paste", (grid,), (), (*notes, *tally.notes()))
    if (mark := separated.delimiter(text)) is not None:
        return FileRead("pasted text", "paste", (separated.grid_of(text, mark, tally, notes),), (), (*notes, *tally.notes()))
    return FileRead("pasted text", "paste", (), paragraphs(text, tally), tally.notes())


def _text(name: str, ending: str, content: bytes) -> FileRead:
    """A file of text: a web page's tables, cells between marks, or paragraphs."""
    text, guessed = decode(content)
    tally = Tally()
    notes = [f"It is not said in the file how its letters are written down. It was read as {guessed}: look at pound signs and quotation marks."] if (
        guessed) else []
    if is_html(content):
        grids, lines = read_markup(text, tally)
        return FileRead(name, "text", grids, lines, (*notes, "The file is a web page: its tables and text were read.", *tally.notes()))
    mark = separated.delimiter(text, hint=_MARKS.get(ending))
    if mark is None:
        lines = paragraphs(text, tally)
        return FileRead(name, "text", (), lines, (*notes, *tally.notes()))
    grid = separated.grid_of(text, mark, tally, notes)
    return FileRead(name, "csv", (grid,) if grid.lines else (), (), (*notes, *tally.notes()))

