"""What a file holds for an agency, and what taking it in would change: asked by the operation that takes it in, and by its page before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cspr.chronology.columns import Columns, Proposal, fingerprint, propose
from cspr.chronology.comparing import Compared
from cspr.chronology.files import read_file, read_paste
from cspr.chronology.reading import rows_of
from cspr.chronology.shapes import FileRead, Grid, Refused, RowsRead
from cspr.operations import FileRefused, InputFault
from cspr.record.facts import latest_document
from cspr.record.models import Case
from cspr.services.chronology.incoming import standing, would_change
from cspr.services.chronology.inputs import FURTHER, ImportFile, TableIn
from cspr.services.chronology.models import Import, Remembered


@dataclass(frozen=True)
class Found:
    """A table of the file, and what its columns are taken for. proposed: what they would be, had nobody said anything."""

    grid: Grid
    proposal: Proposal
    columns: Columns
    remembered: bool = False


@dataclass(frozen=True)
class Looked:
    """A file as it was read, its tables and rows, and what they would change. before: the file it would be a newer version of."""

    read: FileRead
    tables: tuple[Found, ...]
    rows: RowsRead
    sha256: str
    before: Import | None
    compared: Compared

    @property
    def corrected(self) -> list[Found]:
        """The tables whose columns a person has corrected."""
        return [t for t in self.tables if t.columns.are != t.proposal.columns.are and not t.remembered]

    @property
    def again(self) -> bool:
        """Whether this very file is in already."""
        return self.before is not None and self.before.sha256 == self.sha256 and self.compared.nothing_new

    def says(self) -> str:
        """What would come of it, in a sentence."""
        found, total = self.compared, len(self.rows.entries)
        if self.before is None:
            return f"{_rows(total)} to take in."
        if found.nothing_new:
            return f"Nothing new: {_rows(total)}, all as in “{self.before.name}”, taken in before."
        parts = [f"{len(rows)} {word}" for rows, word in ((found.new, "new"), (found.changed, "changed"), (found.gone, "gone")) if rows]
        return f"Beside “{self.before.name}”, taken in before: {', '.join(parts)}; {len(found.same)} as before."


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


def look(case: Case, agency: str, data: ImportFile) -> Looked:
    """Read what was handed in. Raises InputFault at its field where it cannot be read, or holds no rows."""
    if data.file is None and not data.pasted:
        raise InputFault.at("file", "Choose a file, or paste the rows.")
    if data.file is not None and data.pasted:
        raise InputFault.at("pasted", "There is a file and pasted rows. Take them in one after the other.")
    field_name = "file" if data.file else "pasted"
    try:
        read = read_file(data.file.name, data.file.content) if data.file else read_paste(data.pasted)
    except Refused as refused:
        raise FileRefused.at(field_name, str(refused)) from refused
    tables = tuple(_found(grid, case, agency, data.tables) for grid in read.grids)
    rows = _own(rows_of(read, agency, {t.grid.where: t.columns for t in tables}, scope=_scope(case, agency)), agency)
    if not rows.entries and not rows.nil:
        if data.tables:
            raise InputFault.at("tables", "No row has a date in that column. Choose which column holds the date, and which tells what happened.")
        raise InputFault.at(field_name, "No event was found in it: no row of a table, and no paragraph, begins with a date. Check that this is "
                            "the chronology.")
    sha256 = hashlib.sha256(data.file.content if data.file else data.pasted.encode()).hexdigest()
    before = _before(case, agency, data, read.name)
    return Looked(read, tables, rows, sha256, before, would_change(rows, before))


def _found(grid: Grid, case: Case, agency: str, said: Sequence[TableIn]) -> Found:
    """The columns of a table: as a person says now, else as somebody said of the same headings before, else as proposed."""
    one = next((t for t in said if t.table == grid.where), None)
    proposal = propose(grid)
    if one is not None and one.header != proposal.columns.header:
        below = propose(replace(grid, lines=tuple(line for line in grid.lines if line.number >= one.header)))
        headings = below.columns.headings if one.header else ("",) * len(below.columns.headings)
        proposal = replace(below, columns=Columns(one.header, headings, below.columns.are), fingerprint=fingerprint(headings))
    columns = proposal.columns
    if one is not None and one.are:
        return Found(grid, proposal, replace(columns, are=_fitted(one.are, columns)))
    known = Remembered.objects.filter(partnership=case.partnership_id, agency=agency, headings=proposal.fingerprint).first()
    if known is None or len(known.columns) != len(columns.are) or not any(columns.headings):
        return Found(grid, proposal, columns)
    return Found(grid, proposal, replace(columns, are=tuple(known.columns)), remembered=True)


def _fitted(are: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """As many as there are columns: what is not said stays as proposed."""
    return tuple(are[n] if n < len(are) else proposed for n, proposed in enumerate(columns.are))


def _own(rows: RowsRead, agency: str) -> RowsRead:
    """Every row is the sending agency's; whom its file names as the agency stays beside it."""
    return replace(rows, entries=tuple(e if e.agency == agency else replace(e, agency=agency, more={"Agency": e.agency, **e.more})
                                       for e in rows.entries))


def _scope(case: Case, agency: str) -> tuple[date, date] | None:
    """The period the agency was asked about, where both its ends were named."""
    asked = latest_document(case, "request", agency)
    ends = (asked.body.get("scope_from"), asked.body.get("scope_to")) if asked else (None, None)
    return (date.fromisoformat(ends[0]), date.fromisoformat(ends[1])) if ends[0] and ends[1] else None


def _before(case: Case, agency: str, data: ImportFile, name: str) -> Import | None:
    """The file this one is a newer version of: as the person says, else the one of the same name."""
    files = [f for f in standing(case, agency) if f.kind != "typed"]
    if data.replaces == FURTHER:
        return None
    if not data.replaces:
        return next((f for f in files if f.name == name), None)
    found = next((f for f in files if str(f.pk) == data.replaces), None)
    if found is None:
        raise InputFault.at("replaces", "That file is not in the chronology any more. Choose another, or say that this is a further file.")
    return found
