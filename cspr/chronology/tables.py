"""The rows of a table as entries: titles, banners, blank and repeated heading rows passed over; ditto marks and rows that go on understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from cspr.chronology.columns import Columns, filled, words_of
from cspr.chronology.dates import TIME_ALONE, leading, read_when
from cspr.chronology.dates.partial import NO_YEAR, in_words
from cspr.chronology.dates.words import UNKNOWN, plain
from cspr.chronology.headings import SURE, heading, meaning
from cspr.chronology.rows import Taken, day
from cspr.chronology.shapes import Cell, Grid, Line, Source, When

_DITTO = re.compile(r"(?:-? ?(?:\"|''|〃|\^) ?-?|do\.?|ditto|as above|same(?: (?:day|date))?(?: as above)?|ibid\.?)(?: \"| do\.?)*")
_TOTAL = re.compile(r"(?:grand |sub ?-?)?totals?\b|end of (?:chronology|record|report|document|table)|(?:table )?(?:continued|cont(?:'?d)?\.?)\b"
                    r"|page \d+|(?:number|count) of (?:entries|records|rows|contacts)", re.IGNORECASE)
_YES = {"y", "yes", "x", "✓", "✔", "true", "1", "significant", "key", "high", "*", "•", "☒", "☑"}
SHORT = 40  # No heading is longer, and few of the words of an event are as short as all of them.
_PROSE = 15  # So long, with a space in it, words tell something.


def _told(cells: dict[int, str], columns: Columns, what: str) -> str:
    """All columns that are this, one after the other."""
    return "\n".join(dict.fromkeys(cells[n] for n in columns.of(what) if cells.get(n)))


def _more(cells: dict[int, str], columns: Columns) -> dict[str, str]:
    """What stands in the other columns, by their headings."""
    found: dict[str, str] = {}
    for n in columns.of("more"):
        if cells.get(n):
            name = columns.headings[n].strip() if n < len(columns.headings) else ""
            name = name or f"Column {n + 1}"
            found[name if name not in found else f"{name} ({n + 1})"] = cells[n]
    return found


class Table:
    """Reads one grid with its columns into what was taken."""

    def __init__(self, grid: Grid, columns: Columns, taken: Taken) -> None:
        self.grid, self.columns, self.taken = grid, columns, taken
        self.headings = tuple(heading(h) for h in columns.headings)
        self.dated = columns.of("date")[0]
        self.near = self._first_date()
        self.banner: date | None = None
        self.passed = 0
        self.dates = 0

    def _first_date(self) -> date | None:
        """The first whole date of the grid: the year of those before it, where they have none."""
        for line, _ in self.lines():
            if self.dated < len(line.cells) and (found := day(read_when(line.cells[self.dated]))):
                return found
        return None

    def lines(self) -> Iterator[tuple[Line, list[str]]]:
        """The rows below the headings that say something, and what they say."""
        return ((line, said) for line in self.grid.lines if line.number > self.columns.header and (said := filled(line)))

    def read(self) -> None:
        """Every row."""
        for line, said in self.lines():
            if not self._passed_over(line, said):
                self._row(line, said)
        self.taken.years_said()
        if self.passed:
            rows = "1 row was" if self.passed == 1 else f"{self.passed} rows were"
            self.taken.notes.append(f"{self.grid.where or 'The table'}: {rows} passed over: headings, banners or totals.")

    def _cell(self, line: Line, what: str) -> Cell:
        return next((line.cells[n] for n in self.columns.of(what) if n < len(line.cells) and words_of(line.cells[n])), None)

    def _headings_again(self, line: Line, said: list[str]) -> bool:
        if len(said) > 1 and all(len(s) < SHORT and meaning(s)[1] == SURE for s in said):
            return True  # A second row of headings: from, to.
        if not self.columns.header or self.dated >= len(line.cells) or heading(words_of(line.cells[self.dated])[:80]) != self.headings[self.dated]:
            return False
        same = sum(a != "" and a == heading(words_of(b)[:80]) for a, b in zip(self.headings, line.cells, strict=False))
        return same >= max(2, len(said) * 0.7)

    def _passed_over(self, line: Line, said: list[str]) -> bool:
        """Whether it is no event: the headings again, a banner, a total. A banner that names a year gives it to the rows below."""
        banner = False
        if len(said) == 1:
            only = [n for n, c in enumerate(line.cells) if words_of(c)]
            wide = len(only) > 1
            when = read_when(line.cells[only[0]], near=self.near)
            if wide or only[0] == self.dated:
                if wide and (found := leading(said[0], near=self.near)) and found[1]:
                    return False
                banner = wide or when.precision in ("year", "month") or (when.precision == "unknown" and when.doubt != "impossible")
                if banner and when.precision in ("year", "month"):
                    self.near = self.banner = day(when)
            elif only[0] not in self.columns.of("event"):
                banner = len(self.columns.are) > 2 and only[0] == 0
        total = bool(_TOTAL.match(said[0])) and read_when(self._cell(line, "date")).precision == "unknown"
        if banner or total or self._headings_again(line, said):
            self.passed += 1
            return True
        return False

    def _place(self, line: Line) -> Source:
        return Source(self.taken.file, self.grid.where, line.number)

    def _when(self, line: Line) -> tuple[When, bool]:
        """The date of a row, and whether one stands there at all."""
        typed, at = self._cell(line, "date"), self._cell(line, "time")
        before = self.taken.before if self.dates else None
        said = words_of(typed)
        above = day(before.when) if before else None
        if before and above and said and _DITTO.fullmatch(plain(said)):
            when = read_when(above, at)
            return replace(when, typed=" ".join(filter(None, (said, words_of(at)))), says=f"The same date as in row {before.source.row}."), True
        when = read_when(typed, at, near=self.near)
        alone = at if not said else typed if when.says.startswith(TIME_ALONE) else None
        if before and above and alone is not None:
            timed = read_when(above, alone)
            if timed.precision == "minute":
                says = f"Only a time stands there: the date is that of row {before.source.row}, {in_words(above)}. Check it."
                return replace(timed, typed=words_of(alone), says=says, doubt="ambiguous"), True
        if not said:
            here = f"If it belongs to row {before.source.row} ({in_words(above)}), give that date; if" if before and above else "If"
            when = When(words_of(at), None, None, "unknown", f"No date stands there. {here} it is not known, say so.", "unknown")
            return when, False
        found = day(when)
        if self.banner and found and when.says.startswith(NO_YEAR) and found.year == self.banner.year:
            when = replace(when, says=f"The year is that of the heading above, {self.banner.year}.", doubt="")
        until = self._cell(line, "until")
        return (_until(when, until, self.near) if until is not None else when), True

    def _row(self, line: Line, said: list[str]) -> None:
        cells = {n: words_of(c) for n, c in enumerate(line.cells)}
        merged = leading(said[0], near=self.near) if len(said) == 1 else None
        if merged and merged[1]:
            self._known(merged[0])
            self.taken.take(merged[0], merged[1], self._place(line))
            return
        when, dated = self._when(line)
        text = _told(cells, self.columns, "event")
        told = {what: _told(cells, self.columns, what) for what in ("present", "record", "response", "child_seen")}
        more = _more(cells, self.columns)
        if not dated and text and not any(told.values()) and not more and self._goes_on(text):
            self.taken.join(text)
            where = self.grid.where or "The table"
            self.taken.notes.append(f"{where}, row {line.number}: has no date and goes on from the row above. It was joined to it.")
            return
        nothing = not text and not more and not told["response"]
        if nothing and when.precision == "unknown" and (not dated or UNKNOWN.fullmatch(plain(when.typed))):
            self.passed += 1  # A person or a reference alone tells nothing that happened.
            return
        text, no_text = self._text(text, told, more, line)
        self._known(when)
        significant = any(cells.get(n, "").casefold().strip(" .!") in _YES for n in self.columns.of("significant"))
        self.taken.take(when, text, self._place(line), agency=_told(cells, self.columns, "agency"), told=told, significant=significant, more=more,
                        no_text=no_text)

    def _known(self, when: When) -> None:
        self.near, self.dates = day(when) or self.near, self.dates + 1

    def _goes_on(self, text: str) -> bool:
        """A row with words alone goes on from the row above where that stopped in the middle of a sentence, or this begins in one."""
        before = self.taken.before
        if not before or not self.dates or not before.text:
            return False
        return text[:1].islower() or before.text.rstrip()[-1:] in ",;:-–(" or before.text.rstrip()[-3:] in ("...", " of", " to", "and")

    def _text(self, text: str, told: dict[str, str], more: dict[str, str], line: Line) -> tuple[str, str]:
        """What happened: where its own column is empty, the longest of the others that tells something; and what to say where none does."""
        if text:
            return text, ""
        where = self.grid.where or "The table"
        prose = max((*more.items(), ("the action", told["response"])), key=lambda pair: len(pair[1]))
        if len(prose[1]) >= _PROSE and " " in prose[1]:
            name = f"“{prose[0]}”" if prose[0] in more else prose[0]
            self.taken.notes.append(f"{where}, row {line.number}: what happened is empty; {name} was read in its place.")
            return prose[1], ""
        rest = "; ".join(f"{name}: {said}" for name, said in (*more.items(), *((k.replace("_", " "), v) for k, v in told.items())) if said)
        return rest, "Nothing says what happened. Ask the agency, or leave the row out."


def _until(when: When, until: Cell, near: date | None) -> When:
    """A stretch from one column to another."""
    end = read_when(until, near=day(when) or near)
    last = end.end.date() if isinstance(end.end, datetime) else end.end
    first = day(when)
    if first is None or last is None or last == first:
        return when
    typed = f"{when.typed} – {words_of(until)}"
    if last < first:
        return replace(when, typed=typed, says=f"The last date, {in_words(last)}, is before the first. Check both.", doubt="ambiguous")
    return replace(when, typed=typed, start=first, end=last, precision="approximate" if when.precision == "approximate" else "range")
