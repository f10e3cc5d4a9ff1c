"""Grids and files made by hand, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from cspr.chronology.reading import rows_of
from cspr.chronology.shapes import Cell, FileRead, Grid, Line, RowsRead


def grid(*rows: Sequence[Cell], where: str = "Chronology") -> Grid:
    """A grid of rows, numbered from 1."""
    return Grid(where, tuple(Line(n, tuple(row)) for n, row in enumerate(rows, 1)))


def file(*grids: Grid, paragraphs: Sequence[str] = (), name: str = "return.docx") -> FileRead:
    """A file of these grids and paragraphs."""
    return FileRead(name, "docx", grids, tuple(Line(n, (p,)) for n, p in enumerate(paragraphs, 1)))


def read(*rows: Sequence[Cell], paragraphs: Sequence[str] = ()) -> RowsRead:
    """What a file with one table gives."""
    return rows_of(file(grid(*rows), paragraphs=paragraphs), "Wessmoor Police")


def told(rows: RowsRead) -> list[tuple[str, str]]:
    """Each entry in short: its first day or moment, and what happened."""
    return [(e.when.start.isoformat()[:16] if e.when.start else "?", e.text) for e in rows.entries]


def said(rows: RowsRead) -> list[tuple[int, str]]:
    """Each problem in short: its row and its kind."""
    return [(p.source.row, p.kind) for p in rows.problems]
