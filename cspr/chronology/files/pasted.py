"""What is pasted into a page: cells between tabs as Word and Excel hand them over, or paragraphs."""

from __future__ import annotations

import re
from collections import Counter

from cspr.chronology.files.limits import Tally
from cspr.chronology.files.separated import grid_of
from cspr.chronology.shapes import Grid, Line

_QUOTED = re.compile(r'(?:^|\t)"[^"]*\n', re.MULTILINE)
_DATE = re.compile(r"\d{1,4}(?:st|nd|rd|th)?[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9})[\s./-]+\d{1,4}")
_HEADING = 40  # Characters: a line of its own as short as this, without a full stop, is a row between the others, not the end of one.
_MOSTLY = 0.3


def lined_up(text: str, tally: Tally, notes: list[str]) -> Grid | None:
    """The table, if most of what was pasted is one. Excel puts marks round a cell of several lines; Word lets it run on without any."""
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    tabs = Counter(line.count("\t") for line in lines)
    most = max((n for n, times in tabs.items() if n and times * 2 > sum(v for k, v in tabs.items() if k)), default=0) or max(
        (n for n in tabs if n), key=lambda n: tabs[n], default=0)
    if not most or sum(times for n, times in tabs.items() if n) < len(lines) * _MOSTLY:
        return None
    if not _QUOTED.search(text):
        text = _joined(text, most)
    grid = grid_of(text, "\t", tally, notes)
    return grid if grid.lines else None


def _joined(text: str, tabs: int) -> str:
    """Rows that Word let run over several lines, each on one line with its cells in quotation marks."""
    rows: list[list[str]] = []
    for line in re.split(r"\r\n|\r|\n", text):
        here = line.count("\t")
        held = sum(part.count("\t") for part in rows[-1]) if rows else tabs
        alone = bool(rows) and held == 0 and _heading(rows[-1][0])
        goes_on = held + here <= tabs and not alone if held < tabs else here == 0 and not _heading(line)
        if rows and line.strip() and here < tabs and goes_on:
            rows[-1].append(line)
        else:
            rows.append([line])
    return "\n".join("\t".join('"{}"'.format(cell.replace('"', '""')) if cell else "" for cell in "\n".join(row).split("\t")) for row in rows)


def _heading(line: str) -> bool:
    """A year or a month between the rows, say; a date alone is the first line of a row."""
    words = line.strip()
    return len(words) <= _HEADING and not words.endswith((".", ",", ";")) and (words[:1].isupper() or words[:1].isdigit()) and not (
        _DATE.fullmatch(words))


def paragraphs(text: str, tally: Tally) -> tuple[Line, ...]:
    """Each line with words, numbered as an editor numbers lines."""
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if words := tally.text(line):
            tally.row()
            found.append(Line(number, (words,)))
    return tuple(found)
